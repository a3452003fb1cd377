"""Every code block and every command of README.md and docs/ does what the page says."""

from pathlib import Path

import pytest

from tests.calling import ROOT
from tests.docs.blocks import blocks, pages
from tests.docs.reader import NOT_RUN, Reader, Wrong, with_few_futures

pytestmark = pytest.mark.docs
PAGES = pages(ROOT)
FENCE = "`" * 3
LONG = (
    "docs/scenarios/",
    "compare.md",
    "large-runs.md",
    "localities.md",
    "money.md",
    "public.md",
    "self-paced.md",
    "follow-up.md",
)


def _page(page: Path):
    """A page as a parameter; one that runs many futures is for thorough tests."""
    name = page.relative_to(ROOT).as_posix()
    return pytest.param(page, id=name, marks=[pytest.mark.thorough] if any(part in name for part in LONG) else [])


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [_page(page) for page in PAGES])
def test_what_a_page_says_is_so(page, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    Reader(tmp_path).read(text_of(page), page.relative_to(ROOT).as_posix())


def test_the_commands_that_are_not_run_are_those_listed():
    told = {
        part.strip()
        for page in PAGES
        for block in blocks(text_of(page), page.name)
        if block.language == "sh"
        for line in block.text.splitlines()
        for part in line.split("#")[0].split("&&")
    }
    assert set(NOT_RUN) <= told, "not on any page any more"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("sh\ncascade-sim chekc scenarios/north-lanarkshire.yaml", "left with 2"),
        ("sh status=2\ncascade-sim check scenarios/north-lanarkshire.yaml", "left with 0"),
        ("sh\nfalse | true", "left with 1"),
        ("python\n1 / 0", "ZeroDivisionError"),
        ("python\nimport cascade_sim as cs\ncs.run('scenarios/north-lanarkshire.yaml')", "replications="),
        ("yaml file=plan.yaml\nformat: 2", "format"),
        ("yaml on=scenarios/north-lanarkshire.yaml\ncourses: {foundation: {capcity: 3}}", "unknown setting"),
        ("yaml is=scenarios/overbooking.yaml\nformat: 1", "not what"),
        ("\nnothing printed this", "nothing was run"),
        (f"sh\necho 12 of 30\n{FENCE}\n\n{FENCE}\n12 of 30 people", "other output"),
        (f"python\nprint('two')\n{FENCE}\n\n{FENCE}\none\ntwo", "other output"),
    ],
)  # fmt: skip
def test_a_wrong_block_is_found(wrong, said, tmp_path):
    with pytest.raises(Wrong, match=said):
        Reader(tmp_path).read(f"{FENCE}{wrong}\n{FENCE}\n", "page.md")


@pytest.mark.parametrize("info", ["bash", "yaml", "sh file=x", "yaml file=a on=b", "{code-block} sh"])
def test_a_block_that_would_not_be_run_is_refused(info):
    with pytest.raises(ValueError, match=r"page\.md:2"):
        list(blocks(f"{FENCE}{info}\nx\n{FENCE}\n", "page.md"))


def test_a_right_page_is_right(tmp_path):
    page = f"""
{FENCE}sh
cascade-sim check \\
  scenarios/north-lanarkshire.yaml > told.txt && head -n 1 told.txt   # a comment
{FENCE}

{FENCE}
North Lanarkshire, carrying on as now · April 1999 to March 1999
{FENCE}

{FENCE}python
number = 3
{FENCE}
{FENCE}python
print("one", number)
print("two")
{FENCE}
{FENCE}
one 4
…
{FENCE}
"""
    Reader(tmp_path).read(page, "page.md")


def test_few_futures_are_asked_for_only_where_a_command_does_not_say():
    assert with_few_futures("cascade-sim run plan.yaml") == "cascade-sim run -n 4 -j 1 plan.yaml"
    assert with_few_futures("cascade-sim run plan.yaml -n 40") == "cascade-sim run plan.yaml -n 40"
    assert with_few_futures("cascade-sim check plan.yaml") == "cascade-sim check plan.yaml"
    calibrate = "cascade-sim calibrate plan.yaml --simulations 20000"
    assert with_few_futures(calibrate) == calibrate
    assert with_few_futures("cascade-sim calibrate a.yaml") == "cascade-sim calibrate --simulations 1000 a.yaml"
