"""The whole of a scenario file, with its changes and targets."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from ...units import Measure, found, parse
from ..forms import Form, Value
from ..quantities import Quantity
from .base import Date, Line, Model, Month, Name, Names, Share
from .calendars import CalendarModel
from .courses import Course
from .groups import Group
from .roles import Role


class ChangeModel(Model):
    """A dated alteration of the scenario: set, then scale, then add."""

    from_: Date | None = Field(None, alias="from", description="First day. Left out: from the start.")
    to: Date | None = Field(None, description="Last day. Left out: to the end.")
    why: str | None = Field(None, description="The reason, for people who read the file.")
    set: dict[str, Any] = Field({}, description="By path (which may hold *): the value while the change lasts.")
    scale: dict[str, Any] = Field({}, description="By path (which may hold *): what the value is multiplied by.")
    add: dict[str, Any] = Field({}, description="By path (which may hold *): what is added to the value.")

    @model_validator(mode="after")
    def _sense(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) lies before 'from' ({self.from_})")
        if not (self.set or self.scale or self.add):
            raise ValueError("a change needs 'set', 'scale' or 'add'")
        return self


MOST_CELLS = 20_000  # groups × localities: what is read in a second
_AMOUNT = re.compile(r"[A-Z]{3}\s*$")


def _level(raw: object) -> Quantity:
    measure: Measure = "number" if not isinstance(raw, str) else "money" if _AMOUNT.search(raw) else "share"
    value, unit = parse(measure, raw)
    if value < 0:
        raise ValueError(f"must be at least 0, found {found(raw)}")
    return Quantity(measure, value, unit)


Level = Annotated[
    Any, BeforeValidator(_level), WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}]})
]


class TargetModel(Model):
    """What should be true at the end of a day."""

    measure: str = Field(description="A measure by name, such as coverage.")
    course: str | None = Field(None, description="The course it is about.")
    group: str | None = Field(None, description="The group it is about. Left out: all together.")
    role: str | None = Field(None, description="The role it is about.")
    locality: str | None = Field(None, description="The locality it is about. Left out: the whole area.")
    every: Literal["group", "locality"] | None = Field(
        None, description="It has to hold in every group the course is for, or in every locality."
    )
    at_least: Level | None = Field(
        None, description="The least that will do: a share such as 80%, a number, or an amount such as 9000 GBP."
    )
    at_most: Level | None = Field(None, description="The most that will do.")
    by: Date = Field(description="It holds, or does not, at the end of that day.")

    @model_validator(mode="after")
    def _sense(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a target needs at_least or at_most")
        if self.every and (self.at_least is None) == (self.at_most is None):
            raise ValueError("a target on every group or locality takes at_least or at_most, not both")
        if self.group and self.locality:
            raise ValueError("give one group or one locality, not both")
        if self.every and (self.group or self.locality):
            raise ValueError("give 'every', or one group or locality, not both")
        return self


class Budget(Model):
    """Money for a year; a delivery that what is left does not pay for is not held."""

    per_year: Annotated[Value, Form("money", maximum=1e12, read="day")] = Field(
        description="The amount for each year (of year_starts), such as 40000 GBP."
    )
    pays_for: Names | None = Field(None, description="The courses it pays for. Left out: all of them.")


class Defaults(Model):
    """What groups and courses leave out."""

    groups: dict[str, Any] = Field({}, description="Settings of every group that does not give them.")
    courses: dict[str, Any] = Field({}, description="Settings of every course that does not give them.")


class Document(Model):
    """A scenario."""

    format: Literal[1] = Field(description="The version of this format: 1.")
    name: Line = Field(min_length=1, description="What the scenario is called in charts and tables.")
    start: Date = Field(description="First day.")
    end: Date = Field(description="Last day.")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Chooses the random numbers; --seed overrides it.")
    today: Date | None = Field(None, description="Parts past from forecast in tables, charts and words.")
    posterior: Line | None = Field(
        None,
        description=(
            "A CSV file of joint draws, as `calibrate` writes it: each future takes one row for all numbers in it, "
            "and draws those that are not from their ranges."
        ),
    )
    year_starts: Month = Field(1, description="First month of the year in yearly tables.")
    calendar: CalendarModel = Field(CalendarModel(), description="Public holidays and closures.")
    localities: dict[Name, Annotated[Value, Share]] = Field(
        {},
        max_length=300,
        json_schema_extra={"x-whole": True},
        description=(
            "Parts of the area: share of every group's posts, adding up to 100% (shares drawn from ranges are scaled "
            "to do so). Left out: there are none."
        ),
    )
    defaults: Defaults = Field(Defaults(), description="Settings of every group and course that does not give its own.")
    groups: dict[Name, Group] = Field(min_length=1, max_length=1000, description="Staff groups by name.")
    courses: dict[Name, Course] = Field({}, max_length=300, description="Courses by name.")
    roles: dict[Name, Role] = Field({}, max_length=100, description="Roles by name.")
    budgets: dict[Name, Budget] = Field({}, max_length=100, description="Yearly budgets by name.")
    changes: dict[Name, ChangeModel] = Field(
        {}, max_length=200, description="Dated changes by name, applied in this order."
    )
    targets: dict[Name, TargetModel] = Field({}, max_length=1000, description="Targets by name.")

    @model_validator(mode="before")
    @classmethod
    def _labelled(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        _not_too_many(raw.get("groups"), raw.get("localities"))
        kinds = {kind: raw[kind] for kind in ("groups", "courses", "roles") if isinstance(raw.get(kind), dict)}
        return {
            **raw,
            **{kind: {name: _label(name, item) for name, item in named.items()} for kind, named in kinds.items()},
        }


def _not_too_many(groups: object, localities: object) -> None:
    if isinstance(groups, dict) and isinstance(localities, dict) and len(groups) * len(localities) > MOST_CELLS:
        said = f"{len(groups):,} groups × {len(localities):,} localities"
        raise ValueError(f"{said}: give at most {MOST_CELLS:,} together; join some of them")


def _label(name: str, raw: Any) -> Any:
    """With a label made of the name, where there is none."""
    readable = re.sub("[_-]+", " ", name)
    return {"label": readable[:1].upper() + readable[1:], **raw} if isinstance(raw, dict) else raw
