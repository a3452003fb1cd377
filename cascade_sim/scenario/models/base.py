"""What all models share: names, dates, the forms and defaults met again and again."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from ...units import MONTHS, NONE, PERCENT, Unit, parse_date, parse_month
from ..forms import Form
from ..quantities import Quantity

KINDS = ("existing", "starters", "renewals")
RESERVED = (*KINDS, "others", "external", "all")
MOST = 10_000_000  # the largest count: beyond any workforce, and small enough not to exhaust the machine
LONGEST_NAME, LONGEST_LINE = 60, 200  # characters, so that tables and charts have room for them
_NAME = re.compile(r"[^\W\d]\w*(-\w+)*")


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a name begins with a letter and holds letters, digits, _ and - only")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"a name has at most {LONGEST_NAME} characters; a label may have {LONGEST_LINE}")
    if name in RESERVED:
        raise ValueError(f"'{name}' means something else in scenarios: choose another name")
    return name


def _line(text: str) -> str:
    if "\n" in text or len(text) > LONGEST_LINE:
        raise ValueError(f"expected one line of at most {LONGEST_LINE} characters")
    return text


def as_tuple(raw: object) -> object:
    """A list as a tuple, for strict models; anything else as it is."""
    return tuple(raw) if isinstance(raw, list) else raw


DATE_SCHEMA = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

Name = Annotated[str, AfterValidator(_name)]
Line = Annotated[str, AfterValidator(_line)]
Date = Annotated[date, BeforeValidator(parse_date), WithJsonSchema(DATE_SCHEMA), PlainSerializer(str)]
Month = Annotated[int, BeforeValidator(parse_month), WithJsonSchema({"enum": [*MONTHS]})]

Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]

Share = Form("share", maximum=1)
ByGroup = Form("share", maximum=1, by_group=True, read="day")
Count = Form("count", maximum=MOST)
Duration = Form("duration", maximum=365.25 * 200)
PRICE = Form("money", maximum=1e9, read="closing")


def share(value: float) -> Quantity:
    """A share without evidence, as a default."""
    return Quantity("share", value, PERCENT)


def count(value: float) -> Quantity:
    """A count without evidence, as a default."""
    return Quantity("count", value, NONE)


AT_ONCE = Quantity("duration", 0.0, Unit("days"))
NEVER = Quantity("rate", 0.0, Unit("%/year", over=100))


Short = Callable[[], dict[str, Any]] | None


class Model(BaseModel):
    """Frozen and closed.

    `short` gives the schema of what may stand in place of the mapping.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)
    short: ClassVar[Short] = None

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [cls.short(), described]} if cls.short else described
