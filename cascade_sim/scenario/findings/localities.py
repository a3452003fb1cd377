"""Localities that are left out: no dates for their people, no people for their dates, no members of their own."""

from collections.abc import Iterator

from ...units import counted, format_number, format_share
from ..plan import CourseSettings
from .finding import Finding
from .joining import Paths
from .look import Look
from .wording import about


def _posts(look: Look, course: CourseSettings, locality: int) -> float:
    """The most posts that the groups of a course have in a locality."""
    groups = look.plan.first.groups
    return sum(look.most_posts[g] * groups[g].localities[locality] for g in course.groups)


def locality_without_dates(look: Look) -> Iterator[Finding]:
    """Localities for whose people a course has no schedule, nor one for the whole area."""
    for course in look.plan.first.courses:
        served = {schedule.locality for schedule in course.schedules}
        if course.public or not served or None in served:
            continue
        for place, name in enumerate(look.plan.localities):
            posts = _posts(look, course, place)
            if place not in served and posts >= 1:
                yield look.finding(
                    "locality_without_dates",
                    ("courses", course.name, "schedule"),
                    f"nobody of {name} can take {course.name}: all its schedules are for other localities",
                    f"{about(posts)} posts in {name} of the groups it is for; of "
                    f"{counted(len(course.schedules), 'schedule')} 0 are for {name} and 0 for the whole area",
                    f"a schedule with locality: {name}, or one without a locality, which is for all",
                )


def dates_for_nobody(look: Look) -> Iterator[Finding]:
    """Schedules for a locality in which nobody works whom the course is for."""
    for course in look.plan.first.courses:
        for schedule in course.schedules:
            if course.public or schedule.locality is None or _posts(look, course, schedule.locality) >= 1:
                continue
            name = look.plan.localities[schedule.locality]
            yield look.finding(
                "dates_for_nobody",
                ("courses", course.name, "schedule", schedule.name, "locality"),
                f"nobody can be booked: in {name} there is nobody for whom {course.name} is",
                f"{about(_posts(look, course, schedule.locality))} posts in {name} of the "
                f"{counted(len(course.groups), 'group')} it is for",
                f"another locality, or a share of those groups in {name}",
            )


def locality_without_members(look: Look) -> Iterator[Finding]:
    """Localities with deliveries of their own, but no members of a role that serves its own locality."""
    paths = Paths(look)
    for index, role in enumerate(look.plan.first.roles):
        taught = [look.plan.first.courses[i] for i in look.plan.taught_by(index)]
        dated = {
            s.locality: (course, s.name) for course in reversed(taught) for s in reversed(course.schedules)
        }  # the first schedule for each
        for place, (course, schedule) in dated.items():
            if not role.serves_own_locality or place is None or _can_join(look, paths, index, place):
                continue
            share = _share_at_start(look, index, place)
            if role.members_at_start * share < 0.5:
                yield _members_finding(look, (role.name, look.plan.localities[place]), (course, schedule), share)


def _members_finding(look: Look, who: tuple[str, str], taught: tuple[CourseSettings, str], share: float) -> Finding:
    (role, name), (course, schedule) = who, taught
    members = look.plan.first.roles[look.roles.index(role)].members_at_start
    return look.finding(
        "locality_without_members",
        ("roles", role, "serves"),
        f"{role} serves its own locality, and {name} has no members: its deliveries of {course.name} are cancelled",
        f"{members} members at the start × {format_share(share)} of them in {name} = "
        f"{format_number(round(members * share, 2))}, and nobody of {name} can join; each delivery of "
        f"schedule {schedule} takes {course.each}",
        f"roles.{role}.serves: all, members from groups in {name}, or the schedule without its locality",
    )


def _share_at_start(look: Look, role: int, locality: int) -> float:
    """Share of a role's members at the start who work in a locality, as groups do."""
    first = look.plan.first
    weights = dict(first.roles[role].from_groups) or {
        g: float(first.groups[g].posts) for g in look.plan.groups_of_role(role)
    }
    total = sum(weights.values())
    return sum(weight * first.groups[g].localities[locality] for g, weight in weights.items()) / total if total else 0.0


def _can_join(look: Look, paths: Paths, role: int, locality: int) -> bool:
    """Whether somebody of a locality can become a member."""
    makers = [i for i, course in enumerate(look.plan.first.courses) if course.makes == role and i in paths.courses]
    return any(_posts(look, look.plan.first.courses[i], locality) >= 1 for i in makers)
