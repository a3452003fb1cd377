"""History files: what is read, what is set aside, and everything wrong with one told at once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import Observation, SetAside, load, load_history
from cascade_sim.scenario.history import MAX_ROWS
from cascade_sim.scenario.texts import MAX_BYTES

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
SMALL = load(ROOT / "tests" / "scenarios" / "small.yaml")
NAMES = "date,measure,course,group,role,value"


@pytest.fixture
def history(tmp_path, monkeypatch):
    """Reads a history file with that text (or those bytes)."""
    monkeypatch.chdir(tmp_path)

    def read(text):
        data = text if isinstance(text, bytes) else text.encode()
        Path("history.csv").write_bytes(data)
        return load_history("history.csv", SMALL)

    return read


@pytest.fixture
def refused(history):
    """Every line of what is said of a wrong file."""

    def read(text):
        with pytest.raises(ScenarioError) as caught:
            history(text)
        return str(caught.value).splitlines()

    return read


def row(line, **given):
    """An observation of coverage on 1 March 2026, but for what is given."""
    usual = {"course": "basic", "group": None, "role": None, "sd": None, "date_precision_days": 0.0, "source": ""}
    return Observation(**{"row": line, "date": date(2026, 3, 1), "measure": "coverage", "note": "", **usual, **given})


def test_every_column_is_read(history):
    read = history(
        f"{NAMES},sd,date_precision_days,source,note\n"
        '2026-03-01,coverage,basic,nurses,,55%,3%,30,"register, March","two\nlines"\n'
        "2026-03-01,active,,,trainer,8,,,,\n"
    )
    assert read.path == Path("history.csv")
    assert read.set_aside == ()
    assert read.observations == (
        row(
            2, group="nurses", value=0.55, sd=0.03, date_precision_days=30.0, source="register, March",
            note="two\nlines",
        ),
        row(4, measure="active", course=None, role="trainer", value=8.0),
    )  # fmt: skip


def test_columns_may_come_in_any_order_and_blank_rows_and_cells_after_the_last_column_count_for_nothing(history):
    read = history("value,role,group,course,measure,date,,\n\n0.5,,,basic,coverage,2026-03-01,,\n,,,,,,,\n")
    assert read.observations == (row(3, value=0.5),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_write(history, encoding, ending, separator):
    lines = (f"{NAMES},note", "2026-03-01,coverage,basic,,,55%,Übung", "")
    text = ending.join(lines).replace(",", separator)
    assert history(text.encode(encoding)).observations == (row(2, value=0.55, note="Übung"),)


@pytest.mark.parametrize(("written", "meant"), [("55,5%", 0.555), ("0,125", 0.125), ("0,5", 0.5), ("55,5 %", 0.555)])
def test_a_decimal_comma_is_read_where_fields_are_not_separated_by_commas(history, written, meant):
    text = f"{NAMES}\n2026-03-01,coverage,basic,,,".replace(",", ";") + written
    assert history(text).observations == (row(2, value=pytest.approx(meant)),)


def test_what_is_not_of_the_scenario_is_set_aside_with_the_reason(history):
    read = history(
        f"{NAMES}\n"
        "2024-12-31,coverage,basic,,,50%\n"
        "2028-01-01,coverage,basic,,,50%\n"
        "2025-01-01,coverage,basic,,,50%\n"
        "2027-12-31,coverage,basics,,,50%\n"
        "2026-03-01,in_post,,doctors,,50\n"
        "2026-03-01,members,,,mentor,5\n"
    )
    assert [observation.row for observation in read.observations] == [4]
    assert read.set_aside == (
        SetAside(2, "2024-12-31 lies outside the run (2025-01-01 to 2027-12-31)"),
        SetAside(3, "2028-01-01 lies outside the run (2025-01-01 to 2027-12-31)"),
        SetAside(5, "there is no course 'basics'; did you mean 'basic'?"),
        SetAside(6, "there is no group 'doctors'; there are nurses or teachers"),
        SetAside(7, "there is no role 'mentor'; there is trainer"),
    )


def test_a_count_in_a_group_that_a_course_is_not_for_is_set_aside(tmp_path):
    scenario = load(ROOT / "tests" / "scenarios" / "small.yaml", ["courses.advanced.for=[nurses]"])
    (tmp_path / "history.csv").write_text(f"{NAMES}\n2026-03-01,holders,advanced,teachers,,5\n")
    read = load_history(tmp_path / "history.csv", scenario)
    assert read.observations == ()
    assert read.set_aside == (SetAside(2, "the course 'advanced' is not for the group 'teachers'"),)


def test_the_founding_history_is_read_whole():
    scenario = load(ROOT / "scenarios" / "north-lanarkshire.yaml")
    read = load_history(ROOT / "scenarios" / "history" / "north-lanarkshire.csv", scenario)
    assert [observation.value for observation in read.observations] == [2336, 4451, 357, 90, 58]
    assert read.set_aside == ()


def test_the_example_in_the_documentation_is_read_whole(tmp_path):
    page = (ROOT / "docs" / "history-files.md").read_text(encoding="utf-8")
    (tmp_path / "history.csv").write_text(page.split("```csv file=history.csv\n")[1].split("```")[0], encoding="utf-8")
    read = load_history(tmp_path / "history.csv", load(ROOT / "scenarios" / "north-lanarkshire.yaml"))
    assert len(read.observations) == 4
    assert read.set_aside == ()


GOOD = "2026-03-01,coverage,basic,,,50%"
HERE = "history.csv:2"
WRONG_ROWS = (
    ("2026-02-30,coverage,basic,,,50%", f"{HERE} date: there is no date 2026-02-30"),
    ("01/03/2026,coverage,basic,,,50%", f"{HERE} date: expected a date such as 2026-01-31, found '01/03/2026'"),
    (",coverage,basic,,,50%", f"{HERE} date: nothing is written here"),
    (
        "2026-03-01,converage,basic,,,50%",
        f"{HERE} measure: there is no measure 'converage'; did you mean 'coverage'?",
    ),
    ("2026-03-01,,basic,,,50%", f"{HERE} measure: nothing is written here"),
    ("2026-03-01,coverage,,,,50%", f"{HERE} course: 'course' is missing: coverage is of one course"),
    ("2026-03-01,active,,,,5", f"{HERE} role: 'role' is missing: active is of one role"),
    ("2026-03-01,coverage,basic,,trainer,50%", f"{HERE} role: coverage is not of a role: leave it out"),
    ("2026-03-01,in_post,basic,,,50", f"{HERE} course: in_post is not of a course: leave it out"),
    ("2026-03-01,coverage,basic,,,", f"{HERE} value: nothing is written here"),
    ("2026-03-01,coverage,basic,,,half", f"{HERE} value: expected a share such as 90% or 0.9, found 'half'"),
    ("2026-03-01,coverage,basic,,,nan", f"{HERE} value: expected a share such as 90% or 0.9, found 'nan'"),
    ("2026-03-01,in_post,,,,inf", f"{HERE} value: expected a number, found 'inf'"),
    ("2026-03-01,in_post,,,,-5", f"{HERE} value: must be at least 0, found '-5'"),
    ("2026-03-01,in_post,,,,50%", f"{HERE} value: expected a number, found '50%'"),
    ('2026-03-01,in_post,,,,"4,451"', f"{HERE} value: expected a number, found '4,451'"),
    (
        f"2026-03-01,in_post,,,,{'9' * 5000}",
        f"{HERE} value: '9999999999999999999999999999999999999...' is too large",
    ),
    ("2026-03-01,coverage,basic,,,55", f"{HERE} value: 55 is not a share: write 55% or a number from 0 to 1"),
    ("2026-03-01,coverage,basic,,,155%", f"{HERE} value: must be at most 100%, found '155%'"),
    ("2026-03-01,coverage,basic,,50%", "history.csv:2: expected 6 fields, as many as there are columns, found 5"),
    (
        f"{GOOD},x",
        "history.csv:2: expected 6 fields, as many as there are columns, found 7; "
        "put a text that holds the separator in quotes",
    ),
    (f"{GOOD}\n{GOOD}", "history.csv:3: line 2 gives the same measure of the same date already"),
    (
        "2026-03-01,coverage,ba\x1b[31msic,,,50%",
        f"{HERE} course: the control character \\x1b cannot be used: remove it",
    ),
    ('2026-03-01,"cover', "history.csv:2: not CSV: unexpected end of data"),
    ('2026-03-01,"coverage"d,basic,,,5', """history.csv:2: not CSV: ',' expected after '"'"""),
    ("x" * 200_000, "history.csv:2: not CSV: field larger than field limit (131072)"),
)


@pytest.mark.parametrize(("text", "message"), WRONG_ROWS, ids=[message for _, message in WRONG_ROWS])
def test_a_malformed_row_is_an_error(refused, text, message):
    assert refused(f"{NAMES}\n{text}") == [message]


PERIODS = (
    ("due_on_time,basic,,,50%,2026-03-02", f"{HERE} since: 2026-03-02 lies after the date (2026-03-01)"),
    ("due_on_time,basic,,,50%,2026-02-30", f"{HERE} since: there is no date 2026-02-30"),
    ("due_on_time,basic,,,50%,April", f"{HERE} since: expected a date such as 2026-01-31, found 'April'"),
    (
        "coverage,basic,,,50%,2026-01-01",
        f"{HERE} since: coverage is a state, not a count over a period: leave it empty",
    ),
    (
        "places,basic,nurses,,50,2026-01-01",
        f"{HERE} group: places is not of a group: leave it out",
    ),
    (
        "completed,basic,,,5,2026-01-01\n2026-03-01,completed,basic,,,6,2026-01-01",
        "history.csv:3: line 2 gives the same measure of the same period already",
    ),
)


@pytest.mark.parametrize(("cells", "message"), PERIODS, ids=[message for _, message in PERIODS])
def test_a_malformed_period_is_an_error(refused, cells, message):
    assert refused(f"{NAMES},since\n2026-03-01,{cells}") == [message]


def test_what_is_wrong_with_a_period_is_told_beside_what_else_is_wrong(refused):
    assert refused(f"{NAMES},since\n2026-03-01,due_on_time,basic,,,5,2027-01-01\n2026-13-01,holders,basic,,,5,x\n") == [
        f"{HERE} since: 2027-01-01 lies after the date (2026-03-01)",
        f"{HERE} value: 5 is not a share: write 5% or a number from 0 to 1",
        "history.csv:3 date: there is no date 2026-13-01",
        "history.csv:3 since: expected a date such as 2026-01-31, found 'x'",
    ]


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ("2026-03-31", date(2025, 4, 1)),
        ("2026-03-15", date(2025, 3, 16)),
        ("2026-12-31", date(2026, 1, 1)),
        ("2027-02-28", date(2026, 3, 1)),
    ],
)
def test_a_count_over_a_period_without_since_is_of_the_twelve_months_up_to_its_date(history, when, meant):
    read = history(f"{NAMES},since\n{when},completed,basic,,,50,\n{when},holders,basic,,,50,\n")
    assert [observation.since for observation in read.observations] == [meant, None]


def test_counts_of_several_periods_may_end_on_one_date(history):
    lines = "".join(f"2026-12-31,completed,basic,,,50,{since}\n" for since in ("2026-12-01", "2026-10-01", ""))
    read = history(f"{NAMES},since\n{lines}")
    assert [observation.since for observation in read.observations] == [
        date(2026, 12, 1), date(2026, 10, 1), date(2026, 1, 1),
    ]  # fmt: skip


def test_a_period_that_begins_before_the_run_is_set_aside_unless_its_date_is_known_no_better(history):
    read = history(
        f"{NAMES},since,date_precision_days\n2025-06-30,completed,basic,,,50,,\n"
        "2025-12-31,completed,basic,,,50,2024-12-25,7\n2025-12-31,completed,basic,,,50,2024-12-24,7\n"
    )
    assert [observation.row for observation in read.observations] == [3]
    assert read.set_aside == (
        SetAside(2, "its period begins on 2024-07-01, before the run (2025-01-01 to 2027-12-31)"),
        SetAside(4, "its period begins on 2024-12-24, before the run (2025-01-01 to 2027-12-31)"),
    )


def test_the_first_of_dates_has_no_year_before_it(history):
    read = history(f"{NAMES}\n0001-01-01,completed,basic,,,50\n")
    assert read.set_aside == (SetAside(2, "0001-01-01 lies outside the run (2025-01-01 to 2027-12-31)"),)


EVIDENCE = (
    ("-1%,", f"{HERE} sd: must be at least 0, found '-1%'"),
    ("0,", f"{HERE} sd: must be above 0: leave it empty where it is not known"),
    ("200%,", f"{HERE} sd: must be at most 100%, found '200%'"),
    ("about 2,", f"{HERE} sd: expected a share such as 90% or 0.9, found 'about 2'"),
    (",-5", f"{HERE} date_precision_days: must be at least 0, found '-5'"),
    (",5 days", f"{HERE} date_precision_days: expected a number, found '5 days'"),
    (",36525", f"{HERE} date_precision_days: must be at most 3653 days, found '36525'"),
)


@pytest.mark.parametrize(("cells", "message"), EVIDENCE, ids=[message for _, message in EVIDENCE])
def test_a_malformed_precision_is_an_error(refused, cells, message):
    assert refused(f"{NAMES},sd,date_precision_days\n{GOOD},{cells}") == [message]


WHOLE_FILES = (
    ("", "history.csv:1: the file is empty"),
    (" \n,,,,\n", "history.csv:1: the file is empty"),
    (
        f"{NAMES},locality\n2026-03-01,coverage,basic,nurses,,50%,North",
        "history.csv:2 locality: give a group or a locality, not both: no table tells both of all futures",
    ),
    (NAMES, "history.csv:1: there is nothing below the names of the columns: give a row for each count"),
    (
        f"{NAMES},soruce\n{GOOD},x",
        "history.csv:1 soruce: unknown column; did you mean 'source'?",
    ),
    (
        f"{NAMES},x\n{GOOD},x",
        "history.csv:1 x: unknown column; there are "
        "date, measure, course, group, role, value, locality, since, sd, date_precision_days, source, note",
    ),
    (f"{NAMES},value\n{GOOD},50%", "history.csv:1 value: there are two columns of this name"),
    (
        "date,measure,course,group,value\n2026-03-01,coverage,basic,,50%",
        "history.csv:1 role: this column is missing; the first row names the columns",
    ),
    (
        f"{NAMES}\n2026-03-01,coverage,basic,B\xe4r,,50%".encode("cp1252"),
        "history.csv:2:28: byte 0xe4 is not UTF-8 (perhaps the file was saved as Windows-1252): save it as UTF-8",
    ),
    (
        NAMES.encode("utf-16-le"),
        "history.csv: the file is not UTF-8 (perhaps UTF-16 without its mark): save it as UTF-8",
    ),
    (f"{NAMES}\n" + f"{GOOD}\n" * (MAX_ROWS + 1), "history.csv:10002: more than 10,000 rows"),
    (b"#" * (MAX_BYTES + 1), "history.csv: the file is larger than 4 MB"),
    (
        f"{NAMES}\n2026-03-01,in_post,,,,".replace(",", ";") + "4,451",
        "history.csv:2 value: '4,451' may mean 4451 or 4.451: write which",
    ),
)


@pytest.mark.parametrize(("text", "message"), WHOLE_FILES, ids=[message for _, message in WHOLE_FILES])
def test_a_malformed_file_is_an_error(refused, text, message):
    assert refused(text) == [message]


def test_everything_malformed_is_told_at_once_and_in_order(refused):
    assert refused(f"{NAMES},extra\n2026-13-01,covrage,,,,-5,\n2026-03-01,members,,,mentor,x,\n5\n") == [
        "history.csv:1 extra: unknown column; there are "
        "date, measure, course, group, role, value, locality, since, sd, date_precision_days, source, note",
        "history.csv:2 date: there is no date 2026-13-01",
        "history.csv:2 measure: there is no measure 'covrage'; did you mean 'coverage'?",
        "history.csv:2 value: must be at least 0, found '-5'",
        "history.csv:3 value: expected a number, found 'x'",
        "history.csv:4: expected 7 fields, as many as there are columns, found 1",
    ]


def test_as_many_rows_as_may_be(history):
    days = (date(1990, 1, 1) + timedelta(days=i) for i in range(MAX_ROWS))
    read = history(f"{NAMES}\n" + "".join(f"{day},in_post,,,,5\n" for day in days))
    assert len(read.observations) + len(read.set_aside) == MAX_ROWS


def test_a_thousand_errors_do_not_flood_the_screen(refused):
    said = refused(f"{NAMES}\n" + "x,coverage,basic,,,5%\n" * 1000)
    assert len(said) == 101
    assert said[-1] == "and 900 more"


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, message in (("none.csv", "none.csv: there is no such file"), (".", ".: this is a folder, not a file")):
        with pytest.raises(ScenarioError) as caught:
            load_history(name, SMALL)
        assert str(caught.value) == message


PARTS = """\
format: 1
name: Two localities and the public
start: 2025-01-01
end: 2027-12-31
localities: {North: 50%, South: 50%}
groups: {nurses: {posts: 10, turnover: 10%/year}}
roles: {trainer: {deliveries: {mean: 3/year}}}
courses:
  basic: {places: 10}
  parent_group: {places: 10, public: {name: parents, arrivals: 20/week}}
"""


def read_of(path, *rows):
    """What is read of a history of a scenario with localities and the public, and why rows are set aside."""
    (path / "parts.yaml").write_text(PARTS)
    (path / "history.csv").write_text("\n".join([f"{NAMES},locality", *rows]))
    return load_history(path / "history.csv", load(path / "parts.yaml"))


def test_counts_may_be_of_a_locality_or_of_people_of_the_public(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read = read_of(
        tmp_path,
        "2026-03-01,coverage,basic,,,50%,North",
        "2026-03-01,coverage,basic,,,40%,South",
        "2026-03-01,waiting,parent_group,,,40,",
        "2026-12-31,completed,parent_group,,,310,",
        "2026-12-31,arrived,parent_group,,,1040,",
        "2026-12-31,cost,parent_group,,,12500.50,",
    )
    assert [one.locality for one in read.observations] == ["North", "South", None, None, None, None]
    assert read.observations[-1].value == 12500.5
    assert read.set_aside == ()


def test_what_a_course_is_not_told_by_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read = read_of(
        tmp_path,
        "2026-03-01,coverage,parent_group,,,50%,",
        "2026-12-31,arrived,basic,,,40,",
        "2026-03-01,coverage,basic,,,50%,East",
        "2026-03-01,waiting,parent_group,,,9,North",
    )
    assert [one.reason for one in read.set_aside] == [
        "the course 'parent_group' is for parents: coverage is of staff",
        "the course 'basic' is for staff: arrived is of the public",
        "there is no locality 'East'; there are North or South",
        "the course 'parent_group' is for parents, who are in no 'North'",
    ]


def test_a_count_is_of_a_group_or_of_a_locality(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="locality: give a group or a locality, not both"):
        read_of(tmp_path, "2026-03-01,coverage,basic,nurses,,50%,North")
    with pytest.raises(ScenarioError, match="active is not of a locality: leave it out"):
        read_of(tmp_path, "2026-03-01,active,,,trainer,5,North")
