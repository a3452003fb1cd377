"""Posteriors: joint draws of several numbers of a scenario, as calibration leaves them, and the files they are kept in.

A posterior is a CSV file. Its first row names the numbers, `PATH [UNIT]`, by the path where each is written and the
unit in which it is given; every further row is one draw of all of them together.
"""

import csv
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import StringIO
from math import isfinite, nan
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import Problem, ScenarioError
from ..units import HOW, Unit, counted, format_number, found, parse
from .quantities import Quantity
from .suggesting import did_you_mean
from .texts import Place, text_of

POSTERIOR = "posterior"  # the key of the draw of a row
POSTERIOR_FILE = "posterior.csv"  # where a run keeps it, beside its scenario
MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 20_000, 500, 40_000_000
MOST_PROBLEMS = 1_000  # gathered of one file; nobody reads more
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COLUMN = re.compile(r"([^\[\]]+?)\s*(?:\[([^\[\]]*)\])?")
_SUCH_AS = "a path and its unit, such as 'roles.trainer.stops [%/year]'"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint draws of some numbers of a scenario: each row of `numbers` has one of each path, in the unit beside it."""

    paths: tuple[str, ...]
    units: tuple[Unit, ...]
    numbers: Numbers  # [draws × paths], as written

    def __len__(self) -> int:
        """How many draws there are."""
        return len(self.numbers)

    @cached_property
    def amounts(self) -> Numbers:
        """The draws in base units, [draws × paths]."""
        times, over = (np.array([getattr(unit, part) for unit in self.units]) for part in ("times", "over"))
        amounts: Numbers = self.numbers * times / over
        return amounts

    def draw(self, u: float) -> dict[str, float]:
        """The row at the quantile u of their order in the file: an amount in base units for each path."""
        row = min(int(u * len(self)), len(self) - 1)
        return dict(zip(self.paths, self.amounts[row].tolist(), strict=True))

    def only(self, paths: Collection[str]) -> "Posterior | None":
        """The draws of those of its paths that are among these; None if there are none."""
        kept = [place for place, path in enumerate(self.paths) if path in paths]
        named, units = tuple(self.paths[place] for place in kept), tuple(self.units[place] for place in kept)
        return Posterior(named, units, self.numbers[:, kept]) if kept else None

    def text(self) -> str:
        """The file, which is read back as the same draws to the last digit."""
        header = _header(zip(self.paths, self.units, strict=True))
        return _csv(header, ([repr(number).removesuffix(".0") for number in row] for row in self.numbers.tolist()))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the draws in base units; neither units nor the order of the columns matter to it."""
        order = sorted(range(len(self.paths)), key=self.paths.__getitem__)
        draws = sha256(repr([self.paths[place] for place in order]).encode())
        draws.update(np.ascontiguousarray(self.amounts[:, order]).tobytes())
        return draws.hexdigest()

    def __str__(self) -> str:
        """`1,000 joint draws of 5 numbers (3f2a9c41)`."""
        size = f"{counted(len(self), 'joint draw')} of {counted(len(self.paths), 'number')}"
        return f"{size} ({self.fingerprint[:8]})"

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, Posterior) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)


def posterior_text(columns: Sequence[tuple[str, Quantity]], draws: Numbers) -> str:
    """The posterior file of draws in base units, [draws × columns], with ten digits in the unit of each quantity.

    `columns` are the paths where the numbers are written (keys of `Scenario.ranged`), each with its quantity.
    ValueError if the draws are none that could be read back: too many or none, not finite or below 0.
    """
    draws = np.asarray(draws, dtype=np.float64)
    if draws.ndim != 2 or draws.shape[1] != len(columns):
        raise ValueError(f"expected a column of draws for each of {len(columns)} numbers, found {draws.shape}")
    if not (1 <= len(draws) <= MOST_ROWS and 1 <= len(columns) <= MOST_COLUMNS):
        raise ValueError(f"a posterior has 1 to {MOST_ROWS:,} rows and 1 to {MOST_COLUMNS} columns: {draws.shape}")
    if not (np.isfinite(draws) & (draws >= 0)).all():
        raise ValueError("draws must be finite and at least 0")
    units = [quantity.unit for _, quantity in columns]
    rows = ([f"{unit.number(amount):.10g}" for unit, amount in zip(units, row, strict=True)] for row in draws.tolist())
    return _csv(_header((path, quantity.unit) for path, quantity in columns), rows)


def _header(columns: Iterable[tuple[str, Unit]]) -> list[str]:
    return [f"{path} [{unit.text}]" if unit.text else path for path, unit in columns]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def ranged_in(plain: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The path of every number that is written with a range in a scenario of plain data."""
    for key, value in plain.items():
        if isinstance(value, Mapping):
            if "range" in value:
                yield f"{above}{key}"
            yield from ranged_in(value, f"{above}{key}.")


@dataclass(frozen=True)
class NamedPosterior:
    """A posterior file that a scenario names: where it is, what it is called, and where it is named.

    `ranged` are the paths of all numbers with a range in the file that names it, and in those which that extends: what
    lies on top may have set some of them otherwise. `wrong` says why there is no such file.
    """

    path: FilePath
    shown: str
    place: Place
    ranged: frozenset[str]
    wrong: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Table:
    """What a posterior file says by itself: its columns, each a path and a unit, and the line of each draw."""

    shown: str
    begins: int
    columns: tuple[tuple[str, str], ...]
    lines: tuple[int, ...]
    numbers: Numbers  # [draws × columns]


def read_table(named: NamedPosterior) -> tuple[Table | None, list[Problem]]:
    """What a posterior file says, if it can be read at all, and everything malformed in it."""
    if named.wrong:
        return None, list(named.wrong)
    try:
        reader = _Reader(text_of(named.path, named.shown, MOST_BYTES), named.shown)
    except ScenarioError as error:
        said = (p if p.line else named.place.problem(f"{p.file}: {p.message}", (POSTERIOR,)) for p in error.problems)
        return None, list(said)
    return reader.table(), reader.problems


def posterior_of(
    table: Table, numbers: Mapping[str, Quantity], named: NamedPosterior
) -> tuple[Posterior | None, list[Problem]]:
    """The joint draws of those numbers of a scenario that have a range; None if there are none.

    A column whose number has no range any more, since what lies on top says it otherwise, is left out. All else that
    does not fit the scenario is among the problems.
    """
    problems: list[Problem] = []
    used: list[tuple[int, str, Unit]] = []
    for place, (path, text) in enumerate(table.columns):
        try:
            unit = _unit_of(path, text, numbers, named.ranged)
        except ValueError as error:
            problems.append(Problem(table.shown, table.begins, None, path, str(error)))
            continue
        if unit is None:
            continue
        if numbers[path].measure == "share":
            problems += _beyond_a_whole(table, place, unit)
        if numbers[path].has_range:
            used.append((place, path, unit))
    if not used or problems:
        return None, problems
    places, paths, units = zip(*used, strict=True)
    return Posterior(paths, units, table.numbers[:, places]), []


def _beyond_a_whole(table: Table, place: int, unit: Unit) -> Iterator[Problem]:
    """Shares above 100%."""
    for row in np.flatnonzero(table.numbers[:, place] > unit.number(1.0))[:MOST_PROBLEMS]:
        message = f"must be at most {unit.format(1.0)}, found {found(format_number(table.numbers[row, place]))}"
        yield Problem(table.shown, table.lines[row], None, table.columns[place][0], message)


def _unit_of(path: str, text: str, numbers: Mapping[str, Quantity], ranged: Collection[str]) -> Unit | None:
    """The unit of a column; None if it is left out, and ValueError if it is no number, or of another kind."""
    if path not in numbers:
        if path in ranged:
            return None
        near = did_you_mean(path, numbers) or f": a column is named by the path where a number is written, {_SUCH_AS}"
        raise ValueError(f"the scenario has no such number{near}")
    quantity = numbers[path]
    unit = _unit(text, quantity)
    if unit is None:
        written = quantity.unit.text
        given = f"[{text}] is no unit of {HOW[quantity.measure]}" if text else "its unit is missing"
        raise ValueError(f"{given}: write '{path}{f' [{written}]' if written else ''}', as the scenario does")
    return unit


def _unit(text: str, quantity: Quantity) -> Unit | None:
    """The unit that a text names, if that quantity may be given in it."""
    try:
        _, unit = parse(quantity.measure, f"1 {text}")
    except ValueError:
        return None
    return None if quantity.measure == "money" and unit != quantity.unit else unit


class _Reader:
    """Reads the text of a posterior file, gathering its problems."""

    def __init__(self, text: str, shown: str) -> None:
        self.text, self.shown = text, shown
        self.problems: list[Problem] = []

    def table(self) -> Table | None:
        """What the file says; None where it has no columns that could be read."""
        records = self._records()
        begins, header = next(records, (1, []))
        columns = self._columns(begins, header)
        if not columns:
            return None
        lines, numbers = list[int](), array("d")
        for line, cells in records:
            if len(lines) >= MOST_ROWS:
                self._wrong(line, "", f"more than {MOST_ROWS:,} draws")
                break
            if len(self.problems) >= MOST_PROBLEMS:
                break
            if len(cells) != len(columns):
                said = f"expected {len(columns)} fields, as many as there are columns, found {len(cells)}"
                self._wrong(line, "", said)
                continue
            lines.append(line)
            numbers.extend(self._number(line, path, cell) for (path, _), cell in zip(columns, cells, strict=True))
        if not lines and not self.problems:
            self._wrong(begins, "", "there is nothing below the names of the columns: give a row for each draw")
        table = np.array(numbers, dtype=np.float64).reshape(len(lines), len(columns))
        return Table(self.shown, begins, tuple(columns), tuple(lines), table)

    def _wrong(self, line: int, column: str, message: str) -> None:
        self.problems.append(Problem(self.shown, line, None, column, message))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record that is not blank, with the line on which it begins."""
        rows = csv.reader(StringIO(self.text, newline=""), strict=True)
        begins = 1
        try:
            for record in rows:
                cells = [cell.strip() for cell in record]
                if any(cells):
                    yield begins, cells
                begins = rows.line_num + 1
        except csv.Error as error:
            self._wrong(begins, "", f"not CSV: {error}")

    def _columns(self, line: int, header: Sequence[str]) -> list[tuple[str, str]]:
        """The path and the unit of each column; none where that is not clear of all of them."""
        if not header or len(header) > MOST_COLUMNS or all(_NUMBER.fullmatch(cell) for cell in header):
            if not self.problems:
                self._wrong(line, "", _no_header(header))
            return []
        columns: dict[str, str] = {}
        for cell in header:
            named = _COLUMN.fullmatch(cell)
            if named is None:
                self._wrong(line, cell, f"expected {_SUCH_AS}, found {found(cell or None)}")
            elif named[1] in columns:
                self._wrong(line, named[1], "there are two columns of this name")
            else:
                columns[named[1]] = (named[2] or "").strip()
        return [] if self.problems else list(columns.items())

    def _number(self, line: int, column: str, cell: str) -> float:
        number = float(cell) if _NUMBER.fullmatch(cell) else nan
        if isfinite(number) and number >= 0:
            return number
        wrong = "must be at least 0" if isfinite(number) else "expected a number such as 13.2"
        self._wrong(line, column, f"{wrong}, found {found(cell or None)}")
        return nan


def _no_header(header: Sequence[str]) -> str:
    if not header:
        return "the file is empty"
    if len(header) > MOST_COLUMNS:
        return f"there are {len(header):,} columns: give at most {MOST_COLUMNS}"
    return f"the first row names the columns, each by {_SUCH_AS}"
