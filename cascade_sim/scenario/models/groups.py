"""Staff groups."""

from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from ..forms import EVIDENCE, Form, Value
from ..schema import form_schema
from .base import AT_ONCE, MOST, Line, Model, Share, Short


class Hold(Model):
    """Who holds a qualification on the first day."""

    short: ClassVar[Short] = partial(form_schema, Share)

    share: Annotated[Value, Share] = Field(
        description="Share of the staff in post at the start who hold it: each person's own chance."
    )
    gained: Annotated[Value, Form("duration", maximum=365.25 * 200, distribution=True)] | None = Field(
        None,
        description=(
            "How long before the start they gained it. Left out: evenly over its validity, or long enough "
            "ago for any requirement."
        ),
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
        description=(
            "People booked at most on deliveries that begin in one calendar month, over all courses. Left "
            "out: no limit."
        ),
    )


class Group(Model):
    """A staff group: posts of one kind."""

    label: Line = Field("", description="Its name in tables and charts. Left out: its key, made readable.")
    posts: Annotated[Value, Form("count", maximum=MOST, read="day")] = Field(
        description="Positions for one person each, filled or vacant (heads, not full-time equivalents)."
    )
    turnover: Annotated[Value, Form("rate", maximum=1000, read="day", by_tenure=True)] = Field(
        description="Leavers a year ÷ average number in post: one rate, or first_year (of a stay) and later."
    )
    time_to_fill: Annotated[Value, Form("duration", maximum=365.25 * 200, read="day", distribution=True)] = Field(
        AT_ONCE,
        description=(
            "How long a post stands empty after a leave: a duration or a distribution. Left out: filled at once."
        ),
    )
    arrive_with: dict[str, Annotated[Value, Form("share", maximum=1, read="day")]] = Field(
        {}, description="By course: share of recruits who arrive with the qualification. Left out: none."
    )
    hold_at_start: dict[str, Hold] = Field(
        {}, description="By course: share of the first day's staff who hold it, or {share, gained}. Left out: none."
    )
    release: Release = Field(Release(), description="How many people can be booked. Left out: no limit.")
    localities: dict[str, Annotated[Value, Share]] = Field(
        {},
        json_schema_extra={"x-whole": True},
        description="Share of its posts by locality, adding up to 100%. Left out: as of the scenario.",
    )
