"""The workbook of a comparison, read back: its numbers are those of the tables, and nothing in it is a formula."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from cascade_sim.presentation.looks import PLAN_COLOURS
from cascade_sim.presentation.workbook.comparison import _heads
from tests.plans import compared_in, three_plans
from tests.sheets import FORMULAS, assert_same, frame_of, opened

pytestmark = pytest.mark.unit
SHEETS = {
    "Differences": "differences",
    "Probabilities": "probabilities",
    "Ranking": "ranking",
    "Cost of points": "cost_of_points",
    "Waterfall": "waterfall",
    "Over time": "over_time",
    "Plans": "plans",
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return compared_in(three_plans(tmp_path_factory.mktemp("compared")))


@pytest.fixture(scope="module")
def book(compared):
    return opened(compared)


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_numbers_are_those_of_the_tables(sheet, book, compared):
    table = compared.tables[SHEETS[sheet]]
    assert len(table)
    assert_same(frame_of(book[sheet]), table)


def test_every_sheet_but_the_first_and_the_last_is_a_table(book):
    assert book.sheetnames == [
        "Answer",
        "Coverage 1",
        *list(SHEETS)[:-1],
        "Settings",
        "Plans",
        "Glossary",
    ]
    for name in book.sheetnames[1:-1]:
        assert len(book[name].tables) == 1


def test_the_answer_is_that_of_the_terminal(book, compared):
    told = [(label or "", text or "") for label, text in book["Answer"].iter_rows(values_only=True)]
    assert {(label, text.replace("*", "")) for label, text in compared.summary().entries()} <= set(told)


def test_numbers_are_numbers_and_dates_are_dates_in_the_unit_of_their_row(book):
    sheet = book["Differences"]
    heads = [cell.value for cell in sheet[1]]
    units = {}
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(heads, row, strict=True))
        assert cells["date"].is_date
        assert cells["mean"].data_type == "n"
        units[cells["unit"].value] = cells["baseline_mean"].number_format
    assert units["share"] == "0.0%"
    assert "£" in units["money"]


def test_settings_stand_as_they_are_written_and_numbers_as_numbers(book):
    rows = {path: values for path, *values in book["Settings"].iter_rows(min_row=2, values_only=True)}
    assert rows["courses.basic.places"] == [10, 10, 14]
    assert rows["courses.basic.cost.per_delivery"] == [None, "200 GBP", "200 GBP"]


def test_a_chart_of_excels_own_has_the_colours_of_the_plans(book, compared):
    assert len(book["Coverage 1"]._charts) == 1
    with ZipFile(BytesIO(compared.sheets())) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    at = [chart.index(f'<a:srgbClr val="{colour[1:]}"/>') for colour in PLAN_COLOURS[:3]]
    assert at == sorted(at)
    assert [cell.value for cell in book["Coverage 1"][1]] == ["end of", *compared.plans]


@pytest.mark.parametrize("name", FORMULAS)
def test_what_a_plan_is_called_is_text_whatever_it_looks_like(name, tmp_path):
    compared = compared_in(three_plans(tmp_path, name), replications=2)
    cells = [cell for sheet in opened(compared) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {cell.data_type for cell in cells if cell.value == name} == {"s"}
    with ZipFile(BytesIO(compared.sheets())) as parts:
        assert "<c:f>'Coverage 1'!$B$1</c:f>" in parts.read("xl/charts/chart1.xml").decode()


def test_no_two_columns_have_one_name():
    assert _heads("end of", ["Plan", "PLAN", "End of", "plan (2)"]) == {
        "Plan": "Plan",
        "PLAN": "PLAN (2)",
        "End of": "End of (2)",
        "plan (2)": "plan (2) (2)",
    }


def test_the_same_comparison_gives_the_same_bytes(compared):
    assert compared.sheets() == compared.sheets()
