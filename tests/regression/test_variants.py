"""The variants of the founding scenario: few lines, the same past, and a future that differs as each says."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

import cascade_sim as cs

pytestmark = pytest.mark.regression
SCENARIOS = Path(__file__).parents[2] / "scenarios"
FOUNDING = "north-lanarkshire"
TODAY, HORIZON = pd.Timestamp("2024-09-01"), pd.Timestamp("2028-03-31")
PER_YEAR = "courses.foundation.schedule.core.per_year"
SETTINGS = {  # what each variant names, besides its name
    "more-courses": {f"changes.more_courses.scale.{PER_YEAR}"},
    "more-trainers": {"changes.more_trainer_courses.set.courses.train_the_trainer.schedule.yearly.per_year"},
    "trainers-start-again": {"changes.support_for_trainers.set.roles.trainer.starts_again"},
    "whole-year-dates": {
        *(f"calendar.closed.{name}.until" for name in ("summer", "easter", "christmas")),
        f"changes.as_many_a_month_as_in_term.scale.{PER_YEAR}",
    },
    "overbooking": {"changes.overbooking.set.courses.foundation.overbook"},
    "turnover-shock": {"changes.turnover_shock.scale.groups.*.turnover"},
    "trained-before-they-start": {"defaults.groups.arrive_with"},
}
VALUES = ("value", "range", "source", "basis")


@cache
def futures(name: str) -> Mapping[str, pd.DataFrame]:
    """The tables of three futures of a scenario."""
    return cs.run(SCENARIOS / f"{name}.yaml", replications=2, jobs=1).tables


def at(name: str, table: str, column: str, since: str | None = None) -> float:
    """A column over all groups at March 2028, or added up from `since` to then, as a mean over futures."""
    rows = futures(name)[table]
    when = pd.to_datetime(rows["date"])
    kept = (when == HORIZON) if since is None else (when >= pd.Timestamp(since)) & (when <= HORIZON)
    if "course" in rows:
        kept &= rows["course"] == "foundation"
    return float(rows.loc[kept, column].sum()) / 3


def first_days(name: str) -> pd.Series:
    """The first days of foundation courses."""
    rows = futures(name)["deliveries"]
    return pd.to_datetime(rows.loc[rows["course"] == "foundation", "planned"])


def leaves(tree: object, path: str = "") -> dict[str, object]:
    """Every setting of a file by its path; a value, with its evidence or by date, is one setting."""
    if not isinstance(tree, dict) or any(key in VALUES for key in tree) or path.endswith("arrive_with"):
        return {path: tree}
    return {
        inner: value
        for key, item in tree.items()
        for inner, value in leaves(item, f"{path}.{key}" if path else key).items()
    }


def resolved(name: str) -> dict[str, object]:
    """The settings of a scenario as it would be run."""
    from cascade_sim.scenario import load  # noqa: PLC0415

    return leaves(yaml.safe_load(load(SCENARIOS / f"{name}.yaml").resolved()))


def test_every_short_scenario_beside_the_founding_one_is_a_variant_of_it():
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SCENARIOS.glob("*.yaml")}
    assert {name for name, text in texts.items() if text.startswith("# Asks: ")} == set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_variant_says_what_it_asks_in_a_few_lines(name):
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Asks: ")
    assert "?" in text[: text.index("extends:")]
    assert f"\nextends: {FOUNDING}.yaml\nname: North Lanarkshire, " in text
    assert text.count("\n") <= 20


@pytest.mark.parametrize("name", SETTINGS)
def test_a_variant_differs_only_in_the_settings_it_names(name):
    ours, theirs = resolved(name), resolved(FOUNDING)
    differing = {path for path in {*ours, *theirs} if ours.get(path) != theirs.get(path)} - {"name"}
    assert {path for path in differing if not path.endswith((".from", ".to", ".why"))} == SETTINGS[name]
    assert all(path.startswith("changes.") for path in differing - SETTINGS[name])


@pytest.mark.parametrize("name", SETTINGS)
def test_check_finds_nothing_wrong_with_a_variant(name):
    assert "No errors." in str(cs.check(SCENARIOS / f"{name}.yaml"))


@pytest.mark.parametrize("name", SETTINGS)
def test_the_past_of_a_variant_is_that_of_the_founding_programme(name):
    ours, theirs = futures(name), futures(FOUNDING)
    for table, dated in (("workforce", "date"), ("coverage", "date"), ("roles", "date"), ("limits", "month")):
        for rows in (past(ours[table], dated), past(theirs[table], dated)):
            assert len(rows) > 300
        pd.testing.assert_frame_equal(past(ours[table], dated), past(theirs[table], dated))
    finished = TODAY - pd.Timedelta(days=60)  # what is over by today; later ones may end in what changes
    pd.testing.assert_frame_equal(*(past(tables["deliveries"], "planned", finished) for tables in (ours, theirs)))


def past(rows: pd.DataFrame, dated: str, until: pd.Timestamp = TODAY) -> pd.DataFrame:
    return rows[pd.to_datetime(rows[dated]) < until].reset_index(drop=True)


def test_more_courses_train_more_people():
    since = (first_days("more-courses") >= "2025-06-01").sum() / (first_days(FOUNDING) >= "2025-06-01").sum()
    assert 1.4 < since < 1.6
    assert at("more-courses", "coverage", "holders") > at(FOUNDING, "coverage", "holders") + 100


def test_more_trainers_are_trained_and_train_nobody_more_while_dates_hold_it_back():
    assert at("more-trainers", "roles", "members") > at(FOUNDING, "roles", "members") + 40
    assert at("more-trainers", "coverage", "holders") == at(FOUNDING, "coverage", "holders")


def test_more_trainers_start_again():
    started = [at(name, "roles", "started_again", since="2025-04-01") for name in ("trainers-start-again", FOUNDING)]
    assert started[0] > 1.3 * started[1]
    assert at("trainers-start-again", "roles", "active") > at(FOUNDING, "roles", "active")
    assert at("trainers-start-again", "coverage", "holders") == at(FOUNDING, "coverage", "holders")


def test_whole_year_dates_lie_in_the_holidays_too_and_as_close_as_in_term():
    def in_july_after_2024(name: str) -> int:
        days = first_days(name)
        return int(((days.dt.month == 7) & (days.dt.year > 2024)).sum())

    assert in_july_after_2024(FOUNDING) == 0
    assert in_july_after_2024("whole-year-dates") > 3 * 3
    june = [int((days.dt.month == 6).sum()) for days in (first_days("whole-year-dates"), first_days(FOUNDING))]
    assert abs(june[0] - june[1]) <= 3 * 5  # one a year at most, in three futures of five more years
    assert at("whole-year-dates", "coverage", "holders") > at(FOUNDING, "coverage", "holders")


def test_overbooking_fills_places():
    def filled(name: str) -> float:
        rows = futures(name)["deliveries"]
        run = rows[(rows["course"] == "foundation") & (pd.to_datetime(rows["planned"]) > "2025-06-01")]
        return float((run["completed"] / run["places"])[run["status"] == "run"].mean())

    assert filled("overbooking") > filled(FOUNDING) + 0.02
    assert at("overbooking", "coverage", "holders") > at(FOUNDING, "coverage", "holders")


def test_a_shock_makes_more_people_leave_for_a_year():
    def left(name: str, first: str, last: str) -> int:
        rows = futures(name)["workforce"]
        when = pd.to_datetime(rows["date"])
        return int(rows.loc[(when >= first) & (when <= last), "left"].sum())

    shock = [left(name, "2025-04-01", "2026-03-31") for name in ("turnover-shock", FOUNDING)]
    assert 1.2 < shock[0] / shock[1] < 1.8
    assert at("turnover-shock", "coverage", "holders") < at(FOUNDING, "coverage", "holders")


def test_recruits_arrive_trained_from_the_day_it_says():
    rows = futures("trained-before-they-start")["coverage"]
    when = pd.to_datetime(rows["date"])
    assert rows.loc[when < "2025-04-01", "arrived_with"].sum() == 0
    began = at("trained-before-they-start", "workforce", "started", since="2025-04-30")
    share = at("trained-before-they-start", "coverage", "arrived_with", since="2025-04-30") / began
    assert 0.3 < share < 0.7
    assert at("trained-before-they-start", "coverage", "holders") > at(FOUNDING, "coverage", "holders") + 200
