"""The report of a comparison: the answer, how sure it is, what it costs, why plans differ, and how to get it again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...units import counted
from .. import plan_grids
from ..charts import Chart
from ..comparing import ComparisonSummary, records
from ..gains import size
from ..words import day_words
from . import method
from .figures import placed
from .page import Block, Heading, Lines, Numbers, Page, Points, Section, Text

_CHARTS = {  # by section: what the names of its charts begin with
    "answer": ("compare-coverage",),
    "differences": ("compare-differences",),
    "targets": ("compare-probabilities",),
    "money": ("compare-costs",),
    "why": ("compare-why",),
}


@dataclass(frozen=True)
class _Compared:
    """What a report of a comparison is made from."""

    summary: ComparisonSummary
    about: Mapping[str, Any]
    figures: Mapping[str, Sequence[Block]]  # by section


def about_comparison(
    summary: ComparisonSummary, pictures: Iterable[tuple[Chart, str]], about: Mapping[str, Any]
) -> Page:
    """The page of a comparison. `pictures` are its charts with the SVG of each; `about` is what its manifest says."""
    compared = _Compared(summary, about, placed(pictures, _CHARTS))
    plans = records(summary.tables["plans"])
    colours = {row["plan"]: row["colour"] for row in plans}
    title = f"{len(summary.plans)} plans compared"
    return Page(title, summary.period, tuple(_sections(compared)), tuple(_notes(compared)), colours)


def _sections(compared: _Compared) -> Iterator[Section]:
    written: dict[str, tuple[str, Callable[[_Compared], Iterator[Block]]]] = {
        "answer": ("The answer", _answer),
        "differences": ("What does each plan give?", _differences),
        "targets": ("Will the targets be met?", _targets),
        "money": ("What does it cost?", _money),
        "why": ("Why do they differ?", _why),
        "settings": ("What differs between the files?", _settings),
        "method": ("How was it worked out?", _method),
        "again": ("How to get the same numbers", _again),
    }
    for name, (heading, blocks) in written.items():
        made = tuple(blocks(compared))
        if made:
            yield Section(name, heading, made)


def _answer(compared: _Compared) -> Iterator[Block]:
    summary = compared.summary
    yield Lines.of(summary.answer_lines(), leading=True)
    yield Numbers(plan_grids.ranking(summary))
    yield Text(
        "A rank is one more than the number of plans that surely do better. Where several plans are first (1=), no "
        "plan surely beats them, and so many futures cannot tell which of them is best."
    )
    if summary.notes:
        yield Points(summary.notes)
    yield from compared.figures["answer"]
    yield Heading("How to read this")
    yield Points(tuple(_how_to_read(summary)))


def _how_to_read(summary: ComparisonSummary) -> Iterator[str]:
    first = summary.yardsticks[0]
    row = summary.row("differences", summary.plans[1], first.name)
    yield (
        "“gives … more (expected)”: the mean of the differences between two plans, future by future. This is the "
        "answer; a point is one percentage point."
    )
    if summary.likely:
        yield f"“{summary.likely} … to …”: eight differences in ten lie there."
    yield (
        "“ahead in 96 of 100 of the same futures (92 to 98)”: how often the plan does better, however little; the "
        "brackets say how well so many futures tell that (a 95% interval)."
    )
    yield f"“worthwhile”: what is known and less than {size(row['worthwhile'], summary.unit(first))} is called that."
    yield "“too close to call”: so many futures cannot tell the difference from none at all; more of them may."


def _differences(compared: _Compared) -> Iterator[Block]:
    yield from compared.figures["differences"]
    for one in compared.summary.yardsticks:
        yield Numbers(plan_grids.differences(compared.summary, one))


def _targets(compared: _Compared) -> Iterator[Block]:
    grid = plan_grids.probabilities(compared.summary)
    if grid.rows:
        yield Numbers(grid)
        yield from compared.figures["targets"]


def _money(compared: _Compared) -> Iterator[Block]:
    grid = plan_grids.costs(compared.summary)
    if grid.rows:
        yield Numbers(grid)
    yield from compared.figures["money"]


def _why(compared: _Compared) -> Iterator[Block]:
    if compared.figures["why"]:
        yield Text(
            "Every setting that differs, and what changing it does. A bar is a mean over the same futures with its "
            "simulation error. Where what the changes do alone does not add up to the whole, they help or hinder one "
            "another."
        )
    yield from compared.figures["why"]


def _settings(compared: _Compared) -> Iterator[Block]:
    summary = compared.summary
    grid = plan_grids.settings(summary)
    if grid.rows:
        yield Numbers(grid)
    else:
        yield Text("Nothing that the model would notice.")
    if others := [one.path for one in summary.settings if not one.matters]:
        yield Text(f"These differ too, and change nothing in what a plan does: {', '.join(others)}.")


def _method(compared: _Compared) -> Iterator[Block]:
    summary = compared.summary
    futures = summary.futures
    beside = f", and {futures.chance_beside:,} more with all values held" if futures.chance_beside else ""
    yield Text(
        "This is a discrete-event simulation, day by day: every post, every person in it and every delivery of every "
        f"course is followed by itself. Each plan was run in the same {counted(futures.told, 'future')}{beside}. In "
        "one future all plans share their luck: who leaves when, who falls ill, who does not turn up, as far as the "
        "plans leave them alone; and the values drawn where the files give a range."
    )
    yield Text(
        f"So each plan is compared with *{summary.plans[0]}* future by future, and the difference is known far "
        "better than either plan’s own number. Do not compare the likely ranges of single plans: they may overlap "
        "almost wholly where one plan is better in nearly every future."
    )
    yield Points(tuple(_intervals(summary)))
    yield from method.not_in_the_model()


def _intervals(summary: ComparisonSummary) -> Iterator[str]:
    yield (
        "The 95% interval of a mean is simulation error (paired, Student’s t): more futures shrink it. A difference "
        "whose interval holds 0 is too close to call."
    )
    yield (
        "A range of eight futures in ten is what may happen, since nobody knows everything exactly, and by chance. "
        "More futures do not narrow it."
    )
    yield "Intervals of how often a plan is ahead, or a target met, are simulation error as well (95%, Wilson)."
    yield "Of what is no share, people or money, what is worthwhile is as many percent of the first plan’s mean."
    if len(summary.tables["waterfall"]):
        yield (
            "What a changed setting does is the mean over all orders of making the changes (Shapley) for up to six "
            "changes, and in the order of the file beyond; each chart says which."
        )


def _again(compared: _Compared) -> Iterator[Block]:
    about, plans = compared.about, records(compared.summary.tables["plans"])
    entries = [(row["plan"], tuple(_given(row, about))) for row in plans]
    if about:
        libraries = ", ".join(f"{name} {which}" for name, which in about["libraries"].items())
        made = f"cascade-sim {about['version']}, Python {about['python']}; {libraries}"
        entries = [("Command", (str(about["command"]),)), ("Made by", (made,)), *entries]
    yield Lines(tuple(entries))
    yield Text(f"{method.AGAIN} They stand in the tables with more digits, explained column by column.")


def _given(plan: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[str]:
    """Where a plan comes from, and what tells whether it is still the same."""
    yield f"{plan['given']}, {_day(plan['start'])} to {_day(plan['end'])}, seed {plan['seed']}"
    for one in about.get("plans", ()):
        if one["name"] == plan["plan"]:
            yield f"SHA-256 of the scenario: {one['sha256']}"


def _day(when: pd.Timestamp) -> str:
    return day_words(when.date())


def _notes(compared: _Compared) -> Iterator[str]:
    if compared.about:
        given = ", ".join(row["given"] for row in records(compared.summary.tables["plans"]))
        yield f"Made by cascade-sim {compared.about['version']} from {given}."
    yield method.ALONE
