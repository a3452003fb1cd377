"""What a count would have been in each future: at the dates that the summaries tell, it is what they tell."""

import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import cascade_sim as cs
from cascade_sim.analysis.observing import Futures, Series, day, observed, observed_values, spread
from cascade_sim.measures import COUNTS, DELIVERIES_YEARLY, LADDER, MEASURES, OBSERVABLE, TABLES, Is
from cascade_sim.recording import categories
from cascade_sim.scenario import Observation, load
from tests.running import run

pytestmark = pytest.mark.unit

PARTS = Path(__file__).parents[1] / "scenarios" / "parts.yaml"
SCOPES = ("course", "group", "role", "locality")
REPLICATIONS = 3


@pytest.fixture(scope="module")
def result():
    """A run with everything in it, every value held, so that `tests.running` gives the same replications."""
    return cs.run(PARTS, replications=REPLICATIONS, jobs=1, chance_only=True)


@pytest.fixture(scope="module")
def ones():
    """The same replications as they are recorded, one by one."""
    runs = run(load(PARTS), replications=REPLICATIONS)
    return [Futures.of_one(tables, categories(runs.scopes)) for tables in runs.tables]


def count(measure, when, since=None, **scope):
    told = {name: scope.get(name) or None for name in SCOPES}
    told |= {"value": 1.0, "sd": None, "date_precision_days": 0.0, "source": "", "note": "", "since": since}
    return Observation(row=2, date=when, measure=measure, **told)


def rows_of(table, measure, **where):
    """The rows of a summary, as (date, scope, mean)."""
    rows = table[table["measure"] == measure]
    when = "date" if "date" in rows else "year"
    for row in rows.to_dict("records"):
        yield row[when].date(), {name: row[name] for name in SCOPES}, row["mean"]


def mean(values):
    """The mean over futures, as the summaries have it: of those in which there is a value."""
    kept = values[~np.isnan(values)]
    return kept.mean() if len(kept) else np.nan


@pytest.mark.parametrize("measure", [name for name, measure in MEASURES.items() if measure.role is Is.STOCK])
def test_states_at_the_dates_of_the_tables_are_those_of_the_summary(result, measure):
    told = [row for row in rows_of(result.tables["summary"], measure) if row[0] >= result.scenario.start]
    assert told
    for when, scope, expected in told:
        values = observed_values(result.tables, count(measure, when, **scope))
        assert values.shape == (REPLICATIONS, 1)
        assert mean(values) == pytest.approx(expected, nan_ok=True), (when, scope)


@pytest.mark.parametrize("measure", [name for name, measure in MEASURES.items() if measure.role is Is.FLOW])
def test_what_happened_in_a_year_is_what_the_table_of_years_says(result, measure):
    told = list(rows_of(result.tables["yearly"], measure))
    assert told
    for when, scope, expected in told:
        values = observed_values(result.tables, count(measure, when, since=year_to(result, when), **scope))
        assert mean(values) == pytest.approx(expected, nan_ok=True), (when, scope)


@pytest.mark.parametrize("measure", COUNTS)
def test_counts_of_a_year_are_those_of_its_tables(result, measure):
    told = list(yearly_counts(result, measure))
    assert len({course for _, course, _ in told}) >= 3
    for when, course, expected in told:
        values = observed_values(result.tables, count(measure, when, since=year_to(result, when), course=course))
        assert mean(values) == pytest.approx(expected), (when, course)


def yearly_counts(result, measure):
    """The mean of a count in each year and course, as (year, course, mean)."""
    declared = COUNTS[measure]
    if measure == "places_booked":  # which no table tells: all that became of them
        rows = result.tables["ladder"]
        rows = rows[rows["step"].isin(("withdrew", "left", "absent", "turned_away", "fell_short", "completed"))]
        rows = rows.groupby(["year", "course"])["mean"].sum()
        yield from ((year.date(), course, value) for (year, course), value in rows.items())
    elif declared.table in (DELIVERIES_YEARLY.name, LADDER.name):
        key = "outcome" if declared.table == DELIVERIES_YEARLY.name else "step"
        rows = result.tables[declared.table]
        rows = rows[rows[key] == declared.of]
        yield from zip(rows["year"].dt.date, rows["course"], rows["mean"], strict=True)
    else:
        rows = result.tables["limits_summary"].query("cause == @declared.of")
        ends = sorted({when.date() for when in result.tables["yearly"]["year"]})
        for course, of_course in rows.groupby("course"):
            for end in ends:
                within = (of_course["month"].dt.date >= year_to(result, end)) & (of_course["month"].dt.date <= end)
                yield end, course, of_course.loc[within, "places"].sum()


def year_to(result, when):
    """The first day of the year of the tables that ends on a date."""
    begins = date(when.year - (when.month < 4), 4, 1)
    return max(result.scenario.start, begins)


def test_one_future_as_recorded_gives_what_the_tables_of_a_run_give(result, ones):
    asked = [
        count(name, date(2026, 9, 10), since=date(2026, 2, 3) if measure.role is Is.FLOW else None, **scope)
        for name, measure in OBSERVABLE.items()
        for scope in scopes(result.scenario, name)
    ]
    assert {observation.measure for observation in asked} == set(OBSERVABLE)
    for observation in asked:
        shifts = spread(40)
        whole = observed_values(result.tables, observation, shifts)
        each = np.concatenate([observed(one, observation, shifts) for one in ones])
        assert whole == pytest.approx(each, nan_ok=True), observation


def scopes(scenario, measure):
    """Every scope that a history may name of a measure."""
    takes = OBSERVABLE[measure].takes
    named = {"course": scenario.courses, "group": scenario.groups, "role": scenario.roles}
    named |= {"locality": dict.fromkeys(scenario.localities)}
    for first in named[takes[0]]:
        yield {takes[0]: first}
        for narrower in takes[1:]:
            yield from ({takes[0]: first, narrower: name} for name in named[narrower])


STRAIGHT = Series(
    np.array(["2025-01-31", "2025-02-28", "2025-03-31"], "datetime64[D]"),
    np.array([[10.0, 38, 7], [0, 28, 0]]),
    np.array([[20.0, 48, 0], [10, 10, 10]]),
)


def test_between_two_dates_a_share_is_that_of_people_between_them():
    told = STRAIGHT.at([day(date(2025, 2, 14)), day(date(2025, 2, 28)), day(date(2025, 2, 28)) - 0.5])
    assert told == pytest.approx(np.array([[24 / 34, 38 / 48, 37.5 / 47.5], [1.4, 2.8, 2.75]]))


def test_before_the_first_date_and_after_the_last_it_stays_what_it_was_and_a_share_of_nobody_is_missing():
    told = STRAIGHT.at([day(date(2020, 1, 1)), day(date(2030, 1, 1))])
    assert told == pytest.approx(np.array([[0.5, np.nan], [0, 0]]), nan_ok=True)


def test_a_period_is_from_the_beginning_of_its_first_day_to_the_end_of_its_last():
    totals = Series(STRAIGHT.dates, np.array([[0.0, 28, 59]]))
    assert totals.between(day(date(2025, 2, 1)), day(date(2025, 2, 28))).tolist() == [[28]]
    assert totals.between(day(date(2025, 2, 28)), day(date(2025, 3, 1))) == pytest.approx(np.array([[2]]))
    assert totals.between(day(date(2024, 1, 1)), day(date(2026, 1, 1))).tolist() == [[59]]  # no more than there was


def test_a_delivery_counts_from_its_day_on(ones):
    futures = ones[0]
    ran = futures.those("deliveries", "course", "basic") & futures.those("deliveries", "status", "run")
    when = futures.columns["deliveries"]["planned"][ran].min().astype(date)
    since = date(2025, 1, 1)
    assert observed(futures, count("deliveries_run", when, since, course="basic")).item() >= 1
    assert observed(futures, count("deliveries_run", when - timedelta(1), since, course="basic")).item() == 0


def test_a_date_that_is_not_known_is_spread_evenly_and_a_known_one_not_at_all():
    assert spread(0).tolist() == [0]
    assert spread(90).tolist() == pytest.approx([-80, -60, -40, -20, 0, 20, 40, 60, 80])


def test_what_a_run_does_not_have_is_missing(result, ones):
    for asked in (
        count("coverage", date(2026, 1, 31), course="another"),
        count("active", date(2026, 1, 31), role="facilitator"),
        count("deliveries_run", date(2026, 1, 31), date(2025, 2, 1), course="another"),
        count("cost", date(2026, 1, 31), date(2025, 2, 1), course="online"),  # which costs nothing
    ):
        assert np.isnan(observed_values(result.tables, asked)).all()
        assert np.isnan(observed(ones[0], asked)).all()


def test_of_failed_futures_there_is_nothing(result):
    runs = result.tables["runs"].copy()
    runs.loc[1, "status"] = "failed"
    kept = {name: result.tables[name] for name in TABLES if name != "runs"}
    kept = {name: table[table["replication"] != 2] for name, table in kept.items()}
    asked = count("trained_ever", date(2026, 1, 31), course="basic")
    whole = observed_values(result.tables, asked)
    assert observed_values({**kept, "runs": runs}, asked).tolist() == whole[[0, 2]].tolist()


def test_it_takes_milliseconds_for_the_founding_history():
    scenario = load(Path(__file__).parents[2] / "scenarios" / "north-lanarkshire.yaml")
    runs = run(scenario)
    futures = Futures.of_one(runs.tables[0], categories(runs.scopes))
    asked = [
        count(name, date(2024, 9, 1), **scope)
        for name, scope in (
            ("trained_ever", {"course": "foundation"}),
            ("trained_ever", {"course": "foundation", "group": "secondary"}),
            ("coverage", {"course": "foundation"}),
            ("members", {"role": "trainer"}),
            ("active", {"role": "trainer"}),
        )
    ]
    asked += [
        count(name, date(2024, 3, 31), date(2023, 4, 1), course="foundation")
        for name in ("deliveries_run", "places", "lost_dates")
    ]
    times = []
    for _ in range(20):
        began = time.perf_counter()
        for observation in asked:
            observed(futures, observation, spread(150))
        times.append(time.perf_counter() - began)
    assert min(times) < 0.01  # 1 to 2 ms where nothing else is at work
