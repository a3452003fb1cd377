"""Charts of deliveries and their places: run and cancelled year by year, and the places ladder."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...errors import UserError
from ..words import counted, day_words, month_words
from .chart import Chart
from .marks import count_axis, day, days, end_labels, middles, past_and_forecast, shade_pauses, sticks, time_axis, whiskers
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, how_drawn, names, number, pauses_drawn, sentences, to_expect
from .source import Estimates, Floats, Source
from .style import BLACK, BLUE, DASHES, GREY, HATCHES, PALETTE, SMALL, TEXT, VERMILION, text_width

CAUSES = {
    "closed": "paused",
    "no_trainers": "no trainers",
    "few_bookings": "too few bookings",
    "trainer_dropped_out": "a trainer dropped out",
}
STEPS = {
    "places": "places offered",
    "overbooked": "booked beyond them",
    "closed": "called off: paused",
    "no_trainers": "called off: no trainers",
    "few_bookings": "called off: too few bookings",
    "trainer_dropped_out": "called off: trainer dropped out",
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
    "empty": "empty places",
    "withdrew": "late withdrawals",
    "left": "leavers",
    "absent": "absence on day one",
    "turned_away": "people turned away",
    "fell_short": "missed later days",
}


def deliveries(source: Source, course: str) -> Chart:
    """Deliveries run, year by year, and below them those cancelled, by cause."""
    table = source.tables["deliveries_yearly"]
    rows = table[table["course"] == course]
    told = {str(name): Estimates.of(group, "year") for name, group in rows.groupby("outcome", sort=False)}
    if not told or (told["run"].nothing and told["cancelled"].nothing):
        raise NothingToDraw(f"no delivery of '{course}' is ever planned")
    causes = [name for name in CAUSES if name in told and not told[name].nothing]
    title = _deliveries_finding(source, told, causes)
    below = "; below: those called off, stacked by cause" if causes else ""
    subtitle = sentences(
        f"{source.label('courses', course)}: deliveries run, by year{below}",
        how_drawn(source, mean="dots and bars: means", bands=("pale", "dark")),
        pauses_drawn(source, [course]),
    )
    words = Words(title, subtitle, source.footnote("deliveries_yearly"))

    def build() -> Figure:
        right = max((text_width(CAUSES[name], TEXT) for name in causes), default=0.0) + 0.2
        heights = [1.9, 1.3] if causes else [2.6]
        figure, axes = page(words, Layout(heights, left=0.5, right=right, gap=(0.3, 0.35)))
        for i, ax in enumerate(axes):
            top = told["cancelled" if i else "run"]
            count_axis(ax, float(np.nanmax(top.high if source.has_range else top.mean)))
            time_axis(ax, source, labels=i == len(axes) - 1)
            shade_pauses(ax, source, [course])
            past_and_forecast(ax, source, worded=not i)
        sticks(axes[0], source, middles(source, told["run"]), told["run"])
        for ax in axes[1:]:
            _stack(ax, source, told, causes)
        return figure

    said = [f"year to {day_words(_date(year))}: {number(mean)} run" for year, mean in zip(told["run"].at, told["run"].mean, strict=True)]
    alt = alternative("A dot for each year" + (", and stacked bars" if causes else ""), title, subtitle, said)
    return Chart(names("deliveries", course), title, alt, ("deliveries_yearly",), build)


def ladder(source: Source, course: str, years: Sequence[date] = ()) -> Chart:
    """What became of the places offered in a year: by default the last past one, and the last up to the horizon."""
    table = source.tables["ladder"]
    rows = table[table["course"] == course]
    chosen = _years(source, rows, years)
    told = {year: Estimates.of(rows[rows["year"] == np.datetime64(year)], "step") for year in chosen}
    if all(one.nothing for one in told.values()):
        raise NothingToDraw(f"no place of '{course}' is offered in these years")
    steps = [step for step in STEPS if any(step in one.at and _ever(one, step) for one in told.values())]
    title = _ladder_finding(source, chosen[-1], told[chosen[-1]])
    subtitle = sentences(
        f"{source.label('courses', course)}: places, from those offered to those that end in training",
        how_drawn(source, mean="bars: means", bands=("thin line", "thick")),
    )
    words = Words(title, subtitle, source.footnote("ladder"))

    def build() -> Figure:
        left = max(text_width(STEPS[step], TEXT) for step in steps) + 0.15
        layout = Layout([0.21 * len(steps) + 0.1], columns=len(told), left=left, right=0.15, above=0.35, below=0.1)
        figure, axes = page(words, layout)
        highest = max(float(np.nanmax(_tops(one, steps, source))) for one in told.values())
        for i, (ax, (year, one)) in enumerate(zip(axes, told.items(), strict=True)):
            _rungs(ax, source, one, steps, highest)
            ax.set_title(f"year to {day_words(year)}", loc="left", size=TEXT, weight="bold")
            if i:
                ax.set_yticklabels([])
        return figure

    said = [f"{STEPS[step]} {number(told[chosen[-1]].mean[told[chosen[-1]].index(step)])}" for step in steps]
    return Chart(names("ladder", course), title, alternative("Waterfall", title, subtitle, said), ("ladder",), build)


def _stack(ax: Axes, source: Source, told: dict[str, Estimates], causes: Sequence[str]) -> None:
    """Bars of what was cancelled, cause on cause, with the range of all together."""
    total = told["cancelled"]
    x = middles(source, total)
    wide = 0.55 * (x[1] - x[0] if len(x) > 1 else 300.0)
    base = np.zeros(len(x))
    labels = []
    for cause, colour, hatch in zip(causes, PALETTE, HATCHES, strict=False):
        mean = told[cause].mean
        ax.bar(x, mean, wide, bottom=base, color=colour, edgecolor="white", hatch=hatch, linewidth=0.4, label=cause)
        base = base + mean
        labels.append((float(base[-1] - mean[-1] / 2), CAUSES[cause], colour))
    if source.has_range:
        ax.vlines(x, total.low, total.high, color=BLACK, linewidth=0.9, label="range")
    if source.tells_chance_apart:
        ax.vlines(x, total.chance_low, total.chance_high, color=BLACK, linewidth=2.6, label="chance")
    end_labels(ax, labels)


def _rungs(ax: Axes, source: Source, told: Estimates, steps: Sequence[str], highest: float) -> None:
    """The bars of a ladder: what there was, what was lost hanging from what was left, and what came of it."""
    whole = float(told.mean[told.index("places")])
    left = whole
    ax.set_xlim(0, highest * 1.22)
    for y, step in enumerate(steps):
        i = told.index(step)
        mean = float(told.mean[i])
        if step == "overbooked":
            start, left = left, left + mean
        elif step in ("places", "completed"):
            start = 0.0
        else:
            start = left = left - mean
        kind = BLUE if step in ("places", "completed") else "#8FC3E0" if step == "overbooked" else VERMILION
        hatch = "////" if kind == VERMILION else ""
        ax.barh(y, mean, 0.62, left=start, color=kind, edgecolor="white", hatch=hatch, linewidth=0.4, label=step)
        whiskers(ax, source, np.array([float(y)]), told.take(i), base=np.array([start]))
        end = start + max(mean, float(told.high[i]) if source.has_range else 0.0)
        ax.annotate(number(mean), (end, y), xytext=(4, 0), textcoords="offset points", va="center", size=TEXT, annotation_clip=False)
    ax.set_ylim(len(steps) - 0.5, -0.5)
    ax.set_yticks(range(len(steps)), [STEPS[step] for step in steps])
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.spines["bottom"].set_visible(False)


def _tops(told: Estimates, steps: Sequence[str], source: Source) -> Floats:
    both = told.mean[told.index("places")] + told.mean[told.index("overbooked")]
    ends = [told.high[told.index(step)] if source.has_range else 0.0 for step in ("places", "completed")]
    return np.array([both + (told.high[told.index("overbooked")] if source.has_range else 0.0), *ends])


def _ever(told: Estimates, step: str) -> bool:
    """Whether a step is worth a rung: it is there in one future in ten, or makes a tenth of a place on average."""
    i = told.index(step)
    return bool(told.mean[i] >= 0.05 or told.high[i] > 0) or step in ("places", "completed")


def _years(source: Source, rows: pd.DataFrame, years: Sequence[date]) -> list[date]:
    there = [_date(year) for year in np.unique(rows["year"].to_numpy())]
    for year in years:
        if year not in there:
            near = min(there, key=lambda other: abs(other - year), default=None)
            raise UserError(f"no year of the tables ends on {year}" + (f"; did you mean {near}?" if near else ""))
    if years:
        return sorted(set(years))
    past = [year for year in there if source.scenario.today and year <= source.scenario.today]
    ahead = [year for year in there if year <= source.horizon and year not in past]
    return [*past[-1:], *ahead[-1:]] or there[-1:]


def _deliveries_finding(source: Source, told: dict[str, Estimates], causes: Sequence[str]) -> str:
    ends = days(np.asarray(told["run"].at, "datetime64[D]"))
    ended = np.flatnonzero(ends <= day(source.horizon))
    i = int(ended[-1]) if len(ended) else 0
    run, cancelled = (float(told[name].mean[i]) for name in ("run", "cancelled"))
    finding = f"{number(run)} deliveries {to_expect(source, several=True)} in the year to {month_words(_date(told['run'].at[i]))}"
    if number(cancelled) == "0":
        return f"{finding}, and hardly any called off"
    most = max(causes, key=lambda name: float(told[name].mean[i]))
    return f"{finding}; {number(cancelled)} called off, most often: {CAUSES[most]}"


def _ladder_finding(source: Source, year: date, told: Estimates) -> str:
    def mean(step: str) -> float:
        return float(told.mean[told.index(step)])

    most = max((step for step in _LOST if step in told.at), key=mean)
    finding = f"Of {number(mean('places'))} places offered in the year to {month_words(year)}, {number(mean('completed'))} end in training"
    return f"{finding}; most are lost to {_LOST[most]} ({number(mean(most))})" if mean(most) else finding


def _date(year: object) -> date:
    found: date = np.datetime64(year, "D").astype(object)  # type: ignore[call-overload]
    return found
