"""What a notebook shows of a run, through IPython's own formatter: the whole answer, and nothing a file injects."""

from html.parser import HTMLParser

import pytest
from IPython.core.formatters import DisplayFormatter
from markdown_it import MarkdownIt

import cascade_sim as cs
from tests.calling import SMALL

pytestmark = pytest.mark.unit
NASTY = """<script>alert(1)</script> & "x" | **bold** $x$ [a](http://b) <img src=x onerror=alert(1)> `c` _d_"""
TAGS = {"div", "p", "strong", "table", "tr", "th", "td"}


class Shown(HTMLParser):
    """The tags, attributes and text of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], set(), ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def run(folder, name, **options):
    path = folder / "plan.yaml"
    quoted = "'" + name.replace("'", "''") + "'"
    text = SMALL.replace("A small programme", quoted).replace("    at_start:", f"    label: {quoted}\n    at_start:")
    path.write_text(text, encoding="utf-8")
    return cs.run(path, replications=2, jobs=1, **options)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run(tmp_path_factory.mktemp("notebook"), "A small programme")


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    return run(tmp_path_factory.mktemp("nasty"), NASTY)


def formats(shown):
    return DisplayFormatter().format(shown)[0]


def test_a_notebook_shows_the_answer_of_a_result_and_of_its_summary(result):
    for shown in (result, result.summary()):
        html = Shown(formats(shown)["text/html"])
        for line in str(result.summary()).splitlines():
            for words in line.split("  "):
                assert words.strip() in html.text
        assert set(html.tags) == TAGS
    assert "result.tables holds workforce, " in Shown(formats(result)["text/html"]).text


def test_where_results_were_written_is_told(tmp_path):
    written = run(tmp_path, "Plan", out=tmp_path / "results")
    assert f"{(tmp_path / 'results').as_posix()}/" in Shown(formats(written)["text/html"]).text


def test_a_scenario_file_injects_no_html(nasty):
    for shown in (nasty, nasty.summary()):
        html = Shown(formats(shown)["text/html"])
        assert html.text.count(NASTY) == 2  # the title and the role's label
        assert set(html.tags) == TAGS
        assert html.attributes == {"style", "scope"}


def test_a_scenario_file_injects_no_markdown(nasty):
    for shown in (nasty, nasty.summary()):
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(formats(shown)["text/markdown"])
        inner = [token for part in tokens for token in part.children or ()]
        assert "".join(token.content for token in inner).count(NASTY) == 2
        assert {token.type for token in inner} <= {"text", "text_special", "strong_open", "strong_close"}
        assert sum(token.type == "strong_open" for token in inner) == 1
        assert sum(token.type == "tr_open" for token in tokens) == str(nasty.summary()).count(
            "\n"
        )  # a heading, and no title or blank line


def test_dollars_start_no_formula(nasty):
    assert r"\$x\$" in formats(nasty)["text/markdown"]
