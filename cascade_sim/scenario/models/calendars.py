"""The calendar of a scenario: public holidays and closures."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from ...units import found, parse_date
from ..suggesting import did_you_mean
from .base import DATE_SCHEMA, Date, Model, Name


def _spans(raw: object) -> tuple[tuple[date, date], ...]:
    if not isinstance(raw, list):
        raise ValueError(f"expected a list of dates and of pairs [first, last], found {found(raw)}")
    return tuple(map(_span, raw))


def _span(item: object) -> tuple[date, date]:
    if not isinstance(item, list):
        return (parse_date(item), parse_date(item))
    if len(item) != 2:
        raise ValueError("expected a date or a pair [first, last]")
    first, last = (parse_date(day) for day in item)
    if last < first:
        raise ValueError(f"{last} lies before {first}")
    return first, last


_PAIR = {"type": "array", "items": DATE_SCHEMA, "minItems": 2, "maxItems": 2}
_SPANS = {"type": "array", "items": {"anyOf": [DATE_SCHEMA, _PAIR]}}


class Closure(Model):
    """Days on which no course is held."""

    from_: Date | None = Field(None, alias="from", description="First closed day.")
    to: Date | None = Field(None, description="Last closed day.")
    every: Literal["year"] | None = Field(None, description="`year`: the same days every year from then on.")
    until: Date | None = Field(None, description="With every: none begins after this day. Left out: it goes on.")
    dates: Annotated[tuple[tuple[date, date], ...], BeforeValidator(_spans), WithJsonSchema(_SPANS)] | None = Field(
        None,
        description="Closed days: dates, and pairs [first, last].",
    )
    why: str | None = Field(None, description="The reason, for people who read the file.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.dates is not None:
            if self.from_ or self.to or self.every or self.until:
                raise ValueError("give 'dates', or 'from' and 'to', not both")
        elif self.from_ is None or self.to is None:
            raise ValueError("give 'from' and 'to', or 'dates'")
        elif self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) lies before 'from' ({self.from_})")
        elif self.every and (self.to - self.from_).days >= 365:
            raise ValueError("a closure of every year is shorter than a year")
        elif self.until and not self.every:
            raise ValueError("'until' ends what comes 'every: year'")
        elif self.until and self.until < self.from_:
            raise ValueError(f"'until' ({self.until}) lies before 'from' ({self.from_})")
        return self


def _holidays(raw: object) -> object:
    if isinstance(raw, list):
        return tuple(parse_date(item) for item in raw)
    if raw in REGIONS or raw == "none":
        return raw
    near = did_you_mean(raw, REGIONS)
    raise ValueError(f"expected {', '.join(REGIONS)}, a list of dates, or none, found {found(raw)}{near}")


REGIONS = ("GB-SCT", "GB-ENG", "GB-WLS", "GB-NIR")
Holidays = Annotated[
    str | tuple[date, ...],
    BeforeValidator(_holidays),
    WithJsonSchema({"anyOf": [{"enum": [*REGIONS, "none"]}, {"type": "array", "items": DATE_SCHEMA}]}),
]


class CalendarModel(Model):
    """The days on which courses can be held: Monday to Friday, but for these."""

    holidays: Holidays = Field(
        "none", description="Public holidays: GB-SCT, GB-ENG, GB-WLS, GB-NIR, a list of dates, or none."
    )
    closed: dict[Name, Closure] = Field({}, description="Closures by name: known beforehand, so planned around.")
