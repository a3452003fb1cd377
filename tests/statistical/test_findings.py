"""The bounds that findings rest on, against the model: no run goes beyond them, and some come near."""

import numpy as np
import pytest

from cascade_sim.scenario.findings.ceilings import Ceiling
from cascade_sim.scenario.findings.look import Look
from cascade_sim.scenario.findings.trainers import Members
from cascade_sim.units import MONTH
from tests.running import run, scenario_of
from tests.statistical.test_workforce import BY_TENURE
from tests.statistical.tolerances import Z, assert_close, assert_mean

pytestmark = pytest.mark.statistical


@pytest.mark.parametrize("turnover", ["18%/year", BY_TENURE], ids=["constant turnover", "turnover by tenure"])
def test_no_run_lies_above_the_ceiling_and_one_with_places_for_all_comes_near(seed, turnover):
    text = f"""
        start: 2025-01-01
        end: 2029-12-31
        groups:
          staff:
            posts: 4000
            turnover: {turnover}
            time_to_fill: {{exponential: {{mean: 3 months}}}}
            hold_at_start: {{basic: 20%}}
            arrive_with: {{basic: 10%}}
        courses:
          basic:
            places: 4000
            days: [0, 7]
            closes: 2 weeks
            schedule: {{core: {{per_year: 250}}}}
            attendance: {{withdraws: 10%, first_day: 80%, later_days: 95%, rebooks: 60%}}
            demand:
              existing: {{willing: 70%, ask_over: 1 year}}
              starters: {{willing: 90%, ask_after: {{gamma: {{mean: 4 months, sd: 3 months}}}}}}
        """
    scenario = scenario_of(text)
    runs = run(scenario, replications=8, seed=seed)
    coverage = runs.stock("coverage", "holders") / runs.stock("coverage", "in_post")
    look = Look(scenario)
    later = range(3, len(runs.dates), 6)
    ceilings = np.array(
        [Ceiling.of(look, "basic", None, look.timeline.day(runs.dates[i].item()) + 1).share for i in later]
    )
    measured = coverage[:, later].mean(axis=0)
    error = coverage[:, later].std(axis=0, ddof=1) / np.sqrt(len(coverage))
    assert np.all(measured < ceilings + Z * error)
    # what keeps it from the ceiling is trying again: at worst four weeks more for each try, and a weekend
    assert np.all(measured[2:] > ceilings[2:] - 0.05)


def test_no_run_lies_above_what_its_places_allow(seed):
    text = """
        start: 2025-01-01
        end: 2029-12-31
        groups:
          steady: {posts: 1000, turnover: 6%/year, hold_at_start: {basic: 10%}}
          moving: {posts: 1000, turnover: 16%/year}
        courses:
          basic:
            places: 20
            overbook: 10%
            days: [0, 7]
            schedule: {core: {per_year: 10}}
            attendance: {withdraws: 10%, first_day: 85%, later_days: 95%}
            demand: {willing: 90%}
        targets: {most: {measure: coverage, course: basic, at_least: 99%, by: 2029-12-31}}
        """
    scenario = scenario_of(text)
    runs = run(scenario, replications=20, seed=seed)
    coverage = (runs.stock("coverage", "holders") / runs.stock("coverage", "in_post"))[:, -1]
    finding = next(finding for finding in scenario.findings if finding.kind == "target_beyond_places")
    most = float(finding.arithmetic[-1].split("= ")[1].split("%")[0]) / 100
    error = coverage.std(ddof=1) / np.sqrt(len(coverage))
    assert coverage.mean() < most + 0.0005 + Z * error  # a tenth of a percent is how it is printed
    assert coverage.mean() > most - 0.1


ROLE = """
    start: 2025-01-01
    end: 2029-12-31
    groups: {staff: {posts: 2000, turnover: 9%/year}}
    courses:
      basic:
        taught_by: {role: trainer, each: 2}
        places: 10
        schedule: {core: {per_year: 200}}
        demand: {willing: 100%}
      further:
        places: 12
        requires: {basic: 0 days}
        schedule: {yearly: {per_year: 2}}
        demand: {willing: 50%}
        makes: trainer
    roles:
      trainer:
        at_start: {members: 40, active: 30}
        deliveries: {mean: 5/year, spread: 0.8}
        never_start: 20%
        stops: 25%/year
        starts_again: 20%/year
    """


def test_active_members_are_as_many_as_expected_where_nobody_joins(seed):
    scenario = scenario_of(ROLE, "courses.further.demand.willing=0%")
    runs = run(scenario, replications=60, seed=seed)
    expected = Members(Look(scenario), 0).active
    at = np.arange(1, len(runs.days), 6)
    assert_mean(
        runs.stock("roles", "active")[:, at], np.interp(runs.days[at], np.arange(len(expected)) * MONTH, expected)
    )


def test_members_never_exceed_what_is_expected_nor_their_deliveries_what_they_can_give(seed):
    scenario = scenario_of(ROLE)
    runs = run(scenario, replications=20, seed=seed)
    look = Look(scenario)
    members = Members(look, 0)
    active = runs.stock("roles", "active")
    expected = np.interp(runs.days, np.arange(len(members.active)) * MONTH, members.active)
    error = active.std(axis=0, ddof=1) / np.sqrt(len(active))
    assert np.all(active.mean(axis=0) <= expected + Z * error + 1e-9)
    assert_close(active.mean(axis=0)[-1], expected[-1], error[-1], bias=0.15 * expected[-1])  # and they come near

    assert any(finding.kind == "capacity_below_need" for finding in scenario.findings)
    given = np.array([(rows == "run").sum() for rows in runs.each("deliveries", "status")])
    can = (
        sum(members.mean_active(w) * 5 for w in look.windows)
        + members.active[0]
        + members.joined(0, look.timeline.days)
    )
    assert 2 * given.mean() <= can + Z * 2 * given.std(ddof=1) / np.sqrt(len(given))
    assert 2 * given.mean() < members.needed(look.windows[0])[1] * len(look.windows)
