"""Small random plans in which everything happens often: for Hypothesis, and by seed for a look at one of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from cascade_sim.randomness.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
)
from cascade_sim.scenario.plan import (
    CourseSettings,
    GroupSettings,
    OnDates,
    OnDemand,
    PerYear,
    Plan,
    RoleSettings,
    Schedule,
    Settings,
)
from cascade_sim.timeline import MONTH, YEAR, Calendar, Timeline

from .wider_plans import widened

FOREVER = float("inf")


def plans() -> st.SearchStrategy[Plan]:
    """Any random plan; the seed that Hypothesis tells makes the same one again."""
    return st.integers(0, 2**32 - 1).map(lambda seed: random_plan(Random(seed)))


def random_plan(rng: Random) -> Plan:
    """A plan as `narrow_plan` makes it, in most cases with further parts."""
    plan = narrow_plan(rng)
    return widened(rng, plan) if rng.random() < 0.65 else plan


def narrow_plan(rng: Random) -> Plan:
    """A plan with up to three groups, three courses and two roles, over one to four years."""
    start = date(2020, 1, 1) + timedelta(days=rng.randrange(730))
    end = start + timedelta(days=rng.randrange(360, 1460))
    timeline = Timeline(start, end, [start + timedelta(days=rng.randrange(1500)) for _ in range(rng.randrange(3))])
    days = timeline.days
    breaks = [0, *sorted(rng.sample(range(1, days), rng.randrange(6)))]
    first = _settings(rng, days)
    settings = [first]
    for _ in breaks[1:]:
        settings.append(_changed(rng, first if rng.random() < 0.3 else settings[-1]))
    return Plan(
        seed=rng.randrange(2**31),
        timeline=timeline,
        calendar=_calendar(rng, timeline),
        breaks=tuple(float(day) for day in breaks),
        settings=tuple(settings),
        year_starts=rng.randrange(1, 13),
    )


def _calendar(rng: Random, timeline: Timeline) -> Calendar:
    closed = [timeline.date(rng.randrange(timeline.days)) + timedelta(days=i) for _ in range(4) for i in range(9)]
    return Calendar(timeline, closed)


def _settings(rng: Random, days: int) -> Settings:
    groups, courses, roles = rng.randint(1, 3), rng.randint(1, 3), rng.randint(0, 2)
    return Settings(
        groups=tuple(_group(rng, i, courses) for i in range(groups)),
        courses=tuple(_course(rng, i, groups, courses, roles, days) for i in range(courses)),
        roles=tuple(_role(rng, i, groups) for i in range(roles)),
    )


def _duration(rng: Random, typical: float) -> Distribution:
    kinds: list[Callable[[], Distribution]] = [
        lambda: Constant(typical),
        lambda: Constant(0.0),
        lambda: Gamma(typical, typical * rng.choice((0.3, 0.6, 1.5))),
        lambda: Exponential(typical),
        lambda: Lognormal(typical, typical / 2),
        lambda: Uniform(0.0, 2 * typical),
        lambda: Triangular(0.0, typical, 2 * typical),
        lambda: Empirical.of((typical / 3, typical, 2 * typical)),
    ]
    return rng.choice(kinds)()


def _rate(rng: Random, most: float) -> float:
    """A hazard a day; 0 now and then."""
    return 0.0 if rng.random() < 0.1 else rng.uniform(0.02, most) / YEAR


def _share(rng: Random) -> float:
    return rng.choice((0.0, 1.0, rng.random(), rng.random(), rng.random()))


def _mostly(rng: Random) -> float:
    return rng.choice((1.0, 0.9, 0.7, rng.random()))


def _group(rng: Random, number: int, courses: int) -> GroupSettings:
    return GroupSettings(
        name=f"group {number}",
        posts=rng.choice((0, 3, 10, 25, 50, 80)),
        first_year=_rate(rng, 1.2),
        later=_rate(rng, 0.8),
        time_to_fill=_duration(rng, rng.choice((10.0, 60.0))),
        arrive_with=tuple(rng.choice((0.0, 0.2, _share(rng))) for _ in range(courses)),
        hold_at_start=tuple(_share(rng) for _ in range(courses)),
        gained=tuple(rng.choice((None, _duration(rng, 1.2 * YEAR))) for _ in range(courses)),
        localities=(),
        release_per_delivery=rng.choice((None, None, 1, 3)),
        release_per_month=rng.choice((None, None, 1, 4)),
    )


def _course(rng: Random, number: int, groups: int, courses: int, roles: int, days: int) -> CourseSettings:
    offsets = rng.choice(((0,), (0,), (0, 14), (0, 1, 2), (0, 7, 14, 21, 28), (0, 60)))
    valid_for = rng.choice((FOREVER, FOREVER, 0.5 * YEAR, 400.0, YEAR, 18 * MONTH))
    each = rng.randint(1, 3)
    places = rng.randint(2, 9)
    return CourseSettings(
        name=f"course {number}",
        groups=tuple(sorted(rng.sample(range(groups), rng.randint(1, groups)))),
        role=rng.randrange(roles) if roles and rng.random() < 0.7 else None,
        each=each,
        experienced=rng.choice((0, 0, 1, each)),
        days=offsets,
        places=places,
        minimum=rng.choice((0, 1, 2, places // 2)),
        schedules=_schedules(rng, days),
        closes=rng.choice((0, 1, 10, 21, 45)),
        overbook=rng.choice((0.0, 0.0, 0.1, 0.5)),
        withdraws_by_group=tuple(rng.choice((0.0, 0.1, 0.3)) for _ in range(groups)),
        first_day_by_group=tuple(_mostly(rng) for _ in range(groups)),
        later_days_by_group=tuple(_mostly(rng) for _ in range(groups)),
        rebooks_by_group=tuple(_share(rng) for _ in range(groups)),
        completes=rng.randint(1, len(offsets)),
        willing_existing_by_group=tuple(_mostly(rng) for _ in range(groups)),
        willing_starters_by_group=tuple(_mostly(rng) for _ in range(groups)),
        ask_over=rng.choice((30.0, YEAR, 3 * YEAR)),
        waiting_at_start=rng.choice((0, 0, 3, 15)),
        ask_after=_duration(rng, 30.0),
        due=rng.choice((None, 3 * MONTH, 200.0)),
        rank=tuple(tuple(rng.randrange(3) for _ in range(3)) for _ in range(groups)),
        reserve_by_group=tuple(rng.choice((0, 0, 1, 3)) for _ in range(groups)),
        valid_for=valid_for,
        renew_by=rng.randrange(courses) if rng.random() < 0.7 else None,
        renew_from=rng.choice((0.0, 30.0, 3 * MONTH)),
        requires=_requirements(rng, number),
        makes=rng.randrange(roles) if roles and rng.random() < 0.5 else None,
        trained_before=rng.choice((None, 0, 7, 100)),
        paused=False,
    )


def _requirements(rng: Random, number: int) -> tuple[tuple[int, float], ...]:
    """Of courses before this one, so that there is no circle."""
    return tuple((course, rng.choice((0.0, 30.0, 6 * MONTH))) for course in range(number) if rng.random() < 0.3)


def _schedules(rng: Random, days: int) -> tuple[Schedule, ...]:
    kinds: list[Callable[[str], Schedule]] = [
        lambda name: PerYear(name, rng.uniform(0.3, 25)),
        lambda name: PerYear(name, 400.0),
        lambda name: OnDates(name, tuple(rng.randrange(-50, days + 60) for _ in range(rng.randrange(6)))),
        lambda name: OnDemand(name, rng.randint(1, 12), rng.choice((None, 1, 2))),
        lambda name: OnDemand(name, rng.randint(2, 6), rng.choice((None, 3))),
    ]
    weights = (8, 1, 3, 5, 3)
    return tuple(rng.choices(kinds, weights)[0](f"schedule {i}") for i in range(rng.choice((1, 1, 2, 3))))


def _role(rng: Random, number: int, groups: int) -> RoleSettings:
    members = rng.choice((0, 3, 8, 20))
    shares = [rng.uniform(0.1, 1.0) for _ in range(groups)]
    return RoleSettings(
        name=f"role {number}",
        members_at_start=members,
        active_at_start=rng.randint(0, members),
        experienced_at_start=rng.randint(0, members),
        from_groups=tuple((i, share / sum(shares)) for i, share in enumerate(shares)) if rng.random() < 0.5 else (),
        mean_capacity=rng.choice((1.5, 6.0, 12.0, 30.0)),
        spread=rng.choice((0.0, 0.5, 1.0, 2.5)),
        keen=rng.random() < 0.5,
        never_start=rng.choice((0.0, 0.3)),
        stops=_rate(rng, 1.0),
        starts_again=_rate(rng, 1.0),
        stops_if_unused=rng.choice((None, 60.0, 6 * MONTH, 18 * MONTH)),
        supervised=rng.randint(0, 3),
        drops_out=rng.choice((0.0, 0.1, 0.4)),
    )


def _changed(rng: Random, before: Settings) -> Settings:
    """The settings after a change of one thing or another."""
    groups, courses, roles = list(before.groups), list(before.courses), list(before.roles)
    for _ in range(rng.randint(1, 3)):
        i, kind = rng.randrange(len(groups)), rng.random()
        if kind < 0.35:
            groups[i] = _changed_group(rng, groups[i])
        elif kind < 0.85 or not roles:
            j = rng.randrange(len(courses))
            courses[j] = _changed_course(rng, courses[j])
        else:
            j = rng.randrange(len(roles))
            roles[j] = _changed_role(rng, roles[j])
    return Settings(tuple(groups), tuple(courses), tuple(roles))


def _changed_group(rng: Random, group: GroupSettings) -> GroupSettings:
    kind = rng.randrange(4)
    if kind == 0:
        return replace(group, posts=max(0, group.posts + rng.choice((-20, -5, -1, 1, 5, 20))))
    if kind == 1:
        factor = rng.choice((0.0, 0.5, 1.5, 4.0))
        return replace(group, first_year=group.first_year * factor, later=group.later * factor)
    if kind == 2:
        arrive_with = tuple(_share(rng) for _ in group.arrive_with)
        return replace(group, time_to_fill=_duration(rng, 30.0), arrive_with=arrive_with)
    return replace(group, release_per_delivery=rng.choice((None, 0, 1, 2)), release_per_month=rng.choice((None, 0, 3)))


def _changed_course(rng: Random, course: CourseSettings) -> CourseSettings:
    change = rng.choice((_paused, _paused, _resized, _other_attendance, _other_schedules, _other_demand, _other_terms))
    return change(rng, course)


def _paused(_: Random, course: CourseSettings) -> CourseSettings:
    return replace(course, paused=not course.paused)


def _resized(rng: Random, course: CourseSettings) -> CourseSettings:
    places = rng.randint(1, 10)
    return replace(course, places=places, minimum=rng.randint(0, places), overbook=rng.choice((0.0, 0.3)))


def _other_attendance(rng: Random, course: CourseSettings) -> CourseSettings:
    groups = len(course.rank)
    return replace(
        course,
        withdraws_by_group=tuple(rng.random() / 2 for _ in range(groups)),
        first_day_by_group=tuple(_mostly(rng) for _ in range(groups)),
        later_days_by_group=tuple(_mostly(rng) for _ in range(groups)),
        rebooks_by_group=tuple(_share(rng) for _ in range(groups)),
        completes=rng.randint(1, len(course.days)),
    )


def _other_schedules(rng: Random, course: CourseSettings) -> CourseSettings:
    faster = rng.uniform(0.0, 3.0)

    def changed(schedule: Schedule) -> Schedule:
        if isinstance(schedule, PerYear):
            return replace(schedule, rate=schedule.rate * faster)
        if isinstance(schedule, OnDemand):
            return replace(schedule, when_waiting=rng.randint(1, 12), at_most=rng.choice((None, 0, 1, 2)))
        return schedule

    return replace(course, schedules=tuple(changed(schedule) for schedule in course.schedules))


def _other_demand(rng: Random, course: CourseSettings) -> CourseSettings:
    groups = len(course.rank)
    return replace(
        course,
        willing_existing_by_group=tuple(_share(rng) for _ in range(groups)),
        willing_starters_by_group=tuple(_share(rng) for _ in range(groups)),
        ask_after=_duration(rng, 20.0),
    )


def _other_terms(rng: Random, course: CourseSettings) -> CourseSettings:
    each = rng.randint(1, 3)
    return replace(
        course,
        each=each,
        experienced=rng.choice((0, 1, each)),
        valid_for=rng.choice((FOREVER, 200.0, YEAR)),
        reserve_by_group=tuple(rng.choice((0, 2)) for _ in course.rank),
    )


def _changed_role(rng: Random, role: RoleSettings) -> RoleSettings:
    return replace(
        role,
        mean_capacity=role.mean_capacity * rng.choice((0.5, 1.0, 3.0)),
        stops=_rate(rng, 2.0),
        starts_again=_rate(rng, 2.0),
        never_start=rng.choice((0.0, 0.5)),
        drops_out=rng.choice((0.0, 0.2)),
        supervised=rng.randint(0, 3),
    )
