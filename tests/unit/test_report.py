"""The report of a run: what it says in what order, that it can be read by everybody, and nothing a file injects."""

import itertools
import re
from dataclasses import replace

import pytest

import cascade_sim as cs
from cascade_sim.presentation.grids import Grid
from cascade_sim.presentation.report import Page, Section, render
from cascade_sim.presentation.report.figures import inlined
from cascade_sim.presentation.report.page import Numbers
from tests.calling import SMALL
from tests.pages import NASTY, Read
from tests.with_parts import made_up, scenario_in

pytestmark = pytest.mark.unit
SECTIONS = ["answer", "how-much", "how-well", "better-off", "equity", "limits", "assumptions", "method", "stress"]


def run(folder, text, **options):
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return cs.run(path, jobs=1, **options)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run(tmp_path_factory.mktemp("report"), SMALL, replications=12)


@pytest.fixture(scope="module")
def html(result):
    return result.page()


@pytest.fixture(scope="module")
def page(html):
    return Read(html)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return Read(made_up(scenario_in(tmp_path_factory.mktemp("parts"))).page())


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    quoted = "'" + NASTY.replace("'", "''") + "'"
    text = SMALL.replace("A small programme", quoted).replace("judged by the planner", quoted)
    text = text.replace("label: Secondary teachers", f"label: {quoted}").replace(
        "    places:", f"    label: {quoted}\n    places:"
    )
    text = text.replace("    at_start:", f"    label: {quoted}\n    at_start:")
    return run(tmp_path_factory.mktemp("nasty"), text, replications=3)


def test_the_answer_comes_first_and_the_three_questions_follow(page, result):
    assert [one["id"] for one in page.all("section")] == SECTIONS
    headings = [words for words in page.inside["h2"] if words.strip()]
    assert headings[:2] == ["The answer", "How much did we do?"]
    for label, text in result.summary().entries():
        assert label in page.text
        assert text in page.text


def test_what_a_scenario_does_not_have_is_not_asked_about(parts):
    assert "money" in [one["id"] for one in parts.all("section")]
    assert "What does it cost?" in parts.text
    assert "share of people in post who are trained, by locality" in parts.text


@pytest.mark.parametrize("which", ["page", "parts"])
def test_a_page_can_be_read_by_everybody(which, request):
    read = request.getfixturevalue(which)
    assert read.open == []
    assert len(read.ids()) == len(set(read.ids()))
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert read.all("html") == [{"lang": "en-GB"}]
    targets = [link["href"][1:] for link in read.all("a")]
    assert set(targets) <= set(read.ids())


@pytest.mark.parametrize("which", ["page", "parts"])
def test_every_chart_has_a_text_alternative_and_its_numbers(which, request):
    read = request.getfixturevalue(which)
    pictures = read.all("svg")
    assert len(pictures) == len(read.all("figure")) == len(read.all("details")) > 5
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    assert len(read.inside["desc"]) == len(pictures)
    assert all(words.strip() in read.inside["p"] for words in read.inside["desc"])
    at = [tag for tag, _ in read.tags if tag in ("figure", "table")]
    assert all(after == "table" for before, after in itertools.pairwise(at) if before == "figure")


def test_every_table_has_a_caption_and_headers_with_a_scope(page):
    assert len(page.all("table")) == len(page.all("caption"))
    assert {one["scope"] for one in page.all("th")} == {"col", "row"}


def test_every_reference_in_a_picture_is_to_something_in_the_page(page, html):
    used = set(re.findall(r'(?:url\(#|xlink:href="#)([^)"]+)', html))
    assert used
    assert used <= set(page.ids())


def test_the_page_asks_nothing_of_the_network_and_runs_nothing(page, html):
    assert not page.all("script")
    assert not page.all("img")
    assert not page.all("link")
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in ("src", "action", "formaction")]
    assert "default-src 'none'" in html
    assert "@import" not in html


def test_nothing_in_a_scenario_can_inject_markup(nasty, page):
    read = Read(nasty.page())
    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in page.tags}
    names = {name for _, attributes in read.tags for name in attributes}
    assert names <= {name for _, attributes in page.tags for name in attributes}
    assert read.text.count(NASTY) > 5
    assert "{{ 7 * 7 }}" in read.text


def test_the_same_run_gives_the_same_bytes(result, html, tmp_path):
    replace(result, seconds=1e6).report(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == html.encode()
    assert len(html.encode()) < 1_000_000


def test_a_chart_that_cannot_be_drawn_is_left_out_of_the_page(result, html, monkeypatch):
    chart = result.plot.coverage()
    svg = type(chart).svg

    def failing(one):
        if one.name == chart.name:
            raise ValueError("broken")
        return svg(one)

    monkeypatch.setattr(type(chart), "svg", failing)
    assert result.page().count("<figure") == html.count("<figure") - 1


def test_a_picture_in_a_page_is_smaller_and_says_the_same(result):
    for chart in result.plot.all():
        svg = chart.svg()
        small = inlined(svg, "c1")
        assert len(small) < 0.75 * len(svg), chart.name
        assert Read(small).inside["text"] == Read(svg[svg.index("<svg") :]).inside["text"]


def test_words_between_quotes_and_tags_are_left_as_they_are():
    svg = (
        '<svg width="1pt" height="1pt" viewBox="0 0 1.26456 1"><title>0.123456 id="x" url(#y)</title><g id="x">'
        '<g id="y"><use xlink:href="#y" style="fill: none; "/></g></g></svg>'
    )
    assert inlined(svg, "c1") == (
        '<svg viewBox="0 0 1.3 1"><title>0.123456 id="x" url(#y)</title>'
        '<g id="c1-y"><use xlink:href="#c1-y" style="fill:none"/></g></svg>'
    )


def test_a_long_name_may_be_broken_and_is_escaped_all_the_same(tmp_path):
    grid = Grid.of(
        "Names", ["name"], [("groups.early_years.turnover",), ("<b>groups.early_years</b>",), ("short.name",)]
    )
    html = render(Page("Title", "", (Section("one", "One", (Numbers(grid),)),)))
    assert "groups.<wbr>early_<wbr>years.<wbr>turnover" in html
    assert "&lt;b&gt;groups.<wbr>early_<wbr>years&lt;/b&gt;" in html
    assert ">short.name<" in html


def test_long_tables_of_numbers_are_thinned_and_say_so():
    grid = Grid.of("Months", ["month", "number"], [(str(i), str(i)) for i in range(181)])
    assert grid.thinned(181) == grid
    thinned = grid.thinned(100)
    assert [row[0] for row in thinned.rows][::30] == ["0", "90", "180"]
    assert thinned.caption == "Months (every third row; the tables have all)"
    assert len(grid.thinned(1).rows) == 16
