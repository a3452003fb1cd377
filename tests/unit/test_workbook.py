"""The workbook of a run, read back: its numbers are those of the tables, and nothing in it is a formula."""

import pytest

import cascade_sim as cs
from tests.calling import SMALL
from tests.sheets import FORMULAS, assert_same, frame_of, opened
from tests.with_parts import made_up, scenario_in

pytestmark = pytest.mark.unit


def run(folder, text):
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return cs.run(path, replications=12, jobs=1)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run(tmp_path_factory.mktemp("workbook"), SMALL)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return made_up(scenario_in(tmp_path_factory.mktemp("parts")))


@pytest.mark.parametrize("which", ["result", "parts"])
def test_the_numbers_are_those_of_the_tables(which, request):
    told = request.getfixturevalue(which)
    book, tables = opened(told), told.tables
    assert_same(frame_of(book["Yearly"]), tables["yearly"])
    summary = tables["summary"]
    whole = summary[(summary["group"] == "") & (summary["locality"] == "")].reset_index(drop=True)
    assert_same(frame_of(book["Monthly"]), whole)
    assert_same(frame_of(book["Targets"]), tables["targets"])
    assert_same(frame_of(book["Levels by date"]), tables["chances"])
    if len(tables["costs_yearly"]):
        assert_same(frame_of(book["Money"]), tables["costs_yearly"])
        assert_same(frame_of(book["Unit costs"]), tables["unit_costs"])


def test_numbers_are_numbers_and_dates_are_dates(result):
    sheet = opened(result)["Monthly"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, max_row=60):
        cells = dict(zip(heads, row, strict=True))
        assert cells["date"].is_date
        assert cells["mean"].data_type == "n"
        if cells["unit"].value == "share":
            assert cells["mean"].number_format == "0.0%"


def formats_in(sheet, column):
    """The formats of the numbers in a column, by the number."""
    at = [cell.value for cell in sheet[1]].index(column)
    return {row[at].value: row[at].number_format for row in sheet.iter_rows(min_row=2) if row[at].value is not None}


def test_money_is_money_with_hundredths_where_it_is_little_and_a_number_of_futures_is_none(parts):
    book = opened(parts)
    for name in ("Money", "Unit costs"):
        assert set(formats_in(book[name], "replications").values()) == {"#,##0"}
        for value, written in formats_in(book[name], "mean").items():
            assert written == ("£#,##0.00" if value % 1 and value < 10 else "£#,##0")


def test_numbers_of_a_column_have_as_many_decimals_as_one_another_unless_they_are_large_or_tiny(result):
    for value, written in formats_in(opened(result)["Members 1"], "active").items():
        assert written == ("#,##0" if value >= 100 else "0.000" if 0 < value < 0.05 else "#,##0.0")


def test_every_sheet_of_numbers_is_a_table_of_excels_own(parts):
    book = opened(parts)
    assert book.sheetnames[0] == "Answer"
    assert book.sheetnames[-1] == "Glossary"
    for name in book.sheetnames[1:-1]:
        (table,) = book[name].tables.values()
        assert table.ref.startswith("A1:")
    assert [len(book[name]._charts) for name in ("Coverage 1", "Members 1", "Cost by year")] == [2, 1, 1]


def test_the_answer_and_the_register_are_there(result):
    book = opened(result)
    told = [(label or "", text or "") for label, text in book["Answer"].iter_rows(values_only=True)]
    assert set(result.summary().entries()) <= set(told)
    (row,) = frame_of(book["Assumptions"]).to_dict("records")
    (one,) = result.scenario.register
    assert (row["path"], row["low"], row["high"], row["source"]) == (one.path, one.low, one.high, one.source)


@pytest.mark.parametrize("name", FORMULAS)
def test_what_a_scenario_calls_things_is_text_whatever_it_looks_like(name, tmp_path):
    quoted = "'" + name.replace("'", "''") + "'"
    text = SMALL.replace("A small programme", quoted).replace("judged by the planner", quoted)
    text = text.replace("label: Secondary teachers", f"label: {quoted}").replace(
        "    places:", f"    label: {quoted}\n    places:"
    )
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    book = opened(cs.run(path, replications=2, jobs=1))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert book["Answer"]["A1"].value == name
    assert {cell.data_type for cell in cells if cell.value == name} == {"s"}


def test_the_same_run_gives_the_same_bytes(result):
    assert result.sheets() == result.sheets()


def test_a_run_without_targets_or_values_with_a_range_has_a_workbook_and_a_page(tmp_path):
    text = SMALL.split("targets:")[0].replace(
        "{value: 15%/year, range: [8%/year, 25%/year], source: judged by the planner, basis: judged}", "15%/year"
    )
    result = run(tmp_path, text)
    assert "Targets" not in opened(result).sheetnames
    assert "No number of this scenario carries a range" in result.page()
