"""Every amount of money in a scenario, and the one currency in which all are given."""

from collections.abc import Iterable, Iterator

from .changes import Applied
from .forms import Dated
from .kinds import Trouble
from .merging import split_path
from .models import Document
from .quantities import Quantity
from .structure import Leaf, Path
from .terms import numbers_in

Amount = tuple[Path, Quantity]


def amounts(document: Document, leaves: Iterable[Leaf], alterations: Iterable[Applied]) -> Iterator[Amount]:
    """The money in settings, changes and targets, each with its path."""
    for leaf in leaves:
        values = [now for _, now in leaf.value.items] if isinstance(leaf.value, Dated) else [leaf.value]
        for value in values:
            yield from ((leaf.path, quantity) for _, quantity in numbers_in(value) if quantity.measure == "money")
    for change in alterations:
        path = split_path(change.alteration.written)
        yield from ((path, q) for _, q in numbers_in(change.alteration.value) if q.measure == "money")
    for name, target in document.targets.items():
        for key in ("at_least", "at_most"):
            level = getattr(target, key)
            if level is not None and level.measure == "money":
                yield ("targets", name, key), level


def currency(found: Iterable[Amount]) -> str:
    """The currency of the first amount, such as GBP; empty where there is no money."""
    return next((quantity.unit.text for _, quantity in found), "")


def one_currency(found: Iterable[Amount]) -> Iterator[Trouble]:
    """Money in another currency than the first."""
    all_of_it = tuple(found)
    first = currency(all_of_it)
    for path, quantity in all_of_it:
        if quantity.unit.text != first:
            yield path, f"{quantity.unit.text} beside {first}: give all money in one currency"
