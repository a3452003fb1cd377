"""One replication: people drawn, roles and deliveries simulated, facts and states recorded."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ..randomness.streams import Floats, Ints, Luck
from ..recording import Recorder, Records, Scopes
from ..scenario.plan import OnDemand, Plan, Prices
from ..timeline import OPENING
from . import stocks
from .clock import Clock, Order, Story
from .courses import Course
from .deliveries import begin_each
from .member import Diary
from .money import Ledger
from .planning import day_ones, plan_on_demand
from .public import Public
from .qualifications import Qualification
from .roles import Role, largest_remainder
from .self_paced import PublicAtTheirPace, StaffAtLast, StaffAtTheirPace
from .staff import Release, Staff
from .workforce import draw_workforce


def simulate(plan: Plan, luck: Luck) -> Records:
    """Run one replication and return what it recorded; the same plan and luck give the same records."""
    with _no_cycle_collection():
        simulation = Simulation(plan, luck)
        records = simulation.run()
        simulation.take_apart()
        del simulation
        return records


@contextmanager
def _no_cycle_collection() -> Iterator[None]:
    """Keep Python from searching for reference cycles meanwhile.

    A replication builds many small things and lets them all go at its end; looking through them again and again on
    the way takes more time than the simulation.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def scopes_of(plan: Plan) -> Scopes:
    """The names of a plan's groups, courses, schedules and roles, and over which groups each is told."""
    courses, roles = plan.first.courses, plan.first.roles
    return Scopes(
        timeline=plan.timeline,
        groups=tuple(group.name for group in plan.first.groups),
        courses=tuple(course.name for course in courses),
        course_groups=tuple(course.groups for course in courses),
        schedules=tuple(tuple(schedule.name for schedule in course.schedules) for course in courses),
        roles=tuple(role.name for role in roles),
        role_groups=tuple(_groups_of_role(plan, index) for index in range(len(roles))),
        year_starts=plan.year_starts,
        localities=plan.localities,
        schedule_localities=tuple(tuple(schedule.locality for schedule in course.schedules) for course in courses),
        public=tuple(index for index, course in enumerate(courses) if course.public),
        priced=tuple(index for index in range(len(courses)) if _is_priced(plan, index)),
        has_budgets=bool(plan.first.budgets),
    )


def _is_priced(plan: Plan, course: int) -> bool:
    """Whether a course, or a day of the members who teach it, ever has a price."""
    for settings in plan.settings:
        role = settings.courses[course].role
        days = () if role is None else settings.roles[role].per_day_by_group
        if any(days) or settings.courses[course].prices != Prices():
            return True
    return False


def _groups_of_role(plan: Plan, role: int) -> tuple[int, ...]:
    """The groups whose people can be members."""
    concerned = [course.groups for course in plan.first.courses if role in (course.role, course.makes)]
    named = [group for group, _ in plan.first.roles[role].from_groups] or plan.groups_of_role(role)
    return tuple(sorted({*named, *(group for groups in concerned for group in groups)}))


class Simulation:
    """One replication, from drawing its people to its records."""

    def __init__(self, plan: Plan, luck: Luck) -> None:
        self._plan = plan
        self._recorder = Recorder(scopes_of(plan))
        self._clock = Clock()
        self._workforce = draw_workforce(plan, luck)
        people = self._people = self._workforce.people
        course_range = range(len(plan.first.courses))
        self._qualifications = [Qualification(plan, course, people, luck) for course in course_range]
        diary, release, ledger = Diary(), Release(plan, people), Ledger(plan)
        self._roles = [
            Role(plan, role, people, luck, self._clock, self._recorder, diary) for role in range(len(plan.first.roles))
        ]
        for role in self._roles:
            role.begin(self._qualifications)
        self._courses = [
            Course(plan, course, people, luck, self._clock, self._recorder, self._qualifications, release, ledger)
            for course in course_range
        ]
        self._paced: list[StaffAtTheirPace | StaffAtLast | PublicAtTheirPace] = []
        self._clock.tell(self._change())
        for course in self._courses:
            course.connect(self._courses, self._roles)
            if plan.first.courses[course.index].self_paced:
                self._set_going(course, luck)
            else:
                self._schedule(course)

    def run(self) -> Records:
        """Let everything happen, and record it."""
        end = float(self._plan.timeline.snapshot_times[-1])
        self._clock.run_through(end)
        for paced in self._paced:
            paced.finish()
        for course in self._courses:
            course.audience.bring_up_to(end)
            for delivery in sorted(course.under_way, key=lambda delivery: delivery.days):
                delivery.leave_unfinished(end)
        self._record_workforce()
        for course in self._courses:
            if course.staff is not None:
                self._record_staff(course, course.staff)
            elif course.public is not None:
                self._record_public(course, course.public)
        for index, role in enumerate(self._roles):
            self._record_role(index, role)
        return self._recorder.finish()

    def take_apart(self) -> None:
        """Undo what holds the parts together in circles: they are freed at once then, and need not be searched for."""
        self._clock.forget()
        for course in self._courses:
            course.disconnect()
        for role in self._roles:
            role.disconnect()

    def _change(self) -> Story:
        """Put each stretch of settings in force when it begins."""
        for begins, settings in zip(self._plan.breaks, self._plan.settings, strict=True):
            yield self._clock.at(begins, Order.CHANGES)
            for course in self._courses:
                course.settings = settings.courses[course.index]
            for role in self._roles:
                role.settings = settings.roles[role.index]

    def _set_going(self, course: Course, luck: Luck) -> None:
        """Let people sign up to a self-paced course."""
        if course.staff is not None and StaffAtLast.will_do(course):
            self._paced.append(StaffAtLast(course, course.staff, self._people, luck))
        elif course.staff is not None:
            self._paced.append(StaffAtTheirPace(course, course.staff))
        elif course.public is not None:
            self._paced.append(PublicAtTheirPace(course, course.public, luck))
        self._paced[-1].begin()

    def _schedule(self, course: Course) -> None:
        """Set the deliveries of a course going: those planned from the start, and the planning of the others."""
        schedules = self._plan.first.courses[course.index].schedules

        planned = [day_ones(self._plan, course.index, schedule) for schedule in range(len(schedules))]
        if any(isinstance(schedule, OnDemand) for schedule in schedules):
            course.keep_open([(course.locality(which), day) for which, days in enumerate(planned) for day in days])

        def begin(schedule: int, deliveries: Sequence[tuple[int, int]]) -> None:
            self._clock.tell(begin_each(course, schedule, deliveries))

        for index, schedule in enumerate(schedules):
            begin(index, list(enumerate(planned[index])))
            if isinstance(schedule, OnDemand):
                self._clock.tell(plan_on_demand(course, index, self._plan, partial(begin, index)))

    # -- recording --------------------------------------------------------------------------------------------

    def _present(self, cell: Ints, since: Floats, until: Floats | None = None) -> Ints:
        return stocks.present(self._plan.timeline, self._recorder.scopes.cells, cell, since, until)

    def _members(self, group: Ints, since: Floats, until: Floats) -> Ints:
        return stocks.present(self._plan.timeline, len(self._plan.first.groups), group, since, until)

    @cached_property
    def _people_in_post(self) -> Ints:
        return self._present(self._people.cell, self._people.start, self._people.leave)

    def _record_workforce(self) -> None:
        posts, stays, recorder = self._workforce.posts, self._workforce.stays, self._recorder
        created = np.maximum(posts.created, OPENING)
        recorder.workforce["posts"][:, 0] = self._present(posts.cell, created, posts.removed)
        recorder.workforce["in_post"][:, 0] = self._present(stays.cell, stays.start, stays.leave)
        recorder.workforce["vacant"] = recorder.workforce["posts"] - recorder.workforce["in_post"]
        started = stays.start > OPENING
        recorder.many_facts("started", stays.start[started], 0, stays.cell[started])
        recorder.many_facts("left", stays.leave, 0, stays.cell)

    def _record_staff(self, course: Course, staff: Staff) -> None:
        self._record_completions(course, staff)
        self._record_given(course, staff)
        self._record_holding(course)
        self._record_waiting(course, staff)
        self._record_due(course)

    def _record_completions(self, course: Course, staff: Staff) -> None:
        people, recorder = self._people, self._recorder
        person, when, day_one = staff.completions.columns(2)
        asked = staff.asked_of_completed if staff.waiting.renews else staff.waiting.asked(person)
        waited = day_one - np.maximum(np.array(asked, np.float64), 0.0)
        weeks = np.maximum(waited // 7, 0).astype(np.int64)
        recorder.many_facts("completed", when, course.index, people.cell[person], weeks)
        self._record_trained_ever(course, person, when)

    def _record_given(self, course: Course, staff: Staff) -> None:
        people, recorder = self._people, self._recorder
        for given, gained in staff.gained.items():
            person, when = gained.columns(1)
            existing = people.existing[person]
            for kind, which in (("gained_existing", existing), ("gained_starters", ~existing)):
                recorder.many_facts(kind, when[which], given, people.cell[person[which]])
        for given, renewed in staff.renewed.items():
            person, when = renewed.columns(1)
            recorder.many_facts("renewed", when, given, people.cell[person])
        for kind, chunks in (("gave_up", staff.gave_up), ("signed_up", staff.signed_up)):
            person, when = chunks.columns(1)
            recorder.many_facts(kind, when, course.index, people.cell[person])

    def _record_holding(self, course: Course) -> None:
        people, recorder, index = self._people, self._recorder, course.index
        qualification = self._qualifications[index]
        person, since, until = qualification.spells()
        cell, leave = people.cell[person], people.leave[person]
        tables = recorder.coverage
        tables["in_post"][:, index] = self._people_in_post
        tables["holders"][:, index] = self._present(
            cell, np.maximum(since, people.start[person]), np.minimum(until, leave)
        )
        ended = since < leave
        lapsed = ended & (until < leave)
        recorder.many_facts("expired", until[lapsed], index, cell[lapsed])
        taken_along = ended & (leave <= until)
        recorder.many_facts("left_holding", leave[taken_along], index, cell[taken_along])
        arrived = qualification.arrived
        recorder.many_facts("arrived_with", people.start[arrived], index, people.cell[arrived])

    def _record_trained_ever(self, course: Course, person: Ints, when: Floats) -> None:
        people, index = self._people, course.index
        before = self._qualifications[index].held_at_start
        first_completed = np.full(len(people), np.inf)
        first_completed[person[::-1]] = when[::-1]  # the last one written stands, and they are in order of time
        trained = np.where(before, np.maximum(OPENING, people.start), first_completed)
        completed = ~before & (first_completed < np.inf)
        ever = self._present(people.cell[completed], trained[completed])
        known = before | completed
        tables = self._recorder.coverage
        tables["trained_ever"][:, index] = ever + self._trained_before(index, before)
        tables["trained_ever_in_post"][:, index] = self._present(
            people.cell[known], trained[known], people.leave[known]
        )

    def _trained_before(self, index: int, holders: NDArray[np.bool_]) -> Ints:
        """People trained before the start, by cell: where only their number is known, in proportion to the holders.

        They are split over the groups first: these have the same whether there are localities or not.
        """
        course, scopes, posts = self._plan.first.courses[index], self._recorder.scopes, self._workforce.posts
        held, shape = np.bincount(self._people.cell[holders], minlength=scopes.cells), (len(scopes.groups), -1)
        of_course, groups = held.reshape(shape), list(course.groups)
        if course.trained_before is None or course.trained_before <= of_course[groups].sum():
            return held
        had = np.bincount(posts.cell[posts.created < 0], minlength=scopes.cells).reshape(shape)
        shares = of_course if of_course[groups].any() else had
        told = largest_remainder(course.trained_before, shares[groups].sum(axis=1).tolist())
        for group, number in zip(groups, told, strict=True):
            within = of_course[group] if of_course[group].any() else had[group]
            of_course[group] = largest_remainder(number, within.tolist())
        return held

    def _record_waiting(self, course: Course, staff: Staff) -> None:
        people, index, timeline = self._people, course.index, self._plan.timeline
        person, asked, ended = staff.waiting.requests()
        leave = people.leave[person]
        cell, off = people.cell[person], np.minimum(ended, leave)
        booked, since, until = staff.bookings.columns(2)
        until = np.minimum(until, people.leave[booked])
        tables, recorder = self._recorder.coverage, self._recorder
        tables["booked"][:, index] = self._present(people.cell[booked], since, until)
        tables["waiting"][:, index] = self._present(cell, asked, off) - tables["booked"][:, index]
        flow = asked > OPENING
        recorder.many_facts("asked", asked[flow], index, cell[flow])
        lost = leave < ended
        recorder.many_facts("left_waiting", leave[lost], index, cell[lost])
        looks = stocks.months_last_look(timeline, course.closings)
        still = stocks.present_at(looks, asked, off) - stocks.present_at(looks, since, until)
        recorder.still_waiting[:, index] = still

    def _record_due(self, course: Course) -> None:
        """Count starters whose training fell due, as a flow: each row tells those since the row before."""
        people, index = self._people, course.index
        within = self._plan.first.courses[index].due
        if within is None:
            return
        qualification = self._qualifications[index]
        due = people.start + within
        falls = ~people.existing & ~qualification.arrived & (people.leave > due)
        person, since, until = qualification.spells()
        holding = (since <= due[person]) & (due[person] < until)
        on_time = falls.copy()
        on_time[:] = False
        on_time[person[holding]] = True
        for name, which in (("due", falls), ("due_on_time", falls & on_time)):
            total = self._present(people.cell[which], due[which])
            self._recorder.coverage[name][:, index] = np.diff(total, axis=0, prepend=0)

    def _record_public(self, course: Course, public: Public) -> None:
        recorder, index, timeline = self._recorder, course.index, self._plan.timeline
        days = np.flatnonzero(public.arrivals)
        recorder.many_facts("public_arrived", days.astype(np.float64), index, 0, public.arrivals[days])
        for kind in ("signed_up", "completed", "gave_up", "gave_up_waiting"):
            moments, numbers = getattr(public, kind).columns()
            recorder.many_facts(f"public_{kind}", moments, index, 0, numbers)
        waiting, booked = public.changes.columns(), public.booked.columns()
        at = timeline.snapshot_times
        recorder.public["waiting"][:, index] = stocks.after(at, *waiting)
        recorder.public["booked"][:, index] = stocks.after(at, *booked)
        recorder.still_waiting[:, index] = stocks.after(stocks.months_last_look(timeline, course.closings), *waiting)

    def _record_role(self, index: int, role: Role) -> None:
        members = list(role.members.values())
        tables = self._recorder.roles
        spells = [(member.group, member.joined, member.leave) for member in members]
        tables["members"][:, index] = self._members(*stocks.columns(spells))
        under_way = [(member.group, member.active_since, member.leave) for member in members if member.active]
        tables["active"][:, index] = self._members(*stocks.columns([*role.active_spells, *under_way]))
        since = [(m.group, m.experienced_since, m.leave) for m in members if m.experienced_since is not None]
        tables["experienced"][:, index] = self._members(*stocks.columns(since))
        tables["delivering"][:, index] = self._members(*stocks.delivering(members))
