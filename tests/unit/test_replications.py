"""Replications: how they are numbered, what they draw, what becomes of those that fail, and how all are gathered."""

import json

import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.experiment import replicate as replicating
from cascade_sim.experiment.executors import Crash, Processes, Serial
from cascade_sim.experiment.experiment import choose_executor, run_experiment, tables_of
from cascade_sim.experiment.journal import Journal
from cascade_sim.experiment.replicate import Kind, Replication, number_replications, replicate
from cascade_sim.experiment.store import read_tables, write_tables
from cascade_sim.randomness.streams import Luck, stable_key
from tests.running import scenario_of

pytestmark = pytest.mark.unit

SCENARIO = """
    start: 2025-01-01
    end: 2025-06-30
    groups:
      nurses: {posts: 30, turnover: {value: 20%/year, range: [10%/year, 40%/year]}}
      teachers: {posts: 10, turnover: 20%/year}
    courses:
      basic: {places: 8, schedule: {core: {per_year: 12}}, demand: {willing: 90%}}
"""


@pytest.fixture(scope="module")
def scenario():
    return scenario_of(SCENARIO)


def run_on(scenario, numbered, executor, progress=None, **detail):
    journal = Journal()
    run_experiment(scenario, numbered, executor, journal, progress, **detail)
    return tables_of(scenario, numbered, journal)


def kinds(numbered):
    return [(replication.number, replication.kind.value) for replication in numbered]


def test_every_fifth_is_by_chance_alone_up_to_a_quarter_as_many_as_are_full():
    assert kinds(number_replications(5, draws_values=True)) == [
        (1, "full"),
        (2, "full"),
        (3, "full"),
        (4, "full"),
        (5, "chance"),
        (6, "full"),
        (10, "chance"),
    ]
    for count in range(1, 30):
        numbered = number_replications(count, draws_values=True)
        full = [replication for replication in numbered if replication.kind is Kind.FULL]
        assert (len(full), len(numbered) - len(full)) == (count, -(-count // 4))


@pytest.mark.parametrize("draws_values", [True, False])
def test_a_longer_run_holds_all_of_a_shorter_one(draws_values):
    for count in range(1, 30):
        shorter, longer = (set(number_replications(n, draws_values=draws_values)) for n in (count, count + 1))
        assert shorter < longer


def test_where_no_values_are_drawn_all_are_by_chance_alone():
    assert kinds(number_replications(3, draws_values=False)) == [(1, "chance"), (2, "chance"), (3, "chance")]


def test_a_full_replication_draws_each_value_by_its_path_and_one_by_chance_holds_it(scenario):
    full = replicate(scenario, Replication(3, Kind.FULL))
    u = Luck(scenario.seed, 3).stream("value").uniform(stable_key("groups.nurses.turnover"))
    _, drawn, _ = scenario.plan(lambda path: u)
    assert full.drawn == drawn != {}
    assert replicate(scenario, Replication(3, Kind.CHANCE)).drawn == {}


def test_a_replication_that_raises_tells_its_last_line_and_has_no_rows(scenario, monkeypatch):
    def broken(plan, luck):
        raise ZeroDivisionError("no posts\nleft")

    monkeypatch.setattr(replicating, "simulate", broken)
    outcome = replicate(scenario, Replication(1, Kind.FULL))
    assert (outcome.error, outcome.tables) == ("ZeroDivisionError: no posts left", {})
    assert outcome.drawn


class Backwards:
    """An executor that finishes last what it began with, and loses the second replication to a crash."""

    def run(self, work, items):
        for item in reversed(items):
            yield item, Crash("its worker process was killed by SIGKILL") if item.number == 2 else work(item)


def test_a_replication_whose_worker_died_is_a_row_in_runs_and_nowhere_else(scenario):
    told = run_on(scenario, number_replications(4, draws_values=True), Backwards())
    assert told["runs"]["status"].tolist() == ["done", "failed", "done", "done", "done"]
    assert told["runs"]["kind"].tolist() == ["full"] * 4 + ["chance"]
    assert told["runs"]["error"].iloc[1] == "its worker process was killed by SIGKILL"
    assert told["runs"]["error"].isna().sum() == 4
    for name in ("workforce", "coverage", "deliveries"):
        assert sorted(told[name]["replication"].unique()) == [1, 3, 4, 5]


@pytest.mark.parametrize("executor", [Backwards(), Processes(2)])
def test_any_executor_gives_the_same_rows_in_the_same_order(scenario, executor):
    numbered = [r for r in number_replications(4, draws_values=True) if r.number != 2]
    tables = run_on(scenario, numbered, executor)
    for name, table in run_on(scenario, numbered, Serial()).items():
        pd.testing.assert_frame_equal(tables[name], table, obj=name)


def test_progress_is_told_at_first_and_after_each_replication(scenario):
    seen = []
    numbered = number_replications(2, draws_values=True)
    run_on(scenario, numbered, Serial(), lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_one_job_or_one_replication_needs_no_pool():
    assert isinstance(choose_executor(1, 100), Serial)
    assert isinstance(choose_executor(8, 1), Serial)
    assert choose_executor(8, 3).jobs == 3
    assert choose_executor(2, 100).jobs == 2


@pytest.fixture(scope="module")
def tables(scenario):
    return run_on(scenario, number_replications(3, draws_values=True), Serial())


def test_tables_have_the_columns_declared_and_their_types(tables):
    told = tables
    types = {"int32": "int32", "category": "category", "date": "datetime64[ms]", "money": "float64"}
    assert list(told) == list(measures.TABLES)
    for name, table in measures.TABLES.items():
        assert list(told[name]) == list(table.names())
        for column in table.columns:
            assert column.type == "str" or str(told[name][column.name].dtype) == types[column.type]


def test_drawn_values_are_told_as_json(tables):
    drawn = [json.loads(text) for text in tables["runs"]["drawn"]]
    assert [list(values) for values in drawn] == [["groups.nurses.turnover"]] * 3 + [[]]
    assert all(1 < values["groups.nurses.turnover"] < 200 for values in drawn[:3])


def test_tables_are_read_back_as_they_were_written(tables, tmp_path):
    write_tables(tables, tmp_path)
    for name, frame in read_tables(tmp_path).items():
        pd.testing.assert_frame_equal(frame, tables[name])


def test_a_table_without_rows_keeps_its_categories(tables, tmp_path):
    write_tables({name: table.iloc[:0] for name, table in tables.items()}, tmp_path)
    courses = read_tables(tmp_path)["coverage"]["course"].cat.categories
    assert list(courses) == ["basic"]


def test_the_same_tables_give_the_same_bytes(tables, scenario, tmp_path):
    again = run_on(scenario, number_replications(3, draws_values=True), Serial())
    for folder, written in ((tmp_path / "a", tables), (tmp_path / "b", again)):
        folder.mkdir()
        write_tables(written, folder)
    for name in measures.TABLES:
        assert (tmp_path / "a" / f"{name}.parquet").read_bytes() == (tmp_path / "b" / f"{name}.parquet").read_bytes()


@pytest.mark.parametrize("executor", [Serial(), Processes(2)], ids=["serial", "processes"])
def test_in_detail_coverage_is_told_by_group_and_locality_and_adds_up_to_either(executor):
    divided = scenario_of(SCENARIO, "localities={North: 60%, South: 40%}")
    numbered = number_replications(2, draws_values=False)
    usual, full = run_on(divided, numbered, executor), run_on(divided, numbered, executor, in_detail=True)
    assert usual["coverage_by_group_and_locality"].empty
    told = full["coverage_by_group_and_locality"]
    for table, key in (("coverage", "group"), ("coverage_by_locality", "locality")):
        keys = ["replication", "date", "course", key]
        pd.testing.assert_frame_equal(full[table], usual[table])
        added = told.groupby(keys, observed=True)[["in_post", "holders", "completed"]].sum()
        expected = full[table].set_index(keys)[["in_post", "holders", "completed"]].sort_index()
        assert (added.sort_index().to_numpy() == expected.to_numpy()).all()
