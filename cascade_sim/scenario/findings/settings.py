"""Settings that do not fit one another: numbers asked for that are not there, and times too short."""

from collections.abc import Iterator

import numpy as np

from ...randomness.distributions import Constant
from ...timeline import NEVER
from ...units import counted, format_duration, format_share
from ..plan import CourseSettings, OnDemand
from .finding import Finding
from .look import Look
from .supply import booked_at_most, held_at_start, in_post, lasting, soonest
from .wording import about


def more_members_than_posts(look: Look) -> Iterator[Finding]:
    """Members at the start asked of a group that has fewer posts: the model takes as many as there are."""
    groups = look.plan.first.groups
    for name, role in zip(look.roles, look.plan.first.roles, strict=True):
        for g, share in role.from_groups:
            wanted = share * role.members_at_start
            if wanted >= groups[g].posts + 0.5:
                yield _members_finding(look, (name, look.groups[g]), wanted, groups[g].posts, share)
        posts = sum(groups[g].posts for g in look.plan.groups_of_role(look.roles.index(name)))
        if not role.from_groups and role.members_at_start > posts:
            yield _members_finding(look, (name, ""), role.members_at_start, posts, 1.0)


def _members_finding(look: Look, who: tuple[str, str], wanted: float, posts: int, share: float) -> Finding:
    name, group = who
    members = look.plan.first.roles[look.roles.index(name)].members_at_start
    from_ = ("from", group) if group else ("members",)
    asked = f"{members} members × {format_share(share)} from {group}" if group else "members"
    return look.finding(
        "more_members_than_posts",
        ("roles", name, "at_start", *from_),
        f"more {name} members at the start than there are people to take them from",
        f"{asked} = {about(wanted)}, of {counted(posts, 'post')} in {group or 'the groups of the courses they teach'}; "
        "no more than those in post are taken",
        f"roles.{name}.at_start.members: {int(posts / share)} at most, or another share from each group",
    )


def minimum_out_of_reach(look: Look) -> Iterator[Finding]:
    """Courses whose minimum is more than can be booked, so that every delivery is cancelled."""
    for index, name in enumerate(look.courses):
        for settings in look.plan.settings:
            course = settings.courses[index]
            booked = booked_at_most(course, settings.groups)
            if booked < course.minimum:
                released = " + ".join(
                    f"{settings.groups[g].release_per_delivery} of {look.groups[g]}" for g in course.groups
                )
                yield look.finding(
                    "minimum_out_of_reach",
                    ("courses", name, "minimum"),
                    f"every delivery of {name} is cancelled: fewer are released than its minimum",
                    f"{released} = {booked} booked at most, below the minimum of {course.minimum}",
                    f"courses.{name}.minimum: {booked} at most, or a larger release.per_delivery of its groups",
                )
                break


def waiting_below_minimum(look: Look) -> Iterator[Finding]:
    """Demand-led schedules that plan a delivery for fewer people than it needs."""
    for course in look.plan.at(look.forecast).courses:
        for schedule in course.schedules:
            if isinstance(schedule, OnDemand) and schedule.when_waiting < course.minimum:
                yield look.finding(
                    "waiting_below_minimum",
                    ("courses", course.name, "schedule", schedule.name, "when_waiting"),
                    "deliveries are planned for fewer people than they need",
                    f"{schedule.when_waiting} waiting when it is planned, at least {course.minimum} booked to be held",
                    f"when_waiting: {course.minimum} or more, or courses.{course.name}.minimum: "
                    f"{schedule.when_waiting} at most",
                )


def _renewals(look: Look) -> Iterator[tuple[CourseSettings, CourseSettings]]:
    """Courses whose qualification is renewed, each with the one that renews it."""
    courses = look.plan.first.courses
    for course in courses:
        if course.renew_by is not None:
            yield course, courses[course.renew_by]


def renewal_too_late(look: Look) -> Iterator[Finding]:
    """Qualifications whose holders ask for renewal too late to renew in time."""
    for course, by in _renewals(look):
        lead = soonest(by)
        if course.renew_from < lead - 1:
            yield look.finding(
                "renewal_too_late",
                ("courses", course.name, "renew_from"),
                f"nobody can renew {course.name} in time: each holder is without it for a while",
                f"{by.closes} days from the closing of bookings + {lasting(by)} of {by.name} = {lead} days at the "
                f"least, and holders ask {format_duration(course.renew_from)} before it expires",
                f"courses.{course.name}.renew_from: {lead} days or more, and the usual wait for a place",
            )


def renewal_not_for_all(look: Look) -> Iterator[Finding]:
    """Qualifications some of whose holders are in groups that the renewing course is not for."""
    for course, by in _renewals(look):
        out = [look.groups[g] for g in course.groups if g not in by.groups]
        if out:
            yield look.finding(
                "renewal_not_for_all",
                ("courses", by.name, "for"),
                f"{by.name} renews {course.name} and is not for all who hold it",
                f"{course.name} is for {counted(len(course.groups), 'group')}, {by.name} not for {', '.join(out)}",
                f"courses.{by.name}.for: add {', '.join(out)}",
            )


def nothing_renews(look: Look) -> Iterator[Finding]:
    """Targets of coverage by when a qualification will have expired, with nothing to renew it.

    Who lets it expire does not ask again, so in the long run it is held for a time v of a stay at most, from L after
    its start on: (E[min(stay, L + v)] − E[min(stay, L)]) ÷ E[stay] of people in post (at a constant turnover τ and
    L = 0: 1 − e^(−τv)).
    """
    for target in look.scenario.targets:
        if target.measure != "coverage" or target.course is None or target.at_least is None or target.locality:
            continue
        day = look.timeline.day(target.by)
        settings, index = look.plan.at(day), look.courses.index(target.course)
        course = settings.courses[index]
        if course.renew_by is not None or course.valid_for == NEVER or day < course.valid_for:
            continue
        level, people = _long_run(look, index, day)
        if level < target.at_least:
            yield look.finding(
                "nothing_renews",
                ("courses", target.course, "valid_for"),
                f"it expires after {format_duration(course.valid_for)} and nothing renews it: in the long run the "
                f"target of {format_share(target.at_least)} cannot be held",
                f"held for at most {format_duration(course.valid_for)} of a stay, over {about(people)} people in post: "
                f"(E[min(stay, L + v)] − E[min(stay, L)]) ÷ E[stay] = {format_share(level, 1)}, "
                f"with v = {format_duration(course.valid_for)} and L = {soonest(course)} days",
                f"courses.{target.course}.renew_by: a course that renews it (it may be {target.course} itself)",
            )


def _long_run(look: Look, index: int, day: int) -> tuple[float, float]:
    """The coverage in the long run of a qualification that expires, and the people it is of."""
    settings = look.plan.at(day)
    course = settings.courses[index]
    held = people = 0.0
    for g in course.groups:
        group = settings.groups[g]
        lead = 0 if group.arrive_with[index] else soonest(course)
        stay, here = group.mean_stay(), in_post(group)
        people += here
        if stay < NEVER:
            held += here * (group.mean_stay(lead + course.valid_for) - group.mean_stay(lead)) / stay
    return held / people if people else 1.0, people


def due_too_soon(look: Look) -> Iterator[Finding]:
    """Courses that most starters cannot complete by the time they are due."""
    for course in look.plan.at(look.forecast).courses:
        if course.due is None or not any(course.willing_starters_by_group[g] for g in course.groups):
            continue
        left = course.due - soonest(course)
        asked = _by_then(course, left)
        if asked < 0.5:
            yield look.finding(
                "due_too_soon",
                ("courses", course.name, "demand", "starters", "due"),
                f"{format_share(asked)} of starters at most can complete {course.name} by the time it is due",
                f"due after {format_duration(course.due)}: less {course.closes} days from the closing of bookings and "
                f"{lasting(course)} of the course, {about(max(left, 0))} days are left in which to ask",
                "a later due, an earlier ask_after, or bookings that close later",
            )


def _by_then(course: CourseSettings, days: float) -> float:
    """Share of starters who have asked so many days after starting."""
    if isinstance(course.ask_after, Constant):
        return float(course.ask_after.value <= days)
    return float(np.mean(course.ask_after.quantile((np.arange(64) + 0.5) / 64) <= days))


def more_waiting_than_staff(look: Look) -> Iterator[Finding]:
    """More people who wait at the start than there are staff who would ask."""
    first = look.plan.first
    for index, course in enumerate(first.courses):
        willing = sum(
            in_post(first.groups[g]) * (1 - held_at_start(first, index, g)) * course.willing_existing_by_group[g]
            for g in course.groups
        )
        if course.waiting_at_start > willing + 0.5:
            yield look.finding(
                "more_waiting_than_staff",
                ("courses", course.name, "demand", "existing", "waiting_at_start"),
                "more people wait at the start than there are to ask",
                f"{course.waiting_at_start} waiting, of {about(willing)} staff in post who do not hold it and are "
                "willing; no more than those wait",
                f"waiting_at_start: {int(willing)} at most, or a larger share willing",
            )


def trained_before_below_holders(look: Look) -> Iterator[Finding]:
    """Fewer people trained before the start than hold the qualification on the first day."""
    first = look.plan.first
    for index, course in enumerate(first.courses):
        holders = sum(in_post(first.groups[g]) * first.groups[g].hold_at_start[index] for g in course.groups)
        if course.trained_before is not None and course.trained_before < 0.95 * holders - 1:
            yield look.finding(
                "trained_before_below_holders",
                ("courses", course.name, "trained_before"),
                f"fewer people were trained before the start than hold {course.name} on the first day",
                f"{course.trained_before} trained before; hold_at_start × people in post = {about(holders)} holders",
                f"trained_before: {int(np.ceil(holders))} or more, or a smaller hold_at_start",
            )
