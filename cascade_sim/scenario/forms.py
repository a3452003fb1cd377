"""The forms in which a setting's value may be written, and what each becomes.

A value is a plain number or word, a number with evidence, dated values, values by group, two rates by tenure, or a
distribution of durations. A `Form` says which of these a setting accepts; it is the annotation of the field, parses
what the file says and describes itself in the JSON Schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from ..units import HOW, NONE, Measure, format_duration, found, looks_like_date, parse, parse_date
from .quantities import BASES, WHOLE, Quantity
from .suggesting import choices, did_you_mean

Read = Literal["planning", "closing", "day"]
Kind = Measure | Literal["flag", "word"]
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "gamma": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "exponential": ("mean",),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "empirical": (),
}
EVIDENCE = ("value", "range", "source", "basis")
TENURE = ("first_year", "later")
OTHERS = "others"
FOREVER = float("inf")


@dataclass(frozen=True)
class Word:
    """A value that is not a number: true or false, or one of a few words."""

    value: str | bool


@dataclass(frozen=True)
class Shape:
    """A distribution of durations: its family and its parameters in order (for `empirical`, its values)."""

    family: str
    parameters: tuple[tuple[str, Quantity], ...]


@dataclass(frozen=True)
class Parts:
    """Numbers by group (with `others` for those not named) or by tenure."""

    by: Literal["group", "tenure"]
    items: tuple[tuple[str, Quantity], ...]


@dataclass(frozen=True)
class Dated:
    """Values from each date on, in order."""

    items: tuple[tuple[date, "Now"], ...]


Now = Quantity | Word | Shape | Parts
Value = Now | Dated


Wrong = tuple[tuple[str, ...], str]  # the path inside a value, and what is wrong there


class FormError(ValueError):
    """Everything wrong with one value: pairs of the path inside it and a message."""

    def __init__(self, problems: list[Wrong]) -> None:
        self.problems = problems
        super().__init__(problems)


@dataclass(frozen=True)
class Form:
    """What a setting accepts. `read` says when the model reads it, for those that may change; None: they may not."""

    kind: Kind
    minimum: float = 0.0
    maximum: float = float("inf")
    above: bool = False  # whether the minimum itself is refused
    read: Read | None = None
    by_group: bool = False
    by_tenure: bool = False
    distribution: bool = False
    forever: bool = False
    words: tuple[str, ...] = ()

    def parse(self, raw: object) -> Value:
        """The value a file gives; FormError with all that is wrong with it."""
        parser = _Parser(self)
        value = parser.value(raw, (), dated=True)
        if parser.problems or value is None:
            raise FormError(parser.problems)
        return value

    def parse_now(self, raw: object, **limits: Any) -> Now:
        """The same where dates make no sense, inside a change; `limits` replace those of the form."""
        parser = _Parser(replace(self, **limits))
        value = parser.value(raw, (), dated=False)
        if parser.problems or value is None or isinstance(value, Dated):
            raise FormError(parser.problems)
        return value

    @property
    def whole(self) -> bool:
        """Whether it counts things, and so is rounded."""
        return self.kind in WHOLE

    @property
    def is_number(self) -> bool:
        """Whether it can be scaled and added to."""
        return self.kind not in ("flag", "word")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.parse, json_schema_input_schema=core_schema.any_schema()
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        from .schema import form_schema  # noqa: PLC0415 - which describes what this module defines

        return form_schema(self)


class _Parser:
    """Parses one value, gathering its problems."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.problems: list[Wrong] = []

    def wrong(self, at: tuple[str, ...], message: str) -> None:
        self.problems.append((at, message))

    def value(self, raw: object, at: tuple[str, ...], dated: bool) -> Value | None:
        if not isinstance(raw, dict):
            return self._plain(raw, at)
        if any(looks_like_date(str(key)) for key in raw):
            return self._dated(raw, at, dated)
        return self._mapping(raw, at)

    def _mapping(self, raw: Mapping[Any, object], at: tuple[str, ...]) -> Now | None:
        keys = [str(key) for key in raw]
        form = self.form
        if form.is_number and any(key in EVIDENCE for key in keys):
            return self._evidence(raw, at)
        if form.distribution:
            return self._shape(raw, at)
        if form.by_tenure:
            return self._tenure(raw, at)
        if form.by_group and keys:
            items = [(key, self._number(raw[key], (*at, key))) for key in keys]
            return None if any(q is None for _, q in items) else Parts("group", tuple((k, q) for k, q in items if q))
        self.wrong(at, f"expected {self._how()}, found {found(raw)}")
        return None

    def _how(self) -> str:
        if self.form.kind == "flag":
            return "true or false"
        if self.form.kind == "word":
            return choices(self.form.words)
        return HOW[self.form.kind] + (" or forever" if self.form.forever else "")

    def _plain(self, raw: object, at: tuple[str, ...]) -> Now | None:
        if self.form.kind == "flag":
            if isinstance(raw, bool):
                return Word(raw)
            self.wrong(at, f"expected true or false, found {found(raw)}")
            return None
        if self.form.kind == "word":
            if isinstance(raw, str) and raw in self.form.words:
                return Word(raw)
            self.wrong(at, f"expected {self._how()}, found {found(raw)}{did_you_mean(raw, self.form.words)}")
            return None
        return self._bare(raw, at)

    def _number(self, raw: object, at: tuple[str, ...]) -> Quantity | None:
        """A number, with or without evidence."""
        if not isinstance(raw, dict):
            return self._bare(raw, at)
        if any(str(key) in EVIDENCE for key in raw):
            return self._evidence(raw, at)
        self.wrong(at, f"expected {self._how()}, found {found(raw)}")
        return None

    def _bare(self, raw: object, at: tuple[str, ...]) -> Quantity | None:
        measure = self.form.kind
        assert measure != "flag"
        assert measure != "word"
        if self.form.forever and raw == "forever":
            return Quantity("duration", FOREVER, NONE)
        try:
            value, unit = parse(measure, raw)
        except ValueError as error:
            self.wrong(at, str(error).replace(HOW[measure], self._how()))
            return None
        wrong = self._outside(value, raw)
        if wrong:
            self.wrong(at, wrong)
            return None
        return Quantity(measure, value, unit)

    def _outside(self, value: float, raw: object) -> str | None:
        form = self.form
        if form.whole and value != int(value):
            return f"expected {HOW[form.kind]}, found {found(raw)}: it counts whole things"
        if value < form.minimum or (form.above and value == form.minimum):
            bound = "at least" if not form.above else "above"
            return f"must be {bound} {self._limit(form.minimum)}, found {found(raw)}"
        if value > form.maximum:
            return f"must be at most {self._limit(form.maximum)}, found {found(raw)}"
        return None

    def _limit(self, bound: float) -> str:
        if self.form.kind == "share":
            return f"{bound:.0%}"
        if self.form.kind == "duration" and bound:
            return format_duration(bound)
        said = f"{bound:,.0f}" if bound == int(bound) else f"{bound:g}"
        return f"{said}/year" if self.form.kind == "rate" and bound else said

    def _evidence(self, raw: Mapping[Any, object], at: tuple[str, ...]) -> Quantity | None:
        before = len(self.problems)
        for key in raw:
            if key not in EVIDENCE:
                self.wrong((*at, str(key)), f"unknown setting{did_you_mean(str(key), EVIDENCE)}")
        if "value" not in raw:
            self.wrong(at, "evidence needs a value beside it: add 'value'")
        value = self._bare(raw["value"], (*at, "value")) if "value" in raw else None
        low, high = self._range(raw["range"], (*at, "range"), value) if "range" in raw else (None, None)
        source, basis = raw.get("source"), raw.get("basis")
        if source is not None and not isinstance(source, str):
            self.wrong((*at, "source"), f"expected a text, found {found(source)}")
        known = next((word for word in BASES if word == basis), None)
        if basis is not None and known is None:
            self.wrong((*at, "basis"), f"expected {choices(BASES)}, found {found(basis)}{did_you_mean(basis, BASES)}")
        if value is None or len(self.problems) > before:
            return None
        try:
            return replace(value, low=low, high=high, source=str(source) if source else None, basis=known)
        except ValueError as error:
            self.wrong((*at, "range"), str(error))
            return None

    def _range(self, raw: object, at: tuple[str, ...], middle: Quantity | None) -> tuple[float | None, float | None]:
        if not isinstance(raw, list | tuple) or len(raw) != 2:
            self.wrong(at, f"expected two numbers such as [low, high], found {found(raw)}")
            return None, None
        low, high = (self._bare(item, at) for item in raw)
        if low is None or high is None:
            return None, None
        if self.form.kind == "money" and middle and {low.unit, high.unit} != {middle.unit}:
            self.wrong(
                at, f"expected amounts in {middle.unit.text}, as the value is, found {found(raw[0])}, {found(raw[1])}"
            )
        return low.value, high.value

    def _dated(self, raw: Mapping[Any, object], at: tuple[str, ...], allowed: bool) -> Dated | None:
        if not allowed:
            self.wrong(at, "dated values are not used here: a change has its own 'from' and 'to'")
            return None
        if self.form.read is None:
            self.wrong(at, "this setting may not change, so it takes no dates")
            return None
        items = []
        for key, inner in raw.items():
            try:
                when = parse_date(key)
            except ValueError as error:
                self.wrong((*at, str(key)), str(error))
                continue
            value = self.value(inner, (*at, str(key)), dated=False)
            if value is not None and not isinstance(value, Dated):
                items.append((when, value))
        return Dated(tuple(sorted(items, key=lambda item: item[0]))) if items else None

    def _tenure(self, raw: Mapping[Any, object], at: tuple[str, ...]) -> Parts | None:
        for key in raw:
            if key not in TENURE:
                self.wrong((*at, str(key)), f"unknown setting{did_you_mean(str(key), TENURE)}")
        missing = [key for key in TENURE if key not in raw]
        if missing:
            self.wrong(at, f"'{missing[0]}' is missing: give both first_year and later, or one rate")
        items = [(key, self._number(raw[key], (*at, key))) for key in TENURE if key in raw]
        return None if any(q is None for _, q in items) else Parts("tenure", tuple((k, q) for k, q in items if q))

    def _shape(self, raw: Mapping[Any, object], at: tuple[str, ...]) -> Shape | None:
        family = str(next(iter(raw), ""))
        if len(raw) > 1 and family in FAMILIES:
            self.wrong(at, f"give one distribution, not several: found {', '.join(map(str, raw))}")
            return None
        if len(raw) != 1 or family not in FAMILIES:
            near = did_you_mean(family, FAMILIES)
            self.wrong(at, f"expected a duration, or one of {choices(FAMILIES)}, found {found(raw)}{near}")
            return None
        if family == "empirical":
            return self._empirical(raw[family], (*at, family))
        inner, names = raw[family], FAMILIES[family]
        if not isinstance(inner, dict):
            self.wrong((*at, family), f"expected {' and '.join(names)}, found {found(inner)}")
            return None
        for key in inner:
            if key not in names:
                self.wrong((*at, family, str(key)), f"unknown setting{did_you_mean(str(key), names)}")
        for name in names:
            if name not in inner:
                self.wrong((*at, family), f"'{name}' is missing: {family} takes {', '.join(names)}")
        parameters = [(name, self._number(inner[name], (*at, family, name))) for name in names if name in inner]
        if any(q is None for _, q in parameters) or len(parameters) < len(names):
            return None
        shape = Shape(family, tuple((name, q) for name, q in parameters if q))
        wrong = misshapen(family, tuple(q.value for _, q in shape.parameters))
        if wrong:
            self.wrong((*at, family), wrong)
        return shape

    def _empirical(self, raw: object, at: tuple[str, ...]) -> Shape | None:
        if not isinstance(raw, list | tuple) or not raw:
            self.wrong(at, f"expected a list of durations, or {{file, column, unit}}, found {found(raw)}")
            return None
        values = [self._bare(item, at) for item in raw]
        return None if any(q is None for q in values) else Shape("empirical", tuple(("", q) for q in values if q))


def misshapen(family: str, parameters: tuple[float, ...]) -> str | None:
    """What is wrong with a distribution's parameters, if anything is."""
    if family in ("gamma", "lognormal"):
        return None if min(parameters) > 0 else "mean and sd must be above 0; for a constant write the duration alone"
    if family == "exponential":
        return None if parameters[0] > 0 else "the mean must be above 0"
    if family == "triangular":
        low, mode, high = parameters
        return None if low <= mode <= high and low < high else "low, mode and high must come in that order"
    if family == "uniform":
        return None if parameters[0] < parameters[1] else "low must be below high"
    return None
