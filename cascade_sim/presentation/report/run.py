"""The report of a run: the answer, then what was done, how well, for whom, what limits it, and what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..charts import Chart, Source
from ..terminal import Summary
from ..words import month_words
from . import assumptions, method, stress
from .figures import placed
from .numbers import by_part, by_year, chances, findings
from .page import Block, Heading, Lines, Numbers, Page, Points, Section, Text

_CHARTS = {  # by section: what the names of its charts begin with
    "answer": ("levels", "coverage"),
    "how-much": ("trained-ever", "deliveries", "public", "sign-ups"),
    "how-well": ("ladder", "waiting"),
    "better-off": ("bridge",),
    "equity": ("groups", "localities"),
    "limits": ("limits", "members"),
    "money": ("costs",),
}
_HOW_TO_READ = (
    "“in 17 of 100 futures (12 to 23)”: in how many simulated futures the target is met; the brackets say how well so "
    "many futures tell that (a 95% interval).",
    "“expected … (likely 64 to 77%)”: the mean over futures, and the range that holds eight futures in ten. It is as "
    "wide as that because of what nobody knows exactly, and because of chance.",
    "“by chance alone”: what would be left of that range if every number were exactly as it is written.",
)
_NOT_TOLD = (
    "The model counts people who are trained. Whether those they work with are better off depends on what people do "
    "with what they have learnt, which is not in it and has to be found out another way: ask families, and look at "
    "practice. What can be told is how many people in post are trained, today and later."
)


@dataclass(frozen=True)
class _Run:
    """What a report of a run is made from."""

    source: Source
    summary: Summary
    about: Mapping[str, Any]
    figures: Mapping[str, Sequence[Block]]  # by section

    def numbers(self, caption: str, measures: Sequence[str]) -> list[Block]:
        """A table by year, if there is anything in it."""
        grid = by_year(self.source, caption, measures)
        return [Numbers(grid)] if grid.rows else []


def about_run(
    source: Source,
    pictures: Iterable[tuple[Chart, str]],
    summary: Summary,
    about: Mapping[str, Any],
) -> Page:
    """The page of a run. `pictures` are its charts with the SVG of each; `about` is what its manifest says."""
    run = _Run(source, summary, about, placed(pictures, _CHARTS))
    return Page(summary.name, _subtitle(summary), tuple(_sections(run)), tuple(_notes(run)))


def _sections(run: _Run) -> Iterator[Section]:
    written: dict[str, tuple[str, Callable[[_Run], Iterator[Block]]]] = {
        "answer": ("The answer", _answer),
        "how-much": ("How much did we do?", _how_much),
        "how-well": ("How well did we do it?", _how_well),
        "better-off": ("Is anyone better off?", _better_off),
        "equity": ("Who is trained, and who is not?", _equity),
        "limits": ("What limits the cascade?", _limits),
        "money": ("What does it cost?", _money),
        "assumptions": ("What does it rest on?", _assumptions),
        "method": ("How was it worked out?", _method),
        "stress": ("Reporting checklist (STRESS-DES)", _stress),
    }
    for name, (heading, blocks) in written.items():
        made = tuple(blocks(run))
        if made:
            yield Section(name, heading, made)


def _answer(run: _Run) -> Iterator[Block]:
    yield Lines.of(run.summary.entries(), leading=True)
    yield from run.figures["answer"]
    for grid in chances(run.source):
        yield Numbers(grid)
    yield Heading("How to read this")
    yield Points(_HOW_TO_READ)


def _how_much(run: _Run) -> Iterator[Block]:
    yield from run.numbers("What was done, by year: means over futures", ("completed", "signed_up", "arrived"))
    yield from run.figures["how-much"]


def _how_well(run: _Run) -> Iterator[Block]:
    yield from run.numbers("How promptly, by year: means over futures", ("due_on_time", "waiting"))
    yield from run.figures["how-well"]


def _better_off(run: _Run) -> Iterator[Block]:
    yield Text(_NOT_TOLD)
    yield from run.numbers(
        "People in post who are trained, at the end of each year: means over futures",
        ("coverage", "holders", "trained_ever"),
    )
    yield from run.figures["better-off"]


def _equity(run: _Run) -> Iterator[Block]:
    for grid in by_part(run.source):
        yield Numbers(grid)
    yield from run.figures["equity"]


def _limits(run: _Run) -> Iterator[Block]:
    yield from run.figures["limits"]
    if found := findings(run.source.scenario):
        yield Heading("What cannot work, however luck falls")
        yield Text("Sums with every value held, and generous: what is found is so.")
        yield Lines(found)


def _money(run: _Run) -> Iterator[Block]:
    yield from run.figures["money"]


def _assumptions(run: _Run) -> Iterator[Block]:
    yield from assumptions.blocks(run.source)


def _method(run: _Run) -> Iterator[Block]:
    yield from method.in_a_page(run.source, run.about)


def _stress(run: _Run) -> Iterator[Block]:
    yield from stress.checklist(run.source, run.about)


def _subtitle(summary: Summary) -> str:
    return f"{month_words(summary.start)} to {month_words(summary.end)} · {summary.futures.words}"


def _notes(run: _Run) -> Iterator[str]:
    if run.about:
        yield f"Made by cascade-sim {run.about['version']} from {run.about['scenario']['file']}. {method.AGAIN}"
    yield method.ALONE
