"""What limited the cascade, month by month."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from ...analysis import held_back, telling_months
from ...measures import CAUSES
from ..terminal import held_back_words
from ..words import percent
from .chart import Chart
from .marks import days, past_and_forecast, shade_pauses, time_axis
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, names, pauses_drawn, sentences
from .source import Source
from .style import BLUE, GREY, SMALL, TEXT, text_width

_NAMES = {
    "closed": "paused",
    "no_trainers": "no trainers",
    "no_budget": "no budget",
    "few_bookings": "too few bookings",
    "release": "no release",
    "empty": "no more people",
    "attendance": "attendance",
    "dates": "too few dates",
    "nothing": "nothing",
}
_LEAST = 0.005  # share of futures that a cause must limit in some month to be drawn


def limits(source: Source, course: str) -> Chart:
    """For each month, the share of futures in which each cause took most places: a strip for each cause."""
    table = source.tables["limits_summary"]
    rows = table[table["course"] == course]
    share = {cause: rows[rows["cause"] == cause] for cause in (*CAUSES, "nothing")}
    drawn = [cause for cause, months in share.items() if not months.empty and months["limiter"].max() >= _LEAST]
    held = held_back(
        table,
        course,
        telling_months(
            source.scenario.start,
            source.scenario.end,
            source.scenario.today,
            [target.by for target in source.scenario.targets],
        ),
    )
    if not drawn or drawn == ["nothing"] or held is None:
        raise NothingToDraw(f"nothing ever limits '{course}'")
    drawn.sort(key=lambda cause: (cause == "nothing", -share[cause]["limiter"].sum()))
    title = f"Held back most by {held_back_words(held)}"
    often = "in how many of 100 futures it was so" if source.has_range else "in the one future there is"
    subtitle = sentences(
        f"{source.label('courses', course)}: what took most places, or left most people waiting, month by month",
        often,
        pauses_drawn(source, [course]),
    )
    words = Words(title, subtitle, source.footnote("limits_summary"))

    def build() -> Figure:
        left = max(text_width(_NAMES[cause], TEXT) for cause in drawn) + 0.45
        figure, axes = page(words, Layout([0.42] * len(drawn), left=left, right=0.2, gap=(0.3, 0.14)))
        for i, (ax, cause) in enumerate(zip(axes, drawn, strict=True)):
            ax.set_ylim(0, 1)
            ax.yaxis.set_major_locator(FixedLocator([0, 1]))
            ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}"))
            ax.tick_params(axis="y", labelsize=SMALL)
            time_axis(ax, source, labels=i == len(drawn) - 1)
            shade_pauses(ax, source, [course])
            past_and_forecast(ax, source, worded=not i)
            months = share[cause]
            ends = days(months["month"].to_numpy())
            edges = np.concatenate([[days(np.array([source.opening]))[0]], ends])
            colour = GREY if cause == "nothing" else BLUE
            ax.stairs(months["limiter"].to_numpy(), edges, fill=True, color=colour, linewidth=0, label=cause)
            ax.annotate(
                _NAMES[cause],
                (0, 0.5),
                xycoords="axes fraction",
                xytext=(-26, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                size=TEXT,
                annotation_clip=False,
            )
        return figure

    said = [f"{_NAMES[cause]}: in up to {percent(share[cause]['limiter'].max())} of futures" for cause in drawn]
    return Chart(
        names("limits", course),
        title,
        alternative("A strip for each cause", title, subtitle, said),
        ("limits_summary",),
        build,
    )
