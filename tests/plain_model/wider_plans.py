"""What a random plan may have besides: localities, the public, self-paced courses, follow-up, prices and budgets.

Each part is added to a plan that has none of it, to all of its stretches alike, but for the numbers that may change.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from cascade_sim.randomness.distributions import Constant, Distribution, Exponential, Gamma, Uniform
from cascade_sim.scenario.plan import (
    BudgetSettings,
    CourseSettings,
    FollowUp,
    GroupSettings,
    Plan,
    Prices,
    Public,
    RoleSettings,
    Schedule,
    SelfPaced,
    Settings,
)
from cascade_sim.timeline import MONTH

FOREVER = float("inf")


def widened(rng: Random, plan: Plan) -> Plan:
    """The plan with some of the parts, now and then with none or all."""
    parts: list[Callable[[Random, Plan], Plan]] = [
        _with_dated_schedules,
        _with_localities,
        _with_the_public,
        _with_self_paced_courses,
        _with_follow_up,
        _with_prices,
    ]
    often = rng.choice((0.3, 0.6, 0.9))
    for part in parts:
        if rng.random() < often:
            plan = part(rng, plan)
    return plan


def _with_courses(plan: Plan, change: Callable[[int, CourseSettings], CourseSettings]) -> Plan:
    """The plan with each course changed; what the change draws, it draws anew for each stretch."""
    return _with_settings(
        plan, lambda s: replace(s, courses=tuple(change(i, course) for i, course in enumerate(s.courses)))
    )


def _with_settings(plan: Plan, change: Callable[[Settings], Settings]) -> Plan:
    return replace(plan, settings=tuple(change(settings) for settings in plan.settings))


def _some_courses(rng: Random, plan: Plan) -> set[int]:
    return {i for i in range(len(plan.first.courses)) if rng.random() < 0.5}


# Schedules and localities


def _with_dated_schedules(rng: Random, plan: Plan) -> Plan:
    days = plan.timeline.days
    within = {}
    for key in _schedules(plan):
        begin = rng.choice((-FOREVER, -FOREVER, -100.0, float(rng.randrange(days))))
        finish = rng.choice((FOREVER, FOREVER, float(rng.randrange(1, days + 60))))
        within[key] = begin, max(begin + 1.0, finish)

    def dated(course: int, number: int, schedule: Schedule) -> Schedule:
        begin, finish = within[course, number]
        return replace(schedule, begin=begin, finish=finish)

    return _with_schedules(plan, dated)


def _with_localities(rng: Random, plan: Plan) -> Plan:
    names = tuple(f"locality {i}" for i in range(rng.randint(1, 3)))
    common = _shares(rng, len(names))
    shares = [common if rng.random() < 0.5 else _shares(rng, len(names)) for _ in plan.first.groups]
    where = {key: rng.choice((None, *range(len(names)))) for key in _schedules(plan)}
    own = [rng.random() < 0.6 for _ in plan.first.roles]

    def placed(settings: Settings) -> Settings:
        groups = tuple(replace(group, localities=of) for group, of in zip(settings.groups, shares, strict=True))
        roles = tuple(replace(role, serves_own_locality=it) for role, it in zip(settings.roles, own, strict=True))
        return replace(settings, groups=groups, roles=roles)

    plan = _with_schedules(plan, lambda course, i, schedule: replace(schedule, locality=where[course, i]))
    return replace(_with_settings(plan, placed), localities=names)


def _shares(rng: Random, number: int) -> tuple[float, ...]:
    parts = [rng.choice((1.0, rng.random(), 0.25 * rng.randrange(4))) for _ in range(number)]
    parts[rng.randrange(number)] += 0.5
    return tuple(part / sum(parts) for part in parts)


def _schedules(plan: Plan) -> list[tuple[int, int]]:
    return [(i, j) for i, course in enumerate(plan.first.courses) for j in range(len(course.schedules))]


def _with_schedules(plan: Plan, change: Callable[[int, int, Schedule], Schedule]) -> Plan:
    def changed(i: int, course: CourseSettings) -> CourseSettings:
        return replace(course, schedules=tuple(change(i, j, schedule) for j, schedule in enumerate(course.schedules)))

    return _with_courses(plan, changed)


# The public


def _with_the_public(rng: Random, plan: Plan) -> Plan:
    chosen = _some_courses(rng, plan)
    first = {i: _public(rng) for i in sorted(chosen)}

    def opened(i: int, course: CourseSettings) -> CourseSettings:
        if i in chosen:
            return _for_public(course, first[i] if rng.random() < 0.6 else _changed_public(rng, first[i]))
        requires = tuple(one for one in course.requires if one[0] not in chosen)
        return replace(course, requires=requires, renew_by=None if course.renew_by in chosen else course.renew_by)

    def none_hold(group: GroupSettings) -> GroupSettings:
        arrive_with, hold = (
            tuple(0.0 if i in chosen else share for i, share in enumerate(shares))
            for shares in (group.arrive_with, group.hold_at_start)
        )
        return replace(group, arrive_with=arrive_with, hold_at_start=hold)

    plan = _with_courses(plan, opened)
    return _with_settings(
        plan,
        lambda s: replace(
            s,
            groups=tuple(none_hold(group) for group in s.groups),
            roles=tuple(_from_somewhere(plan, i, role) for i, role in enumerate(s.roles)),
        ),
    )


def _from_somewhere(plan: Plan, number: int, role: RoleSettings) -> RoleSettings:
    """A role that only teaches the public cannot have its members from the groups that its courses are for."""
    if role.from_groups or any(plan.first.courses[course].groups for course in plan.taught_by(number)):
        return role
    groups = len(plan.first.groups)
    return replace(role, from_groups=tuple((i, 1 / groups) for i in range(groups)))


def _public(rng: Random) -> Public:
    return Public(
        arrivals=rng.choice((0.0, 0.02, 0.3, rng.uniform(0.05, 2.0))),
        waiting_at_start=rng.choice((0, 0, 5, 30)),
        gives_up_after=rng.choice((FOREVER, 10.0, 45.5, 3 * MONTH)),
        withdraws=rng.choice((0.0, 0.2)),
        first_day=rng.choice((1.0, 0.8, 0.5)),
        later_days=rng.choice((1.0, 0.8, 0.5)),
        rebooks=rng.choice((0.0, 0.5, 1.0)),
    )


def _changed_public(rng: Random, public: Public) -> Public:
    other = _public(rng)
    return replace(other, waiting_at_start=public.waiting_at_start, gives_up_after=public.gives_up_after)


def _for_public(course: CourseSettings, public: Public) -> CourseSettings:
    return replace(
        course,
        public=public,
        groups=(),
        requires=(),
        makes=None,
        renew_by=None,
        valid_for=FOREVER,
        reserve_by_group=(0,) * len(course.reserve_by_group),
        trained_before=None,
        due=None,
        waiting_at_start=0,
    )


# Courses without dates, and what follows those with dates


def _with_self_paced_courses(rng: Random, plan: Plan) -> Plan:
    chosen = _some_courses(rng, plan)
    groups = len(plan.first.groups)
    first = {i: _self_paced(rng, groups) for i in sorted(chosen)}

    def freed(i: int, course: CourseSettings) -> CourseSettings:
        if i not in chosen:
            return course
        return replace(
            course,
            self_paced=first[i] if rng.random() < 0.6 else _self_paced(rng, groups),
            role=None,
            days=(0,),
            completes=1,
            schedules=(),
            places=1,
            minimum=0,
            overbook=0.0,
            reserve_by_group=(0,) * groups,
        )

    return _with_courses(plan, freed)


def _self_paced(rng: Random, groups: int) -> SelfPaced:
    takes: tuple[Distribution, ...] = (
        Constant(0.0),
        Constant(40.0),
        Gamma(30.0, 20.0),
        Exponential(60.0),
        Uniform(0.0, 5.0),
    )
    return SelfPaced(
        finishes_by_group=tuple(rng.choice((1.0, 0.4, rng.random())) for _ in range(groups)),
        takes=rng.choice(takes),
        asks_again_by_group=rng.choice(((0.0,) * groups, tuple(rng.choice((0.3, 0.8)) for _ in range(groups)))),
        licences=rng.choice((None, None, 0, 6, 40)),
    )


def _with_follow_up(rng: Random, plan: Plan) -> Plan:
    allowed = (i for i, course in enumerate(plan.first.courses) if course.public is None and course.self_paced is None)
    chosen = {i for i in allowed if rng.random() < 0.8}
    first = {i: _follow_up(rng, plan.first.courses[i]) for i in sorted(chosen)}

    def followed(i: int, course: CourseSettings) -> CourseSettings:
        if i not in chosen:
            return course
        attends = tuple(rng.choice((1.0, 0.7, rng.random())) for _ in plan.first.groups)
        return replace(course, follow_up=replace(first[i], attends_by_group=attends))

    return _with_courses(plan, followed)


def _follow_up(rng: Random, course: CourseSettings) -> FollowUp:
    sessions, every = rng.randint(1, 3), rng.choice((1, 7, 28))
    return FollowUp(
        offsets=tuple(course.days[-1] + i * every for i in range(1, sessions + 1)),
        required=rng.choice((0, rng.randint(1, sessions))),
        attends_by_group=(),
        length=rng.choice((1.0, 0.25, 0.5, 1 / 3)),
    )


# Money


def _with_prices(rng: Random, plan: Plan) -> Plan:
    first = [_prices(rng) for _ in plan.first.courses]
    per_day = [_per_day(rng, len(plan.first.groups)) for _ in plan.first.roles]
    keeps = rng.random() < 0.5  # the same prices all the time

    def priced(settings: Settings) -> Settings:
        courses = tuple(
            replace(course, prices=prices if keeps or rng.random() < 0.6 else _prices(rng))
            for course, prices in zip(settings.courses, first, strict=True)
        )
        roles = tuple(
            replace(role, per_day_by_group=days if keeps or rng.random() < 0.6 else _per_day(rng, len(settings.groups)))
            for role, days in zip(settings.roles, per_day, strict=True)
        )
        return replace(settings, courses=courses, roles=roles)

    plan = _with_settings(plan, priced)
    return _with_budgets(rng, plan) if rng.random() < 0.7 else plan


def _prices(rng: Random) -> Prices:
    return Prices(*(rng.choice((0, rng.randint(1, 60_000), rng.randint(1, 5_000))) for _ in range(6)))


def _per_day(rng: Random, groups: int) -> tuple[int, ...]:
    return rng.choice(((), *(tuple(rng.choice((0, rng.randint(1, 30_000))) for _ in range(groups)) for _ in range(3))))


def _with_budgets(rng: Random, plan: Plan) -> Plan:
    courses = range(len(plan.first.courses))
    first = [
        BudgetSettings(f"budget {i}", _money(rng), tuple(sorted(rng.sample(courses, rng.randint(1, len(courses))))))
        for i in range(rng.randint(1, 2))
    ]

    def funded(settings: Settings) -> Settings:
        return replace(
            settings,
            budgets=tuple(b if rng.random() < 0.7 else replace(b, per_year=_money(rng)) for b in first),
        )

    return _with_settings(plan, funded)


def _money(rng: Random) -> int:
    return rng.choice((0, 1, 1, 1)) * int(10 ** rng.uniform(4.0, 6.7))
