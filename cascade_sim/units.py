"""Units: how quantities are written in a file, and the one place where they are converted.

The base units are days (durations), per year (rates), a number between 0 and 1 (shares) and the currency itself
(money). A hazard a day is a rate a year over 365.25.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

YEAR = 365.25  # days
MONTH = YEAR / 12

Measure = Literal["duration", "rate", "share", "money", "count", "number", "per_month"]

_DAYS = {"day": 1.0, "week": 7.0, "month": MONTH, "year": YEAR}
_A_YEAR = {"day": YEAR, "week": YEAR / 7, "month": 12.0, "year": 1.0}
_WRITTEN = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(.*)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_IRREGULAR = {"delivery": "deliveries", "person": "people", "locality": "localities"}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

HOW = {
    "duration": "a duration such as 10 days, 8 weeks, 6 months or 2 years",
    "rate": "a rate such as 14%/year, 4/year or 2/month",
    "share": "a share such as 90% or 0.9",
    "money": "an amount such as 350 GBP",
    "count": "a whole number",
    "number": "a number",
    "per_month": "a number a month such as 2/month",
}


@dataclass(frozen=True)
class Unit:
    """A unit as written: a base amount is number × times ÷ over."""

    text: str
    times: float = 1.0
    over: float = 1.0

    def base(self, number: float) -> float:
        """A number in this unit, in base units."""
        return number * self.times / self.over

    def number(self, base: float) -> float:
        """A base amount, in this unit."""
        return base * self.over / self.times

    def format(self, base: float) -> str:
        """A base amount as it would be written: `9 weeks`, `14%/year`, `17`."""
        digits = format_number(self.number(base))
        joined = self.text.startswith(("%", "/")) or not self.text
        return digits + self.text if joined else f"{digits} {self.text}"


NONE = Unit("")
PERCENT = Unit("%", over=100)


def per_day(rate: float) -> float:
    """The hazard a day of a rate a year."""
    return rate / YEAR


def format_number(number: float) -> str:
    """At most six significant digits, no exponent, no needless zeros."""
    if number == float("inf"):
        return "forever"
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.6g}"
    return text if "e" not in text else f"{number:.10f}".rstrip("0").rstrip(".")


def parse(measure: Measure, raw: object) -> tuple[float, Unit]:
    """The base amount and the unit of a quantity as written; ValueError says what would do."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError(f"expected {HOW[measure]}, found {found(raw)}")
    if isinstance(raw, str):
        match = _WRITTEN.fullmatch(raw.strip())
        if not match:
            raise ValueError(f"expected {HOW[measure]}, found {found(raw)}")
        number, suffix = float(match[1]), match[2].strip()
    else:
        number, suffix = float(raw), ""
    if abs(number) > 1e15:
        raise ValueError(f"{found(raw)} is too large")
    unit = _unit(measure, suffix)
    if unit is None:
        raise ValueError(_advice(measure, number, suffix, raw))
    if measure == "share" and unit == NONE and not -1 <= number <= 1:
        n = format_number(number)
        raise ValueError(f"{n} is not a share: write {n}% or a number from 0 to 1")
    return unit.base(number), unit


def _unit(measure: Measure, suffix: str) -> Unit | None:
    if measure == "duration":
        name = suffix.lower().removesuffix("s")
        return Unit(suffix, times=_DAYS[name]) if name in _DAYS else None
    if measure == "rate":
        head, slash, tail = (part.strip() for part in suffix.partition("/"))
        if not slash or tail not in _A_YEAR or head not in ("", "%"):
            return None
        return Unit(f"{head}/{tail}", times=_A_YEAR[tail], over=100 if head else 1)
    tight = suffix.replace(" ", "")
    if measure == "money":
        return Unit(tight) if re.fullmatch("[A-Z]{3}", tight) else None
    known = {("per_month", "/month"): Unit("/month"), ("share", "%"): PERCENT, (measure, ""): NONE}
    return known.get((measure, tight)) if (measure, tight) != ("per_month", "") else None


def _advice(measure: Measure, number: float, suffix: str, raw: object) -> str:
    n = format_number(number)
    if suffix:
        return f"expected {HOW[measure]}, found {found(raw)}"
    would_do = {
        "duration": f"{n} days, {n} weeks, {n} months or {n} years",
        "rate": f"{n}/year, {n}%/year or {n}/month",
        "per_month": f"{n}/month",
        "money": f"{n} GBP",
    }
    return f"{n} has no unit: write {would_do[measure]}"


def found(raw: object) -> str:
    """What was found in a file, in words."""
    if raw is None:
        return "nothing"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        return "a mapping" + (f" with '{next(iter(raw))}'" if raw else "")
    if isinstance(raw, list | tuple):
        return "a list"
    text = str(raw)
    return f"'{text if len(text) <= 40 else text[:37] + '...'}'"


def looks_like_date(text: str) -> bool:
    """Whether a text has the form of a date, possible or not."""
    return bool(_DATE.fullmatch(text))


def parse_date(raw: object) -> date:
    """A date written 2026-01-31; ValueError says what is wrong with it."""
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not looks_like_date(raw):
        raise ValueError(f"expected a date such as 2026-01-31, found {found(raw)}")
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"there is no date {raw}") from None


def parse_month(raw: object) -> int:
    """The number of a month from its English name."""
    if isinstance(raw, str) and raw.capitalize() in MONTHS:
        return MONTHS.index(raw.capitalize()) + 1
    raise ValueError(f"expected the name of a month such as April, found {found(raw)}")


def format_date(when: date) -> str:
    """`31 March 2028`."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def format_month(month: int) -> str:
    """`April` for 4."""
    return MONTHS[month - 1]


def counted(number: int, thing: str) -> str:
    """A whole number of things: `1 future`, `2,000 futures`, `12 deliveries`."""
    return f"{number:,} {thing if number == 1 else _IRREGULAR.get(thing, f'{thing}s')}"


def format_share(share: float, digits: int = 0) -> str:
    """`71%`, or `71.3%` with one digit."""
    return f"{share * 100:.{digits}f}%"


def format_duration(days: float) -> str:
    """In the largest unit that gives a whole number, else in days: `8 weeks`, `6 months`, `10 days`."""
    if days == float("inf"):
        return "forever"
    for name in ("year", "month", "week"):
        number = days / _DAYS[name]
        if number >= 1 and abs(number - round(number)) < 1e-9:
            return f"{round(number)} {name}{'' if round(number) == 1 else 's'}"
    return f"{format_number(days)} day{'' if days == 1 else 's'}"


def format_money(amount: float, currency: str) -> str:
    """`1,350 GBP`."""
    return f"{amount:,.0f} {currency}"
