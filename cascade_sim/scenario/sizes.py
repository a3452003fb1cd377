"""How large a run would be, so that one that could never end is refused before it begins."""

from collections.abc import Iterator
from itertools import pairwise

from ..timeline import YEAR
from .plan import PerYear, Plan
from .structure import Path

MOST_STAYS = 50_000_000  # people who ever work there in one future: some gigabytes, and some minutes
MOST_DELIVERIES = 1_000_000


def too_large(plan: Plan) -> Iterator[tuple[Path, str]]:
    """What of a plan, held at its values, is beyond what can be simulated, each with its path."""
    stays: dict[str, float] = {}
    deliveries: dict[Path, float] = {}
    for (begin, finish), settings in zip(pairwise((*plan.breaks, plan.timeline.days)), plan.settings, strict=True):
        for group in settings.groups:
            left = group.posts * max(group.first_year, group.later) * (finish - begin)
            stays[group.name] = stays.get(group.name, float(group.posts)) + left
        for course in settings.courses:
            for schedule in course.schedules:
                if isinstance(schedule, PerYear):
                    path = ("courses", course.name, "schedule", schedule.name, "per_year")
                    deliveries[path] = deliveries.get(path, 0.0) + schedule.rate * (finish - begin) / YEAR
    if sum(stays.values()) > MOST_STAYS:
        largest = max(stays, key=lambda name: stays[name])
        said = f"about {sum(stays.values()):,.0f} people would work here over the run, with all groups"
        yield ("groups", largest), f"{said}: at most {MOST_STAYS:,} can be simulated; look at posts and turnover"
    if sum(deliveries.values()) > MOST_DELIVERIES:
        largest_path = max(deliveries, key=lambda path: deliveries[path])
        said = f"about {sum(deliveries.values()):,.0f} deliveries over the run, with all schedules"
        yield largest_path, f"{said}: at most {MOST_DELIVERIES:,} can be simulated"
