"""What is in the workbook of a comparison, sheet by sheet."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from ...measures import COMPARISONS, MEASURES
from ...scenario.differing import Setting
from ..comparing import ComparisonSummary
from ..gains import noun
from ..native import coverage_of_plans, heads_of
from ..words import capital
from .glossary import OF_COMPARISONS, WORDS, glossary
from .sheets import Book

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?", re.ASCII)
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
    for told in coverage_of_plans(summary):
        book.charted(told)
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


def _settings(summary: ComparisonSummary) -> pd.DataFrame:
    """What differs between the files, a row for each setting."""
    heads = heads_of("setting", summary.plans)
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
