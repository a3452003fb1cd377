"""Posterior files: what they say, what is wrong with them, and what a scenario draws from them."""

import pickle
import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import cascade_sim as cs
from cascade_sim.errors import ScenarioError, UserError
from cascade_sim.experiment.replicate import Kind, Replication, replicate
from cascade_sim.randomness.streams import Luck, stable_key
from cascade_sim.scenario import load, posterior_text
from cascade_sim.scenario.differing import between, changes_between, differing
from cascade_sim.scenario.posterior import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from cascade_sim.scenario.texts import MAX_BYTES
from tests.calling import SMALL

pytestmark = pytest.mark.unit

FITTED = """\
extends: small.yaml
name: Fitted
posterior: draws.csv
courses:
  basic:
    places: {value: 10, range: [8, 12]}
    attendance: {first_day: {value: 90%, range: [80%, 95%]}}
    schedule: {core: {per_year: {2025-01-01: {value: 8, range: [6, 10]}, 2026-01-01: 9}}}
roles: {trainer: {stops: {value: 10%/year, range: [5%/year, 20%/year]}}}
"""
PATHS = (
    "roles.trainer.stops", "courses.basic.attendance.first_day", "courses.basic.places",
    "courses.basic.schedule.core.per_year.2025-01-01",
)  # fmt: skip
STOPS, FIRST_DAY, PLACES, PER_YEAR = PATHS
HEADER = f"{STOPS} [%/year],{FIRST_DAY} [%],{PLACES},{PER_YEAR}\n"
DRAWS = f"{HEADER}5,95,8,6\n10,90,10.4,8.5\n20,80,12,10\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "fitted.yaml").write_text(FITTED, encoding="utf-8")
    (tmp_path / "draws.csv").write_text(DRAWS, encoding="utf-8")
    return tmp_path


def on_top(folder, text, name="variant.yaml", sets=()):
    (folder / name).write_text(f"extends: fitted.yaml\n{text}", encoding="utf-8")
    return load(name, sets)


def drawn(scenario, u=0.5):
    return scenario.plan(lambda path: u)[1]


def future(scenario, number):
    """What the future of that number draws."""
    values = Luck(scenario.seed, number).stream("value")
    return scenario.plan(lambda path: values.uniform(stable_key(path)))[1]


# -- what is drawn ---------------------------------------------------------------------------------------------


def test_each_future_takes_a_row(folder):
    scenario = load("fitted.yaml")
    asked = []
    first, second, third = (5, 95, 8, 6), (10, 90, 10, 8.5), (20, 80, 12, 10)
    for u, row in ((1e-9, first), (0.34, second), (0.67, third), (1 - 1e-12, third)):
        plan, values, clipped = scenario.plan(lambda path, u=u: asked.append(path) or u)
        assert [values[path] for path in PATHS] == pytest.approx(row)
        assert plan.first.courses[0].places == row[2]
        assert plan.first.courses[0].first_day_by_group == pytest.approx((row[1] / 100,) * 2)
        assert clipped == ()
    assert set(asked) == {"posterior", "groups.nurses.turnover"}


def test_what_is_not_in_the_file_is_drawn_from_its_range(folder):
    with_file, without = load("fitted.yaml"), load("fitted.yaml", ["posterior=null"])
    assert without.posterior is None
    assert set(drawn(with_file)) == set(drawn(without)) == {*PATHS, "groups.nurses.turnover"}
    for u in (0.1, 0.5, 0.8):
        assert drawn(with_file, u)["groups.nurses.turnover"] == drawn(without, u)["groups.nurses.turnover"]


def test_by_chance_alone_values_are_held(folder):
    assert load("fitted.yaml").plan()[1:] == ({}, ())
    assert load("fitted.yaml").plan()[0].settings == load("fitted.yaml", ["posterior=null"]).plan()[0].settings


def test_a_value_that_breaks_a_rule_is_clipped_and_told(folder):
    (folder / "draws.csv").write_text(f"{PLACES},{STOPS} [/month]\n2,0.01\n", encoding="utf-8")
    plan, values, clipped = load("fitted.yaml").plan(lambda _: 0.5)
    assert values[PLACES] == 2
    assert values[STOPS] == pytest.approx(12)  # told in the unit of the scenario
    assert clipped == ("courses.basic.minimum: 3 drawn, at most 2 places: 2 used",)
    assert plan.first.courses[0].minimum == 2


def test_marginals_and_correlations_are_those_of_the_file(folder):
    rng = np.random.default_rng(1)
    stops, per_year = rng.multivariate_normal([10, 8], [[4, 1.5], [1.5, 1]], 400).clip(0.1).T
    rows = "".join(f"{a!r},{b!r}\n" for a, b in zip(stops.tolist(), per_year.tolist(), strict=True))
    (folder / "draws.csv").write_text(f"{STOPS} [%/year],{PER_YEAR}\n{rows}", encoding="utf-8")
    scenario = load("fitted.yaml")
    lots, found = random.Random(7), []
    for _ in range(4000):
        values = scenario.plan(lambda _: lots.random())[1]
        found.append((values[STOPS], values[PER_YEAR]))
    found = np.array(found)
    assert {*np.round(found[:, 0], 9)} <= {*np.round(stops, 9)}
    error = np.array([stops.std(), per_year.std()]) / np.sqrt(4000)
    assert (abs(found.mean(axis=0) - (stops.mean(), per_year.mean())) < 4 * error).all()
    true = np.corrcoef(stops, per_year)[0, 1]
    assert abs(np.corrcoef(found.T)[0, 1] - true) < 4 * (1 - true**2) / np.sqrt(4000)


def test_compared_scenarios_share_the_row_and_what_a_variant_sets_is_left_out(folder):
    fitted = load("fitted.yaml")
    variant = on_top(folder, "name: Variant\nroles: {trainer: {stops: 5%/year}}\n")
    assert variant.posterior.paths == PATHS[1:]
    other = on_top(folder, "courses: {basic: {schedule: {core: {per_year: 12}}}}\n")
    assert other.posterior.paths == PATHS[:3]
    for number in range(1, 30):
        first, *rest = (future(scenario, number) for scenario in (fitted, variant, other))
        for some in rest:
            assert {path: first[path] for path in some} == some


def test_a_variant_may_take_away_what_is_in_the_file(folder):
    text = "groups: {cooks: {posts: {value: 5, range: [4, 6]}, turnover: 5%/year}}\n"
    (folder / "more.yaml").write_text(f"extends: fitted.yaml\nposterior: more.csv\n{text}", encoding="utf-8")
    (folder / "more.csv").write_text("groups.cooks.posts\n5\n6\n", encoding="utf-8")
    assert load("more.yaml").posterior.paths == ("groups.cooks.posts",)
    (folder / "fewer.yaml").write_text("extends: more.yaml\ngroups: {cooks: null}\n", encoding="utf-8")
    fewer = load("fewer.yaml")
    assert fewer.posterior is None
    assert "posterior" not in fewer.resolved()
    assert fewer == on_top(folder, "posterior: null\n")


def test_a_column_of_a_number_without_a_range_is_left_out(folder):
    (folder / "draws.csv").write_text(f"{STOPS} [/year],courses.basic.minimum\n0.2,3\n0.3,4\n", encoding="utf-8")
    assert load("fitted.yaml").posterior.paths == (STOPS,)


def test_the_file_is_found_from_the_scenario_that_names_it(folder):
    (folder / "below").mkdir()
    (folder / "below" / "plan.yaml").write_text("extends: ../fitted.yaml\n", encoding="utf-8")
    assert load("below/plan.yaml").posterior == load("fitted.yaml").posterior
    (folder / "below" / "other.csv").write_text(f"{PLACES}\n9\n", encoding="utf-8")
    assert load("below/plan.yaml", ["posterior=other.csv"]).posterior.paths == (PLACES,)
    (folder / "below" / "plan.yaml").write_text("extends: ../fitted.yaml\nposterior: other.csv\n", encoding="utf-8")
    assert load("below/plan.yaml").posterior.paths == (PLACES,)


def test_only_the_file_that_is_named_last_is_read(folder):
    (folder / "draws.csv").unlink()
    (folder / "other.csv").write_text(f"{PLACES}\n9\n", encoding="utf-8")
    assert on_top(folder, "posterior: other.csv\n").posterior.paths == (PLACES,)
    assert on_top(folder, "posterior: null\n").posterior is None
    text = FITTED.replace("name: Fitted", "name: &same other.csv").replace("draws.csv", "*same")
    (folder / "fitted.yaml").write_text(text, encoding="utf-8")
    assert load("fitted.yaml").name == "other.csv"


def test_set_on_top_may_replace_what_is_in_the_file(folder):
    sets = ["courses.basic.schedule.core.per_year=9", "posterior=draws.csv"]
    assert load("fitted.yaml", sets).posterior.paths == PATHS[:3]


# -- what is kept ----------------------------------------------------------------------------------------------


def test_numbers_alone_make_the_fingerprint(folder):
    first = load("fitted.yaml")
    (folder / "draws.csv").rename("other.csv")
    (folder / "fitted.yaml").write_text(FITTED.replace("draws.csv", "other.csv"), encoding="utf-8")
    assert load("fitted.yaml") == first
    columns = [(path, first.ranged[path]) for path in PATHS[::-1]]
    (folder / "other.csv").write_text(posterior_text(columns, first.posterior.amounts[:, ::-1]), encoding="utf-8")
    again = load("fitted.yaml")
    assert (again.fingerprint, again.posterior) == (first.fingerprint, first.posterior)
    (folder / "other.csv").write_text(DRAWS.replace("8.5", "8.6"), encoding="utf-8")
    assert load("fitted.yaml").fingerprint != first.fingerprint
    assert load("fitted.yaml", ["posterior=null"]).fingerprint != first.fingerprint


def test_the_resolved_files_load_again_to_the_same_draws(folder, tmp_path_factory):
    scenario = on_top(folder, "courses: {basic: {schedule: {core: {per_year: 12}}}}\n")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert set(scenario.files()) == {"scenario.yaml", "posterior.csv"}
    for name, text in scenario.files().items():
        assert str(folder) not in text
        (elsewhere / name).write_text(text, encoding="utf-8")
    again = load(elsewhere / "scenario.yaml")
    assert again == scenario
    assert again.files() == scenario.files()
    assert [drawn(again, u) for u in (0.1, 0.9)] == [drawn(scenario, u) for u in (0.1, 0.9)]
    assert drawn(pickle.loads(pickle.dumps(scenario))) == drawn(scenario)


def test_a_run_of_the_folder_gives_the_same_numbers(folder):
    first = cs.run("fitted.yaml", replications=6, jobs=1, out="first", charts=False)
    assert (folder / "first" / "posterior.csv").read_text(encoding="utf-8") == load("fitted.yaml").posterior.text()
    assert "posterior.csv" in first.contents
    assert "posterior: posterior.csv" in (folder / "first" / "scenario.yaml").read_text(encoding="utf-8")
    again = cs.run("first/scenario.yaml", replications=6, jobs=1, out="again", charts=False)
    for name, table in first.tables.items():
        assert again.tables[name].equals(table), name
    told = cs.run("fitted.yaml", replications=6, jobs=1, out="first", charts=False, resume=True)
    assert told.tables["runs"].equals(first.tables["runs"])
    (folder / "draws.csv").write_text(DRAWS.replace("8.5", "8.6"), encoding="utf-8")
    with pytest.raises(UserError, match="there is no unfinished run"):
        cs.run("fitted.yaml", replications=6, jobs=1, out="first", charts=False, resume=True)


def test_going_on_with_another_posterior_is_refused_by_its_name(folder):
    def interrupt(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cs.run("fitted.yaml", replications=6, jobs=1, out="first", charts=False, progress=interrupt)
    (folder / "draws.csv").write_text(DRAWS.replace("8.5", "8.6"), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        cs.run("fitted.yaml", replications=6, jobs=1, out="first", charts=False, resume=True)
    draws = r"3 joint draws of 4 numbers \(\w{8}\)"
    assert re.search(f"posterior: {draws} → {draws}", str(caught.value))


def test_variants_are_compared_with_the_same_rows_and_what_lies_between_is_run(folder):
    on_top(folder, "name: Fewer stop\nroles: {trainer: {stops: 5%/year}}\n", "fewer.yaml")
    on_top(folder, "name: More\ncourses: {basic: {schedule: {core: {per_year: 12}}, places: 14}}\n", "more.yaml")
    comparison = cs.compare(
        ["fitted.yaml", "fewer.yaml", "more.yaml"], replications=8, jobs=1, out="compared", charts=False, why=True
    )
    assert {path.name for path in (folder / "compared" / "plans" / "more").iterdir()} >= {
        "scenario.yaml",
        "posterior.csv",
    }
    runs = [trial.summarised()["runs"]["drawn"] for trial in comparison.trials.values()]
    assert len({tuple(run.str.extract(r'"courses.basic.attendance.first_day": ([\d.]+)')[0]) for run in runs}) == 1
    again = cs.compare(["compared/plans/fitted", "compared/plans/more"], jobs=1, charts=False)
    assert list(again.trials) == ["Fitted", "More"]


def test_a_posterior_is_a_difference_like_any_other(folder):
    fitted, small = load("fitted.yaml"), load("small.yaml")
    (told,) = [one for one in differing({"a": small, "b": fitted}) if one.path == "posterior"]
    assert told.values == {"a": None, "b": str(fitted.posterior)}
    for before, after in ((small, fitted), (fitted, small)):
        changes = changes_between(before, after)
        assert "posterior" in [change.name for change in changes]
        assert between(before, changes).fingerprint == after.fingerprint
    variant = on_top(folder, "courses: {basic: {schedule: {core: {per_year: 12}}, places: 14}}\n")
    some = [change for change in changes_between(fitted, variant) if change.name == "courses.basic.places"]
    made = between(fitted, some)
    assert made.posterior.paths == (STOPS, FIRST_DAY, PER_YEAR)
    assert changes_between(fitted, fitted) == ()


# -- what is written -------------------------------------------------------------------------------------------

AMOUNTS = st.floats(1e-6, 1e6) | st.just(0.0)
SHARES = st.floats(0, 1)


@given(data=st.data(), rows=st.integers(1, 30))
def test_what_is_written_is_read(tmp_path_factory, data, rows):
    folder = tmp_path_factory.mktemp("written")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "fitted.yaml").write_text(FITTED, encoding="utf-8")
    quantities = load(folder / "fitted.yaml", ["posterior=null"]).ranged
    chosen = data.draw(st.lists(st.sampled_from(PATHS), min_size=1, unique=True))
    draws = np.stack(
        [data.draw(arrays(float, rows, elements=SHARES if p == FIRST_DAY else AMOUNTS)) for p in chosen], axis=1
    )
    (folder / "draws.csv").write_text(posterior_text([(p, quantities[p]) for p in chosen], draws), encoding="utf-8")
    posterior = load(folder / "fitted.yaml").posterior
    assert posterior.paths == tuple(chosen)
    np.testing.assert_allclose(posterior.amounts, draws, rtol=1e-9, atol=0)
    text = posterior.text()
    (folder / "draws.csv").write_text(text, encoding="utf-8")
    again = load(folder / "fitted.yaml").posterior
    assert (again, again.text()) == (posterior, text)
    assert (again.numbers == posterior.numbers).all()


def test_draws_that_could_not_be_read_are_not_written(folder):
    columns = [(path, quantity) for path, quantity in load("fitted.yaml").ranged.items() if path == STOPS]
    for draws in ([[-1.0]], [[np.nan]], [[np.inf]], [[1.0, 2.0]], np.ones((0, 1)), np.ones((MOST_ROWS + 1, 1)), [1.0]):
        with pytest.raises(ValueError, match=r"draws|posterior"):
            posterior_text(columns, np.array(draws))
    with pytest.raises(ValueError, match="columns"):
        posterior_text(columns * (MOST_COLUMNS + 1), np.ones((1, MOST_COLUMNS + 1)))


# -- what is wrong ---------------------------------------------------------------------------------------------

NAMED = "fitted.yaml:3:12 posterior: draws.csv"
SUCH_AS = "a path and its unit, such as 'roles.trainer.stops [%/year]'"
TWICE = "there are two columns of this name"
MANY = MOST_ROWS + 2
WRONG = {
    "an empty file": ("", "draws.csv:1: the file is empty"),
    "blank lines": ("\n\n,,\n", "draws.csv:1: the file is empty"),
    "no header": (
        "5,95\n6,96\n",
        f"draws.csv:1: the first row names the columns, each by {SUCH_AS}",
    ),
    "no rows": (HEADER, "draws.csv:1: there is nothing below the names of the columns: give a row for each draw"),
    "a column without a name": (
        f"{STOPS} [%/year],\n1,2\n",
        "draws.csv:1: expected a path and its unit, such as 'roles.trainer.stops [%/year]', found nothing",
    ),
    "half a bracket": (
        f"{PLACES},{STOPS} [%/year\n1,2\n",
        f"draws.csv:1 {STOPS} [%/year: expected a path and its unit, such as 'roles.trainer.stops [%/year]', "
        f"found '{STOPS} [%/year'",
    ),
    "a column twice": (f"{STOPS} [%/year],{STOPS} [/year]\n1,2\n", f"draws.csv:1 {STOPS}: {TWICE}"),
    "a quote that is not closed": (f'{HEADER}"5,95,8,6\n', "draws.csv:2: not CSV: unexpected end of data"),
    "one long cell": (f"{HEADER}{'5' * 200_000}", "draws.csv:2: not CSV: field larger than field limit (131072)"),
    "too many draws": (f"{PLACES}\n" + "9\n" * MANY, f"draws.csv:{MANY}: more than {MOST_ROWS:,} draws"),
    "too many columns": (
        f"{PLACES}," * (MOST_COLUMNS + 1) + "\n",
        f"draws.csv:1: there are {MOST_COLUMNS + 2} columns: give at most {MOST_COLUMNS}",
    ),
    "semicolons": (
        HEADER.replace(",", ";") + "5;95;8;6\n",
        "draws.csv:1 " + HEADER.strip().replace(",", ";") + ": expected a path and its unit, such as "
        "'roles.trainer.stops [%/year]', found 'roles.trainer.stops [%/year];courses....'",
    ),
    "Windows-1252": (
        "stöps".encode("cp1252"),
        "draws.csv:1:3: byte 0xf6 is not UTF-8 (perhaps the file was saved as Windows-1252): save it as UTF-8",
    ),
    "UTF-16 without its mark": (
        HEADER.encode("utf-16-le"),
        f"{NAMED}: the file is not UTF-8 (perhaps UTF-16 without its mark): save it as UTF-8",
    ),
    "too large a file": (b"#" * (MOST_BYTES + 1), f"{NAMED}: the file is larger than 40 MB"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_file_is_refused(folder, content, message):
    (folder / "draws.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScenarioError) as caught:
        load("fitted.yaml")
    assert str(caught.value) == message


def test_a_large_file_is_read(folder):
    rows = "5.123456789,95,8,6.123456789\n" * MOST_ROWS
    assert len(rows) > MAX_BYTES / 8
    (folder / "draws.csv").write_text(HEADER + rows, encoding="utf-8")
    assert len(load("fitted.yaml").posterior) == MOST_ROWS


def test_not_all_of_what_is_wrong_in_a_large_file_is_gathered(folder):
    (folder / "draws.csv").write_text(HEADER + "x,y,z,\n" * MOST_ROWS, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load("fitted.yaml")
    assert len(caught.value.problems) < 1100


SCRAPS = st.sampled_from(
    [*PATHS, HEADER, DRAWS, "[", "]", " [%]", ",", "\n", '"', "0.5", "-1", "1e999", "\0", "\ufeff"]
)


@given(st.binary(max_size=200) | st.lists(SCRAPS).map(lambda scraps: "".join(scraps).encode()))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "fitted.yaml").write_text(FITTED, encoding="utf-8")
    (folder / "draws.csv").write_bytes(content)
    try:
        scenario = load(folder / "fitted.yaml")
    except ScenarioError as error:
        assert all(problem.message for problem in error.problems)
    else:
        outcome = replicate(scenario, Replication(1, Kind.FULL))
        assert outcome.error is None
