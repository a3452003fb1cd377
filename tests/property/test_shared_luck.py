"""Scenarios share their luck: what nobody meets changes nothing that was there."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cascade_sim as cs

pytestmark = pytest.mark.property
OUTLINE = Path(__file__).parents[1] / "scenarios" / "outline.yaml"
REPLICATIONS = 2
FIVE_YEARS = ["end=2020-03-31", "changes={}", "courses.foundation.schedule.booked=null", "targets=null"]

UNMET = {
    "group": ["groups.unmet={posts: 300, turnover: 20%/year}"],
    "first group": ["groups.aaa={posts: 50, turnover: 5%/year, time_to_fill: 3 weeks}"],
    "course": [
        "courses.unmet={for: [primary], taught_by: external, places: 5, demand: {willing: 50%}, "
        "schedule: {s: {per_year: 9}}}"
    ],
    "role": ["roles.unmet={at_start: {members: 0, active: 0, experienced: 0}, deliveries: 3/year}"],
    "change that sets what is so": ["changes.nothing={from: 2018-01-01, set: {courses.foundation.places: 17}}"],
    "change that scales by one": ["changes.nothing={from: 2018-01-01, scale: {groups.*.turnover: 1}}"],
    "change that adds nothing": ["changes.nothing={from: 2018-01-01, to: 2019-01-01, add: {groups.primary.posts: 0}}"],
}


def tables_of(*sets: str) -> Mapping[str, pd.DataFrame]:
    return cs.run(OUTLINE, replications=REPLICATIONS, jobs=1, chance_only=True, sets=[*FIVE_YEARS, *sets]).tables


@pytest.fixture(scope="module")
def before() -> Mapping[str, pd.DataFrame]:
    return tables_of()


@pytest.mark.parametrize("sets", UNMET.values(), ids=UNMET)
def test_what_nobody_meets_leaves_every_row_as_it_was(before, sets):
    after = tables_of(*sets)
    for name in ("workforce", "coverage", "waits", "roles", "deliveries", "limits"):
        old, new = before[name], after[name]
        for column in ("group", "course", "role"):
            if column in new:
                new = new[new[column].isin(old[column].unique())]
        assert len(old) == len(new) > 0, name
        for column in old.columns:
            was, now = (np.asarray(frame[column].astype(str) if frame[column].dtype == "category" else frame[column])
                        for frame in (old, new))  # fmt: skip
            assert (was == now).all(), f"{name}.{column}"


def test_a_change_that_changes_something_does_change_rows_and_leaves_the_workforce_alone(before):
    after = tables_of("courses.foundation.places=12")
    assert before["coverage"]["holders"].sum() > after["coverage"]["holders"].sum()
    assert (before["workforce"]["in_post"].to_numpy() == after["workforce"]["in_post"].to_numpy()).all()
