"""More of what helps never leaves fewer people trained: under shared luck, for certain or on average."""

import numpy as np
import pytest

from tests.running import run, scenario_of
from tests.statistical.tolerances import assert_more

pytestmark = pytest.mark.statistical

NOBODY_LEAVES = """
    start: 2025-01-01
    end: 2028-12-31
    groups: {nurses: {posts: 300, turnover: 0%/year}, teachers: {posts: 200, turnover: 0%/year}}
    courses:
      basic:
        days: [0, 7]
        places: 10
        schedule: {core: {per_year: 10}}
        closes: 2 weeks
        demand: {willing: 90%}
        priority: [teachers]
    """


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("courses.basic.schedule.core.per_year=10", "courses.basic.schedule.core.per_year=11"),
        ("courses.basic.schedule.core.per_year=10", "courses.basic.schedule.core.per_year=25"),
        ("courses.basic.schedule.core.per_year=10", "courses.basic.schedule.extra={dates: [2025-01-10, 2026-06-01]}"),
        (
            "courses.basic.schedule.core.per_year=10",
            "courses.basic.schedule.extra={when_waiting: 30, at_most: 1/month}",
        ),
        ("courses.basic.places=10", "courses.basic.places=11"),
        ("courses.basic.demand.existing.ask_over=2 years", "courses.basic.demand.existing.ask_over=1 year"),
        ("courses.basic.demand.willing=60%", "courses.basic.demand.willing=80%"),
        ("groups.nurses.hold_at_start={basic: 10%}", "groups.nurses.hold_at_start={basic: 20%}"),
        ("groups.nurses.release={per_delivery: 4}", "groups.nurses.release={per_delivery: 5}"),
    ],
)
def test_where_nobody_leaves_no_replication_ever_has_fewer_holders(seed, less, more):
    fewer, at_least = (
        run(NOBODY_LEAVES, one, replications=5, seed=seed).stock("coverage", "holders") for one in (less, more)
    )
    assert np.all(at_least >= fewer)
    assert np.any(at_least > fewer)


CASCADE = """
    start: 2025-01-01
    end: 2028-12-31
    groups:
      nurses: {posts: 300, turnover: 12%/year, time_to_fill: {gamma: {mean: 9 weeks, sd: 5 weeks}}}
      teachers: {posts: 200, turnover: 8%/year}
    courses:
      basic:
        taught_by: {role: trainer, each: 2, experienced: 1}
        days: [0, 14]
        places: 10
        minimum: 5
        schedule: {core: {per_year: 12}}
        closes: 3 weeks
        attendance: {withdraws: 9%, first_day: 88%, later_days: 89%, rebooks: 80%}
        demand: {willing: 85%, existing: {ask_over: 2 years}, starters: {ask_after: 4 weeks}}
    roles:
      trainer:
        at_start: {members: 12, active: 10, experienced: 6, from: {nurses: 50%, teachers: 50%}}
        deliveries: {mean: 3/year, spread: 1.2}
        stops: 15%/year
        starts_again: 5%/year
        supervised: 2
        drops_out: 5%
    """
MANY_TRAINERS = ("roles.trainer.at_start={members: 60, active: 60, from: {nurses: 50%, teachers: 50%}}",)
FEW_TRAINERS = (
    "roles.trainer.at_start={members: 10, active: 10, experienced: 5, from: {nurses: 50%, teachers: 50%}}",
    "roles.trainer.deliveries={mean: 2/year, spread: 0.5}",
    "courses.basic.schedule.core.per_year=30",
)
OFTEN_STOP = (*FEW_TRAINERS, "roles.trainer.stops=60%/year")
NOVICES_ALONE = (*FEW_TRAINERS, "courses.basic.taught_by.experienced=0")
FEW_EXPERIENCED = (*FEW_TRAINERS, "roles.trainer.at_start.experienced=2")
MANY_PLACES = (*MANY_TRAINERS, "courses.basic.places=30", "courses.basic.schedule.core.per_year=20")


@pytest.mark.parametrize(
    ("first", "less", "more"),
    [
        (MANY_TRAINERS, "courses.basic.schedule.core.per_year=12", "courses.basic.schedule.core.per_year=16"),
        ((), "courses.basic.places=10", "courses.basic.places=12"),
        ((), "courses.basic.attendance.first_day=80%", "courses.basic.attendance.first_day=95%"),
        ((), "courses.basic.attendance.later_days=80%", "courses.basic.attendance.later_days=95%"),
        ((), "courses.basic.attendance.withdraws=20%", "courses.basic.attendance.withdraws=5%"),
        ((), "courses.basic.overbook=0%", "courses.basic.overbook=20%"),
        ((), "groups.nurses.turnover=25%/year", "groups.nurses.turnover=5%/year"),
        ((), "groups.nurses.arrive_with={basic: 0%}", "groups.nurses.arrive_with={basic: 50%}"),
        ((), "courses.basic.valid_for=2 years", "courses.basic.valid_for=forever"),
        (FEW_TRAINERS, "roles.trainer.deliveries.mean=2/year", "roles.trainer.deliveries.mean=4/year"),
        (FEW_TRAINERS, "roles.trainer.stops=60%/year", "roles.trainer.stops=5%/year"),
        (OFTEN_STOP, "roles.trainer.starts_again=5%/year", "roles.trainer.starts_again=100%/year"),
        (FEW_TRAINERS, "roles.trainer.at_start.members=10", "roles.trainer.at_start={members: 20, active: 20}"),
        (NOVICES_ALONE, "courses.basic.taught_by.each=2", "courses.basic.taught_by.each=1"),
        (FEW_EXPERIENCED, "roles.trainer.supervised=100", "roles.trainer.supervised=0"),
        (FEW_TRAINERS, "roles.trainer.drops_out=50%", "roles.trainer.drops_out=0%"),
        (FEW_TRAINERS, "roles.trainer.stops_if_unused=1 week", "roles.trainer.stops_if_unused=5 years"),
        (MANY_PLACES, "courses.basic.demand.willing=60%", "courses.basic.demand.willing=80%"),
        (
            MANY_PLACES,
            "courses.basic.demand.starters.ask_after=1 year",
            "courses.basic.demand.starters.ask_after=0 days",
        ),
        (MANY_PLACES, "courses.basic.minimum=16", "courses.basic.minimum=0"),
        (MANY_PLACES, "courses.basic.attendance.rebooks=20%", "courses.basic.attendance.rebooks=90%"),
        (MANY_PLACES, "groups.nurses.release={per_delivery: 2}", "groups.nurses.release={per_delivery: 6}"),
    ],
)
def test_on_average_what_helps_trains_more(seed, first, less, more):
    worse, better = (run(scenario_of(CASCADE, *first, one), replications=24, seed=seed) for one in (less, more))
    assert_more(_coverage(better), _coverage(worse))


def _coverage(runs):
    """The share of staff trained, on average over the run's last two years."""
    holders, in_post = (runs.stock("coverage", column)[:, -24:] for column in ("holders", "in_post"))
    return (holders / in_post).mean(axis=1)
