"""Targets that the deliveries planned cannot reach by their date, however well everything goes.

Holders decay: whoever completes s days before is still in post with chance e^(−λs) at most, with λ the lowest turnover
of the groups. So holders at the end of a day are at most those of the start × e^(−λT), the completions of each
delivery over by then × e^(−λs) (not longer ago than the qualification is valid, where nothing renews it), and those
who arrived with it. Where deliveries are spread evenly this is K + (C − K) e^(−λT), K completions a year ÷ λ.
"""

from collections.abc import Iterator

import numpy as np

from ...timeline import NEVER, YEAR
from ...units import format_date, format_number, format_share
from ..loading import Target
from ..plan import Settings
from .finding import Finding
from .look import Look
from .places import one_delivery
from .supply import Supply, held_at_start, in_post, lasting
from .wording import about

_PEOPLE = ("holders", "trained_ever_in_post")


def target_beyond_places(look: Look) -> Iterator[Finding]:
    """Targets of coverage, holders or people trained ever that need more places than there are by then."""
    for target in look.scenario.targets:
        if target.course is None or target.at_least is None or target.measure not in _RULES:
            continue
        if target.locality or (target.every and target.measure != "coverage"):
            continue  # the least of all is no more than the whole, but of shares only
        supply = look.supply(look.courses.index(target.course))
        if not supply.unlimited:
            found = _RULES[target.measure](look, target, supply)
            if found:
                yield found


def _coverage(look: Look, target: Target, supply: Supply) -> Finding | None:
    """What the places allow of a coverage, or of a number of holders."""
    after = look.timeline.day(target.by) + 1
    groups = supply.first.groups if target.group is None else (look.groups.index(target.group),)
    first, by = look.plan.first, look.plan.at(after - 1)
    leaves = min(
        min(group.first_year, group.later)
        for settings in look.settings_until(after)
        for group in (settings.groups[g] for g in groups)
    )
    expires = min(course.valid_for if course.renew_by is None else NEVER for course in supply.courses_until(after))
    held = sum(in_post(first.groups[g]) * held_at_start(first, supply.index, g) for g in groups)
    kept = held * np.exp(-leaves * after) if expires == NEVER or expires > after else 0.0
    people = sum(in_post(by.groups[g]) for g in groups)
    arrived = _arrived(look, supply.index, groups, after)
    since = after - supply.over
    inside = (since >= 0) & (since <= expires)
    gained = float((supply.completions * np.exp(-leaves * np.maximum(since, 0)) * inside).sum())
    gained += 0.5 * supply.of_one_delivery(by) * len(supply.first.schedules)  # where the count of deliveries is rounded
    level = target.at_least or 0.0
    most = min(kept + gained + arrived, people)
    wanted = level * people if target.measure == "coverage" else level
    if most >= wanted:
        return None
    done = supply.between(supply.held, 0, after - lasting(supply.first) + 1)
    short = wanted - most
    lines = (
        f"{about(done)} deliveries are over by {format_date(target.by)}; {one_delivery(by, supply)}",
        f"{about(held)} hold it at the start, {about(kept)} of them then; {about(gained)} of those who completed since "
        f"are still in post, at the lowest turnover of {format_share(leaves * YEAR, 1)} a year; "
        f"{about(arrived)} arrived with it",
        f"({about(kept)} + {about(gained)} + {about(arrived)}) ÷ {about(people)} in post = "
        f"{format_share(most / people if people else 0, 1)}; {about(wanted)} are wanted",
    )
    said = format_share(level) if target.measure == "coverage" else about(level)
    return _finding(look, target, f"the target of {said} is more than the places allow", lines, supply, short)


def _arrived(look: Look, course: int, groups: tuple[int, ...], after: int) -> float:
    """People who arrived with the qualification and may still be in post."""
    stretches = look.settings_until(after)
    total = 0.0
    for g in groups:
        share = max(settings.groups[g].arrive_with[course] for settings in stretches)
        total += share * max(in_post(settings.groups[g]) * _newer(settings, g, after) for settings in stretches)
    return total


def _newer(settings: Settings, g: int, days: float) -> float:
    """Share of people in post who started in the last so many days."""
    stay = settings.groups[g].mean_stay()
    return 0.0 if stay == NEVER else settings.groups[g].mean_stay(days) / stay


def _trained_ever(look: Look, target: Target, supply: Supply) -> Finding | None:
    """What the places allow of a number of people trained ever."""
    if target.group is not None:
        return None
    after, first = look.timeline.day(target.by) + 1, look.plan.first
    before = supply.first.trained_before
    held = sum(in_post(first.groups[g]) * held_at_start(first, supply.index, g) for g in supply.first.groups)
    start = held if before is None else max(float(before), held)
    last = after - lasting(supply.first) + 1
    gained = supply.between(supply.completions, 0, last)
    gained += 0.5 * supply.of_one_delivery(first) * len(supply.first.schedules)
    level = target.at_least or 0.0
    if start + gained >= level:
        return None
    lines = (
        f"{about(supply.between(supply.held, 0, last))} deliveries are over by {format_date(target.by)}; "
        f"{one_delivery(look.plan.at(after - 1), supply)}",
        f"{about(start)} trained before + {about(gained)} completions = {about(start + gained)}; "
        f"{about(level)} are wanted",
    )
    what = f"the target of {about(level)} people is more than the places allow"
    return _finding(look, target, what, lines, supply, level - start - gained)


def _finding(look: Look, target: Target, what: str, lines: tuple[str, ...], supply: Supply, short: float) -> Finding:
    by = look.plan.at(look.timeline.day(target.by))
    more = supply.deliveries_needed(short, by)
    return look.finding(
        "target_beyond_places",
        ("targets", target.name, "at_least"),
        what,
        lines,
        f"at the very least {format_number(more)} more deliveries of courses.{supply.first.name} by then, more places, "
        "a later date or a lower target",
    )


_RULES = {"coverage": _coverage, **dict.fromkeys(_PEOPLE, _coverage), "trained_ever": _trained_ever}
