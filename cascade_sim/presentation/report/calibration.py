"""The report of a calibration: what is known now, how well that explains the counts, and what to count next."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...units import counted
from ..calibrating import CalibrationSummary
from ..charts import Chart
from ..charts.calibration import agreement_grid, next_grid, together_grid, value_grid
from ..grids import Grid
from ..words import percent
from . import method
from .figures import placed
from .page import Block, Heading, Lines, Numbers, Page, Points, Section, Text

_CHARTS = {
    "counts": ("calibration-agreement",),
    "values": ("calibration-values", "calibration-pairs"),
    "next": ("calibration-next",),
}


@dataclass(frozen=True)
class _Calibrated:
    """What a report of a calibration is made from."""

    summary: CalibrationSummary
    about: Mapping[str, Any]
    figures: Mapping[str, Sequence[Block]]  # by section


def about_calibration(
    summary: CalibrationSummary, pictures: Iterable[tuple[Chart, str]], about: Mapping[str, Any]
) -> Page:
    """The page of a calibration. `pictures` are its charts with the SVG of each; `about` is what its manifest says."""
    calibrated = _Calibrated(summary, about, placed(pictures, _CHARTS))
    fitted = f"{counted(len(summary.tables['values']), 'value')} fitted to {counted(len(summary.counts), 'count')}"
    return Page(
        f"{summary.name}: what the counts tell", fitted, tuple(_sections(calibrated)), tuple(_notes(calibrated))
    )


def _sections(calibrated: _Calibrated) -> Iterator[Section]:
    written: dict[str, tuple[str, Callable[[_Calibrated], Iterator[Block]]]] = {
        "answer": ("The answer", _answer),
        "counts": ("Does it explain what was counted?", _counts),
        "values": ("What is known now, and what is not?", _values),
        "next": ("What should be counted next?", _next),
        "method": ("How was it worked out?", _method),
        "again": ("How to get the same numbers", _again),
    }
    for name, (heading, blocks) in written.items():
        made = tuple(blocks(calibrated))
        if made:
            yield Section(name, heading, made)


def _answer(calibrated: _Calibrated) -> Iterator[Block]:
    yield Lines.of(calibrated.summary.entries(), leading=True)
    yield Heading("How to read this")
    yield Points(
        (
            "“8.2%/year (6.1 to 10.9%/year)”: half lies on either side of the first number, nine tenths between the "
            "two others. It is what is not known; more simulations do not narrow it, more counts may.",
            "“42% as wide as before”: the width of that range against the one in the file, on the scale of its draws.",
            "“the counts fix this, not each”: the values of a product may each lie anywhere in their ranges, but not "
            "independently: where one is high, another has to make up for it.",
            "“P 0.35”: were what is known now the truth, something as far from the middle as what was counted, or "
            "farther, would be counted 35 times in 100. Below 0.01 the count is not explained.",
        )
    )


def _counts(calibrated: _Calibrated) -> Iterator[Block]:
    yield Numbers(agreement_grid(calibrated.summary))
    yield from calibrated.figures["counts"]


def _values(calibrated: _Calibrated) -> Iterator[Block]:
    summary = calibrated.summary
    together = together_grid(summary)
    if together.rows:
        yield Numbers(together)
    yield from calibrated.figures["values"]
    yield Numbers(value_grid(summary))


def _next(calibrated: _Calibrated) -> Iterator[Block]:
    grid = next_grid(calibrated.summary)
    if not grid.rows:
        return
    yield Text(
        "Each count was imagined as often as it might come out, and the values narrowed by it each time; this is the "
        "mean of what was gained. Only counts that the model can make were tried, on one date, with the same error of "
        "counting."
    )
    yield from calibrated.figures["next"]
    yield Numbers(grid)


def _method(calibrated: _Calibrated) -> Iterator[Block]:
    summary = calibrated.summary
    yield Text(
        "The scenario was simulated with values drawn from its ranges, and what would have been counted was held "
        "against what was. Between the two lie the error of counting (a count is over-dispersed, a share "
        "beta-binomial), the precision of each date, and a discrepancy of "
        f"{percent(summary.discrepancy)} for all that the model leaves out."
    )
    if summary.quick:
        yield Text(
            "A curve was fitted to what the simulations told, and the values sought at which it comes nearest to the "
            "counts without straying far from the ranges. It is one point; many others may fit as well."
        )
    else:
        yield Text(
            "History matching set aside, before they were simulated, values that no excuse could reconcile with the "
            "counts. Sequential Monte Carlo did the rest: the counts were given their weight step by step, and at each "
            "step every draw was offered other values, with a new simulation and luck of its own, and took them or not "
            "by how well they explain the counts. Seeds were never fitted."
        )
        yield Numbers(_steps(summary))
    yield Text(
        "Values not fitted were drawn from their ranges in every simulation. None of this covers a model that is wrong "
        "in ways that the counts do not show."
    )


def _steps(summary: CalibrationSummary) -> Grid:
    rows = [
        (str(r["step"]), percent(r["weight"], 1), f"{r['simulations']:,}", percent(r["taken"]), percent(r["set_aside"]))
        for r in summary.rows("steps")
    ]
    heads = ["Step", "Weight of the counts", "Simulations", "Offers taken", "Set aside unsimulated"]
    return Grid.of("How the counts were given their weight", heads, rows)


def _again(calibrated: _Calibrated) -> Iterator[Block]:
    about = calibrated.about
    if about:
        libraries = ", ".join(f"{name} {which}" for name, which in about["libraries"].items())
        made = f"cascade-sim {about['version']}, Python {about['python']}; {libraries}"
        yield Lines((("Command", (str(about["command"]),)), ("Made by", (made,))))
    yield Text(f"{method.AGAIN} They stand in the tables with more digits, explained column by column.")


def _notes(calibrated: _Calibrated) -> Iterator[str]:
    if calibrated.about:
        yield f"Made by cascade-sim {calibrated.about['version']} from {calibrated.summary.history}."
    yield method.ALONE
