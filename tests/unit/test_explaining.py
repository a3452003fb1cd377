"""Why plans differ, run: the bars add up, and what cannot be run by itself is joined."""

import pytest

import cascade_sim as cs
from tests.calling import SMALL

pytestmark = pytest.mark.unit

SEVEN = """\
extends: small.yaml
name: Seven changes
groups: {nurses: {posts: 44}, teachers: {posts: 22, turnover: 9%/year}}
courses: {basic: {places: 12, minimum: 2, schedule: {core: {per_year: 10}}}}
roles: {trainer: {stops: 5%/year}}
"""
HELPED = """\
extends: small.yaml
name: Helped
roles: {helper: {at_start: {members: 3, active: 3}, deliveries: {mean: 9/year}}}
groups: {nurses: {posts: 44}}
courses: {basic: {taught_by: {role: helper, each: 1}}}
"""


@pytest.fixture
def waterfall(tmp_path):
    def run(text, replications=4):
        (tmp_path / "small.yaml").write_text(SMALL)
        (tmp_path / "plan.yaml").write_text(text)
        paths = [tmp_path / "small.yaml", tmp_path / "plan.yaml"]
        return cs.compare(paths, replications=replications, jobs=1, why=True)

    return run


def bars_of(compared):
    table = compared.tables["waterfall"]
    return table[table["name"] == "half_trained"].set_index("change")


def adds_up(bars):
    return bars["mean"].iloc[:-1].sum() == pytest.approx(bars["mean"].iloc[-1])


def test_more_than_six_changes_are_made_in_file_order_and_it_says_so(waterfall):
    compared = waterfall(SEVEN)
    bars = bars_of(compared)
    assert (len(bars), set(bars["method"])) == (9, {"file order"})
    assert adds_up(bars)
    assert bars["alone"].iloc[1] == pytest.approx(bars["mean"].iloc[1])  # the first is made to the baseline
    assert "changes in file order; each alone they add up to" in str(compared.summary())


def test_changes_that_make_no_scenario_alone_are_joined(waterfall):
    bars = bars_of(waterfall(HELPED))
    together = [change for change in bars.index if " and " in change]
    assert len(together) == 1
    assert "roles.helper" in together[0] and "courses.basic.taught_by.role" in together[0]
    assert (len(bars), set(bars["method"])) == (4, {"shapley"})
    assert adds_up(bars)


def test_one_change_is_the_whole_difference(waterfall):
    compared = waterfall("extends: small.yaml\nname: One\ncourses: {basic: {places: 12}}\n")
    bars, row = bars_of(compared), compared.tables["differences"].iloc[0]
    assert bars.loc["courses.basic.places", "mean"] == row["mean"]
    assert (bars.loc["courses.basic.places", "mean_low"]) == pytest.approx(row["mean_low"])


def test_what_changes_nothing_has_no_waterfall(waterfall):
    compared = waterfall("extends: small.yaml\nname: Same\ncourses: {basic: {label: Called otherwise}}\n", 2)
    assert compared.tables["waterfall"].empty
    assert "nothing that the model would notice" in str(compared.summary())
