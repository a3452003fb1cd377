"""How large a run would be, so that one that could never end is refused before it begins."""

from collections.abc import Iterator
from itertools import pairwise

from ..timeline import YEAR
from .plan import CourseSettings, PerYear, Plan, Settings
from .structure import Path

MOST_STAYS = 50_000_000  # people who ever work there in one future: some gigabytes, and some minutes
MOST_DELIVERIES = 1_000_000
MOST_SIGN_UPS = 5_000_000  # to a self-paced course, each with draws of its own: some hundred megabytes
MOST_COUNTS = 10_000_000  # months × courses × groups × localities, some ten numbers each: a gigabyte
_MONTH = YEAR / 12


def too_large(plan: Plan) -> Iterator[tuple[Path, str]]:
    """What of a plan, held at its values, is beyond what can be simulated, each with its path."""
    yield from _too_many_counts(plan)
    stays = _stays(plan)
    deliveries = _deliveries(plan)
    if sum(stays.values()) > MOST_STAYS:
        largest = max(stays, key=lambda name: stays[name])
        said = f"about {sum(stays.values()):,.0f} people would work here over the run, with all groups"
        yield ("groups", largest), f"{said}: at most {MOST_STAYS:,} can be simulated; look at posts and turnover"
    if sum(deliveries.values()) > MOST_DELIVERIES:
        largest_path = max(deliveries, key=lambda path: deliveries[path])
        said = f"about {sum(deliveries.values()):,.0f} deliveries over the run, with all schedules and sessions"
        yield largest_path, f"{said}: at most {MOST_DELIVERIES:,} can be simulated"
    for index, course in enumerate(plan.first.courses):
        number = _sign_ups(plan, index, stays) if course.self_paced else 0.0
        if number > MOST_SIGN_UPS:
            setting = ("public", "arrivals") if course.public else ("self_paced",)
            said = f"people would sign up about {number:,.0f} times over the run"
            yield ("courses", course.name, *setting), f"{said}: at most {MOST_SIGN_UPS:,} can be simulated"


def _too_many_counts(plan: Plan) -> Iterator[tuple[Path, str]]:
    groups, courses, localities = len(plan.first.groups), len(plan.first.courses), max(1, len(plan.localities))
    months = int(plan.timeline.days / _MONTH) + 1
    if months * courses * groups * localities > MOST_COUNTS:
        said = f"{months:,} months × {courses:,} courses × {groups:,} groups"
        said += f" × {localities:,} localities" if plan.localities else ""
        number = months * courses * groups * localities
        yield (), f"{said} = {number:,} counts: at most {MOST_COUNTS:,} can be kept; join some, or shorten the run"


def _stretches(plan: Plan) -> Iterator[tuple[float, Settings]]:
    """How long each stretch of time lasts, in days, and what is in force in it."""
    ends = pairwise((*plan.breaks, plan.timeline.days))
    return ((finish - begin, settings) for (begin, finish), settings in zip(ends, plan.settings, strict=True))


def _stays(plan: Plan) -> dict[str, float]:
    """By group: people who ever work there."""
    stays: dict[str, float] = {}
    for days, settings in _stretches(plan):
        for group in settings.groups:
            left = group.posts * max(group.first_year, group.later) * days
            stays[group.name] = stays.get(group.name, float(group.posts)) + left
    return stays


def _deliveries(plan: Plan) -> dict[Path, float]:
    """By schedule spread over the year: its deliveries, each counted once more for every ten of its sessions."""
    deliveries: dict[Path, float] = {}
    for days, settings in _stretches(plan):
        for course in settings.courses:
            weight = 1 + (len(course.follow_up.offsets) if course.follow_up else 0) / 10
            for schedule in course.schedules:
                if isinstance(schedule, PerYear):
                    path = ("courses", course.name, "schedule", schedule.name, "per_year")
                    deliveries[path] = deliveries.get(path, 0.0) + weight * schedule.rate * days / YEAR
    return deliveries


def _sign_ups(plan: Plan, index: int, stays: dict[str, float]) -> float:
    """How often people sign up to a self-paced course at most, those who ask again included."""
    number = limit = 0.0
    for days, settings in _stretches(plan):
        course = settings.courses[index]
        tries = _tries(course, plan.timeline.days)
        licences = course.self_paced.licences if course.self_paced else None
        limit += float("inf") if licences is None else licences * (days / YEAR + 1)
        if course.public:
            waiting = course.public.waiting_at_start if settings is plan.first else 0
            number += (course.public.arrivals * days + waiting) * tries
        else:
            number = max(number, sum(stays[plan.first.groups[g].name] for g in course.groups) * tries)
    return min(number, limit)


def _tries(course: CourseSettings, days: int) -> float:
    """How often somebody signs up on average, since some who do not finish ask again; once a day at most."""
    assert course.self_paced is not None
    pairs = zip(course.self_paced.finishes_by_group, course.self_paced.asks_again_by_group, strict=True)
    again = max((1 - finishes) * asks for finishes, asks in pairs)
    return min(1 / (1 - again) if again < 1 else float("inf"), float(days))
