"""Numbers, dates and names as a planner would write them."""

from calendar import month_name
from dataclasses import dataclass
from datetime import date
from math import floor, log10, sqrt

from ..measures import Measure
from ..units import MONTH, YEAR, counted, format_money


@dataclass(frozen=True)
class Money:
    """An amount of a currency, as a unit."""

    currency: str


Unit = str | Money  # share, people, members…


def unit_of(measure: Measure, currency: str) -> Unit:
    """The unit of a measure, where money is of a currency."""
    return Money(currency) if measure.unit == "money" else measure.unit


def day_words(when: date) -> str:
    """`31 March 2028`."""
    return f"{when.day} {month_words(when)}"


def month_words(when: date) -> str:
    """`March 2028`."""
    return f"{month_name[when.month]} {when.year}"


def readable(key: str) -> str:
    """A name of a scenario file as a label: `early_years` becomes `Early years`."""
    return capital(key.replace("_", " "))


def capital(text: str) -> str:
    """The same with a capital letter to begin with."""
    return text[:1].upper() + text[1:]


def plural(label: str) -> str:
    """More of the same: `Trainer` becomes `Trainers`, `Coach` `Coaches`; what ends in s stays as it is."""
    if label.endswith("s"):
        return label
    return f"{label}{'es' if label.endswith(('ch', 'sh', 'x')) else 's'}"


def duration_words(days: float) -> str:
    """A duration in the largest unit that makes a whole number: `6 months`, `2 weeks`, `10 days`."""
    for unit, length in (("year", YEAR), ("month", MONTH), ("week", 7.0)):
        number = days / length
        if number >= 1 and abs(number - round(number)) < 1e-6:
            return counted(round(number), unit)
    return counted(round(days), "day") if abs(days - round(days)) < 1e-6 else f"{days:.1f} days"


def percent(share: float, decimals: int = 0) -> str:
    """`71%`, or with one decimal `71.3%`."""
    return f"{share * 100:.{decimals}f}%"


def points(share: float) -> str:
    """A difference of shares in percentage points, two digits of it: `0.48`, or `1.2`."""
    return f"{share * 100:.2g}"


def money(value: float, unit: Money) -> str:
    """`£1,350`, or `1,350 EUR`; small amounts that are not whole with their hundredths: `£4.20`."""
    if unit.currency != "GBP":
        return format_money(value, unit.currency) if _is_large(value) else f"{value:,.2f} {unit.currency}"
    return f"£{value:,.0f}" if _is_large(value) else f"£{value:,.2f}"


def _is_large(value: float) -> bool:
    return abs(value) >= 10 or value == round(value)


def about(value: float, unit: Money) -> str:
    """An amount that is an estimate, to three digits: `£412,000`."""
    digits = 0 if value == 0 else min(2, 2 - floor(log10(abs(value))))
    return money(round(value, digits), unit)


def amount(value: float, unit: Unit) -> str:
    """A value as it stands in a target: `80%`, `62.5%`, `3,000`, `£40,000`."""
    if isinstance(unit, Money):
        return money(value, unit)
    if unit == "share":
        return f"{round(value * 100, 6):g}%"
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"


def expected(mean: float, unit: Unit, low: float, high: float, replications: int) -> str:
    """A mean with the digits that its simulation error leaves it; futures lie from `low` to `high` (P10 to P90)."""
    if isinstance(unit, Money):
        return about(mean, unit)
    if unit != "share":
        return f"{mean:,.0f}"
    error = 0.77 * (high - low) / sqrt(replications)  # 1.96 standard errors, if 80% of a normal lie in that range
    return percent(mean, 1 if error < 0.01 else 0)


def span(low: float, high: float, unit: Unit) -> str:
    """A range: `64 to 77%`; with a decimal where it would shrink to nothing without."""
    if isinstance(unit, Money):
        return f"{about(low, unit)} to {about(high, unit)}"
    if unit != "share":
        return f"{low:,.0f} to {high:,.0f}"
    decimals = 0 if round(low * 100) != round(high * 100) else 1
    return f"{low * 100:.{decimals}f} to {percent(high, decimals)}"


def in_futures(probability: float, low: float, high: float) -> str:
    """A probability with its interval: `in 4 of 100 futures (2 to 8)`."""
    times = round(probability * 100)
    if times == 0 and probability > 0:
        said = "fewer than 1"
    elif times == 100 and probability < 1:
        said = "more than 99"
    else:
        said = str(times)
    return f"in {said} of 100 futures ({low * 100:.0f} to {high * 100:.0f})"


def in_months(share: float) -> str:
    """How often, month by month: `in 8 of 10 months`."""
    tenths = round(share * 10)
    if tenths == 10:
        return "in every month" if share == 1 else "in nearly every month"
    return f"in {tenths} of 10 months" if tenths else "in fewer than 1 of 10 months"
