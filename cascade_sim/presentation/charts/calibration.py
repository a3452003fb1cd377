"""Charts of a calibration: what the counts left of each value, how well they are explained, what to count next."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...analysis.calibration import OUTSIDE
from ...units import counted
from ..calibrating import CalibrationSummary, Row, value_range
from ..grids import Grid, range_words, value_words
from ..words import percent
from .chart import Chart
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, lowered, sentences
from .sides import ROW, name_width, rows_of_names
from .style import BLACK, BLUE, DARK_VERMILION, SMALL, TEXT, WIDTH, text_width

_MOST_VALUES, _MOST_PAIRED, _MOST_NEXT = 20, 5, 10
_MOST_DOTS = 200  # so that a picture stays small
_BEFORE, _NOW = "#C8C8C8", BLUE
_WORTH_DRAWING = 0.01  # of its width that a value loses


def values(summary: CalibrationSummary) -> Chart:
    """Each value: what was known before, and what the counts left of that, on the scale of its range."""
    if summary.quick:
        raise NothingToDraw("a best fit tells no ranges: leave out --quick")
    rows = sorted(summary.rows("values"), key=lambda row: float(row["width"]))
    shown = rows[:_MOST_VALUES]
    told = sum(row["told"] != "not" for row in rows)
    by = "itself" if told == 1 else "themselves"
    title = f"The counts tell something of {told} of {counted(len(rows), 'value')} by {by}"
    if not told:
        title = f"The counts tell none of {counted(len(rows), 'value')} by itself"
    more = "" if len(rows) == len(shown) else f"the {len(rows) - len(shown)} others are as wide as before"
    subtitle = sentences(
        "grey: the range of the file, in which the truth was expected nine times out of ten",
        "blue: what the counts left of it, with its middle",
        more,
    )
    words = Words(title, subtitle, _footnote(summary, "values"))
    names = [str(row["path"]) for row in shown]
    said = [value_range(row) for row in shown]

    def build() -> Figure:
        right = max(text_width(words, TEXT) for words in said) + 0.15
        layout = Layout([ROW * 1.2 * len(shown)], left=name_width(names), right=right, above=0.15, below=0.35)
        figure, (ax,) = page(words, layout)
        for place, row in enumerate(shown):
            _bar(ax, -place, (0.0, 1.0), _BEFORE, width=10)
            ends = [_on_prior(row, row[end]) for end in ("low", "middle", "high")]
            _bar(ax, -place, (ends[0], ends[2]), _NOW, ends[1], width=5)
            ax.annotate(
                said[place], (1.25, -place), xytext=(4, 0), textcoords="offset points", va="center", size=TEXT,
                annotation_clip=False,
            )  # fmt: skip
        rows_of_names(ax, names, [float(-i) for i in range(len(shown))])
        ax.set_xlim(-0.25, 1.25)
        ax.set_xticks([0, 0.5, 1], ["low end", "middle", "high end"])
        ax.set_ylim(-len(shown) + 0.4, 0.6)
        ax.grid(axis="x")
        return figure

    alt = alternative("Bars", title, subtitle, [f"{n}: {s}" for n, s in zip(names, said, strict=True)])
    return Chart("calibration-values", title, alt, ("values",), build, numbers=lambda: (value_grid(summary),))


def agreement(summary: CalibrationSummary) -> Chart:
    """Each row of the history against what would be counted, by the ranges and by what the counts left of them."""
    rows = summary.matched
    title = _explained(summary)
    fitted = "the best fit" if summary.quick else "what the counts left of them"
    subtitle = sentences(
        "what would be counted, against what was (0%: the same)",
        "grey: by the ranges of the file, nine simulations of ten",
        f"blue: by {fitted}",
        "P: how often something as far out, or farther, would be counted",
        "held out: not fitted to, but forecast" if summary.held_out else "",
    )
    words = Words(title, subtitle, _footnote(summary, "agreement"))
    names = [f"{summary.short_words(row)}{' (held out)' if row['held_out'] else ''}" for row in rows]
    said = [f"{value_words(row['counted'], summary.unit(row))}; P {row['p']:.2f}" for row in rows]

    def build() -> Figure:
        right = max(text_width(words, TEXT) for words in said) + 0.15
        layout = Layout([ROW * 1.7 * len(rows)], left=name_width(names), right=right, above=0.15, below=0.35)
        figure, (ax,) = page(words, layout)
        ends = [0.0]
        for place, row in enumerate(rows):
            for before, colour, offset in (("prior_", _BEFORE, 0.17), ("", _NOW, -0.17)):
                low, middle, high = (_off(row, row[f"{before}{end}"]) for end in ("low", "middle", "high"))
                ends += [low, high]
                _bar(ax, -place + offset, (low, high), colour, middle, width=5)
            ax.annotate(
                said[place], (1, -place), xycoords=("axes fraction", "data"), xytext=(5, 0), va="center", size=TEXT,
                color=DARK_VERMILION if row["p"] < OUTSIDE else BLACK, textcoords="offset points",
                annotation_clip=False,
            )  # fmt: skip
        room = max(max(ends) - min(ends), 0.02)
        ax.set_xlim(min(ends) - 0.06 * room, max(ends) + 0.06 * room)
        ax.axvline(0, color=BLACK, linewidth=1.2)
        rows_of_names(ax, names, [float(-i) for i in range(len(rows))])
        ax.xaxis.set_major_locator(MaxNLocator(6))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda off, _: f"{off:+.0%}" if off else "as counted"))
        ax.set_ylim(-len(rows) + 0.4, 0.6)
        ax.grid(axis="x")
        return figure

    alt = alternative("Bars", title, subtitle, [f"{n}: {s}" for n, s in zip(names, said, strict=True)])
    return Chart("calibration-agreement", title, alt, ("agreement",), build, numbers=lambda: (agreement_grid(summary),))


def _explained(summary: CalibrationSummary) -> str:
    """The finding: whether what is known now explains the counts, and forecast those that were held out."""
    rows, held_out = summary.counts, summary.held_out
    outside = [row for row in rows if row["p"] < OUTSIDE]
    what = "The best fit" if summary.quick else "What is known now"
    found = f"{what} explains {'the count' if len(rows) == 1 else f'all {len(rows)} counts'}"
    if outside:
        found = f"{what} does not explain {len(outside)} of {counted(len(rows), 'count')}"
    if held_out:
        inside = sum(row["low"] <= row["counted"] <= row["high"] for row in held_out)
        found += f"; {inside} of {len(held_out)} held out {'lies' if inside == 1 else 'lie'} in the range forecast"
    return found


def pairs(summary: CalibrationSummary, before: pd.DataFrame, draws: pd.DataFrame) -> Chart:
    """The values of which the counts told most, each against each other: joint draws before and now."""
    paths = _paired(summary)
    if summary.quick or len(paths) < 2:
        raise NothingToDraw("there are no two values to set against one another")
    fixed = summary.rows("together")
    if fixed and fixed[0]["whole"] == "yes":
        title = "Some values are known together better than each: their draws lie along a line"
    else:
        title = "What the counts left of values, each against each other"
    subtitle = sentences(
        f"each dot: a joint draw of all values, {_MOST_DOTS} of each kind at most",
        "grey: by the ranges of the file",
        "blue: by what the counts left of them",
        "a slanting cloud: the two values can only move together",
    )
    words = Words(title, subtitle, _footnote(summary, "values"))
    units = {row["path"]: row["unit"] for row in summary.rows("values")}

    def build() -> Figure:
        across = len(paths) - 1
        height = (WIDTH - 1.0) / across - 0.25 if across > 1 else 3.0
        layout = Layout(
            [height] * across, columns=across, left=0.75, right=0.1, above=0.1, below=0.62, gap=(0.12, 0.12)
        )
        figure, axes = page(words, layout)
        for down in range(across):
            for right in range(across):
                ax = axes[down * across + right]
                if right > down:
                    ax.set_axis_off()
                    continue
                x, y = paths[right], paths[down + 1]
                _cloud(ax, before[x], before[y], draws[x], draws[y])
                _labelled(ax, (x, units[x]), (y, units[y]), bottom=down == across - 1, left=right == 0)
        return figure

    alt = alternative("Scatter plots", title, subtitle, [f"of {', '.join(paths)}"])
    return Chart(
        "calibration-pairs", title, alt, ("values", "together"), build, numbers=lambda: (together_grid(summary),)
    )


def next_counts(summary: CalibrationSummary) -> Chart:
    """What one count more would be expected to tell of the values."""
    rows = [row for row in summary.rows("next") if row["most"] >= _WORTH_DRAWING][:_MOST_NEXT]
    if not rows:
        raise NothingToDraw("no one count more would tell much")
    title = f"Of one count more, {lowered(summary.short_words(rows[0], dated=False))}, would tell most"
    subtitle = sentences(
        "by how much counting one thing more would be expected to narrow the value it tells most of",
        "dark: the mean over all values",
        f"computed from the joint draws, with the same error of counting, {summary.short_date(rows[0])}",
    )
    words = Words(title, subtitle, _footnote(summary, "next"))
    names = [summary.short_words(row, dated=False) for row in rows]
    said = [f"{percent(row['most'])}: {row['path']}" for row in rows]

    def build() -> Figure:
        right = max(text_width(words, SMALL) for words in said)
        layout = Layout([ROW * 1.3 * len(rows)], left=name_width(names), right=right, above=0.15, below=0.35)
        figure, (ax,) = page(words, layout)
        most = max(row["most"] for row in rows)
        for place, row in enumerate(rows):
            ax.barh(-place, row["most"], 0.7, color="#8FC3E0", edgecolor="white", linewidth=0.4)
            ax.barh(-place, max(row["narrower"], 0), 0.7, color=BLUE, edgecolor="white", linewidth=0.4)
            ax.annotate(
                said[place], (row["most"], -place), xytext=(4, 0), textcoords="offset points", va="center", size=SMALL,
                annotation_clip=False,
            )  # fmt: skip
        rows_of_names(ax, names, [float(-i) for i in range(len(rows))])
        ax.set_xlim(0, 1.02 * most)
        ax.set_ylim(-len(rows) + 0.4, 0.6)
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share:.0%}"))
        ax.grid(axis="x")
        return figure

    alt = alternative("Bars", title, subtitle, [f"{n}: {s}" for n, s in zip(names, said, strict=True)])
    return Chart("calibration-next", title, alt, ("next",), build, numbers=lambda: (next_grid(summary),))


def value_grid(summary: CalibrationSummary) -> Grid:
    """Every value before and now."""
    rows = [
        (
            row["path"],
            value_range(row, before=True),
            value_range(row),
            "–" if row["width"] is None else percent(row["width"]),
            row["told"] or "–",
        )
        for row in summary.rows("values")
    ]
    heads = ["Value", "By the file", "Now", "Width, of that before", "Told by the counts"]
    return Grid.of(
        "What was known of each value, and what is known now (ranges of nine tenths)", heads, rows, words=(4,)
    )


def agreement_grid(summary: CalibrationSummary) -> Grid:
    """Every row of the history against what would be counted."""
    rows = []
    for row in summary.rows("agreement"):
        if row["set_aside"]:
            rows.append((f"line {row['row']}", "set aside", row["set_aside"], "–", "–", "–"))
            continue
        unit = summary.unit(row)
        rows.append(
            (
                f"line {row['row']}: {summary.count_words(row)}",
                value_words(row["counted"], unit),
                range_words(row["prior_low"], row["prior_high"], unit),
                f"{row['prior_p']:.2f}",
                range_words(row["low"], row["high"], unit),
                f"{row['p']:.2f}",
            )
        )
    heads = ["Count", "Counted", "By the ranges", "P", "By what is known now", "P now"]
    return Grid.of("What was counted, and what would be (nine simulations of ten)", heads, rows)


def together_grid(summary: CalibrationSummary) -> Grid:
    """The combinations that the counts fix."""
    rows = [
        (str(row["combination"]), row["path"], "×" if row["power"] > 0 else "÷", percent(row["width"]), row["whole"])
        for row in summary.rows("together")
    ]
    heads = ["Combination", "Value", "Times or divided by", "Spread left", "Nothing else in it"]
    return Grid.of("Values that the counts fix together and not each", heads, rows, words=(1, 2, 4))


def next_grid(summary: CalibrationSummary) -> Grid:
    """What counting something more would tell."""
    rows = [
        (summary.count_words(row), percent(max(row["narrower"], 0.0), 1), row["path"], percent(row["most"]))
        for row in summary.rows("next")[: 3 * _MOST_NEXT]
    ]
    heads = ["Count", "Narrower, mean of all values", "Tells most of", "Narrower by"]
    return Grid.of("What one count more would be expected to tell", heads, rows, words=(2,))


def _paired(summary: CalibrationSummary) -> list[str]:
    """The values to be set against one another: those of combinations first, then those told of most."""
    rows = sorted(summary.rows("values"), key=lambda row: 1.0 if row["width"] is None else float(row["width"]))
    together = [str(row["path"]) for row in summary.rows("together")]
    return list(dict.fromkeys([*together, *(str(row["path"]) for row in rows)]))[:_MOST_PAIRED]


def _cloud(ax: Axes, *columns: "pd.Series[float]") -> None:
    x_before, y_before, x, y = (column.to_numpy(float)[:_MOST_DOTS] for column in columns)
    ax.plot(x_before, y_before, ".", color=_BEFORE, markersize=3, label="before")
    ax.plot(x, y, ".", color=_NOW, markersize=3, alpha=0.6, label="now")
    for axis, both in ((ax.set_xlim, np.concatenate([x_before, x])), (ax.set_ylim, np.concatenate([y_before, y]))):
        low, high = np.quantile(both, (0.002, 0.998))
        axis(low - 0.05 * (high - low), high + 0.05 * (high - low))
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_locator(MaxNLocator(3))


def _labelled(ax: Axes, x: tuple[str, str], y: tuple[str, str], *, bottom: bool, left: bool) -> None:
    if bottom:
        ax.set_xlabel(_short(*x), size=SMALL)
    else:
        ax.tick_params(labelbottom=False)
    if left:
        ax.set_ylabel(_short(*y), size=SMALL)
    else:
        ax.tick_params(labelleft=False)
    ax.tick_params(labelsize=SMALL)


def _short(path: str, unit: str) -> str:
    """A path by its last parts, on two lines, with its unit."""
    parts = path.split(".")
    return f"{'.'.join(parts[-3:-1])}.\n{parts[-1]}" + (f" ({unit})" if unit else "")


def _bar(
    ax: Axes, place: float, ends: Sequence[float], colour: str, middle: float | None = None, *, width: float = 8
) -> None:
    ax.hlines(place, ends[0], ends[1], color=colour, linewidth=width)
    if middle is not None:
        ax.plot([middle], [place], "o", color=colour, markeredgecolor="white", markersize=6, zorder=5)


def _on_prior(row: Row, value: float) -> float:
    """Where a value lies between the ends of its former range, on a scale on which the middle is half way."""
    low, middle, high = (row[f"prior_{end}"] for end in ("low", "middle", "high"))
    if value <= middle:
        return 0.5 - 0.5 * (middle - value) / (middle - low) if middle > low else 0.5
    return 0.5 + 0.5 * (value - middle) / (high - middle) if high > middle else 0.5


def _off(row: Row, value: float) -> float:
    """How far a number is from what was counted, as a share of that."""
    return (value - row["counted"]) / row["counted"] if row["counted"] else value


def _footnote(summary: CalibrationSummary, table: str) -> str:
    counts = counted(len(summary.counts), "count")
    return f"{summary.simulations:,} simulations held against {counts} · tables/{table}.csv"
