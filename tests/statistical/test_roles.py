"""How many members of a role are active, against the two-state chain they are: stopping and starting again."""

import numpy as np
import pytest

from cascade_sim.timeline import YEAR
from tests.running import run
from tests.statistical.tolerances import assert_close, assert_shares

pytestmark = pytest.mark.statistical

STOPS, AGAIN, LEAVE = 0.5, 0.3, 0.4  # a year
TO_INACTIVE = STOPS + AGAIN
LONG_RUN = AGAIN / TO_INACTIVE


def active_after(years, at_first):
    """The chance to be active some years after being so with chance `at_first`."""
    return LONG_RUN + (at_first - LONG_RUN) * np.exp(-TO_INACTIVE * np.maximum(years, 0))


@pytest.mark.parametrize("active", [8000, 2000, 0])
def test_a_closed_set_of_members(seed, active):
    members = 8000
    runs = run(
        f"""
        start: 2025-01-01
        end: 2034-12-31
        groups: {{staff: {{posts: {members}, turnover: 0%/year}}}}
        roles:
          trainer:
            at_start: {{members: {members}, active: {active}, from: {{staff: 100%}}}}
            deliveries: 3/year
            stops: {STOPS:.0%}/year
            starts_again: {AGAIN:.0%}/year
        """,
        seed=seed,
    )
    assert np.all(runs.stock("roles", "members") == members)
    at = [0, 1, 3, 6, 12, 24, 36, 60, 120]
    measured = runs.stock("roles", "active")[0, at]
    chances = [active_after(runs.years[at], first) for first in (1.0, 0.0)]
    expected = active * chances[0] + (members - active) * chances[1]
    variance = sum(n * p * (1 - p) for n, p in zip((active, members - active), chances, strict=True))
    assert_close(measured, expected, np.sqrt(variance))
    assert abs(expected[-1] / members - LONG_RUN) < np.exp(-TO_INACTIVE * runs.years[-1])

    # What is so and what happened are recorded apart; and at 0.5 a year for 10 years, members stop more than once.
    assert runs.flow("roles", "stopped")[0] - runs.flow("roles", "started_again")[0] == active - measured[-1]


def test_members_who_leave_and_are_replaced_by_newcomers_who_start_active(seed):
    """Everybody in the group is a member at the start; whoever starts asks at once for the course that makes members.

    It is held every day with places for all, so those who start on day d (ending at moment d + 1) are members, and
    active, from the end of the day after, d + 2, on. At the end of a day, t, a post's holder started in the day that
    ended at k with chance e^(−τ(t − k)) − e^(−τ(t − k + 1)), and is a member if k + 1 ≤ t. That makes the sum below,
    exactly; it differs from the closed form by what happens in two days.
    """
    posts, years = 1000, 6
    start = np.datetime64("2025-01-01")
    days = np.arange(start, np.datetime64(f"{2025 + years}-01-01"))
    runs = run(
        f"""
        start: {start}
        end: {days[-1]}
        groups: {{staff: {{posts: {posts}, turnover: {LEAVE:.0%}/year}}}}
        courses:
          making:
            places: {posts}
            schedule: {{daily: {{dates: [{", ".join(map(str, days))}]}}}}
            demand: {{existing: {{willing: 0%}}, starters: {{willing: 100%}}}}
            makes: trainer
        roles:
          trainer:
            at_start: {{members: {posts}, active: {posts}, from: {{staff: 100%}}}}
            deliveries: 3/year
            stops: {STOPS:.0%}/year
            starts_again: {AGAIN:.0%}/year
        """,
        replications=4,
        seed=seed,
    )
    at = [1, 6, 12, 24, 48, 72]
    ends = np.round(runs.days[at]).astype(int)
    day = LEAVE / YEAR
    for column, chance in (("members", lambda _: 1.0), ("active", lambda years: active_after(years, 1.0))):
        expected = []
        for t in ends:
            k = np.arange(1, t)
            stayed = np.exp(-day * (t - k)) - np.exp(-day * (t - k + 1))
            expected.append(np.exp(-day * t) * chance(t / YEAR) + (stayed * chance((t - k - 1) / YEAR)).sum())
        measured = runs.stock("roles", column)[:, at].sum(axis=0)
        assert_shares(measured, posts * len(runs.tables), np.array(expected))
        if column == "members":
            assert np.all(1 - np.array(expected) < 2 * day)
    closed = (AGAIN + LEAVE) / (STOPS + AGAIN + LEAVE)
    two_days, not_there_yet = 2 * day, np.exp(-(TO_INACTIVE + LEAVE) * ends[-1] / YEAR)
    assert abs(expected[-1] - closed) < two_days + not_there_yet
    error = np.sqrt(closed * (1 - closed) / posts / len(runs.tables))
    assert_close(measured[-1] / posts / len(runs.tables), closed, error, bias=two_days + not_there_yet)
