"""Differences between plans in words: `4.2 points more coverage by March 2028 (expected; likely 1.9 to 6.8)`."""

from collections.abc import Mapping
from typing import Any

from ..analysis import Yardstick
from ..measures import MEASURES, Is
from .words import Money, Unit, about, day_words, month_words, unit_of

Row = Mapping[str, Any]  # of the table `differences`
_NOTHING = 1e-12  # what rounding leaves of a mean that is 0
_FEWER = ("people", "members")


def size(value: float, unit: Unit) -> str:
    """How large a difference is, without its sign: `4.2 points`, `1 point`, `£31,000`, `12`."""
    value = abs(value)
    if isinstance(unit, Money):
        return about(value, unit)
    if unit == "share":
        said = _digits(100 * value)
        return f"{said} point" if said == "1" else f"{said} points"
    return _digits(value) if value < 10 else f"{value:,.0f}"


def change(value: float, unit: Unit, *, bare: bool = False) -> str:
    """The same with its direction: `4.2 points more`, `£3,000 less`, `12 fewer`; `bare` leaves out `points`."""
    if abs(value) < _NOTHING:
        return "no difference"
    said = size(value, unit)
    said = _bare(said, unit) if bare else said
    return f"{said} {_more(value, unit)}"


def change_span(low: float, high: float, unit: Unit, mean: float) -> str:
    """From one difference to another: `1.9 to 6.8`; with directions where it holds both, or not that of the mean."""
    ends = (low, high) if mean >= 0 else (high, low)
    if low * mean >= 0 and high * mean >= 0 and mean:
        first, second = (size(end, unit) for end in ends)
        return f"{_bare(first, unit)} to {_bare(second, unit)}"
    return f"{change(low, unit, bare=True)} to {change(high, unit, bare=True)}"


def noun(yardstick: Yardstick, where: str = "") -> str:
    """What there is more or less of: `coverage by March 2028`, with what it is about in brackets."""
    measure, target = MEASURES[yardstick.measure], yardstick.target
    what = "coverage" if measure.name == "coverage" else measure.label
    what += f" ({where})" if where else ""
    if target and target.every:
        what += f" in the {target.every} with the {'least' if yardstick.better > 0 else 'most'}"
    return f"{what} {moment(yardstick)}"


def moment(yardstick: Yardstick) -> str:
    """`by March 2028`, `in the year to 31 March 2028`."""
    if MEASURES[yardstick.measure].role is Is.FLOW and not yardstick.since_start:
        return f"in the year to {day_words(yardstick.when)}"
    return f"by {month_words(yardstick.when)}"


def sentence(
    row: Row, yardstick: Yardstick, baseline: str, *, likely: str, currency: str, where: str = "", price: str = ""
) -> str:
    """What a plan does differently from the baseline, points first: a sentence without its subject.

    `likely` says what the range is: likely, by chance alone, or nothing where none can be told; `price`, what it costs.
    """
    unit = unit_of(MEASURES[yardstick.measure], currency)
    about_what, mean = noun(yardstick, where), float(row["mean"])
    if row["verdict"] == "same":
        return f"makes no difference to {about_what}: the same as with *{baseline}* in every future{price}"
    if abs(mean) < _NOTHING:
        gives = f"makes no difference on average to {about_what} beside *{baseline}*"
    elif isinstance(unit, Money):
        gives = f"costs {change(mean, unit)} {moment(yardstick)} than *{baseline}*"
    else:
        gives = f"gives {change(mean, unit)} {about_what} than *{baseline}*"
    ranged = f"; {likely} {change_span(row['p10'], row['p90'], unit, mean)}" if likely else ""
    return f"{gives} (expected{ranged}), {ahead(row, unit)}{price}{verdict_words(row, unit)}"


def ahead(row: Row, unit: Unit) -> str:
    """`ahead in 96 of 100 of the same futures (92 to 98)`; of money `cheaper`."""
    low, high = (round(100 * row[end]) for end in ("ahead_low", "ahead_high"))
    level = _hundredths(row["level"] / row["replications"])
    beside = f", level in {level}" if row["level"] else ""
    better = "cheaper" if isinstance(unit, Money) else "ahead"
    return f"{better} in {_hundredths(row['ahead_share'])} of 100 of the same futures ({low} to {high}){beside}"


def verdict_words(row: Row, unit: Unit) -> str:
    """What to make of it, where there is something to mind; empty for a worthwhile difference."""
    if row["verdict"] == "small":
        return f": smaller than the {size(row['worthwhile'], unit)} that would be worthwhile"
    if row["verdict"] == "unclear":
        if row["replications"] < 2:
            return ": too close to call in one future"
        low, high = (change(row[end], unit, bare=True) for end in ("mean_low", "mean_high"))
        return f": too close to call, the mean may be from {low} to {high}"
    return ""


def _more(value: float, unit: Unit) -> str:
    if value > 0:
        return "more"
    return "fewer" if unit in _FEWER else "less"


def _bare(said: str, unit: Unit) -> str:
    return said.rpartition(" ")[0] if unit == "share" else said


def _digits(value: float) -> str:
    """One decimal, or one digit of what is less than a tenth."""
    return f"{value:.1g}" if 0 < value < 0.095 else f"{round(value, 1):g}"


def _hundredths(share: float) -> str:
    times = round(100 * share)
    if times == 0 and share > 0:
        return "fewer than 1"
    return "more than 99" if times == 100 and share < 1 else str(times)
