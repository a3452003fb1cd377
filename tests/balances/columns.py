"""Tables as columns by name, and how a violation is told."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

Columns = Mapping[str, np.ndarray]
Tables = Mapping[str, Columns]


def scopes(table: Columns, *keys: str, by: str = "date") -> Iterator[tuple[tuple[object, ...], np.ndarray]]:
    """Each combination of keys, and its rows in order."""
    found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in np.argsort(table[by], kind="stable").tolist():
        found[tuple(table[key][i] for key in keys)].append(i)
    for scope, rows in found.items():
        yield scope, np.array(rows)


def part_of(table: Columns, rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in table.items()}


def records(table: Columns) -> Iterator[dict[str, object]]:
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, values, strict=True))


def changes(
    scope: tuple[object, ...],
    table: Columns,
    stock: np.ndarray,
    plus: tuple[str, ...],
    minus: tuple[str, ...],
    what: str,
) -> list[str]:
    """A stock changes from row to row by its flows, and none is told in the opening row."""
    flow = sum((table[name] for name in plus), np.zeros_like(stock)) - sum(table[name] for name in minus)
    wrong = np.diff(stock, prepend=stock[:1]) != flow
    return told(scope, table, wrong, f"{what} changed by something else than {' + '.join(plus)} − {' − '.join(minus)}")


def equal(
    scope: tuple[object, ...], table: Columns, left: np.ndarray, right: np.ndarray, what: str, other: str
) -> list[str]:
    return told(scope, table, left != right, f"{what} are not {other}")


def told(scope: tuple[object, ...], table: Columns, wrong: np.ndarray, sentence: str) -> list[str]:
    return [f"{name_of(scope)}, {when}: {sentence}" for when in table["date"][wrong]]


def name_of(scope: tuple[object, ...]) -> str:
    return ", ".join(str(part) for part in scope)
