"""What is in the workbook of a comparison, sheet by sheet."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from ...measures import COMPARISONS, MEASURES
from ...scenario.differing import Setting
from ..comparing import ComparisonSummary, records
from ..gains import noun
from ..words import capital
from .glossary import OF_COMPARISONS, WORDS, glossary
from .sheets import Book

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?", re.ASCII)
_LONGEST_HEAD = 200  # letters
_SHEETS = {
    "Differences": "differences",
    "Probabilities": "probabilities",
    "Ranking": "ranking",
    "Cost of points": "cost_of_points",
    "Waterfall": "waterfall",
}
_Units = Callable[[str], str | Sequence[str]]


def comparison_workbook(summary: ComparisonSummary, about: Mapping[str, Any]) -> bytes:
    """The workbook of a comparison as an .xlsx file. The same comparison gives the same bytes."""
    title = f"{len(summary.plans)} plans compared"
    book = Book(title, summary.currency)
    book.lines("Answer", title, _answer(summary, about), summary.plans).set_first_sheet()
    _coverage(book, summary)
    for sheet, name in _SHEETS.items():
        frame = summary.tables[name]
        if len(frame):
            book.table(sheet, _named(summary, frame), _units(summary, name))
    book.table("Over time", summary.tables["over_time"], _units(summary, "over_time"))
    book.table("Settings", _settings(summary), lambda column: "as written")
    book.table("Plans", summary.tables["plans"], lambda column: "")
    book.lines("Glossary", "What the words and columns mean", glossary(WORDS | OF_COMPARISONS, summary.labels))
    return book.close()


def _answer(summary: ComparisonSummary, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from summary.entries()
    for i, note in enumerate(summary.notes):
        yield "" if i else "Note", note
    yield "", ""
    yield "Period", summary.period
    if about:
        yield "Made by", f"cascade-sim {about['version']}"
        yield "Command", str(about["command"])
        for plan in about["plans"]:
            yield "Plan", f"{plan['name']}: seed {plan['seed']}, scenario with SHA-256 {plan['sha256']}"


def _named(summary: ComparisonSummary, frame: pd.DataFrame) -> pd.DataFrame:
    """The same with what plans are compared by in words."""
    called = {one.name: capital(noun(one, summary.where(one))) for one in summary.yardsticks}
    told = frame.copy()
    told.insert(list(told.columns).index("name") + 1, "what", [called[name] for name in told["name"]])
    return told


def _units(summary: ComparisonSummary, name: str) -> _Units:
    """Units of a table's columns: their own, or those of what the plans are compared by in each row."""
    declared = {column.name: column.unit for column in COMPARISONS[name].columns}
    kinds = {one.name: MEASURES[one.measure].unit for one in summary.yardsticks}
    table = summary.tables[name]
    own = [kinds[yardstick] for yardstick in table["name"]] if "name" in table else "share"
    return lambda column: own if declared.get(column) == "that of the measure" else declared.get(column, "")


def _coverage(book: Book, summary: ComparisonSummary) -> None:
    """For each course a sheet with the coverage that each plan leads to, and a chart of Excel's own."""
    table, heads = summary.tables["over_time"], _heads("end of", summary.plans)
    colours = {row["plan"]: row["colour"] for row in records(summary.tables["plans"])}
    for number, course in enumerate(dict.fromkeys(table["course"]), 1):
        rows = table[table["course"] == course]
        told = {plan: rows[rows["plan"] == plan] for plan in summary.plans}
        dates = told[summary.plans[0]]["date"].to_numpy()
        means = {heads[plan]: some["mean"].to_numpy() for plan, some in told.items()}
        frame = pd.DataFrame({"end of": dates, **means})
        place = book.table(f"Coverage {number}", frame, lambda column: "" if column == "end of" else "share")
        lines = {heads[plan]: {"color": colours[plan], "width": 2.25} for plan in summary.plans}
        cell = f"{chr(ord('A') + len(summary.plans) + 2)}2"
        book.chart(cell, f"Share of staff trained: {summary.labels['courses'][course]}", place, lines, "0%")


def _settings(summary: ComparisonSummary) -> pd.DataFrame:
    """What differs between the files, a row for each setting."""
    heads = _heads("setting", summary.plans)
    rows = [
        {"setting": one.path, **{heads[plan]: _value(one, plan) for plan in summary.plans}} for one in summary.settings
    ]
    return pd.DataFrame(rows, columns=["setting", *heads.values()], dtype=object)


def _value(setting: Setting, plan: str) -> str | float | None:
    """What a plan has there, as written; a plain number as one, unless it is part of what something is called."""
    written = setting.values[plan]
    if written is not None and setting.matters and _NUMBER.fullmatch(written):
        return float(written)
    return written


def _heads(first: str, plans: Sequence[str]) -> dict[str, str]:
    """What the column of each plan is called: Excel has no two of one name, whether in capitals or not."""
    taken, heads = {first.casefold()}, {}
    for plan in plans:
        head, number = plan[:_LONGEST_HEAD], 2
        while head.casefold() in taken:
            head, number = f"{plan[:_LONGEST_HEAD]} ({number})", number + 1
        taken.add(head.casefold())
        heads[plan] = head
    return heads
