"""A setting during one stretch of time: its value as written and what changes do to it, and the numbers that gives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..randomness.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
)
from ..units import format_number
from .forms import OTHERS, TENURE, Form, Now, Parts, Shape, Word, misshapen
from .quantities import Quantity

Operation = Literal["set", "scale", "add"]


@dataclass(frozen=True)
class Alteration:
    """What one change does to one setting, or to one part of it (a group's share, a rate by tenure)."""

    operation: Operation
    part: str | None
    value: Now
    written: str  # the path in the change


@dataclass(frozen=True)
class Term:
    """A setting during one stretch of time; `written` is the path that keys its draws."""

    path: str
    form: Form
    value: Now | None
    written: str
    alterations: tuple[Alteration, ...] = ()

    def quantities(self) -> Iterable[tuple[str, Quantity]]:
        """Every number in it, with the path where it is written."""
        pairs = [(self.written, self.value), *((a.written, a.value) for a in self.alterations)]
        for written, value in pairs:
            for inside, quantity in numbers_in(value):
                yield ".".join((written, *inside)), quantity

    def canonical(self) -> tuple[object, ...]:
        """All of it that matters for results: without units and evidence, with paths only where there is a draw."""
        parts = [
            ("set", None, self.value, self.written),
            *((a.operation, a.part, a.value, a.written) for a in self.alterations),
        ]
        return (
            self.path,
            *((operation, part, _canonical(value, written)) for operation, part, value, written in parts),
        )


def _canonical(value: Now | None, written: str) -> object:
    if not isinstance(value, Quantity | Parts | Shape):
        return value.value if value else None
    family = value.family if isinstance(value, Shape) else ""
    if isinstance(value, Shape) and family == "empirical":
        return family, sorted(quantity.value for _, quantity in value.parameters)
    numbers = [(at, q.value, q.low, q.high, written if q.has_range else "") for at, q in numbers_in(value)]
    return family, numbers


def numbers_in(value: Now | None) -> Iterable[tuple[tuple[str, ...], Quantity]]:
    """The numbers in a value, each with its path inside it."""
    if isinstance(value, Quantity):
        yield (), value
    elif isinstance(value, Parts):
        yield from (((key,), quantity) for key, quantity in value.items)
    elif isinstance(value, Shape):
        yield from (((value.family, key), quantity) for key, quantity in value.parameters if key)


@dataclass(frozen=True)
class Misfit:
    """A number that breaks a rule: whose, what it was, what was used instead, and what it must be.

    `limit` is the other setting, where the rule is about two.
    """

    term: Term
    was: str
    used: str
    rule: str
    limit: Term | None = None

    def sentence(self) -> str:
        """For the table of runs: `roles.trainer.at_start.active: 25 drawn, at most 24 members: 24 used`."""
        return f"{self.term.path}: {self.was} drawn, {self.rule}: {self.used} used"


class Numbers:
    """The numbers of one replication: turns terms into them, and keeps every number within its rules.

    `drawn` holds, by written path, the base amounts drawn; what is not in it is held at its value.
    """

    def __init__(self, groups: tuple[str, ...], drawn: Mapping[str, float]) -> None:
        self.groups = groups
        self.drawn = drawn
        self.misfits: list[Misfit] = []

    def word(self, term: Term) -> str | bool:
        """The word or truth value in force."""
        value = term.value
        for alteration in term.alterations:
            value = alteration.value
        assert isinstance(value, Word)
        return value.value

    def number(self, term: Term) -> float:
        """A single number in base units."""
        assert isinstance(term.value, Quantity)
        return self._fit(term, self._altered(term, None, self._amount(term.value, term.written)))

    def capped(self, term: Term, high: float, rule: str, limit: Term | None = None) -> float | None:
        """A number, or None where it is left out, that is at most `high`."""
        amount = self.optional(term)
        if amount is None or amount <= high:
            return amount
        return self._use(term, amount, high, rule, limit)

    def optional(self, term: Term) -> float | None:
        """The same, or None where the setting is left out and no change sets it."""
        if term.value is not None:
            return self.number(term)
        first = next((i for i, a in enumerate(term.alterations) if a.operation == "set"), None)
        if first is None:
            return None
        setting = term.alterations[first]
        assert isinstance(setting.value, Quantity)
        rest = term.alterations[first + 1 :]
        return self.number(replace(term, value=setting.value, written=setting.written, alterations=rest))

    def by_group(self, term: Term) -> tuple[float, ...]:
        """A share for each group; 0 for groups that are not named where there are no `others`."""
        if isinstance(term.value, Quantity) and not term.alterations:
            return (self._fit(term, self._amount(term.value, term.written)),) * len(self.groups)
        return tuple(self._fit(term, self._part(term, group)) for group in self.groups)

    def tenure(self, term: Term) -> tuple[float, float]:
        """The rate in the first year, and after it."""
        first, later = (self._fit(term, self._part(term, part)) for part in TENURE)
        return first, later

    def distribution(self, term: Term) -> Distribution:
        """A distribution of days."""
        value, written = term.value, term.written
        factor, shift = 1.0, 0.0
        for alteration in term.alterations:
            if alteration.operation == "set":
                value, written, factor, shift = alteration.value, alteration.written, 1.0, 0.0
                continue
            assert isinstance(alteration.value, Quantity)
            amount = self._amount(alteration.value, alteration.written)
            if alteration.operation == "scale":
                factor, shift = factor * amount, shift * amount
            else:
                shift += amount
        if isinstance(value, Quantity):
            return Constant(self._fit(term, self._amount(value, written) * factor + shift))
        assert isinstance(value, Shape)
        return self._shaped(term, value, written, factor)

    def _shaped(self, term: Term, shape: Shape, written: str, factor: float) -> Distribution:
        amounts = [
            self._amount(quantity, f"{written}.{shape.family}.{name}") * factor for name, quantity in shape.parameters
        ]
        if factor == 0:
            return Constant(0.0)
        if shape.family == "empirical":
            return Empirical.of(amounts)
        wrong = misshapen(shape.family, tuple(amounts))
        if wrong:
            used = sorted(amounts)
            if used[0] == used[-1]:
                return Constant(used[0])
            self._note(Misfit(term, ", ".join(map(_days, amounts)), ", ".join(map(_days, used)), f"right: {wrong}"))
            amounts = used
        return _FAMILIES[shape.family](*amounts)

    def _part(self, term: Term, part: str) -> float:
        amount = self._part_of(term.value, part, term.written)
        return self._altered(term, part, amount)

    def _part_of(self, value: Now | None, part: str, written: str) -> float:
        if not isinstance(value, Parts):
            assert isinstance(value, Quantity)
            return self._amount(value, written)
        items = dict(value.items)
        name = part if part in items else OTHERS
        return self._amount(items[name], f"{written}.{name}") if name in items else 0.0

    def _altered(self, term: Term, part: str | None, amount: float) -> float:
        for alteration in term.alterations:
            if alteration.part is not None and alteration.part != part:
                continue
            if alteration.operation == "set":
                amount = self._part_of(alteration.value, part or "", alteration.written)
                continue
            assert isinstance(alteration.value, Quantity)
            by = self._amount(alteration.value, alteration.written)
            amount = _product(amount, by) if alteration.operation == "scale" else amount + by
        return amount

    def _amount(self, quantity: Quantity, written: str) -> float:
        if quantity.low is None:
            return quantity.value
        return self.drawn.get(written, quantity.value)

    def _fit(self, term: Term, amount: float) -> float:
        form = term.form
        if form.whole:
            amount = float(round(amount))
        if amount < form.minimum:
            return self._use(term, amount, form.minimum, f"at least {_said(term, form.minimum)}")
        if amount > form.maximum and not (form.forever and amount == float("inf")):
            return self._use(term, amount, form.maximum, f"at most {_said(term, form.maximum)}")
        if form.above and amount == form.minimum:
            return self._use(term, amount, 1.0, f"above {_said(term, form.minimum)}")
        return amount

    def _use(self, term: Term, amount: float, instead: float, rule: str, limit: Term | None = None) -> float:
        self._note(Misfit(term, _said(term, amount), _said(term, instead), rule, limit))
        return instead

    def _note(self, misfit: Misfit) -> None:
        if misfit not in self.misfits:
            self.misfits.append(misfit)


_FAMILIES: Mapping[str, Callable[..., Distribution]] = {
    "gamma": Gamma,
    "lognormal": Lognormal,
    "exponential": Exponential,
    "triangular": Triangular,
    "uniform": Uniform,
}


def _product(amount: float, by: float) -> float:
    """What is left of forever, scaled by 0, is nothing."""
    return amount * by if by else 0.0


def _days(amount: float) -> str:
    return f"{format_number(amount)} days"


def _said(term: Term, amount: float) -> str:
    """An amount in the unit of its term, or in that of its first number."""
    for _, quantity in numbers_in(term.value):
        if quantity.unit.text or quantity.measure not in ("duration", "rate"):
            return quantity.format(amount)
    for alteration in term.alterations:
        if alteration.operation == "set" and isinstance(alteration.value, Quantity):
            return alteration.value.format(amount)
    return format_number(amount)
