"""What courses cost, year by year and by kind."""

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...analysis import Scope
from ..words import about, money, month_words
from .chart import Chart
from .history import History, by_period, of, periods, rows_of
from .marks import as_dates, observed_by_year
from .numbers import grid
from .over_time import highest, time_panel
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    alternative,
    how_drawn,
    likely,
    names,
    pauses_drawn,
    points_drawn,
    sentences,
    to_expect,
)
from .source import Estimates, Source
from .stacks import stack
from .style import PALETTE, TEXT, text_width

_CALLED = {
    "deliveries": "deliveries",
    "places": "places",
    "packs": "packs",
    "licences": "licences",
    "sessions": "follow-up sessions",
    "bought_in": "courses bought in",
    "member_days": "days of those who teach",
}
_REST = "all else"


def costs(source: Source, course: str = "", history: History = ()) -> Chart:
    """What a course costs, or all of them together, by year and by kind, with the range of it all."""
    table = source.tables["costs_yearly"]
    rows = table[table["course"] == course]
    told = {str(kind): Estimates.of(those, "year") for kind, those in rows.groupby("kind", sort=False)}
    total = told.pop("total", None)
    counted = of(history, ("cost",), Scope(course=course)) if course else []
    points = [] if total is None else [point for _, point in by_period(counted, periods(source, total.at))]
    if total is None or (total.nothing and not points):
        raise NothingToDraw(f"'{course}' never costs anything" if course else "nothing ever costs anything")
    ever = [kind for kind, one in told.items() if not one.nothing]
    drawn = {kind: told[kind] for kind in sorted(ever, key=lambda kind: -told[kind].mean.sum())[: len(PALETTE)]}
    rest = _REST if len(ever) > len(drawn) else ""
    title = _finding(source, total, drawn)
    courses = [course] if course else list(source.scenario.courses)
    subtitle = sentences(
        f"{source.label('courses', course) if course else 'All courses'}: cost by year, stacked by what it is for",
        how_drawn(source, mean="bars: means", bands=("thin line", "thick")),
        pauses_drawn(source, courses),
        points_drawn(points),
    )
    words = Words(title, subtitle, source.footnote("costs_yearly"))

    def build() -> Figure:
        labels = [*(_CALLED[kind] for kind in drawn), *([rest] if rest else [])]
        right = max((text_width(label, TEXT) for label in labels), default=0.0) + 0.5
        top = highest(source, [total], points)
        left = text_width(money(round(top), source.money), TEXT) + 0.15
        figure, (ax,) = page(words, Layout([2.6], left=left, right=right))
        ax.set_ylim(0, max(top, 1) * 1.08)
        ax.yaxis.set_major_locator(MaxNLocator(5))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: money(value, source.money)))
        ax.grid(axis="y")
        time_panel(ax, source, courses)
        stack(ax, source, drawn, total, _CALLED, rest)
        observed_by_year(ax, source, total, points)
        return figure

    years = zip(as_dates(total.at), total.mean, total.low, total.high, strict=True)
    said = [
        f"year to {month_words(year)}: {about(mean, source.money)}{likely(source, low, high, source.money)}"
        for year, mean, low, high in years
    ]
    alt = alternative("Stacked bars for each year", title, subtitle, said)
    return Chart(
        names("costs", course), title, alt, ("costs_yearly",), build, rows_of(points),
        lambda: (
            grid(
                source, title, "year to", source.money,
                {"in all": total} | {_CALLED[kind]: told[kind] for kind in ever},
            ),
        ),
    )  # fmt: skip


def _finding(source: Source, total: Estimates, drawn: dict[str, Estimates]) -> str:
    """`£61,200 (likely £55,000 to £70,000) is to be expected in the year to March 2028, most of it for places`."""
    i = source.last_year(total)
    mean, low, high = (float(column[i]) for column in (total.mean, total.low, total.high))
    spent = f"{about(mean, source.money)}{likely(source, low, high, source.money) if low != high else ''}"
    finding = f"{spent} {to_expect(source)} in the year to {month_words(as_dates(total.at)[i])}"
    most = max(drawn, key=lambda kind: float(drawn[kind].mean[i]), default="")
    if not most or not mean or len(drawn) < 2:
        return finding
    share = "most" if float(drawn[most].mean[i]) > mean / 2 else "the largest part"
    return f"{finding}, {share} of it for {_CALLED[most]}"
