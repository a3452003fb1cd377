"""Courses: who teaches them, when, who asks, and how people turn up."""

from functools import partial
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from ...units import NONE, found
from ..forms import FOREVER, Form, Value, Word
from ..quantities import Quantity
from .base import (
    AT_ONCE,
    MOST,
    PRICE,
    ByGroup,
    Count,
    Date,
    Duration,
    Line,
    Model,
    Name,
    Names,
    Short,
    as_tuple,
    count,
    share,
)


class TaughtBy(Model):
    """Who teaches a course."""

    short: ClassVar[Short] = partial(dict[str, Any], const="external")

    role: str | None = Field(None, description="The role whose members teach it.")
    each: Annotated[Value, Form("count", minimum=1, maximum=1000, read="closing")] = Field(
        count(1), description="Members who teach one delivery together."
    )
    experienced: Annotated[Value, Form("count", maximum=1000, read="closing")] = Field(
        count(0), description="How many of them must be experienced."
    )

    @model_validator(mode="before")
    @classmethod
    def _external(cls, raw: Any) -> Any:
        if raw == "external":
            return {}
        if isinstance(raw, str):
            raise ValueError(f"expected external or {{role: ...}}, found '{raw}'; did you mean {{role: {raw}}}?")
        if isinstance(raw, dict) and raw and "role" not in raw:
            raise ValueError("'role' is missing; for a course taught by an external body write taught_by: external")
        return raw


class ScheduleModel(Model):
    """When deliveries are held: per_year, dates, or when_waiting."""

    locality: str | None = Field(
        None, description="The locality whose people its deliveries are for. Left out: the whole area."
    )
    from_: Date | None = Field(None, alias="from", description="First day for a day one. Left out: from the start.")
    to: Date | None = Field(None, description="Last day for a day one. Left out: to the end.")
    per_year: Annotated[Value, Form("number", maximum=100_000, read="planning")] | None = Field(
        None, description="So many deliveries a year, evenly over the open working days of each calendar year."
    )
    dates: Annotated[tuple[Date, ...], BeforeValidator(as_tuple)] | None = Field(
        None, description="A delivery on each of these days, open or not."
    )
    when_waiting: Annotated[Value, Form("count", minimum=1, maximum=MOST, read="planning")] | None = Field(
        None, description="A delivery whenever so many people wait beyond the places still open for booking."
    )
    at_most: Annotated[Value, Form("per_month", maximum=10_000, read="planning")] | None = Field(
        None,
        description="With when_waiting: day-ones in a calendar month at most, such as 2/month. Left out: no limit.",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("per_year", "dates", "when_waiting") if getattr(self, name) is not None]
        if len(given) != 1:
            said = f"{' and '.join(given)} are both given" if given else "none is given"
            raise ValueError(
                f"a schedule is one of per_year, dates and when_waiting: {said} (null removes one that is inherited)"
            )
        if self.at_most is not None and self.when_waiting is None:
            raise ValueError("'at_most' goes with when_waiting")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) lies before 'from' ({self.from_})")
        return self


class Completes(Model):
    """On how many days people must come to complete a course."""

    short: ClassVar[Short] = partial(dict[str, Any], const="all days")

    at_least: Annotated[Value, Form("count", minimum=1, maximum=1000, read="closing")] | None = Field(
        None, description="On at least so many of its days. Left out: on all."
    )

    @model_validator(mode="before")
    @classmethod
    def _all(cls, raw: Any) -> Any:
        if raw == "all days":
            return {}
        if not isinstance(raw, dict):
            raise ValueError(f"expected all days, or {{at_least: 7}}, found {found(raw)}")
        return raw


class Attendance(Model):
    """How people booked turn up. Each share may be one share, or shares by group."""

    withdraws: Annotated[Value, ByGroup] = Field(
        share(0.0), description="Share of those booked who withdraw before day one, too late to refill."
    )
    first_day: Annotated[Value, ByGroup] = Field(
        share(1.0), description="Share who come on day one, of those who have not withdrawn."
    )
    later_days: Annotated[Value, ByGroup] = Field(
        share(1.0), description="Share who come on each later day, of those who came on day one."
    )
    completes: Completes = Field(Completes(), description="`all days`, or {at_least: 7} of them.")
    rebooks: Annotated[Value, ByGroup] = Field(
        share(1.0), description="Share of those who missed it who ask again; the others give up."
    )


class Existing(Model):
    """What staff in post at the start ask for."""

    willing: Annotated[Value, ByGroup] | None = Field(
        None, description="Share who ever ask. Left out: as of the whole block, else all."
    )
    ask_over: Annotated[Value, Duration] = Field(
        AT_ONCE, description="They ask at times spread evenly over so long from the start. Left out: at the start."
    )
    waiting_at_start: Annotated[Value, Count] = Field(count(0), description="People who wait already on the first day.")


class Starters(Model):
    """What people who start later ask for."""

    willing: Annotated[Value, ByGroup] | None = Field(
        None, description="Share who ever ask. Left out: as of the whole block, else all."
    )
    ask_after: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", distribution=True)] = Field(
        AT_ONCE, description="How long after starting they ask: a duration or a distribution. Left out: at once."
    )
    due: Annotated[Value, Form("duration", maximum=365.25 * 200, above=True)] | None = Field(
        None, description="How long after starting they should be trained; counted in due and due_on_time."
    )


class Demand(Model):
    """Who asks for a course."""

    willing: Annotated[Value, ByGroup] | None = Field(
        None, description="Share who ever ask, for existing staff and starters alike: one share, or shares by group."
    )
    existing: Existing = Field(Existing(), description="Staff in post at the start.")
    starters: Starters = Field(Starters(), description="People who start later.")


class Public(Model):
    """People who are not staff, and come to a course. They are counted, and have neither a group nor a locality."""

    name: Line = Field("people", min_length=1, description="What they are called in charts and tables.")
    arrivals: Annotated[Value, Form("rate", maximum=10_000_000, read="day")] = Field(
        description="How many ask for it: 20/week."
    )
    gives_up_after: Annotated[Value, Form("duration", maximum=365.25 * 200, above=True)] | None = Field(
        None, description="How long they wait before they give up. Left out: they do not."
    )
    waiting_at_start: Annotated[Value, Count] = Field(count(0), description="People who wait already on the first day.")


class SelfPaced(Model):
    """A course without deliveries, on which everybody goes at their own pace."""

    finishes: Annotated[Value, ByGroup] = Field(share(1.0), description="Share of those who sign up who finish.")
    takes: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", distribution=True)] = Field(
        AT_ONCE, description="How long it takes them, or until they drop out: a duration or a distribution."
    )
    asks_again: Annotated[Value, ByGroup] = Field(
        share(0.0), description="Share of those who do not finish who ask again; the others give up."
    )
    licences: Annotated[Value, Form("count", maximum=MOST, read="day")] | None = Field(
        None, description="People who may sign up in a year (of year_starts) at most. Left out: any number."
    )


class FollowUpModel(Model):
    """Sessions after the days of a course, with the members who taught it."""

    sessions: int = Field(ge=1, le=100, description="How many there are.")
    every: Annotated[Value, Form("duration", minimum=1, maximum=3653)] = Field(
        description="How long after the last day the first one is, and each after the one before: 4 weeks."
    )
    required: int = Field(
        0,
        ge=0,
        description="How many must be attended before the certificate is given. Left out: none, they go beside it.",
    )
    attends: Annotated[Value, ByGroup] = Field(
        share(1.0), description="Share who come to each session, of those who came on day one."
    )
    length: Annotated[Value, Form("share", maximum=1)] = Field(
        share(1.0), description="How much of a member's day a session takes, where that day has a price."
    )

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.required > self.sessions:
            raise ValueError(f"'required' ({self.required}) is more than there are sessions ({self.sessions})")
        return self


class CourseCost(Model):
    """What a course costs. One currency in a file: 350 GBP."""

    per_delivery: Annotated[Value, PRICE] | None = Field(None, description="For each delivery: room, travel.")
    per_place: Annotated[Value, PRICE] | None = Field(None, description="For each place offered: catering.")
    per_pack: Annotated[Value, PRICE] | None = Field(
        None, description="For each person who comes on day one and finds a place: materials."
    )
    per_licence: Annotated[Value, PRICE] | None = Field(
        None, description="For each person who signs up to a self-paced course."
    )
    per_session: Annotated[Value, PRICE] | None = Field(None, description="For each follow-up session.")
    bought_in: Annotated[Value, PRICE] | None = Field(
        None, description="For each delivery of a course taught by an external body."
    )


def _days(raw: object) -> tuple[int, ...]:
    if isinstance(raw, dict):
        weeks = raw.get("weekly")
        if set(raw) != {"weekly"} or type(weeks) is not int or not 1 <= weeks <= 200:
            raise ValueError(f"expected {_DAYS}")
        return tuple(range(0, 7 * weeks, 7))
    if not isinstance(raw, list) or not raw or any(type(day) is not int for day in raw):
        raise ValueError(f"expected {_DAYS}, found {found(raw)}")
    if raw[0] != 0 or any(a >= b for a, b in pairwise(raw)) or raw[-1] > 3653:
        raise ValueError("offsets count from day one: they begin with 0 and rise, over ten years at most")
    return tuple(raw)


_DAYS = "days after day one such as [0, 14], or {weekly: 10} with up to 200 weeks"
_OFFSETS = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1}
_WEEKLY = {"type": "object", "properties": {"weekly": {"type": "integer", "minimum": 1}}, "required": ["weekly"]}
_DAYS_SCHEMA = {"anyOf": [_OFFSETS, {**_WEEKLY, "additionalProperties": False}]}
NOBODY = Demand.model_validate({"willing": 0})


class Course(Model):
    """A kind of training, held on dates (for staff, or for the public) or self-paced."""

    label: Line = Field("", description="Its name in tables and charts. Left out: its key, made readable.")
    for_: Names | None = Field(None, alias="for", description="The groups it is for. Left out: all of them.")
    taught_by: TaughtBy = Field(TaughtBy(), description="`external`, or {role, each, experienced}.")
    days: Annotated[tuple[int, ...], BeforeValidator(_days), WithJsonSchema(_DAYS_SCHEMA)] = Field(
        (0,), description="Offsets of its days from day one, such as [0, 14], or {weekly: 10} for ten weekly days."
    )
    places: Annotated[Value, Form("count", minimum=1, maximum=100_000, read="closing")] = Field(
        description="Seats on a delivery."
    )
    minimum: Annotated[Value, Form("count", maximum=100_000, read="closing")] = Field(
        count(0), description="People booked below which a delivery is cancelled."
    )
    schedule: dict[Name, ScheduleModel] = Field(
        {}, max_length=300, description="When deliveries are held; several schedules add up."
    )
    closes: Annotated[Value, Form("duration", maximum=3653)] = Field(
        AT_ONCE,
        description="How long before day one bookings close and trainers are fixed; parts of days are rounded up.",
    )
    overbook: Annotated[Value, Form("share", maximum=1, read="closing")] = Field(
        share(0.0), description="People booked beyond the places, as a share of them."
    )
    attendance: Attendance = Field(Attendance(), description="How people booked turn up. Left out: everybody comes.")
    demand: Demand = Field(
        NOBODY, description="Who asks for it, or {willing: 4%} for existing and starters alike. Left out: nobody."
    )
    priority: Names = Field(
        (),
        description=(
            "Kinds (starters, existing, renewals) or groups in order: a person takes the first that fits, "
            "all others come last."
        ),
    )
    reserve: dict[str, Annotated[Value, Form("count", maximum=100_000, read="closing")]] = Field(
        {}, description="By group: at closing up to so many of it are booked first."
    )
    valid_for: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", forever=True, above=True)] = Field(
        Quantity("duration", FOREVER, NONE), description="How long the qualification is valid: forever, or a duration."
    )
    renew_by: str | None = Field(None, description="The course whose completion renews it. Left out: it just expires.")
    renew_from: Annotated[Value, Form("duration", maximum=365.25 * 200)] = Field(
        AT_ONCE, description="How long before expiry holders ask for renewal."
    )
    requires: dict[str, Annotated[Value, Duration]] = Field(
        {}, description="By course: a qualification that must have been held for at least so long."
    )
    makes: str | None = Field(None, description="The role of which those who complete it become members.")
    trained_before: Annotated[Value, Count] | None = Field(
        None, description="People trained before the start, in post or not. Left out: those who hold it at the start."
    )
    paused: Annotated[Value, Form("flag", read="day")] = Field(
        Word(False), description="While true no delivery is held, and nobody signs up; meant for changes."
    )
    public: Public | None = Field(None, description="It is for people who are not staff. Left out: it is for staff.")
    self_paced: SelfPaced | None = Field(
        None, description="It has no deliveries; everybody goes at their own pace. Left out: it is held on dates."
    )
    follow_up: FollowUpModel | None = Field(None, description="Sessions after its days, such as work discussions.")
    cost: CourseCost = Field(CourseCost(), description="What it costs. Left out: nothing.")

    @model_validator(mode="before")
    @classmethod
    def _without_places(cls, raw: Any) -> Any:
        self_paced = isinstance(raw, dict) and raw.get("self_paced") is not None
        return {"places": 1, **raw} if self_paced else raw
