"""Slides, read back: a chart on each, what was found as its title, and the numbers of the tables behind it."""

from io import BytesIO

import openpyxl
import pytest

import cascade_sim as cs
from cascade_sim.errors import UserError
from cascade_sim.presentation.looks import PLAN_COLOURS
from tests.calling import SMALL
from tests.plans import compared_in, three_plans
from tests.sheets import FORMULAS
from tests.with_parts import made_up, scenario_in

pptx = pytest.importorskip("pptx")
pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return compared_in(three_plans(tmp_path_factory.mktemp("compared")))


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return made_up(scenario_in(tmp_path_factory.mktemp("parts")))


def deck_of(result):
    """The title, the chart's shape and the words below, of each slide by the name of the chart."""
    found = {}
    for slide in pptx.Presentation(BytesIO(result.deck())).slides:
        title, foot, frame = slide.shapes
        found[frame.name] = (title.text_frame.text, frame, foot.text_frame.text)
    return found


def numbers(frame):
    return {series.name: list(series.values) for series in frame.chart.plots[0].series}


def sheet_behind(frame):
    book = openpyxl.load_workbook(BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    head, *rows = book["Sheet1"].iter_rows(values_only=True)
    return {name: [row[at] for row in rows] for at, name in enumerate(head)}, book["Sheet1"]


@pytest.mark.parametrize("which", ["parts", "compared"])
def test_a_slide_has_the_title_and_the_words_of_our_chart_of_the_same(which, request):
    result = request.getfixturevalue(which)
    charts = {chart.name: chart for chart in result.plot.all()}
    deck = deck_of(result)
    assert len(deck) > 2
    for name, (title, frame, foot) in deck.items():
        assert title == charts[name].title
        assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == charts[name].alt
        assert frame.has_chart
        assert foot.endswith("cascade-sim")


def test_every_native_chart_of_the_workbooks_is_on_a_slide(parts, compared):
    run, plans = deck_of(parts), deck_of(compared)
    for kind in ("coverage-", "trained-ever-", "members-", "costs"):
        assert [name for name in run if name.startswith(kind)]
    assert list(plans) == ["compare-coverage-basic", "compare-differences", "compare-probabilities"]


@pytest.mark.parametrize("which", ["parts", "compared"])
def test_the_sheet_behind_a_chart_has_its_numbers(which, request):
    for _, frame, _ in deck_of(request.getfixturevalue(which)).values():
        behind, _ = sheet_behind(frame)
        for name, values in numbers(frame).items():
            assert behind[name] == pytest.approx(values)


def test_the_numbers_are_those_of_the_tables(compared):
    deck, tables = deck_of(compared), compared.tables
    over_time, differences, chances = (tables[name] for name in ("over_time", "differences", "probabilities"))
    for plan, values in numbers(deck["compare-coverage-basic"][1]).items():
        assert values == pytest.approx(list(over_time[over_time["plan"] == plan]["mean"]))
    first = compared.yardsticks[0].name
    means = 100 * differences[differences["name"] == first]["mean"]
    assert numbers(deck["compare-differences"][1]) == {"mean": pytest.approx(list(means))}
    assert numbers(deck["compare-probabilities"][1]) == {"futures": pytest.approx(list(100 * chances["probability"]))}


def test_those_of_a_run_as_well(parts):
    source = parts.tables["summary"]
    course = next(name for name in deck_of(parts) if name.startswith("coverage-")).removeprefix("coverage-")
    rows = source[(source["measure"] == "coverage") & (source["course"] == course)]
    rows = rows[(rows["group"] == "") & (rows["locality"] == "")]
    drawn = numbers(deck_of(parts)[f"coverage-{course}"][1])
    for series, column in (("expected", "mean"), ("p10", "p10"), ("p90", "p90")):
        assert drawn[series] == pytest.approx(list(rows[column]))


def test_a_plan_has_its_colour(compared):
    deck = deck_of(compared)
    lines = [str(series.format.line.color.rgb) for series in deck["compare-coverage-basic"][1].chart.plots[0].series]
    assert [f"#{colour}" for colour in lines] == list(PLAN_COLOURS[:3])
    (bars,) = deck["compare-differences"][1].chart.plots[0].series
    assert [f"#{bars.points[place].format.fill.fore_color.rgb}" for place in (0, 1)] == list(PLAN_COLOURS[1:3])


def test_two_targets_are_two_groups_of_bars(tmp_path):
    three_plans(tmp_path)
    small = tmp_path / "small.yaml"
    more = "  few: {measure: coverage, course: basic, at_least: 5%, by: 2026-06-30}\n"
    small.write_text(f"{small.read_text()}{more}")
    compared = cs.compare([small, tmp_path / "more.yaml"], replications=2, jobs=1)
    chart = deck_of(compared)["compare-probabilities"][1].chart
    assert len(chart.plots[0].categories) == 2
    assert chart.has_legend
    assert list(numbers(deck_of(compared)["compare-probabilities"][1])) == list(compared.plans)


@pytest.mark.parametrize("name", [*FORMULAS, "<&\"'>", "x" * 200])
def test_what_a_plan_is_called_is_text_whatever_it_looks_like(name, tmp_path):
    compared = compared_in(three_plans(tmp_path, name), replications=2)
    deck = deck_of(compared)
    _, sheet = sheet_behind(deck["compare-coverage-basic"][1])
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert sheet["B1"].value == name
    assert name in deck["compare-differences"][0] or name in deck["compare-differences"][2]
    assert numbers(deck["compare-coverage-basic"][1])[name]


def test_the_same_results_give_the_same_bytes(tmp_path, compared):
    assert compared.deck() == compared.deck()
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL)
    first, second = (cs.run(path, replications=2, jobs=1) for _ in range(2))
    first.slides(tmp_path / "first.pptx")
    second.slides(tmp_path / "second.pptx")
    assert (tmp_path / "first.pptx").read_bytes() == (tmp_path / "second.pptx").read_bytes()


def test_where_python_pptx_is_missing_the_way_to_get_it_is_told_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr("cascade_sim.workflows.asking.find_spec", lambda name: None)
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL)
    for work in (cs.run, lambda *given, **options: cs.compare(given * 2, **options), cs.report):
        with pytest.raises(UserError, match="pip install python-pptx"):
            work(path, slides=True)
