"""The report of a comparison: the answer first, a plan's colour beside its name, and nothing a file injects."""

import itertools
import re

import pytest

import cascade_sim as cs
from cascade_sim.presentation.looks import PLAN_COLOURS
from cascade_sim.presentation.report import Page, Section, render
from cascade_sim.presentation.report.page import Text
from tests.pages import NASTY, Read
from tests.plans import compared_in, three_plans

pytestmark = pytest.mark.unit
SECTIONS = ["answer", "differences", "targets", "money", "why", "settings", "method", "again"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return three_plans(tmp_path_factory.mktemp("compared"))


@pytest.fixture(scope="module")
def compared(folder):
    return compared_in(folder)


@pytest.fixture(scope="module")
def html(compared):
    return compared.page()


@pytest.fixture(scope="module")
def page(html):
    return Read(html)


def plain(text, plans):
    """Words as the page shows them: plans without asterisks."""
    for plan in plans:
        text = text.replace(f"*{plan}*", plan)
    return text


def test_the_answer_comes_first_in_the_words_of_the_terminal(page, compared):
    assert [one["id"] for one in page.all("section")] == SECTIONS
    summary = compared.summary()
    answer = page.text.index("The answer")
    for said in summary.answers():
        assert plain(said, compared.plans) in page.text[answer:]
        assert said.index("points") < said.index("ahead in")
    for _, text in summary.answer_lines():
        assert plain(text, compared.plans) in page.text
    assert "*" not in "".join(page.inside["dd"])


def test_every_chart_has_a_text_alternative_and_its_numbers(page, compared):
    charts = compared.plot.all()
    pictures = page.all("svg")
    assert len(pictures) == len(page.all("figure")) == len(page.all("details")) == len(charts)
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    assert all(chart.alt in page.inside["p"] and chart.numbers() for chart in charts)
    at = [tag for tag, _ in page.tags if tag in ("figure", "table")]
    assert all(after == "table" for before, after in itertools.pairwise(at) if before == "figure")


def test_a_plan_has_its_colour_wherever_it_is_named(compared, html):
    for plan, colour in zip(compared.plans, PLAN_COLOURS, strict=False):
        shown = plan.replace("&", "&amp;")
        assert set(re.findall(rf'--plan: (#\w+)">{re.escape(shown)}</b>', html)) == {colour}


def test_the_tables_of_the_page_say_what_the_tables_say(page, compared):
    row = compared.tables["differences"].iloc[0]
    assert f"{100 * row['plan_mean']:.1f}%" in page.inside["td"]
    for row in compared.tables["probabilities"].to_dict("records"):
        said = f"{100 * row['probability']:.0f} ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
        assert said in page.inside["td"]
    for setting in compared.settings:
        assert set(setting.values.values()) - {None} <= {*page.inside["td"]}


def test_the_page_can_be_read_by_everybody_and_asks_nothing_of_the_network(page):
    assert page.open == []
    assert len(page.ids()) == len(set(page.ids()))
    assert {link["href"][1:] for link in page.all("a")} <= set(page.ids())
    assert len(page.all("table")) == len(page.all("caption"))
    assert not [tag for tag in ("script", "img", "link") if page.all(tag)]


def test_it_tells_how_to_get_the_same_numbers(page, compared):
    assert compared.about["command"] in page.text
    assert all(plan["sha256"] in page.text.replace("\n", "") for plan in compared.about["plans"])


def test_nothing_in_a_scenario_can_inject_markup(tmp_path, page):
    read = Read(compared_in(three_plans(tmp_path, NASTY), replications=2).page())
    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in page.tags}
    names = {name for _, attributes in read.tags for name in attributes}
    assert names <= {name for _, attributes in page.tags for name in attributes}
    assert read.text.count(NASTY) > 5


def test_names_within_names_are_marked_once():
    colours = {"b": "#000000", "a *b* c": "#111111"}
    html = render(Page("Title", "", (Section("one", "One", (Text("(b) *a *b* c* and *b*, 2 * 3"),)),), (), colours))
    assert '<p>(b) <b class="plan" style="--plan: #111111">a *b* c</b> and ' in html
    assert '<b class="plan" style="--plan: #000000">b</b>, 2 * 3</p>' in html


def test_the_same_comparison_gives_the_same_bytes(html, folder, tmp_path):
    compared_in(folder).report(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == html.encode()
    assert len(html.encode()) < 1_000_000


def test_where_little_is_known_little_is_said(folder):
    (folder / "same.yaml").write_text("extends: small.yaml\nname: The same\n")
    read = Read(cs.compare([folder / "small.yaml", folder / "same.yaml"], replications=1, jobs=1).page())
    assert [one["id"] for one in read.all("section")] == [one for one in SECTIONS if one not in ("money", "why")]
    assert "Nothing that the model would notice." in read.text
    assert "likely" not in read.text.split("How was it worked out?")[1].split("Do not compare")[0]
