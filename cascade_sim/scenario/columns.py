"""Columns of CSV files, put into a scenario in place of what names them."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path as FilePath

from ..errors import Problem, ScenarioError
from ..units import found, parse
from .neighbours import beside
from .reading import MAX_NODES, Node
from .structure import Path
from .suggesting import unknown
from .texts import Place, text_of


def inline_columns(node: Node, path: FilePath, allowed: tuple[FilePath, ...], at: Path) -> list[Problem]:
    """Put the values of `empirical: {file, column, unit}` in place of it, so that the resolved file needs no other.

    Where that cannot be done a stand-in is put there; the problems say why.
    """
    problems: list[Problem] = []
    children: Iterable[tuple[str | int, Node]] = ()
    if isinstance(node.value, dict | list):
        children = list(node.value.items() if isinstance(node.value, dict) else enumerate(node.value))
    for key, child in children:
        here = (*at, key) if isinstance(key, str) else at
        if key == "empirical" and isinstance(child.value, dict):
            assert isinstance(node.value, dict)
            texts, wrong = _column(child, path, allowed, here)
            problems += wrong
            node.value[key] = Node([Node(text, child.place) for text in texts or ["1 day"]], child.place)
        else:
            problems += inline_columns(child, path, allowed, here)
    return problems


def _column(spec: Node, path: FilePath, allowed: tuple[FilePath, ...], at: Path) -> tuple[list[str], list[Problem]]:
    """The durations in a column of a CSV file, with their unit, and what is wrong with them."""
    given = {key: child.value for key, child in spec.value.items()} if isinstance(spec.value, dict) else {}
    if set(given) != {"file", "column", "unit"} or not all(isinstance(text, str) for text in given.values()):
        form = "a list of durations, or {file: waits.csv, column: weeks, unit: weeks}"
        return [], [spec.place.problem(f"expected {form}, found {found(spec.plain())}", at)]
    name, column, unit = (str(given[key]) for key in ("file", "column", "unit"))
    try:
        cells = _cells(beside(path, name, spec.place, allowed, at), name, column)
    except ScenarioError as error:
        return [], [
            spec.place.problem(_told(problem), at) if not problem.path else problem for problem in error.problems
        ]
    except ValueError as error:
        return [], [spec.place.problem(f"{name}: {error}", at)]
    texts = [(line, f"{cell} {unit}") for line, cell in cells]
    said = ((line, _unlike_a_duration(text)) for line, text in texts)
    wrong = [Place(name, line).problem(message, (column,)) for line, message in said if message]
    return [] if wrong else [text for _, text in texts], wrong


def _cells(file: FilePath, name: str, column: str) -> list[tuple[int, str]]:
    """What is written in a column, with the line of each; ValueError says why there is nothing."""
    rows = csv.DictReader(StringIO(text_of(file, name), newline=""))
    try:
        cells = [(rows.line_num, (row.get(column) or "").strip()) for row in rows]
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from None
    if column not in (rows.fieldnames or ()):
        raise ValueError(unknown("column", column, rows.fieldnames or ()))
    written = [(line, cell) for line, cell in cells if cell]
    if not written:
        raise ValueError(f"column '{column}' is empty")
    if len(written) > MAX_NODES:
        raise ValueError(f"more than {MAX_NODES:,} values")
    return written


def _told(problem: Problem) -> str:
    """What is wrong with a file, where it is told of the setting that names it."""
    return f"{problem.file}: {problem.message}"


def _unlike_a_duration(text: str) -> str | None:
    try:
        parse("duration", text)
    except ValueError as error:
        return str(error)
    return None
