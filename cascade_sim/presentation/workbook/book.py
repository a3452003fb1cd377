"""What is in the workbook of a run, sheet by sheet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from ...analysis import Scope
from ...measures import COSTS_YEARLY, MEASURES, SUMMARIES, UNIT_COSTS, Table
from ..charts.source import Source
from ..charts.style import BLUE, GREEN, VERMILION
from ..terminal import Summary, goal_words
from .glossary import WORDS, glossary
from .sheets import Book, Place

_MEAN = {"color": BLUE, "width": 2.25}
_EDGE = {"color": BLUE, "width": 0.75, "dash_type": "dash"}
_SECOND, _THIRD = {"color": VERMILION, "width": 2.25}, {"color": GREEN, "width": 2.25}


def workbook(source: Source, summary: Summary, about: Mapping[str, Any]) -> bytes:
    """The workbook of a run as an .xlsx file. The same run gives the same bytes."""
    book = Book(summary.name, source.money.currency)
    answer = book.lines("Answer", summary.name, _answer(summary, about))
    answer.set_first_sheet()
    _targets(book, source)
    _charts(book, source)
    for name, frame in _measured(source):
        book.table(name, frame, _units(frame))
    if not source.tables[COSTS_YEARLY.name].empty:
        _spent(book, source)
        for name, table in (("Money", COSTS_YEARLY), ("Unit costs", UNIT_COSTS)):
            book.table(name, source.tables[table.name], lambda column: "" if column == "replications" else "money")
    _assumptions(book, source)
    book.lines("Glossary", "What the words and columns mean", glossary(WORDS, summary.labels))
    return book.close()


def _answer(summary: Summary, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from summary.entries()
    yield "", ""
    yield "Futures", summary.futures.words
    if about:
        yield "Made by", f"cascade-sim {about['version']}, seed {about['seed']}"
        yield "Command", str(about["command"])
        yield "Scenario", f"{about['scenario']['file']}, SHA-256 {about['scenario']['sha256']}"


def _targets(book: Book, source: Source) -> None:
    """The targets, and how likely other levels and dates are, if there are any."""
    wanted = source.scenario.targets
    if not wanted:
        return
    currency = source.money.currency
    goals = [goal_words(target, currency=currency) for target in wanted]
    met = source.tables["targets"].copy()
    met.insert(1, "goal", goals)
    kinds = {target.name: MEASURES[target.measure].unit for target in wanted}
    book.table("Targets", met, _by_target(SUMMARIES["targets"], met, kinds))
    for name, table in (("Levels by date", "chances"), ("What drives it", "drivers")):
        if len(source.tables[table]):
            frame = source.tables[table]
            book.table(name, frame, _by_target(SUMMARIES[table], frame, kinds))


_Units = Callable[[str], str | Sequence[str]]


def _by_target(table: Table, frame: pd.DataFrame, kinds: Mapping[str, str]) -> _Units:
    """Units of a table with a row for a target: its own, or those of what the target is about."""
    declared = {column.name: column.unit for column in table.columns}
    own = [kinds[name] for name in frame["name"]]
    return lambda column: own if declared.get(column) == "that of the measure" else declared.get(column, "")


def _measured(source: Source) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every measure by year, with groups and localities; and by month, over all of them."""
    yield "Yearly", _named(source.tables["yearly"])
    monthly = source.tables["summary"]
    yield "Monthly", _named(monthly[(monthly["group"] == "") & (monthly["locality"] == "")])


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with what each measure is called, and its unit."""
    told = frame.copy()
    at = list(told.columns).index("measure") + 1
    told.insert(at, "what", [MEASURES[name].label for name in told["measure"]])
    told.insert(at + 1, "unit", [MEASURES[name].unit for name in told["measure"]])
    return told


def _units(frame: pd.DataFrame) -> _Units:
    own = list(frame["unit"])
    return lambda column: "" if column == "replications" else own


def _charts(book: Book, source: Source) -> None:
    """Charts of Excel's own, each on a sheet with its numbers: coverage of each course, and members of each role."""
    for number, course in enumerate(source.courses, 1):
        told = _coverage(source, course)
        if len(told):
            called = source.label("courses", course)
            place = _charted(book, f"Coverage {number}", told, ("share",) * 5 + ("people",) * 2)
            lines = {"expected": _MEAN, "p10": _EDGE, "p90": _EDGE}
            book.chart("J2", f"Share of staff trained: {called}", place, lines, "0%")
            lines = {"trained ever": _SECOND, "still in post": _MEAN}
            book.chart("J21", f"People trained ever, and still in post: {called}", place, lines)
    for number, role in enumerate(source.scenario.roles, 1):
        told = _members(source, role)
        if len(told):
            place = _charted(book, f"Members {number}", told, ("members",) * 3)
            lines = {"members": _SECOND, "active": _MEAN, "delivering": _THIRD}
            book.chart("F2", f"Members, active and delivering: {source.label('roles', role)}", place, lines)


def _spent(book: Book, source: Source) -> None:
    """What all courses cost by year, with a chart."""
    table = source.tables[COSTS_YEARLY.name]
    told = table[(table["course"] == "") & (table["kind"] == "total")][["year", "mean", "p10", "p90"]]
    told = told.rename(columns={"mean": "expected"})
    if len(told):
        place = _charted(book, "Cost by year", told, ("money",) * 3)
        book.chart(
            "F2", "Cost of all courses by year", place, {"expected": _MEAN, "p10": _EDGE, "p90": _EDGE}, book.money
        )


def _charted(book: Book, name: str, frame: pd.DataFrame, units: Sequence[str]) -> Place:
    kinds = dict(zip(frame.columns, ("date", *units), strict=True))
    return book.table(name, frame, lambda column: kinds[column])


def _coverage(source: Source, course: str) -> pd.DataFrame:
    told, ever, still = (
        source.over_time(name, Scope(course=course)) for name in ("coverage", "trained_ever", "trained_ever_in_post")
    )
    return pd.DataFrame(
        {
            "end of": told.at,
            "expected": told.mean,
            "p10": told.low,
            "p90": told.high,
            "chance p10": told.chance_low,
            "chance p90": told.chance_high,
            "trained ever": ever.mean,
            "still in post": still.mean,
        }
    )


def _members(source: Source, role: str) -> pd.DataFrame:
    told = {name: source.over_time(name, Scope(role=role)) for name in ("members", "active", "delivering")}
    return pd.DataFrame({"end of": told["members"].at, **{name: one.mean for name, one in told.items()}})


def _assumptions(book: Book, source: Source) -> None:
    rows = [
        (one.path, one.value, one.low, one.high, one.unit, one.basis, one.source) for one in source.scenario.register
    ]
    names = ["path", "value", "low", "high", "unit", "basis", "source"]
    book.table("Assumptions", pd.DataFrame(rows, columns=names, dtype=object), lambda column: "as written")
