"""The places ladder: what became of the places offered in a year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...errors import UserError
from ...measures import COUNTS, LADDER
from ...scenario import Observation
from ..words import day_words, month_words
from .chart import Chart
from .history import History, by_period, of, periods, rows_of
from .marks import as_dates, circle, whiskers
from .numbers import grid
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, held_on_dates, how_drawn, names, number, points_drawn, sentences
from .source import Estimates, Source
from .style import BLUE, HATCHES, PALE_BLUE, TEXT, VERMILION, WIDTH, text_width

_BOOKED = "places_booked"
_COUNTED = {name: count.of for name, count in COUNTS.items() if count.table == LADDER.name}
_STEPS = {
    "places": "places offered",
    "overbooked": "booked beyond them",
    "closed": "called off: paused",
    "no_trainers": "called off: no trainers",
    "few_bookings": "called off: too few bookings",
    "trainer_dropped_out": "called off: trainer dropped out",
    "no_budget": "called off: no budget",
    "unfinished": "not over at the end",
    "empty": "left empty",
    "withdrew": "withdrew",
    "left": "left the partnership",
    "absent": "absent on day one",
    "turned_away": "turned away",
    "fell_short": "missed later days",
    "completed": "completed",
}
_LOST = {
    "closed": "a pause",
    "no_trainers": "want of trainers",
    "few_bookings": "too few bookings",
    "trainer_dropped_out": "trainers who dropped out",
    "no_budget": "want of money",
    "empty": "empty places",
    "withdrew": "late withdrawals",
    "left": "leavers",
    "absent": "absence on day one",
    "turned_away": "people turned away",
    "fell_short": "missed later days",
}


@dataclass(frozen=True)
class _Rung:
    """A bar of a ladder: where it begins, and whether it hangs from there to the left, as a loss does."""

    step: str
    told: Estimates  # of the step alone
    base: float
    hangs: bool
    counted: Sequence[Observation] = ()

    @property
    def mean(self) -> float:
        return float(self.told.mean[0])

    def place(self, point: Observation) -> float:
        """Where what was counted of it would end; people booked are what is left when empty places are taken off."""
        if point.measure == _BOOKED:
            return point.value
        return self.base - point.value if self.hangs else self.base + point.value

    def end(self, source: Source) -> float:
        """The rightmost of what is drawn."""
        circles = [self.place(point) + (point.sd or 0) for point in self.counted]
        if self.hangs:
            return max([self.base, *circles])
        tops = [self.told.mean, *([self.told.high, self.told.chance_high] if source.has_range else [])]
        return max([self.base + float(np.nanmax(np.concatenate(tops))), *circles])


def ladder(source: Source, course: str, years: Sequence[date] = (), suffix: str = "", history: History = ()) -> Chart:
    """What became of the places offered in a year: by default the last past one, and the last up to the horizon."""
    held_on_dates(source, course)
    table = source.tables["ladder"]
    rows = table[table["course"] == course]
    chosen = _years(source, rows, years)
    told = {year: Estimates.of(rows[rows["year"] == np.datetime64(year)], "step") for year in chosen}
    if all(one.nothing for one in told.values()):
        raise NothingToDraw(f"no place of '{course}' is offered in these years")
    latest = told[chosen[-1]]
    counted = {year: dict[str, list[Observation]]() for year in chosen}
    for year, point in by_years(source, course, history):
        if year in counted:
            counted[year].setdefault(_step(point), []).append(point)
    points = [point for those in counted.values() for at in those.values() for point in at]
    steps = _steps(told.values(), {_step(point) for point in points})
    people = source.public.get(course, "")
    title = _finding(chosen[-1], latest, people)
    subtitle = sentences(
        f"{source.label('courses', course)}: places, from those offered to those "
        + (f"on which {people} complete it" if people else "that end in training"),
        how_drawn(source, mean="bars: means", bands=("thin line", "thick")),
        points_drawn(points, dated=False, where=", where the bar would end"),
    )
    words = Words(title, subtitle, source.footnote("ladder"))

    def build() -> Figure:
        left = max(text_width(_STEPS[step], TEXT) for step in steps) + 0.15
        layout = Layout([0.21 * len(steps) + 0.1], columns=len(told), left=left, right=0.15, above=0.35, below=0.1)
        figure, axes = page(words, layout)
        rungs = {year: list(_rungs(one, steps, counted[year])) for year, one in told.items()}
        highest = max(rung.end(source) for those in rungs.values() for rung in those)
        for i, (ax, (year, those)) in enumerate(zip(axes, rungs.items(), strict=True)):
            _draw(ax, source, those, highest)
            ax.set_title(f"year to {day_words(year)}", loc="left", size=TEXT, weight="bold")
            if i:
                ax.set_yticklabels([])
        return figure

    said = [f"{_STEPS[step]} {number(latest.mean[latest.index(step)])}" for step in steps]
    alt = alternative("Waterfall", title, subtitle, said)
    return Chart(
        names("ladder", course, suffix), title, alt, ("ladder",), build, rows_of(points),
        lambda: (
            grid(
                source, title, "step", "places", {f"year to {day_words(year)}": one for year, one in told.items()},
                lambda step: _STEPS[step],
            ),
        ),
    )  # fmt: skip


def by_years(source: Source, course: str, history: History) -> list[tuple[date, Observation]]:
    """What was counted in life of the steps of a course, and the last day of the year of the tables that it is of."""
    table = source.tables["ladder"]
    ends = np.unique(table.loc[table["course"] == course, "year"].to_numpy())
    points = of(history, (*_COUNTED, "completed"), Scope(course))
    return [(as_dates(ends)[year], point) for year, point in by_period(points, periods(source, ends))]


def standing_years(source: Source, course: str) -> list[date]:
    """The years whose ladders are drawn where none are asked for: the last past one, and the last up to the horizon."""
    table = source.tables["ladder"]
    return _years(source, table[table["course"] == course], ())


def _step(point: Observation) -> str:
    """The step beside which a point is drawn."""
    return {"completed": "completed", _BOOKED: "empty"}.get(point.measure) or _COUNTED[point.measure]


def _steps(told: Iterable[Estimates], counted: Set[str]) -> list[str]:
    """The steps that are worth a rung."""
    every = list(told)
    return [step for step in _STEPS if any(step in one.at and (step in counted or _ever(one, step)) for one in every)]


def _rungs(told: Estimates, steps: Sequence[str], counted: Mapping[str, Sequence[Observation]]) -> Iterator[_Rung]:
    """What there was, what was lost hanging from what was left of it, and what came of it."""
    left = float(told.mean[told.index("places")])
    for step in steps:
        hangs = step not in ("places", "overbooked", "completed")
        rung = _Rung(step, told.take(told.index(step)), left, hangs, counted.get(step, ()))
        if step == "overbooked":
            left += rung.mean
        elif rung.hangs:
            left -= rung.mean
        yield rung if step not in ("places", "completed") else replace(rung, base=0.0)


def _draw(ax: Axes, source: Source, rungs: Sequence[_Rung], highest: float) -> None:
    room = max(text_width(number(rung.mean), TEXT) for rung in rungs) + 0.1
    inches = ax.get_position().width * WIDTH
    ax.set_xlim(0, max(highest, 1) * inches / (inches - room))
    for y, rung in enumerate(rungs):
        colour = VERMILION if rung.hangs else PALE_BLUE if rung.step == "overbooked" else BLUE
        ax.barh(
            y, -rung.mean if rung.hangs else rung.mean, 0.62, left=rung.base, color=colour, edgecolor="white",
            hatch=HATCHES[1] if rung.hangs else "", linewidth=0.4, label=rung.step,
        )  # fmt: skip
        whiskers(ax, source, float(y), rung.told, base=rung.base, sign=-1 if rung.hangs else 1)
        ax.annotate(
            number(rung.mean), (rung.end(source), y), xytext=(4, 0), textcoords="offset points",
            va="center", size=TEXT, annotation_clip=False,
        )  # fmt: skip
        for point in rung.counted:
            circle(ax, rung.place(point), y, wide=point.sd, aside=(0, -4))
    ax.set_ylim(len(rungs) - 0.5, -0.5)
    ax.set_yticks(range(len(rungs)), [_STEPS[rung.step] for rung in rungs])
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.spines["bottom"].set_visible(False)


def _ever(told: Estimates, step: str) -> bool:
    """Whether a step is worth a rung: it is there in one future in ten, or makes a tenth of a place on average."""
    i = told.index(step)
    return bool(told.mean[i] >= 0.05 or told.high[i] > 0) or step in ("places", "completed")


def _years(source: Source, rows: pd.DataFrame, years: Sequence[date]) -> list[date]:
    there = as_dates(np.unique(rows["year"].to_numpy()))
    for year in years:
        if year not in there:
            near = min(there, key=lambda other: abs(other - year), default=None)
            raise UserError(f"no year of the tables ends on {year}" + (f"; did you mean {near}?" if near else ""))
    if years:
        return sorted(set(years))
    past = [year for year in there if source.scenario.today and year <= source.scenario.today]
    ahead = [year for year in there if year <= source.horizon and year not in past]
    return [*past[-1:], *ahead[-1:]] or there[-1:]


def _finding(year: date, told: Estimates, people: str) -> str:
    def mean(step: str) -> float:
        return float(told.mean[told.index(step)])

    most = max((step for step in _LOST if step in told.at), key=mean)
    offered, completed = number(mean("places")), number(mean("completed"))
    ends = f"{people} complete {completed}" if people else f"{completed} end in training"
    finding = f"Of {offered} places offered in the year to {month_words(year)}, {ends}"
    return f"{finding}; most are lost to {_LOST[most]} ({number(mean(most))})" if mean(most) else finding
