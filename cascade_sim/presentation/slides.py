"""Slides: one for each chart that PowerPoint draws by itself, with what was found as its title.

They need python-pptx, which is imported where the first slide is made. Its charts are edited as any other: the numbers
lie in a sheet of their own behind each. The same results give the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
import xlsxwriter

from .charts import Chart, Source
from .comparing import ComparisonSummary
from .gains import noun
from .looks import plan_colour
from .native import Line, OverTime, coverage_and_members, coverage_of_plans, heads_of, spending
from .plan_grids import goal
from .words import capital

_MADE = datetime(2000, 1, 1)
_IN_ZIP = (1980, 1, 1, 0, 0, 0)
_WIDTH, _HEIGHT, _EDGE = 13.333, 7.5, 0.6  # inches
_TITLES = ((90, 28), (150, 24), (250, 20))  # up to so many letters: points
_SMALLEST = 16  # points of longer titles
_RANGED = "; eight futures in ten lie between p10 and p90"
_FORMATS = {"share": "0%", "count": "#,##0", "signed": "+#,##0.0;−#,##0.0;0", "hundred": "0"}


@dataclass(frozen=True)
class Drawn:
    """A chart to be drawn: the name of ours, categories with the numbers of each series, and what they look like."""

    name: str
    shows: str
    categories: Sequence[date | str]
    series: Mapping[str, Sequence[float | None]]
    looks: Sequence[Line]  # of each series; of each bar, where there is one series
    written: str  # how the axis writes numbers
    from_zero: bool = True


def of_run(source: Source, charts: Iterable[Chart], about: str) -> bytes:
    """The slides of a run; `charts` are its own, whose titles and words are told, `about` says where all comes from."""
    told = [*coverage_and_members(source), *spending(source)]
    money = "£#,##0" if source.money.currency in ("GBP", "") else f'#,##0 "{source.money.currency}"'
    return _written(source.scenario.name, _over_time(told, money), charts, about)


def of_comparison(summary: ComparisonSummary, charts: Iterable[Chart], about: str) -> bytes:
    """The slides of a comparison: coverage over time, what each plan gives more, how likely each meets the targets."""
    drawn = [*_over_time(coverage_of_plans(summary)), *_differences(summary), *_probabilities(summary)]
    return _written(f"{len(summary.plans)} plans compared", drawn, charts, about)


def _over_time(told: Iterable[OverTime], money: str = "") -> Iterator[Drawn]:
    for one in told:
        dates = [when.date() for when in pd.to_datetime(one.frame.iloc[:, 0])]
        for chart in one.charts:
            series = {name: _numbers(one.frame[name]) for name in chart.lines}
            written = money if chart.unit == "money" else _FORMATS[chart.unit]
            ranged = _RANGED if "p10" in series else ""
            yield Drawn(chart.name, chart.shows + ranged, dates, series, list(chart.lines.values()), written)


def _differences(summary: ComparisonSummary) -> Iterator[Drawn]:
    """What each plan gives more than the first, by what is asked first; shares in points."""
    one, others = summary.yardsticks[0], summary.plans[1:]
    times = 100 if summary.unit(one) == "share" else 1
    means = [times * summary.row("differences", plan, one.name)["mean"] for plan in others]
    looks = [Line(plan_colour(place)) for place in range(1, len(summary.plans))]
    unit = ", points" if times == 100 else ""
    shows = f"{capital(noun(one, summary.where(one)))}{unit}: each plan less {summary.plans[0]}"
    yield Drawn("compare-differences", shows, others, {"mean": means}, looks, _FORMATS["signed"], from_zero=False)


def _probabilities(summary: ComparisonSummary) -> Iterator[Drawn]:
    """In how many of 100 futures each plan meets each target: a bar for each plan, in a group for each target."""
    targets = {goal(summary, one): one for one in summary.yardsticks if one.target}
    told = {
        plan: _numbers(100 * summary.row("probabilities", plan, one.name)["probability"] for one in targets.values())
        for plan in summary.plans
    }
    looks = [Line(plan_colour(place)) for place in range(len(summary.plans))]
    shows, written = "In how many of 100 futures", _FORMATS["hundred"]
    if len(targets) == 1:
        shows, means = f"{shows}: {next(iter(targets))}", [number for (number,) in told.values()]
        yield Drawn("compare-probabilities", shows, summary.plans, {"futures": means}, looks, written)
    elif targets:
        heads = heads_of("target", summary.plans)
        series = {heads[plan]: numbers for plan, numbers in told.items()}
        yield Drawn("compare-probabilities", shows, list(targets), series, looks, written)


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _written(title: str, drawn: Iterable[Drawn], charts: Iterable[Chart], about: str) -> bytes:
    from pptx import Presentation  # noqa: PLC0415 - an extra
    from pptx.util import Inches  # noqa: PLC0415

    deck, words = Presentation(), {chart.name: chart for chart in charts}
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "cascade-sim", "cascade-sim"
    properties.created = properties.modified = _MADE
    for one in drawn:
        if one.name in words:
            _slide(deck, one, words[one.name], about)
    made = BytesIO()
    deck.save(made)
    return _without_times(made)


def _slide(deck: Any, drawn: Drawn, words: Chart, about: str) -> None:
    from pptx.util import Inches, Pt  # noqa: PLC0415

    slide = deck.slides.add_slide(deck.slide_layouts[5])  # a title alone
    wide = _WIDTH - 2 * _EDGE
    _place(slide.shapes.title, 0.35, 1.25)
    points = next((size for letters, size in _TITLES if len(words.title) <= letters), _SMALLEST)
    _write(slide.shapes.title.text_frame, words.title, points, bold=True)
    foot = slide.shapes.add_textbox(Inches(_EDGE), Inches(_HEIGHT - 0.55), Inches(wide), Inches(0.4))
    _write(foot.text_frame, f"{drawn.shows} · {about}", 12)
    place = (Inches(_EDGE), Inches(1.75), Inches(wide), Inches(_HEIGHT - 2.4))
    frame = slide.shapes.add_chart(_kind(drawn), *place, _data(drawn))
    frame.name = words.name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", words.alt)  # the text alternative
    frame.chart.part.chart_workbook.update_from_xlsx_blob(_sheet(drawn))
    frame.chart.font.size = Pt(14)
    _dress(frame.chart, drawn)


def _place(shape: Any, top: float, height: float) -> None:
    from pptx.util import Inches  # noqa: PLC0415

    shape.left, shape.width = Inches(_EDGE), Inches(_WIDTH - 2 * _EDGE)
    shape.top, shape.height = Inches(top), Inches(height)


def _write(frame: Any, text: str, points: float, *, bold: bool = False) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, Pt(points), bold


def _kind(drawn: Drawn) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415

    return XL_CHART_TYPE.LINE if isinstance(drawn.categories[0], date) else XL_CHART_TYPE.BAR_CLUSTERED


def _data(drawn: Drawn) -> Any:
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415

    data = CategoryChartData(number_format=drawn.written)
    data.categories = drawn.categories
    for name, values in drawn.series.items():
        data.add_series(name, values)
    return data


def _sheet(drawn: Drawn) -> bytes:
    """The sheet behind a chart, laid out as python-pptx refers to it; no name in it is taken as a formula."""
    taken = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(taken, options) as book:
        book.set_properties({"author": "cascade-sim", "created": _MADE})
        sheet, dated = book.add_worksheet("Sheet1"), book.add_format({"num_format": "d mmm yyyy"})
        sheet.set_column(0, len(drawn.series), 16)
        for row, category in enumerate(drawn.categories, 1):
            if isinstance(category, date):
                sheet.write_datetime(row, 0, datetime.combine(category, datetime.min.time()), dated)
            else:
                sheet.write_string(row, 0, category)
        for column, (name, values) in enumerate(drawn.series.items(), 1):
            sheet.write_string(0, column, name)
            for row, value in enumerate(values, 1):
                if value is not None:
                    sheet.write_number(row, column, value)
    return taken.getvalue()


def _dress(chart: Any, drawn: Drawn) -> None:
    """Colours of ours, a quiet grid, and a legend where there are several series."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION  # noqa: PLC0415
    from pptx.oxml.ns import qn  # noqa: PLC0415

    chart.has_title = False
    chart.has_legend = len(drawn.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values = chart.value_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = drawn.written, False
    values.major_gridlines.format.line.color.rgb = RGBColor(0xD0, 0xD0, 0xD0)
    if drawn.from_zero:
        values.minimum_scale = 0
    if drawn.written == _FORMATS["hundred"]:
        values.maximum_scale = 100
    if isinstance(drawn.categories[0], date):
        _draw_lines(chart, drawn)
        return
    chart.category_axis.reverse_order = True  # the first on top
    values._element.find(qn("c:crosses")).set("val", "max")  # and the numbers below: `crosses` of python-pptx fails to
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _draw_bars(chart, drawn)


def _draw_lines(chart: Any, drawn: Drawn) -> None:
    from pptx.dml.color import RGBColor  # noqa: PLC0415
    from pptx.enum.dml import MSO_LINE  # noqa: PLC0415
    from pptx.oxml import parse_xml  # noqa: PLC0415
    from pptx.oxml.ns import nsdecls  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    labels = chart.category_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "yyyy", False
    axis = chart.category_axis._element  # of which python-pptx cannot say how far apart its ticks are
    years = max(1, round((drawn.categories[-1] - drawn.categories[0]).days / 365 / 10))  # type: ignore[operator]
    for tag, value in (("majorUnit", years), ("majorTimeUnit", "years")):
        axis.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))
    for series, look in zip(chart.plots[0].series, drawn.looks, strict=True):
        series.smooth = False
        series.format.line.color.rgb = RGBColor.from_string(look.colour[1:])
        series.format.line.width = Pt(1.25 if look.thin else 3)
        if look.thin:
            series.format.line.dash_style = MSO_LINE.DASH


def _draw_bars(chart: Any, drawn: Drawn) -> None:
    from pptx.dml.color import RGBColor  # noqa: PLC0415

    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = drawn.written, False
    painted = list(plot.series)
    if len(painted) == 1:
        painted[0].invert_if_negative = False
        painted = [painted[0].points[place] for place in range(len(drawn.categories))]
    for one, look in zip(painted, drawn.looks, strict=True):
        one.format.fill.solid()
        one.format.fill.fore_color.rgb = RGBColor.from_string(look.colour[1:])


def _without_times(made: BytesIO) -> bytes:
    """The same file without the time at which it was written."""
    taken = BytesIO()
    with ZipFile(made) as parts, ZipFile(taken, "w") as written:
        for name in parts.namelist():
            entry = ZipInfo(name, _IN_ZIP)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            written.writestr(entry, parts.read(name))
    return taken.getvalue()
