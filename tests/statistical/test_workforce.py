"""The workforce against renewal theory: in balance from the first day, and who leaves when."""

import numpy as np
import pytest

from cascade_sim.model.workforce import draw_workforce
from cascade_sim.randomness.streams import Luck
from cascade_sim.timeline import YEAR
from tests.running import Runs, run, scenario_of
from tests.statistical.tolerances import assert_close, assert_distributed, assert_mean, assert_shares

pytestmark = pytest.mark.statistical

FIRST, LATER = 0.30, 0.10
MEAN_STAY = (1 - np.exp(-FIRST)) / FIRST + np.exp(-FIRST) / LATER  # years
BY_TENURE = "{first_year: 30%/year, later: 10%/year}"
# A post that has filled may fill again within a short time t, with a chance below FIRST × t, as a hazard is at most
# that. So the number of events in t is Poisson but for a variance that is up to so much higher.
WITHIN_A_MONTH, WITHIN_A_QUARTER = 1 + FIRST / 12, 1 + FIRST / 4


def staying(years):
    """E[min(stay, years)]: how much of an average stay falls within its first `years`."""
    in_first = (1 - np.exp(-FIRST * np.minimum(years, 1))) / FIRST
    return in_first + np.exp(-FIRST) * (1 - np.exp(-LATER * np.maximum(years - 1, 0))) / LATER


def groups_alone(years: int, **groups: str) -> str:
    """A scenario that is nothing but groups, from 2025 on."""
    told = "\n".join(f"  {name}: {written}" for name, written in groups.items())
    return f"start: 2025-01-01\nend: {2024 + years}-12-31\ngroups:\n{told}"


def year_ends(runs: Runs) -> np.ndarray:
    """Places of the snapshots on 31 December and of the opening row."""
    return np.flatnonzero(runs.dates.astype("datetime64[M]").astype(int) % 12 == 11)


@pytest.mark.parametrize("held", [1.0, 0.6])
def test_holders_decay_at_the_rate_of_turnover_where_nobody_is_trained(seed, held):
    posts, turnover = 100_000, 0.18
    runs = run(
        f"""
        start: 2025-01-01
        end: 2034-12-31
        groups: {{staff: {{posts: {posts}, turnover: 18%/year, hold_at_start: {{basic: {held:.0%}}}}}}}
        courses: {{basic: {{places: 20}}}}
        """,
        seed=seed,
    )
    assert np.all(runs.stock("workforce", "in_post") == posts)
    at = year_ends(runs)
    expected = held * np.exp(-turnover * np.maximum(runs.years[at], 0))
    assert_shares(runs.stock("coverage", "holders")[0, at], posts, expected)


def test_a_mean_stay_of_8_27_years():
    assert round(MEAN_STAY, 2) == 8.27


def test_leavers_are_as_many_each_year_from_the_first_on(seed):
    posts = 20_000
    runs = run(groups_alone(10, staff=f"{{posts: {posts}, turnover: {BY_TENURE}}}"), replications=20, seed=seed)
    left = runs.stock("workforce", "left")
    at = year_ends(runs)
    by_year = np.diff(left.cumsum(axis=1)[:, at], axis=1)
    assert_mean(by_year, posts / MEAN_STAY * np.diff(runs.years[at]))

    months = np.diff(runs.years[:13])
    expected = posts / MEAN_STAY * months
    assert_close(left[:, 1:13].mean(axis=0), expected, np.sqrt(expected * WITHIN_A_MONTH / len(left)))


def test_tenure_at_the_start_and_the_rest_of_the_stay_are_in_balance(seed):
    scenario = scenario_of(groups_alone(1, staff=f"{{posts: 200000, turnover: {BY_TENURE}}}"))
    people = draw_workforce(scenario.plan()[0], Luck(seed, 1)).people
    existing = people.existing
    assert existing.sum() == 200_000
    assert_distributed(-people.start[existing] / YEAR, lambda years: staying(years) / MEAN_STAY)
    assert_distributed(people.leave[existing] / YEAR, lambda years: staying(years) / MEAN_STAY)


def test_stays_of_those_who_start_have_the_two_hazards(seed):
    scenario = scenario_of(groups_alone(40, staff=f"{{posts: 50000, turnover: {BY_TENURE}}}"))
    people = draw_workforce(scenario.plan()[0], Luck(seed, 1)).people
    stays = (people.leave - people.start)[~people.existing] / YEAR

    def share_gone(years):
        return 1 - np.exp(-FIRST * np.minimum(years, 1) - LATER * np.maximum(years - 1, 0))

    assert_distributed(stays, share_gone)


TIMES_TO_FILL = {
    "at_random": ("{exponential: {mean: 6 months}}", 0.5),
    "alike": ("{gamma: {mean: 6 months, sd: 2 months}}", 0.5),
    "unequal": ("{gamma: {mean: 6 months, sd: 9 months}}", 0.5),
    "long_tail": ("{lognormal: {mean: 6 months, sd: 9 months}}", 0.5),
    "fixed": ("6 months", 0.5),
    "between": ("{uniform: {low: 0 months, high: 12 months}}", 0.5),
    "peaked": ("{triangular: {low: 0 months, mode: 0 months, high: 18 months}}", 0.5),
    "observed": ("{empirical: [0 months, 1 month, 2 months, 21 months]}", 0.5),
}


@pytest.mark.parametrize(("turnover", "stay"), [(BY_TENURE, MEAN_STAY), ("50%/year", 2.0)])
def test_vacancies_are_in_balance_from_the_first_day_on(seed, turnover, stay):
    posts = 100_000
    groups = {
        name: f"{{posts: {posts}, turnover: {turnover}, time_to_fill: {fill}}}"
        for name, (fill, _) in TIMES_TO_FILL.items()
    }
    runs = run(groups_alone(4, **groups), seed=seed)
    again = 1 + 0.5 / 4 if stay == 2.0 else WITHIN_A_QUARTER
    for name, (_, to_fill) in TIMES_TO_FILL.items():
        share = stay / (stay + to_fill)
        filled = runs.stock("workforce", "in_post", group=name)[0]
        assert np.all(runs.stock("workforce", "posts", group=name) == posts)
        assert_shares(filled[[0, 1, 2, 3, 6, 9, 12, 18, 24, 48]], posts, share)

        quarters = [0, 3, 6, 9, 12]
        expected = posts / (stay + to_fill) * np.diff(runs.years[quarters])
        for flow in ("started", "left"):
            by_quarter = np.diff(runs.stock("workforce", flow, group=name)[0].cumsum()[quarters])
            assert_close(by_quarter, expected, np.sqrt(expected * again))


def test_one_post_more_changes_nobody_else(seed):
    people = []
    for posts in (300, 301):
        written = groups_alone(10, staff=f"{{posts: {posts}, turnover: 20%/year}}")
        drawn = draw_workforce(scenario_of(written).plan()[0], Luck(seed, 1)).people
        people.append(set(zip(drawn.key.tolist(), drawn.start.tolist(), drawn.leave.tolist(), strict=True)))
    assert people[0] < people[1]
