"""Training in suicide prevention in three health boards: what their files assume can produce what was counted there."""

from pathlib import Path

import numpy as np
import pytest
import yaml

import cascade_sim as cs
from cascade_sim.analysis.observing import observed_values
from cascade_sim.scenario import load, load_history

pytestmark = pytest.mark.regression
ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
FILES = {
    "lanarkshire": "suicide-prevention",
    "fife": "suicide-prevention-fife",
    "grampian": "suicide-prevention-grampian",
}
COUNTED = {
    "lanarkshire": [0.30, 0.40, 0.45, 0.52, 0.55],
    "fife": [0.10, 0.17, 0.21, 0.47, 0.51],
    "grampian": [0.16, 0.28, 0.34, 0.44, 0.50],
}
FEW_FUTURES = 100
PLAIN = ("days", "each", "from.frontline", "priority")  # what the scenario is about, not what is known of it


def written(board):
    return yaml.safe_load((SCENARIOS / f"{FILES[board]}.yaml").read_text(encoding="utf-8"))


def counts(board, scenario):
    return load_history(SCENARIOS / "history" / f"suicide-prevention-{board}.csv", scenario)


def values(tree, path=""):
    """Every value under groups, courses and roles by its path; those with evidence are mappings."""
    if not isinstance(tree, dict) or "value" in tree:
        yield path.removeprefix("."), tree
        return
    for key, item in tree.items():
        yield from values(item, f"{path}.{key}")


@pytest.mark.parametrize("board", FILES)
def test_every_number_says_where_it_comes_from_and_those_that_are_assumed_mostly_have_a_range(board):
    document = written(board)
    told = [pair for kind in ("groups", "courses", "roles") for pair in values(document.get(kind, {}))]
    numbers = {
        path: value for path, value in told
        if isinstance(value, dict) or (any(c.isdigit() for c in str(value)) and not path.endswith(PLAIN))
    }  # fmt: skip
    assert {path for path, value in numbers.items() if not isinstance(value, dict)} == set()
    assert all(value["source"] and value["basis"] for value in numbers.values())
    ours = load(SCENARIOS / f"{FILES[board]}.yaml")
    fitted = [path for path, value in values(yaml.safe_load(ours.resolved())) if is_open(value)]
    assert 4 <= len(fitted) <= 8, fitted


def is_open(value):
    return isinstance(value, dict) and "range" in value and value["basis"] != "measured"


@pytest.mark.parametrize("board", FILES)
def test_its_history_is_that_of_the_data_file_and_all_of_it_within_the_run(board):
    scenario = load(SCENARIOS / f"{FILES[board]}.yaml")
    history = counts(board, scenario)
    assert not history.set_aside
    assert [count.value for count in history.observations] == pytest.approx(COUNTED[board])
    assert {count.measure for count in history.observations} == {"coverage"}
    first = history.observations[0].date
    assert 0 < (first - scenario.start).days < 31
    assert [count.date <= scenario.today for count in history.observations] == [True, True, True, False, False]


@pytest.mark.parametrize("board", FILES)
def test_each_share_could_have_come_of_what_is_assumed(board):
    result = cs.run(SCENARIOS / f"{FILES[board]}.yaml", replications=FEW_FUTURES, jobs=1)
    runs = result.tables["runs"]
    assert set(runs["status"]) == {"done"}
    full = (runs["kind"] == "full").to_numpy()
    for count in counts(board, result.scenario).observations:
        futures = observed_values(result.tables, count)[full, 0]
        low, high = np.quantile(futures, [0.01, 0.99])
        assert low < count.value < high, count.date


def test_its_page_says_what_is_fitted_and_what_is_held_out():
    page = (ROOT / "docs" / "scenarios" / "suicide-prevention.md").read_text(encoding="utf-8")
    for said in (
        "cascade-sim run scenarios/suicide-prevention.yaml",
        "## Calibrated on its own counts",
        "## What it assumes",
        "## What to change",
        "pictures/suicide-prevention",
    ):
        assert said in page


@pytest.mark.parametrize("board", FILES)
def test_check_finds_no_error(board):
    assert "No errors." in str(cs.check(SCENARIOS / f"{FILES[board]}.yaml"))
