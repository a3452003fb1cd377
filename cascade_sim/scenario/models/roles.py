"""Roles: trainers, facilitators."""

from functools import partial
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from ...units import looks_like_date
from ..forms import EVIDENCE, Form, Value, Word
from ..schema import form_schema
from .base import NEVER, Count, Line, Model, Share, Short, count, share

MEAN = Form("rate", maximum=1000, read="closing", above=True)


class AtStart(Model):
    """The members of a role on the first day."""

    members: Annotated[Value, Count] = Field(description="How many there are.")
    active: Annotated[Value, Count] | None = Field(
        None, description="How many of them take deliveries at present. Left out: all."
    )
    experienced: Annotated[Value, Count] | None = Field(
        None, description="How many of them count as experienced. Left out: all."
    )
    from_: dict[str, Annotated[Value, Share]] = Field(
        {},
        alias="from",
        json_schema_extra={"x-whole": True},
        description=(
            "Share of the members by group, adding up to 100% (shares drawn from ranges are scaled to do "
            "so). Left out: by lot from all people in post in the groups of the courses they teach."
        ),
    )


NO_MEMBERS = AtStart.model_validate({"members": 0})


class Capacity(Model):
    """How many deliveries members give, and how unequal they are."""

    short: ClassVar[Short] = partial(form_schema, MEAN)

    mean: Annotated[Value, MEAN] = Field(description="Deliveries a member could give, on average: 3/year.")
    spread: Annotated[Value, Form("number", maximum=10)] | None = Field(
        None,
        description="Standard deviation ÷ mean of members' own capacities. Left out (and no busiest_tenth_has): 1.",
    )
    busiest_tenth_has: Annotated[Value, Form("share", minimum=0.1, maximum=0.99)] | None = Field(
        None, description="Instead of spread: the share of all capacity that the top tenth of members has."
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        plain = not isinstance(raw, dict) or set(raw) & set(EVIDENCE) or any(looks_like_date(str(key)) for key in raw)
        return {"mean": raw} if plain else raw

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.spread is not None and self.busiest_tenth_has is not None:
            raise ValueError("give spread or busiest_tenth_has, not both (null removes one that is inherited)")
        return self


class RoleCost(Model):
    """What members cost."""

    per_day: Annotated[Value, Form("money", maximum=1e9, by_group=True, read="closing")] | None = Field(
        None,
        description="For each day (or session) of each member: their day job's backfill. One price, or by group.",
    )


class Role(Model):
    """A job done beside the day job by people who hold a qualification."""

    label: Line = Field("", description="Its name in tables and charts. Left out: its key, made readable.")
    at_start: AtStart = Field(NO_MEMBERS, description="Its members on the first day. Left out: none.")
    deliveries: Capacity = Field(
        description="A member's own capacity: {mean: 3/year, spread: 1.0}, or {mean: 3/year, busiest_tenth_has: 45%}."
    )
    choose: Annotated[Value, Form("word", words=("keen", "share"))] = Field(
        Word("keen"),
        description="keen: by lot, weighted by own capacity. share: fewest deliveries in the last 12 months first.",
    )
    never_start: Annotated[Value, Form("share", maximum=1, read="day")] = Field(
        share(0.0), description="Share of new members who never deliver."
    )
    stops: Annotated[Value, Form("rate", maximum=1000, read="day")] = Field(
        NEVER, description="Rate at which active members become inactive."
    )
    starts_again: Annotated[Value, Form("rate", maximum=1000, read="day")] = Field(
        NEVER, description="Rate at which inactive members become active."
    )
    stops_if_unused: Annotated[Value, Form("duration", maximum=365.25 * 200, above=True)] | None = Field(
        None, description="An active member not used for so long stops. Left out: never for that reason."
    )
    supervised: Annotated[Value, Form("count", maximum=1000, read="day")] = Field(
        count(0), description="Deliveries beside an experienced member before counting as experienced."
    )
    drops_out: Annotated[Value, Form("share", maximum=1, read="day")] = Field(
        share(0.0), description="Share of the deliveries they were booked for that members drop out of."
    )
    serves: Annotated[Value, Form("word", words=("all", "own locality"))] = Field(
        Word("all"),
        description=(
            "Where members deliver: all, or own locality, so that a delivery for a locality is given by its members."
        ),
    )
    cost: RoleCost = Field(RoleCost(), description="What members cost. Left out: nothing.")
