"""What a scenario file may say: every setting with its form, default and meaning.

The models are frozen and closed; they validate files, describe themselves in the JSON Schema and in the reference,
and say which settings may change and when the model reads them. Values stay as written (`forms.Value`): dates,
groups and ranges are resolved when a plan is compiled. A default here is what a planner would expect to be meant by
leaving a setting out.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from ..units import MONTHS, NONE, PERCENT, Measure, Unit, found, looks_like_date, parse, parse_date, parse_month
from .forms import EVIDENCE, FOREVER, Form, Value, Word
from .quantities import Quantity
from .schema import form_schema
from .suggesting import did_you_mean

KINDS = ("existing", "starters", "renewals")
RESERVED = (*KINDS, "others", "external", "all")
MOST = 10_000_000  # the largest count: beyond any workforce, and small enough not to exhaust the machine
_NAME = re.compile(r"[^\W\d]\w*(-\w+)*")


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a name begins with a letter and holds letters, digits, _ and - only")
    if name in RESERVED:
        raise ValueError(f"'{name}' means something else in scenarios: choose another name")
    return name


def _tuple(raw: object) -> object:
    return tuple(raw) if isinstance(raw, list) else raw


_DATE_SCHEMA = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

Name = Annotated[str, AfterValidator(_name)]
Date = Annotated[date, BeforeValidator(parse_date), WithJsonSchema(_DATE_SCHEMA), PlainSerializer(str)]
Month = Annotated[int, BeforeValidator(parse_month), WithJsonSchema({"enum": [*MONTHS]})]

Names = Annotated[tuple[str, ...], BeforeValidator(_tuple)]

Share = Form("share", maximum=1)
ByGroup = Form("share", maximum=1, by_group=True, read="day")
Count = Form("count", maximum=MOST)
Duration = Form("duration", maximum=365.25 * 200)
MEAN = Form("rate", maximum=1000, read="closing", above=True)


def _share(value: float) -> Quantity:
    return Quantity("share", value, PERCENT)


def _count(value: float) -> Quantity:
    return Quantity("count", value, NONE)


_AT_ONCE = Quantity("duration", 0.0, Unit("days"))
_NEVER = Quantity("rate", 0.0, Unit("%/year", over=100))


Short = Callable[[], dict[str, Any]] | None


class Model(BaseModel):
    """Frozen and closed.

    `later` names settings that are known but not supported yet; `short` gives the schema of what may stand in place
    of the mapping.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)
    later: ClassVar[tuple[str, ...]] = ()
    short: ClassVar[Short] = None

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [cls.short(), described]} if cls.short else described


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


_PAIR = {"type": "array", "items": _DATE_SCHEMA, "minItems": 2, "maxItems": 2}
_SPANS = {"type": "array", "items": {"anyOf": [_DATE_SCHEMA, _PAIR]}}


class Closure(Model):
    """Days on which no course is held."""

    from_: Date | None = Field(None, alias="from", description="First closed day.")
    to: Date | None = Field(None, description="Last closed day.")
    every: Literal["year"] | None = Field(None, description="`year`: the same days every year from then on.")
    dates: Annotated[tuple[tuple[date, date], ...], BeforeValidator(_spans), WithJsonSchema(_SPANS)] | None = Field(
        None,
        description="Closed days: dates, and pairs [first, last].",
    )
    why: str | None = Field(None, description="The reason, for people who read the file.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.dates is not None:
            if self.from_ or self.to or self.every:
                raise ValueError("give 'dates', or 'from' and 'to', not both")
        elif self.from_ is None or self.to is None:
            raise ValueError("give 'from' and 'to', or 'dates'")
        elif self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) lies before 'from' ({self.from_})")
        elif self.every and (self.to - self.from_).days >= 365:
            raise ValueError("a closure of every year is shorter than a year")
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
    WithJsonSchema({"anyOf": [{"enum": [*REGIONS, "none"]}, {"type": "array", "items": _DATE_SCHEMA}]}),
]


class CalendarModel(Model):
    """The days on which courses can be held: Monday to Friday, but for these."""

    holidays: Holidays = Field(
        "none", description="Public holidays: GB-SCT, GB-ENG, GB-WLS, GB-NIR, a list of dates, or none."
    )
    closed: dict[Name, Closure] = Field({}, description="Closures by name: known beforehand, so planned around.")


class Hold(Model):
    """Who holds a qualification on the first day."""

    short: ClassVar[Short] = partial(form_schema, Share)

    share: Annotated[Value, Share] = Field(
        description="Share of the staff in post at the start who hold it: each person's own chance."
    )
    gained: Annotated[Value, Form("duration", maximum=365.25 * 200, distribution=True)] | None = Field(
        None,
        description="How long before the start they gained it. Left out: evenly over its validity, or long enough ago for any requirement.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict) and not set(raw) & set(EVIDENCE) else {"share": raw}


class Release(Model):
    """How many people a group can let go to training."""

    per_delivery: Annotated[Value, Form("count", maximum=MOST, read="closing")] | None = Field(
        None, description="People booked on one delivery at most. Left out: no limit."
    )
    per_month: Annotated[Value, Form("count", maximum=MOST, read="closing")] | None = Field(
        None,
        description="People booked at most on deliveries that begin in one calendar month, over all courses. Left out: no limit.",
    )


class Group(Model):
    """A staff group: posts of one kind."""

    later: ClassVar[tuple[str, ...]] = ("localities", "locality")

    label: str | None = Field(None, description="Its name in tables and charts. Left out: its key, made readable.")
    posts: Annotated[Value, Form("count", maximum=MOST, read="day")] = Field(
        description="Positions for one person each, filled or vacant (heads, not full-time equivalents)."
    )
    turnover: Annotated[Value, Form("rate", maximum=1000, read="day", by_tenure=True)] = Field(
        description="Leavers a year ÷ average number in post: one rate, or first_year (of a stay) and later."
    )
    time_to_fill: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", distribution=True)] = Field(
        _AT_ONCE,
        description="How long a post stands empty after a leave: a duration or a distribution. Left out: filled at once.",
    )
    arrive_with: dict[str, Annotated[Value, Form("share", maximum=1, read="day")]] = Field(
        {}, description="By course: share of recruits who arrive with the qualification. Left out: none."
    )
    hold_at_start: dict[str, Hold] = Field(
        {}, description="By course: share of the first day's staff who hold it, or {share, gained}. Left out: none."
    )
    release: Release = Field(Release(), description="How many people can be booked. Left out: no limit.")


class TaughtBy(Model):
    """Who teaches a course."""

    short: ClassVar[Short] = partial(dict[str, Any], const="external")

    role: str | None = Field(None, description="The role whose members teach it.")
    each: Annotated[Value, Form("count", minimum=1, maximum=1000, read="closing")] = Field(
        _count(1), description="Members who teach one delivery together."
    )
    experienced: Annotated[Value, Form("count", maximum=1000, read="closing")] = Field(
        _count(0), description="How many of them must be experienced."
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

    later: ClassVar[tuple[str, ...]] = ("locality", "from", "to")

    per_year: Annotated[Value, Form("number", maximum=100_000, read="planning")] | None = Field(
        None, description="So many deliveries a year, evenly over the open working days of each calendar year."
    )
    dates: Annotated[tuple[Date, ...], BeforeValidator(_tuple)] | None = Field(
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
        return self


class Completes(Model):
    """On how many days people must come to complete a course."""

    short: ClassVar[Short] = partial(dict[str, Any], const="all days")

    at_least: Annotated[Value, Form("count", minimum=1, maximum=1000, read="day")] | None = Field(
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
        _share(0.0), description="Share of those booked who withdraw before day one, too late to refill."
    )
    first_day: Annotated[Value, ByGroup] = Field(
        _share(1.0), description="Share who come on day one, of those who have not withdrawn."
    )
    later_days: Annotated[Value, ByGroup] = Field(
        _share(1.0), description="Share who come on each later day, of those who came on day one."
    )
    completes: Completes = Field(Completes(), description="`all days`, or {at_least: 7} of them.")
    rebooks: Annotated[Value, ByGroup] = Field(
        _share(1.0), description="Share of those who missed it who ask again; the others give up."
    )


class Existing(Model):
    """What staff in post at the start ask for."""

    willing: Annotated[Value, ByGroup] | None = Field(
        None, description="Share who ever ask. Left out: as of the whole block, else all."
    )
    ask_over: Annotated[Value, Duration] = Field(
        _AT_ONCE, description="They ask at times spread evenly over so long from the start. Left out: at the start."
    )
    waiting_at_start: Annotated[Value, Count] = Field(
        _count(0), description="People who wait already on the first day."
    )


class Starters(Model):
    """What people who start later ask for."""

    willing: Annotated[Value, ByGroup] | None = Field(
        None, description="Share who ever ask. Left out: as of the whole block, else all."
    )
    ask_after: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", distribution=True)] = Field(
        _AT_ONCE, description="How long after starting they ask: a duration or a distribution. Left out: at once."
    )
    due: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", above=True)] | None = Field(
        None, description="How long after starting they should be trained; counted in due and due_on_time."
    )


class Demand(Model):
    """Who asks for a course."""

    later: ClassVar[tuple[str, ...]] = ("self_paced",)

    willing: Annotated[Value, ByGroup] | None = Field(
        None, description="Share who ever ask, for existing staff and starters alike: one share, or shares by group."
    )
    existing: Existing = Field(Existing(), description="Staff in post at the start.")
    starters: Starters = Field(Starters(), description="People who start later.")


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
    """A kind of training."""

    later: ClassVar[tuple[str, ...]] = ("public", "self_paced", "cost", "localities", "locality")

    label: str | None = Field(None, description="Its name in tables and charts. Left out: its key, made readable.")
    for_: Names | None = Field(None, alias="for", description="The groups it is for. Left out: all of them.")
    taught_by: TaughtBy = Field(TaughtBy(), description="`external`, or {role, each, experienced}.")
    days: Annotated[tuple[int, ...], BeforeValidator(_days), WithJsonSchema(_DAYS_SCHEMA)] = Field(
        (0,), description="Offsets of its days from day one, such as [0, 14], or {weekly: 10} for ten weekly days."
    )
    places: Annotated[Value, Form("count", minimum=1, maximum=100_000, read="closing")] = Field(
        description="Seats on a delivery."
    )
    minimum: Annotated[Value, Form("count", maximum=100_000, read="closing")] = Field(
        _count(0), description="People booked below which a delivery is cancelled."
    )
    schedule: dict[Name, ScheduleModel] = Field({}, description="When deliveries are held; several schedules add up.")
    closes: Annotated[Value, Form("duration", maximum=3653, read="planning")] = Field(
        _AT_ONCE,
        description="How long before day one bookings close and trainers are fixed; parts of days are rounded up.",
    )
    overbook: Annotated[Value, Form("share", maximum=1, read="closing")] = Field(
        _share(0.0), description="People booked beyond the places, as a share of them."
    )
    attendance: Attendance = Field(Attendance(), description="How people booked turn up. Left out: everybody comes.")
    demand: Demand = Field(
        NOBODY, description="Who asks for it, or {willing: 4%} for existing and starters alike. Left out: nobody."
    )
    priority: Names = Field(
        (),
        description="Kinds (starters, existing, renewals) or groups in order: a person takes the first that fits, all others come last.",
    )
    reserve: dict[str, Annotated[Value, Form("count", maximum=100_000, read="closing")]] = Field(
        {}, description="By group: at closing up to so many of it are booked first."
    )
    valid_for: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", forever=True, above=True)] = Field(
        Quantity("duration", FOREVER, NONE), description="How long the qualification is valid: forever, or a duration."
    )
    renew_by: str | None = Field(None, description="The course whose completion renews it. Left out: it just expires.")
    renew_from: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day")] = Field(
        _AT_ONCE, description="How long before expiry holders ask for renewal."
    )
    requires: dict[str, Annotated[Value, Duration]] = Field(
        {}, description="By course: a qualification that must have been held for at least so long."
    )
    makes: str | None = Field(None, description="The role of which those who complete it become members.")
    trained_before: Annotated[Value, Count] | None = Field(
        None, description="People trained before the start, in post or not. Left out: those who hold it at the start."
    )
    paused: Annotated[Value, Form("flag", read="day")] = Field(
        Word(False), description="While true no delivery is held; meant for changes."
    )


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
        description="Share of the members by group, adding up to 100% (shares drawn from ranges are scaled to do so). Left out: by lot from all people in post in the groups of the courses they teach.",
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


class Role(Model):
    """A job done beside the day job by people who hold a qualification."""

    later: ClassVar[tuple[str, ...]] = ("cost", "localities", "locality")

    label: str | None = Field(None, description="Its name in tables and charts. Left out: its key, made readable.")
    at_start: AtStart = Field(NO_MEMBERS, description="Its members on the first day. Left out: none.")
    deliveries: Capacity = Field(
        description="A member's own capacity: {mean: 3/year, spread: 1.0}, or {mean: 3/year, busiest_tenth_has: 45%}."
    )
    choose: Annotated[Value, Form("word", words=("keen", "share"), read="closing")] = Field(
        Word("keen"),
        description="keen: by lot, weighted by own capacity. share: fewest deliveries in the last 12 months first.",
    )
    never_start: Annotated[Value, Form("share", maximum=1, read="day")] = Field(
        _share(0.0), description="Share of new members who never deliver."
    )
    stops: Annotated[Value, Form("rate", maximum=1000, read="day")] = Field(
        _NEVER, description="Rate at which active members become inactive."
    )
    starts_again: Annotated[Value, Form("rate", maximum=1000, read="day")] = Field(
        _NEVER, description="Rate at which inactive members become active."
    )
    stops_if_unused: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", above=True)] | None = Field(
        None, description="An active member not used for so long stops. Left out: never for that reason."
    )
    supervised: Annotated[Value, Form("count", maximum=1000, read="day")] = Field(
        _count(0), description="Deliveries beside an experienced member before counting as experienced."
    )
    drops_out: Annotated[Value, Form("share", maximum=1, read="day")] = Field(
        _share(0.0), description="Share of the deliveries they were booked for that members drop out of."
    )
    serves: Literal["all"] = Field("all", description="Where members deliver: all of the area.")


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


def _level(raw: object) -> Quantity:
    measure: Measure = "share" if isinstance(raw, str) else "number"
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
    at_least: Level | None = Field(None, description="The least that will do: a share such as 80%, or a number.")
    at_most: Level | None = Field(None, description="The most that will do.")
    by: Date = Field(description="It holds, or does not, at the end of that day.")

    @model_validator(mode="after")
    def _sense(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a target needs at_least or at_most")
        return self


class Defaults(Model):
    """What groups and courses leave out."""

    groups: dict[str, Any] = Field({}, description="Settings of every group that does not give them.")
    courses: dict[str, Any] = Field({}, description="Settings of every course that does not give them.")


class Document(Model):
    """A scenario."""

    later: ClassVar[tuple[str, ...]] = ("localities", "posterior", "budget")

    format: Literal[1] = Field(description="The version of this format: 1.")
    name: str = Field(min_length=1, description="What the scenario is called in charts and tables.")
    start: Date = Field(description="First day.")
    end: Date = Field(description="Last day.")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Chooses the random numbers; --seed overrides it.")
    today: Date | None = Field(None, description="Parts past from forecast in tables, charts and words.")
    year_starts: Month = Field(1, description="First month of the year in yearly tables.")
    calendar: CalendarModel = Field(CalendarModel(), description="Public holidays and closures.")
    defaults: Defaults = Field(Defaults(), description="What groups and courses leave out.")
    groups: dict[Name, Group] = Field(min_length=1, description="Staff groups by name.")
    courses: dict[Name, Course] = Field({}, description="Courses by name.")
    roles: dict[Name, Role] = Field({}, description="Roles by name.")
    changes: dict[Name, ChangeModel] = Field({}, description="Dated changes by name, applied in this order.")
    targets: dict[Name, TargetModel] = Field({}, description="Targets by name.")
