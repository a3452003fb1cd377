"""Deliveries run and cancelled, year by year."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from ..words import day_words, month_words
from .chart import Chart
from .marks import (
    as_dates,
    count_axis,
    day,
    days,
    middles,
    past_and_forecast,
    shade_pauses,
    sticks,
    time_axis,
    uprights,
)
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, how_drawn, names, number, pauses_drawn, sentences, to_expect
from .source import Estimates, Source
from .style import HATCHES, PALETTE, TEXT, text_width

_CAUSES = {
    "closed": "paused",
    "no_trainers": "no trainers",
    "few_bookings": "too few bookings",
    "trainer_dropped_out": "a trainer dropped out",
}
_CALLED_OFF = {
    "closed": "by a pause",
    "no_trainers": "for want of trainers",
    "few_bookings": "for want of bookings",
    "trainer_dropped_out": "because a trainer dropped out",
}


def deliveries(source: Source, course: str) -> Chart:
    """Deliveries run, year by year, and below them those cancelled, by cause."""
    table = source.tables["deliveries_yearly"]
    rows = table[table["course"] == course]
    told = {str(name): Estimates.of(group, "year") for name, group in rows.groupby("outcome", sort=False)}
    if not told or (told["run"].nothing and told["cancelled"].nothing):
        raise NothingToDraw(f"no delivery of '{course}' is ever planned")
    causes = [name for name in _CAUSES if name in told and not told[name].nothing]
    title = _finding(source, told, causes)
    below = "; below: those called off, stacked by cause" if causes else ""
    subtitle = sentences(
        f"{source.label('courses', course)}: deliveries run, by year{below}",
        how_drawn(source, mean="dots and bars: means", bands=("pale", "dark")),
        pauses_drawn(source, [course]),
    )
    words = Words(title, subtitle, source.footnote("deliveries_yearly"))

    def build() -> Figure:
        right = max((text_width(_CAUSES[name], TEXT) for name in causes), default=-0.3) + 0.5
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

    said = [
        f"year to {day_words(year)}: {number(mean)} run"
        for year, mean in zip(as_dates(told["run"].at), told["run"].mean, strict=True)
    ]
    alt = alternative("A dot for each year" + (", and stacked bars" if causes else ""), title, subtitle, said)
    return Chart(names("deliveries", course), title, alt, ("deliveries_yearly",), build)


def _stack(ax: Axes, source: Source, told: dict[str, Estimates], causes: Sequence[str]) -> None:
    """Bars of what was cancelled, cause on cause, with the range of all together."""
    total = told["cancelled"]
    x = middles(source, total)
    wide = 0.55 * (x[-1] - x[0]) / (len(x) - 1) if len(x) > 1 else 200.0
    base = np.zeros(len(x))
    for cause, colour, hatch in zip(causes, PALETTE, HATCHES, strict=False):
        mean = told[cause].mean
        ax.bar(x, mean, wide, bottom=base, color=colour, edgecolor="white", hatch=hatch, linewidth=0.4, label=cause)
        base = base + mean
    uprights(ax, source, x, total)
    bars = [container for container in ax.containers if isinstance(container, BarContainer)]
    ax.legend(
        bars[::-1], [_CAUSES[cause] for cause in causes][::-1], loc="center left", bbox_to_anchor=(1.0, 0.5),
        frameon=False, handlelength=1.2, handleheight=1.0, borderaxespad=0.6,
    )  # fmt: skip


def _finding(source: Source, told: dict[str, Estimates], causes: Sequence[str]) -> str:
    ended = np.flatnonzero(days(told["run"].at) <= day(source.horizon))
    i = int(ended[-1]) if len(ended) else 0
    run, cancelled = (float(told[name].mean[i]) for name in ("run", "cancelled"))
    year = month_words(as_dates(told["run"].at)[i])
    finding = f"{number(run)} deliveries {to_expect(source, several=True)} in the year to {year}"
    if cancelled < 0.95:
        return f"{finding}, and {'hardly any' if cancelled else 'none'} called off"
    most = max(causes, key=lambda name: float(told[name].mean[i]))
    return f"{finding}; {number(cancelled)} called off, mostly {_CALLED_OFF[most]}"
