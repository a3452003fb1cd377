"""`cascade-sim calibrate`: what it prints, what it writes, what it refuses, and how it goes on."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import cascade_sim as cs
from cascade_sim import measures
from cascade_sim.errors import Interrupted, RunFailed, ScenarioError, UserError
from cascade_sim.scenario import load
from tests.counted import COUNTS, TINY

pytestmark = pytest.mark.cli

FEW = 1_000  # simulations


@pytest.fixture
def programme(tmp_path, monkeypatch):
    """A working folder with a scenario and a history."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "counts.csv").write_text(COUNTS)
    return tmp_path


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    """A finished calibration in its folder, made in this process."""
    folder = tmp_path_factory.mktemp("calibrated")
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "counts.csv").write_text(COUNTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = cs.calibrate("tiny.yaml", "counts.csv", simulations=FEW, jobs=1, out="outputs/calibrate-tiny")
    return folder / "outputs" / "calibrate-tiny", result


def history(folder, *rows):
    (folder / "other.csv").write_text("\n".join([COUNTS.split("\n", 1)[0], *rows]) + "\n")
    return "other.csv"


def results_in(folder: Path) -> dict[str, bytes]:
    """All files but the manifest, which tells times."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_answer_in_words(calibrated):
    _, result = calibrated
    lines = str(result.summary()).splitlines()
    assert lines[0].startswith("A tiny programme · 3 values fitted to 3 counts · ")
    labels = [line[2:20].strip() for line in lines[2:] if line.startswith("  ") and line[2] != " "]
    assert [label for label in labels if label in ("Agreement", "Known now", "Count next", "Set aside")] == [
        "Agreement", "Known now", "Count next", "Set aside",
    ]  # fmt: skip
    text = "\n".join(lines)
    assert "courses.basic.schedule.core.per_year" in text
    assert "line 5: 2030-01-01 lies outside the run (2020-01-01 to 2023-12-31)" in text
    run = "cascade-sim run outputs/calibrate-tiny/calibrated.yaml --history counts.csv -o outputs/tiny-calibrated"
    assert f"Next: {run}" in text
    assert "roles.trainer.stops" not in text  # it is measured


def test_what_is_written(calibrated):
    folder, result = calibrated
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = {f"tables/{name}.csv" for name in measures.CALIBRATIONS} | {"tables/README.md"}
    charts = {
        f"charts/calibration-{name}.{kind}" for name in ("agreement", "values", "pairs") for kind in ("svg", "png")
    }
    assert tables | charts | {"calibrated.yaml", "posterior.csv", "report.html", "manifest.json"} <= files
    for name, declared in measures.CALIBRATIONS.items():
        assert tuple(pd.read_csv(folder / "tables" / f"{name}.csv").columns) == declared.names()
        assert tuple(result.tables[name].columns) == declared.names()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert manifest["command"] == "cascade-sim calibrate tiny.yaml --history counts.csv --simulations 1000"
    assert not list(folder.parent.glob(".*"))


def test_every_row_of_the_history_is_told_with_what_it_was_matched_to(calibrated):
    table = calibrated[1].tables["agreement"]
    assert table["row"].tolist() == [2, 3, 4, 5]
    assert table["measure"].tolist() == ["trained_ever", "coverage", "active", ""]
    assert table["counted"].tolist()[:3] == [45, 0.48, 4]
    fitted = table[table["set_aside"] == ""]
    for before in ("prior_", ""):
        assert (fitted[f"{before}low"] <= fitted[f"{before}middle"]).all()
        assert (fitted[f"{before}middle"] <= fitted[f"{before}high"]).all()
    assert fitted["p"].between(0, 1).all()
    assert table["set_aside"].tolist()[3].startswith("2030-01-01 lies outside the run")


def test_counts_narrow_what_they_are_about(calibrated):
    _, result = calibrated
    values = result.tables["values"].set_index("path")
    assert values.loc["courses.basic.schedule.core.per_year", "width"] < 0.85
    assert (values["low"] <= values["middle"]).all() and (values["middle"] <= values["high"]).all()
    draws = result.draws
    assert list(draws) == list(values.index)
    assert (draws["courses.basic.places"] == draws["courses.basic.places"].round()).all()
    assert np.quantile(draws["groups.staff.turnover"], 0.5) == pytest.approx(
        values.loc["groups.staff.turnover", "middle"]
    )


def test_the_calibrated_scenario_runs_and_draws_jointly(calibrated, monkeypatch):
    folder, result = calibrated
    monkeypatch.chdir(folder.parents[1])
    scenario = load(folder / "calibrated.yaml")
    assert scenario.name == "A tiny programme, calibrated"
    fitted = [row for row in scenario.register if row.basis == "calibrated"]
    assert {row.path for row in fitted} == set(result.fitted.paths)
    assert all(row.source == "calibrated on counts.csv" for row in fitted)
    run = cs.run(folder / "calibrated.yaml", replications=4, jobs=1)
    runs, draws = run.tables["runs"], result.draws.to_numpy()
    for drawn in runs.loc[runs["kind"] == "full", "drawn"]:
        told = [json.loads(drawn)[path] for path in result.fitted.paths]
        assert np.isclose(draws, told, rtol=1e-6).all(axis=1).any()


def test_the_same_bytes_with_any_number_of_jobs(calibrated, cascade, programme):
    done = cascade(
        "calibrate", "tiny.yaml", "--history", "counts.csv", "--simulations", str(FEW), "-j", "2",
        "-o", "outputs/again", "-q",
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert results_in(programme / "outputs" / "again") == results_in(calibrated[0])


def test_broken_off_and_gone_on_with_it_gives_the_same(calibrated, programme):
    def stop(done, total):
        if done == 417:
            raise KeyboardInterrupt

    asked = {"simulations": FEW, "jobs": 1, "out": "outputs/again"}
    with pytest.raises(
        Interrupted, match=r"Interrupted after 417 of 1000 simulations; go on with: cascade-sim calibrate"
    ) as e:
        cs.calibrate("tiny.yaml", "counts.csv", progress=stop, **asked)
    assert str(e.value).endswith("--simulations 1000 -j 1 -o outputs/again --resume")
    assert not (programme / "outputs" / "again").exists()
    with pytest.raises(UserError, match="--discrepancy: 5% → 6%"):
        cs.calibrate("tiny.yaml", "counts.csv", discrepancy="6%", resume=True, **asked)
    (programme / "counts.csv").write_text(COUNTS.replace("45", "46"))
    with pytest.raises(UserError, match="--history"):
        cs.calibrate("tiny.yaml", "counts.csv", resume=True, **asked)
    (programme / "counts.csv").write_text(COUNTS)
    made = []
    cs.calibrate("tiny.yaml", "counts.csv", resume=True, progress=lambda done, total: made.append(done), **asked)
    assert min(made) == 418
    assert results_in(programme / "outputs" / "again") == results_in(calibrated[0])


def test_settings_on_top_of_the_file_are_in_the_calibrated_one(programme):
    result = cs.calibrate(
        "tiny.yaml", "counts.csv", simulations=FEW, jobs=1, sets=("groups.staff.posts=130", "name=Larger"),
        fit=("courses.basic.schedule.*", "roles.trainer.deliveries.mean=3/year..12/year"),
    )  # fmt: skip
    assert result.fitted.paths == ("courses.basic.schedule.core.per_year", "roles.trainer.deliveries.mean")
    written = yaml.safe_load(result.scenario_text(programme))
    assert (written["extends"], written["name"]) == ("tiny.yaml", "Larger, calibrated")
    assert written["groups"] == {"staff": {"posts": 130}}
    assert written["roles"]["trainer"]["deliveries"]["mean"]["basis"] == "calibrated"
    assert set(written["courses"]["basic"]) == {"schedule"}


def test_quick_is_a_starting_point_and_says_so(cascade, programme):
    done = cascade("calibrate", "tiny.yaml", "--history", "counts.csv", "--quick", "-j", "1", "--simulations", "200")
    assert (done.returncode, done.stderr) == (0, "")
    assert "a starting point only: one set of values that fits, and no word on which others would" in done.stdout
    assert "Best fit" in done.stdout and "Known now" not in done.stdout
    folder = programme / "outputs" / "calibrate-tiny"
    assert not (folder / "posterior.csv").exists() and not (folder / "calibrated.yaml").exists()
    assert "A starting point" in (folder / "starting-point.yaml").read_text()
    scenario = load(folder / "starting-point.yaml")
    assert scenario.posterior is None and scenario.has_ranges
    row = next(row for row in scenario.register if row.path == "courses.basic.schedule.core.per_year")
    assert row.basis == "assumed" and "a starting point only" in row.source
    assert (row.low, row.high) == ("3", "12")


def test_when_the_time_is_up_what_is_not_finished_is_called_that(programme):
    result = cs.calibrate("tiny.yaml", "counts.csv", simulations=FEW, jobs=1, minutes=1e-9)
    assert result.found.sample.weight == 0 and not result.found.sample.settled
    text = str(result.summary())
    assert "Not finished        the counts have only 0% of their weight" in text
    assert "--simulations 2000" in text
    assert "calibrated on counts.csv, not finished: the counts have 0% of their weight" in result.scenario_text(
        programme
    )


def test_the_answer_as_json(calibrated):
    told = json.loads(json.dumps(calibrated[1].summary().to_dict()))
    assert told["weight"] == 1
    assert {row["path"] for row in told["values"]} == set(calibrated[1].fitted.paths)
    assert told["agreement"][3]["set_aside"].startswith("2030")
    assert told["folder"] == "outputs/calibrate-tiny"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--fit", "courses.basc.places"), "did you mean 'courses.basic.places'?"),
        (("--fit", "groups.staff.posts"), "one without a range is given one so: --fit groups.staff.posts=low..high"),
        (("--fit", "groups.staff.posts=100"), "expected PATH=low..high"),
        (("--fit", "groups.staff.posts=120..120"), "the value must lie between the two ends of its range"),
        (("--fit", "groups.staff.label=1..2"), "--fit groups.staff.label"),
        (("--fit", "courses.basic.places=2%..5%"), "--fit courses.basic.places"),
        (("--simulations", "20"), "20 simulations are too few"),
        (("--minutes", "0"), "--minutes must be above 0"),
        (("--discrepancy", "5"), "--discrepancy"),
        (("--discrepancy", "120%"), "--discrepancy"),
        (("--set", "groups.staff.turnover=3%"), "groups.staff.turnover"),
        (("-o", "."), "holds"),
        (("--resume", "-o", "nowhere"), "--resume cannot go on"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_written(cascade, programme, asked, said):
    before = sorted(programme.rglob("*"))
    done = cascade("calibrate", "tiny.yaml", "--history", "counts.csv", "-j", "1", *asked)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert sorted(programme.rglob("*")) == before


def test_a_history_that_says_nothing_of_the_scenario(cascade, programme):
    given = history(programme, "2031-01-01,active,,,trainer,4,0,", "2021-01-01,members,,,teacher,4,0,")
    done = cascade("calibrate", "tiny.yaml", "--history", given, "-j", "1")
    assert done.returncode == 2
    assert "nothing in other.csv can be held against this scenario:" in done.stderr
    assert "line 2: 2031-01-01 lies outside the run" in done.stderr
    assert "line 3: there is no role 'teacher'" in done.stderr


def test_an_impossible_share_is_an_error_of_its_row(cascade, programme):
    given = history(programme, "2021-01-01,coverage,basic,,,130%,0,")
    done = cascade("calibrate", "tiny.yaml", "--history", given, "-j", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "other.csv:2 value: must be at most 100%, found '130%'" in done.stderr


def test_counts_outside_what_the_ranges_produce_stop_it_unless_told_to_go_on(programme):
    given = history(programme, "2021-01-01,trained_ever,basic,,,150,0,", "2021-01-01,active,,,trainer,4,0,")
    with pytest.raises(ScenarioError) as error:
        cs.calibrate("tiny.yaml", given, simulations=FEW, jobs=1)
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.path) == ("other.csv", 2, "trained_ever")
    assert problem.message.startswith("150 counted lies outside what the ranges of the file produce: ")
    assert "go on with --anyway" in problem.message
    with pytest.raises(ScenarioError):
        cs.calibrate("tiny.yaml", given, simulations=FEW, jobs=1, out="outputs/odd")
    assert not (programme / "outputs").exists()
    told = []
    result = cs.calibrate("tiny.yaml", given, simulations=FEW, jobs=1, anyway=True, tell=told.append)
    assert [line.partition(":")[0] for line in told] == ["other.csv"]
    assert result.tables["agreement"]["prior_p"][0] < 0.01


def test_a_history_that_contradicts_itself(programme):
    (programme / "other.csv").write_text(
        "date,measure,course,group,role,value,sd\n"
        "2021-12-31,trained_ever,basic,,,125,3\n2022-06-30,trained_ever,basic,,,85,3\n"
    )
    with pytest.raises(ScenarioError) as error:
        cs.calibrate("tiny.yaml", "other.csv", simulations=FEW, jobs=1)
    (problem,) = error.value.problems
    assert "125 here and 85 in line 3 (trained_ever) cannot both be so" in problem.message


def test_values_that_no_count_moves_with(programme):
    given = history(programme, "2021-01-01,active,,,trainer,4,0,")
    with pytest.raises(UserError, match=r"nothing in other.csv depends on what is fitted \(courses.basic.places\)"):
        cs.calibrate("tiny.yaml", given, simulations=FEW, jobs=1, fit=["courses.basic.places"])
    result = cs.calibrate(
        "tiny.yaml", given, simulations=FEW, jobs=1, fit=["courses.basic.places", "roles.trainer.stops"]
    )
    text = str(result.summary())
    assert "no count moves with courses.basic.places, as far as can be seen" in text
    assert "One count           fixes one value or one combination of values at the most" in text


def test_a_calibrated_file_is_not_calibrated_again(calibrated, monkeypatch):
    folder, _ = calibrated
    monkeypatch.chdir(folder.parents[1])
    with pytest.raises(UserError, match="it is calibrated already"):
        cs.calibrate(folder / "calibrated.yaml", "counts.csv")


def test_where_every_simulation_fails(programme, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("cascade_sim.workflows.counting.simulate", broken)
    with pytest.raises(RunFailed, match="every simulation failed; the first said: ZeroDivisionError: by nothing"):
        cs.calibrate("tiny.yaml", "counts.csv", simulations=FEW, jobs=1)


def test_it_shows_itself_in_a_notebook(calibrated):
    _, result = calibrated
    assert result._repr_html_().startswith("<div")
    assert "Agreement" in result._repr_markdown_()
    assert repr(result) == "<Calibration 'A tiny programme': 3 values, 3 counts>"
    assert {chart.name for chart in result.plot.all()} >= {"calibration-agreement", "calibration-values"}


def test_counts_that_are_held_out_are_forecast_and_not_fitted_to(programme):
    later = COUNTS.replace("2022-01-01,coverage,basic,,,48%", "2022-09-01,coverage,basic,,,1%")
    (programme / "counts.csv").write_text(later)
    result = cs.calibrate("tiny.yaml", "counts.csv", simulations=FEW, jobs=1, until="2022-06-30")
    table = result.tables["agreement"]
    assert table["held_out"].tolist() == ["", "yes", "", ""]
    assert table["p"][1] < 0.05 and table["low"][1] > 0.2  # it did not pull the values towards itself
    assert table["crps"][1] > 0.2
    text = str(result.summary())
    assert "fitted to 2 counts" in text
    assert "Held out            0 of 1 count held out lie where nine in ten were forecast to:" in text
    assert "line 3, staff trained (Basic training), 1 September 2022: 1.0% counted, " in text
    assert "does not" not in result.plot.agreement().title
    with pytest.raises(UserError, match=r"line 3: 2022-09-01 is after 2020-06-30, and so held out"):
        cs.calibrate("tiny.yaml", "counts.csv", until="2020-06-30")


def together(folder, counted, members):
    """What a calibration of four values on one count, with so many members, says of those known only together."""
    result = cs.calibrate(
        "tiny.yaml", history(folder, counted), simulations=3_000, jobs=1,
        fit=("courses.basic.*", "roles.trainer.st*"),
        sets=(
            "groups.staff.posts=600",
            f"roles.trainer.at_start={{members: {members}, active: {members}}}",
            "roles.trainer.stops={value: 50%/year, range: [15%/year, 170%/year], basis: assumed}",
            "roles.trainer.starts_again={value: 50%/year, range: [15%/year, 170%/year], basis: assumed}",
        ),
    )  # fmt: skip
    return [text for label, text in result.summary().entries() if label == "Only together"]


def test_two_histories_that_leave_other_pairs_open_are_told_in_other_words(programme):
    (of_people,) = together(programme, "2022-06-30,trained_ever,basic,,,190,0,", members=20)
    (of_trainers,) = together(programme, "2022-12-31,active,,,trainer,120,0,", members=300)
    places, per_year = "courses.basic.places", "courses.basic.schedule.core.per_year"
    stops, starts = "roles.trainer.stops", "roles.trainer.starts_again"
    fixed = ": the counts fix this, not each"
    assert of_people in (f"{places} × {per_year}{fixed}", f"{per_year} × {places}{fixed}")
    assert of_trainers in (f"{stops} ÷ {starts}{fixed}", f"{starts} ÷ {stops}{fixed}")
