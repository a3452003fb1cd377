"""What differs between scenarios, and the scenarios that lie between two."""

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import load
from cascade_sim.scenario.differing import between, changes_between, differing, joined
from tests.calling import SMALL

pytestmark = pytest.mark.unit

OTHER = """\
extends: small.yaml
name: Other
groups: {nurses: {turnover: {value: 15%/year, range: [8%/year, 20%/year]}}}
courses:
  basic:
    label: Basics
    schedule: {core: {per_year: 12}}
  more: {for: [nurses], places: 5, schedule: {core: {per_year: 2}}, taught_by: external}
changes:
  pause: {from: 2025-10-01, to: 2025-12-31, why: no money, set: {courses.*.paused: true}}
targets: {half_trained: {at_least: 60%}}
"""


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL)
    (tmp_path / "other.yaml").write_text(OTHER)
    return load(tmp_path / "small.yaml"), load(tmp_path / "other.yaml")


def test_what_differs_setting_by_setting_as_written(pair):
    told = {one.path: one for one in differing(dict(zip(("a", "b"), pair, strict=True)))}
    assert told["courses.basic.schedule.core.per_year"].values == {"a": "8", "b": "12"}
    assert told["groups.nurses.turnover"].values["b"] == "{value: 15%/year, range: [8%/year, 20%/year]}"
    assert told["changes.pause.from"].values == {"a": None, "b": "2025-10-01"}
    assert told["targets.half_trained.at_least"].values == {"a": "50%", "b": "60%"}
    matter = {path for path, one in told.items() if one.matters}
    assert {path.split(".")[-1] for path in told.keys() - matter} == {"label", "why", "at_least"}
    assert "name" not in told


def test_nothing_differs_between_a_scenario_and_itself(pair):
    assert differing({"a": pair[0], "b": pair[0]}) == ()
    assert changes_between(pair[0], pair[0]) == ()


def test_changes_are_values_taken_whole_dated_changes_and_what_is_new(pair):
    names = [change.name for change in changes_between(*pair)]
    assert names == ["groups.nurses.turnover", "courses.basic.schedule.core.per_year", "courses.more", "changes.pause"]


def test_all_changes_lead_from_one_scenario_to_the_other_and_back(pair, tmp_path):
    pair = (pair[0], load(tmp_path / "other.yaml", ["targets.half_trained.at_least=50%"]))  # what is asked stays
    for before, after in (pair, pair[::-1]):
        made = between(before, changes_between(before, after))
        assert made.fingerprint == after.fingerprint


def test_some_changes_make_a_scenario_between(pair):
    _, dates, *_ = changes_between(*pair)
    made = between(pair[0], [dates])
    assert made.plain()["courses"]["basic"]["schedule"]["core"]["per_year"] == 12
    assert "more" not in made.courses
    assert "more" not in pair[0].courses


def test_changes_that_make_no_scenario_alone_are_refused_and_can_be_joined(pair, tmp_path):
    helper = "{at_start: {members: 3, active: 3}, deliveries: {mean: 3/year}}"
    text = f"extends: small.yaml\nname: Helped\nroles: {{helper: {helper}}}\n"
    (tmp_path / "helped.yaml").write_text(f"{text}courses: {{basic: {{taught_by: {{role: helper, each: 1}}}}}}\n")
    changes = changes_between(pair[0], load(tmp_path / "helped.yaml"))
    assert {change.name.split(".")[0] for change in changes} == {"courses", "roles"}
    teaching = next(change for change in changes if change.name == "courses.basic.taught_by.role")
    with pytest.raises(ScenarioError):
        between(pair[0], [teaching])
    assert "helper" in between(pair[0], [joined(changes)]).roles
