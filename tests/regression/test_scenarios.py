"""The scenarios beside the founding one and its variants: each has its evidence and its page."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import cascade_sim as cs
from cascade_sim.scenario import load

pytestmark = pytest.mark.regression
ROOT = Path(__file__).parents[2]
NAMES = (
    "north-lanarkshire-whole-cascade",
    "pilot-to-scale",
    "family-hubs",
    "early-help-partnership",
    "safeguarding-high-turnover",
    "national-mandatory",
)


def text_of(name: str) -> str:
    return (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")


def values(tree: object, path: str = "") -> dict[str, dict]:
    """Every value of a file that carries evidence, by its path."""
    if not isinstance(tree, dict):
        return {}
    if "value" in tree:
        return {path: tree}
    return {inner: value for key, item in tree.items() for inner, value in values(item, f"{path}.{key}").items()}


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_asks_and_what_is_known_and_not(name):
    comment = text_of(name).partition("\nformat:")[0].partition("\nextends:")[0]
    for word in ("# Asks: ", "# What is known", "hat is not known: "):
        assert word in comment
    assert text_of(name).count("\n") < 220


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_is_not_measured_has_a_range(name):
    evidence = values(yaml.safe_load(text_of(name)))
    assert len(evidence) > 15
    assert {path for path, value in evidence.items() if value["basis"] != "measured" and "range" not in value} == set()
    assert all(value["source"] for value in evidence.values())


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_page_with_its_command(name):
    page = (ROOT / "docs" / "scenarios" / f"{name}.md").read_text(encoding="utf-8")
    assert f"cascade-sim run scenarios/{name}.yaml" in page
    assert "## What it assumes" in page
    assert "## What to change" in page
    assert f"pictures/{name}" in page


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_no_error(name):
    assert "No errors." in str(cs.check(ROOT / "scenarios" / f"{name}.yaml"))


def test_turnover_and_vacancies_of_social_workers_are_those_that_the_file_says():
    scenario = load(ROOT / "scenarios" / "safeguarding-high-turnover.yaml")
    stay = scenario.plan()[0].settings[0].groups[0].mean_stay() / 365.25
    vacant = 1.25 / (stay + 1.25)
    assert 1 / stay == pytest.approx(0.16, abs=0.002)
    assert vacant == pytest.approx(0.167, abs=0.003)


def test_posts_of_the_national_scenario_are_one_and_a_half_million_half_of_them_in_each_tier():
    groups = yaml.safe_load(text_of("national-mandatory"))["groups"]
    courses = yaml.safe_load(text_of("national-mandatory"))["courses"]
    posts = {name: group["posts"].get("value", 0) for name, group in groups.items()}
    assert sum(posts.values()) == 1_500_000
    for tier in ("tier_1", "tier_2"):
        assert sum(posts[name] for name in courses[tier]["for"]) == 750_000


def test_the_scenarios_end_after_they_begin():
    for name in NAMES[1:]:
        document = yaml.safe_load(text_of(name))
        assert isinstance(document["start"], date)
        assert document["start"] < document["end"]
