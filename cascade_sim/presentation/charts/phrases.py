"""What charts say: findings, what is drawn and how, in words put together from numbers of the tables."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from ...analysis import Scope
from ...errors import UserError
from ...measures import MEASURES
from ...scenario import Observation, Target
from ..words import Unit, amount, month_words, percent, span
from .source import Estimates, Source


class NothingToDraw(UserError):
    """There is nothing to draw: a picture without anything in it would be no answer."""


def for_staff(source: Source, course: str) -> None:
    """NothingToDraw of a course for the public: nobody of them is in post."""
    if course in source.public:
        raise NothingToDraw(f"'{course}' is for {source.public[course]}, who are not staff: see plot.public")


def held_on_dates(source: Source, course: str) -> None:
    """NothingToDraw of a self-paced course: it has no deliveries."""
    if course in source.self_paced:
        raise NothingToDraw(f"'{course}' is self-paced, and has no deliveries: see plot.sign_ups")


def names(kind: str, *parts: str) -> str:
    """The name of a chart, and of its files: `coverage-foundation`."""
    return "-".join([kind, *(part for part in parts if part)])


def sentences(*parts: str) -> str:
    """Parts that say something, as sentences one after another."""
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)


def lowered(label: str) -> str:
    """A label in the middle of a sentence: `Two-day training` becomes `two-day training`, `NHS staff` stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def to_expect(source: Source, *, several: bool = False) -> str:
    """How far a number may be trusted: something to expect, or what one future happened to bring."""
    if not source.has_range:
        return "in this one future"
    return "are to be expected" if several else "is to be expected"


def how_drawn(source: Source, *, mean: str = "line: the mean", bands: tuple[str, str] = ("shaded", "darker")) -> str:
    """What the marks are, whichever of them there are."""
    outer, inner = bands
    if not source.has_range:
        return "one future out of many: no range can be told"
    if source.tells_chance_apart:
        return f"{mean}; {outer}: eight futures in ten; {inner}: by chance alone, if we knew every number"
    alone = "" if source.futures.values_drawn else ", by chance alone"
    return f"{mean}; {outer}: eight futures in ten{alone}"


def pauses_drawn(source: Source, courses: Iterable[str]) -> str:
    """What the grey stretches are, if there are any."""
    return "grey: paused" if any(source.pauses[course] for course in courses) else ""


def points_drawn(points: Sequence[Observation], *, dated: bool = True, valued: bool = True, where: str = "") -> str:
    """What the points counted in life are, if there are any, and `where` they lie if that is not plain.

    Bars tell of their dates and their values on charts that have an axis for these: if `dated`, if `valued`.
    """
    if not points:
        return ""
    bars = [
        *(["how well the date is known"] if dated and any(point.date_precision_days for point in points) else []),
        *(["one standard deviation"] if valued and any(point.sd for point in points) else []),
    ]
    told = f" (bars: {', '.join(bars)})" if bars else ""
    return f"circles: counted in life{where}{told}"


def at_date(told: Estimates, when: date) -> tuple[float, float, float]:
    """Mean and range at a date of the tables."""
    i = told.index(np.datetime64(when))
    return float(told.mean[i]), float(told.low[i]), float(told.high[i])


def likely(source: Source, low: float, high: float, unit: Unit) -> str:
    """` (likely 48 to 63%)`, where there is a range."""
    return f" (likely {span(low, high, unit)})" if source.has_range else ""


def aimed_for(target: Target) -> str:
    """`the 80% aimed for`, `the at most 100 aimed for`."""
    unit = MEASURES[target.measure].unit
    bounds = [amount(bound, unit) for bound in (target.at_least, target.at_most) if bound is not None]
    if target.at_least is None:
        return f"at most {bounds[0]}, as aimed for"
    return f"the {' to '.join(bounds)} aimed for"


def verdict(source: Source, target: Target) -> str:
    """How sure it is that a target is met, by the table `targets`."""
    table = source.tables["targets"]
    probability = float(table.loc[table["name"] == target.name, "probability"].iloc[0])
    aim = aimed_for(target)
    if not source.has_range:
        return f"which {'reaches' if probability == 1 else 'misses'} {aim}"
    if probability >= 0.9:
        return f"as good as sure to reach {aim}"
    if probability >= 0.5:
        return f"more likely than not {aim}"
    if probability >= 0.1:
        return f"less likely than not {aim}"
    return f"not {aim}"


def about(source: Source, scope: Scope, finding: str) -> str:
    """A finding, with the group or locality it is about before it, if it is about one."""
    return f"{source.part_label(scope)}: {finding}" if scope.part else finding


def change_words(before: float, after: float, unit: str) -> str:
    """How a number came to be what it is: `up from 46%`."""
    first, second = (percent(value) if unit == "share" else f"{value:,.0f}" for value in (before, after))
    if np.isnan(before):
        return ""
    return f"unchanged from {first}" if first == second else f"{'up' if after > before else 'down'} from {first}"


def alternative(kind: str, title: str, subtitle: str, points: Iterable[str]) -> str:
    """The text for those who do not see a chart: what kind it is, what it says, how it is drawn, its main numbers."""
    said = "; ".join(points)
    return f"{kind}. {title}. {subtitle}{f' {said[0].upper()}{said[1:]}.' if said else ''}"


def stations(source: Source, told: Estimates, unit: str, extra: Iterable[date] = ()) -> list[str]:
    """A measure's mean and range at the start, today, the dates asked for and the end."""
    dates = sorted({source.opening, source.standing, *extra, source.scenario.end})
    found = []
    for when in dates:
        mean, low, high = at_date(told, when)
        if not np.isnan(mean):
            value = percent(mean) if unit == "share" else f"{mean:,.0f}"
            found.append(f"{moment(source, when)} {value}{likely(source, low, high, unit)}")
    return found


def simulation_error(told: Estimates, when: date, unit: str) -> str:
    """How well the futures tell the mean at a date: `mean in March 2028 with simulation error 55.0 to 56.7%`."""
    i = told.index(np.datetime64(when))
    low, high = float(told.mean_low[i]), float(told.mean_high[i])
    return "" if np.isnan(low) else f"mean in {month_words(when)} with simulation error: {span(low, high, unit)}"


def moment(source: Source, when: date) -> str:
    """A date of the tables as a month; the opening is told as the month of the start."""
    return month_words(source.scenario.start if when == source.opening else when)


def number(value: float) -> str:
    """A count for people: whole, but with a decimal where it is small and not whole."""
    if pd.isna(value):
        return "none"
    return f"{value:,.0f}" if value >= 9.95 or abs(value - round(value)) < 0.05 else f"{value:,.1f}"
