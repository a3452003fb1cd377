"""`cascade-sim run`: what it prints, what it writes, and how it ends."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.experiment import replicate
from cascade_sim.experiment.store import read_tables
from cascade_sim.model import simulate
from cascade_sim.presentation.charts import Plots, limits
from cascade_sim.presentation.charts.chart import Chart
from cascade_sim.scenario import load
from tests.calling import SMALL, environment

pytestmark = pytest.mark.cli

CHARTED = ("-n", "4", "-j", "1", "--seed", "7", "--set", "courses.basic.places=12")


def bytes_of(folder, part="tables"):
    return {path.name: path.read_bytes() for path in (folder / part).iterdir()}


def left_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_run_answers_on_one_screen(cascade_process):
    done = cascade_process("run", "small.yaml", "-n", "8", "-j", "1")
    found = "1 finding on what cannot work: see cascade-sim check small.yaml\n"
    assert (done.returncode, done.stderr) == (0, found)
    told = done.stdout.splitlines()
    assert told[0].startswith("A small programme · January 2025 to December 2026 · 8 futures in ")
    labels = [line[:22].strip() for line in told[2:-2]]
    assert labels == ["Half trained", "", "October 2025", "Trainers", "Starters", "Held back most by"]
    assert "50% of staff trained by 30 June 2026: in " in told[2]
    assert told[-1] == "  outputs/small/  tables/ · charts/ · scenario.yaml · manifest.json"


def test_a_run_writes_every_table_and_what_they_come_from(finished, folder):
    written = finished(*CHARTED)
    summaries = [f"{name}.csv" for name in measures.SUMMARIES]
    assert sorted(bytes_of(written)) == sorted(
        ["README.md", *summaries, *(f"{name}.parquet" for name in measures.TABLES)]
    )
    manifest = json.loads((written / "manifest.json").read_text())
    assert manifest["replications"] == {"full": 4, "chance": 1, "failed": 0}
    assert manifest["seed"] == 7
    assert manifest["command"] == "cascade-sim run small.yaml -n 4 --seed 7 --set courses.basic.places=12"
    charts = {f"charts/{path.name}" for path in (written / "charts").iterdir()}
    assert set(manifest["files"]) == {"scenario.yaml", *charts, *(f"tables/{name}" for name in bytes_of(written))}
    scenario = load(written / "scenario.yaml")
    assert scenario.fingerprint == manifest["scenario"]["sha256"]
    assert (scenario.seed, scenario.plan()[0].first.courses[0].places) == (7, 12)
    assert [path.name for path in (folder / "outputs").iterdir()] == ["small"]


def test_the_resolved_scenario_runs_again_to_the_same_tables(cascade, finished, folder):
    written = finished(*CHARTED)
    cascade("run", "outputs/small/scenario.yaml", "-n", "4", "-j", "1", "-o", "again", "--no-charts")
    assert bytes_of(folder / "again") == bytes_of(written)


def test_neither_jobs_nor_hash_seeds_change_a_byte(cascade_process, folder):
    for jobs, hash_seed in (("1", "1"), ("2", "2")):
        done = cascade_process(
            "run", "small.yaml", "-n", "6", "-j", jobs, "-o", f"jobs{jobs}", PYTHONHASHSEED=hash_seed
        )
        assert done.returncode == 0
    for part in ("tables", "charts"):
        assert bytes_of(folder / "jobs1", part) == bytes_of(folder / "jobs2", part)


def test_a_run_writes_charts_as_svg_and_png(finished):
    written = sorted(path.name for path in (finished(*CHARTED) / "charts").iterdir())
    about = ["coverage", "deliveries", "groups", "ladder", "limits", "trained-ever", "waiting"]
    names = [f"{name}-basic" for name in about] + ["bridge-basic-to-today", "bridge-basic-from-today"]
    names += ["levels-half_trained", "members-trainer"]
    assert written == sorted(f"{name}.{suffix}" for name in names for suffix in ("png", "svg"))


def test_charts_can_be_left_out(cascade, folder):
    done = cascade("run", "small.yaml", "-n", "2", "-j", "1", "--no-charts")
    assert done.stdout.endswith("  outputs/small/  tables/ · scenario.yaml · manifest.json\n")
    assert not (folder / "outputs" / "small" / "charts").exists()
    manifest = json.loads((folder / "outputs" / "small" / "manifest.json").read_text())
    assert manifest["command"] == "cascade-sim run small.yaml -n 2 --no-charts"
    assert cascade("run", "small.yaml", "--no-charts", "--history", "counts.csv").returncode == 2


def test_a_history_is_laid_over_the_charts(cascade, folder):
    (folder / "counts.csv").write_text(
        "date,measure,course,group,role,value\n2025-09-30,coverage,basic,nurses,,40%\n2025-09-30,in_post,,,,55\n"
    )
    done = cascade("run", "small.yaml", "-n", "2", "-j", "1", "--history", "counts.csv")
    assert "  History             1 point on the charts\n" in done.stdout
    assert "line 3 is on none: no chart shows 'in_post'" in done.stdout
    assert "counted in life" in (folder / "outputs" / "small" / "charts" / "coverage-basic-nurses.svg").read_text()


def test_a_bad_history_is_told_before_the_run(cascade, folder):
    (folder / "counts.csv").write_text("date,measure,course,group,role,value\n2025-09-30,covrage,basic,,,40%\n")
    done = cascade("run", "small.yaml", "-n", "100000", "--history", "counts.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("counts.csv:2 measure: there is no measure 'covrage'; did you mean 'coverage'?")
    assert left_in(folder) == ["counts.csv", "small.yaml"]


def test_summaries_are_made_of_the_tables(cascade, folder):
    cascade("run", "small.yaml", "-n", "5", "-j", "1", "--no-charts")
    tables = read_tables(folder / "outputs" / "small" / "tables")
    full = tables["runs"].loc[tables["runs"]["kind"] == "full", "replication"]
    rows = tables["coverage"]
    rows = rows[(rows["date"] == "2026-06-30") & rows["replication"].isin(full)]
    shares = rows.groupby("replication")["holders"].sum() / rows.groupby("replication")["in_post"].sum()
    told = pd.read_csv(folder / "outputs" / "small" / "tables" / "summary.csv", keep_default_na=False)
    (row,) = told.query("date == '2026-06-30' and measure == 'coverage' and group == ''").to_dict("records")
    assert float(row["mean"]) == pytest.approx(shares.mean(), rel=1e-5)
    assert row["replications"] == 5


def test_chance_only_holds_every_value(cascade, folder):
    done = cascade("run", "small.yaml", "-n", "3", "-j", "1", "--chance-only", "--no-charts")
    assert "likely" not in done.stdout
    runs = read_tables(folder / "outputs" / "small" / "tables")["runs"]
    assert runs["kind"].tolist() == ["chance"] * 3
    assert runs["drawn"].tolist() == ["{}"] * 3


def test_json_is_all_that_is_printed_when_asked_for(cascade):
    told = json.loads(cascade("run", "small.yaml", "-n", "3", "-j", "1", "--json", "--no-charts").stdout)
    assert told["name"] == "A small programme"
    assert told["targets"][0]["name"] == "half_trained"
    assert told["futures"]["told"] == 3
    assert told["folder"] == "outputs/small"


def test_quiet_prints_nothing(cascade, folder):
    done = cascade("run", "small.yaml", "-n", "2", "-j", "1", "--quiet", "--no-charts")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "outputs" / "small" / "manifest.json").exists()


@pytest.fixture
def failing(cascade, monkeypatch):
    """Runs small.yaml with futures that fail where the pattern has an x."""

    def run(pattern):
        fails = iter(pattern)

        def sometimes(plan, luck):
            if next(fails) == "x":
                raise ValueError("the 3rd post\nis missing")
            return simulate(plan, luck)

        monkeypatch.setattr(replicate, "simulate", sometimes)
        return cascade("run", "small.yaml", "-n", "4", "-j", "1", "--no-charts")

    return run


def test_a_future_that_fails_is_told_and_is_a_row(failing, folder):
    done = failing(".x.x.")
    assert done.returncode == 0
    assert "2 futures in" in done.stdout
    assert "2 futures failed and count nowhere; the first said:\n" in done.stdout
    assert "ValueError: the 3rd post is missing\n" in done.stdout
    runs = read_tables(folder / "outputs" / "small" / "tables")["runs"]
    assert runs["status"].tolist() == ["done", "failed", "done", "failed", "done"]


def test_a_run_of_which_every_future_fails_fails_and_keeps_what_was_there(failing, finished):
    written = finished("-n", "2", "-j", "1", "--no-charts")
    before = bytes_of(written)
    done = failing("xxxxx")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: every future failed; the first said: ValueError: the 3rd post is missing\n"
    assert bytes_of(written) == before


@pytest.fixture
def with_broken_charts(cascade):
    """Runs small.yaml with charts that cannot be drawn: by their names, limits when its words are put together."""

    def run(broken, *options):
        def no_month(*_):
            raise ValueError("no month\nis left")

        def png_of_some(chart, *about):
            if chart.name in broken:
                raise RuntimeError("no ink")
            return png(chart, *about)

        png = Chart._png
        with pytest.MonkeyPatch.context() as patch:
            if "limits" in broken:
                patch.setattr(limits, "held_back_words", no_month)
            if "all" in broken:
                patch.setattr(Plots, "_charts", property(no_month))
            patch.setattr(Chart, "_png", png_of_some)
            return cascade("run", "small.yaml", "-n", "2", "-j", "1", *options)

    return run


def test_a_chart_that_cannot_be_drawn_costs_nothing_but_itself(cascade, with_broken_charts, folder):
    (folder / "counts.csv").write_text(
        "date,measure,course,group,role,value\n2025-09-30,coverage,basic,,,40%\n2025-09-30,waiting,basic,,,5\n"
    )
    options = ("--history", "counts.csv")
    assert cascade("run", "small.yaml", "-n", "2", "-j", "1", "-o", "whole", *options).returncode == 0
    done = with_broken_charts(["limits", "coverage-basic"], *options)
    assert done.returncode == 1
    said = "limits-basic (ValueError: no month is left), coverage-basic (RuntimeError: no ink)"
    assert done.stderr.splitlines()[-1] == f"Error: could not draw {said}; all else is in outputs/small/"
    assert "A small programme · January 2025 to December 2026 · 2 futures in " in done.stdout
    assert "  History             1 point on the charts\n" in done.stdout
    assert done.stdout.endswith("  outputs/small/  tables/ · charts/ · scenario.yaml · manifest.json\n")
    assert bytes_of(folder / "outputs" / "small") == bytes_of(folder / "whole")
    lost = {f"{name}.{suffix}" for name in ("limits-basic", "coverage-basic") for suffix in ("svg", "png")}
    whole = bytes_of(folder / "whole", "charts")
    assert lost <= whole.keys()
    left = {name: data for name, data in whole.items() if name not in lost}
    assert bytes_of(folder / "outputs" / "small", "charts") == left
    assert [path.name for path in (folder / "outputs").iterdir()] == ["small"]


def test_a_run_that_lost_a_chart_says_so_again_when_it_is_read_back(with_broken_charts):
    with_broken_charts(["limits"])
    done = with_broken_charts([], "--resume", "--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    told = "Error: could not draw limits-basic (ValueError: no month is left); all else is in outputs/small/\n"
    assert done.stderr == told
    done = with_broken_charts([], "--json")
    assert (done.returncode, json.loads(done.stdout)["failed_charts"]) == (0, {})


def test_where_no_chart_can_be_drawn_the_tables_are_written(with_broken_charts, folder):
    (folder / "counts.csv").write_text("date,measure,course,group,role,value\n2025-09-30,coverage,basic,,,40%\n")
    done = with_broken_charts(["all"], "--json", "--history", "counts.csv")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["failed_charts"] == {"any chart": "ValueError: no month is left"}
    assert told["history"]["drawn"] == 0
    assert (folder / "outputs" / "small" / "tables" / "summary.csv").exists()
    assert not (folder / "outputs" / "small" / "charts").exists()


def test_every_error_of_a_bad_file_is_told_at_once(cascade, folder):
    bad = SMALL.replace("places: 10", "capcity: 10").replace("turnover: 8%/year", "turnover: 8").replace("50%", "150%")
    (folder / "bad.yaml").write_text(bad)
    for command in ("run", "check"):
        done = cascade(command, "bad.yaml")
        assert (done.returncode, done.stdout) == (2, "")
        places = [line.split(": ")[0] for line in done.stderr.splitlines()]
        assert places == [
            "bad.yaml:11:62 groups.teachers.turnover",
            "bad.yaml:13:3 courses.basic.places",
            "bad.yaml:15:5 courses.basic.capcity",
            "bad.yaml:25:62 targets.half_trained.at_least",
        ]
        assert "Traceback" not in done.stderr
    assert left_in(folder) == ["bad.yaml", "small.yaml"]


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize("path", ["missing.yaml", ".", "", "small.yaml/deeper"])
def test_what_is_no_file_is_bad_input(cascade, command, path):
    done = cascade(command, path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_may_not_be_read_is_bad_input(cascade, folder):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (folder / "small.yaml").chmod(0)
    done = cascade("run", "small.yaml")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", [("-n", "0"), ("-n", "many"), ("-j", "0"), ("--sed", "1"), ("--set", "nonsense")])
def test_wrong_options_are_bad_input(cascade, option):
    done = cascade("run", "small.yaml", *option)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_folder_of_something_else_is_refused_before_the_run(cascade, folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "minutes.docx").touch()
    done = cascade("run", "small.yaml", "-n", "100000", "-o", "mine")
    assert done.returncode == 2
    assert done.stderr.startswith("mine holds minutes.docx, which no run of cascade-sim put there")
    assert left_in(folder) == ["mine", "mine/minutes.docx", "small.yaml"]
    assert cascade("run", "small.yaml", "-n", "2", "-j", "1", "--no-charts", "-o", "mine", "--force").returncode == 0
    assert not (folder / "mine" / "minutes.docx").exists()
    assert cascade("run", "small.yaml", "-n", "2", "-j", "1", "--no-charts", "-o", "mine").returncode == 0


def test_a_file_in_the_way_is_refused(cascade):
    done = cascade("run", "small.yaml", "-o", "small.yaml", "--force")
    assert done.returncode == 2
    assert done.stderr.startswith("small.yaml is a file")


def test_a_bar_is_shown_on_a_terminal_and_on_stderr_only(folder):
    terminal, stderr = pty.openpty()
    command = [sys.executable, "-m", "cascade_sim", "run", "small.yaml", "-n", "3", "-j", "1", "--no-charts"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(TERM="xterm"), stdout=subprocess.PIPE, stderr=stderr
    ) as process:
        os.close(stderr)
        shown = read_all(terminal)  # first, since a terminal that nobody reads is soon full, and then the run waits
        stdout, _ = process.communicate(timeout=60)
    assert b"Simulating futures" in shown
    assert b"4/4" in shown
    assert stdout.startswith(b"A small programme")
    assert b"\x1b" not in stdout


def read_all(terminal):
    shown = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # all other ends are closed
            return shown
        if not more:
            return shown
        shown += more


def test_a_reader_that_goes_away_is_no_error_to_tell(folder):
    command = f"{sys.executable} -m cascade_sim run small.yaml -n 2 -j 1 --no-charts | true"
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_a_terminal_that_lacks_a_letter_still_gets_an_answer(folder):
    command = [sys.executable, "-m", "cascade_sim", "check", "small.yaml", "--set", "name=Łódź"]
    done = subprocess.run(command, env=environment(PYTHONIOENCODING="latin-1"), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("latin-1").startswith("?ód? · January 2025")


def test_python_gives_the_same_answer(folder):
    script = Path("ask.py")
    script.write_text(
        "import cascade_sim as cs\n"
        "result = cs.run('small.yaml', replications=6, jobs=2)\n"
        "print(str(result.summary()).splitlines()[2])\n"
        "print(sorted(result.tables), result.folder, len(result.targets), list(result.yearly)[0])\n"
    )
    done = subprocess.run([sys.executable, script], env=environment(), capture_output=True, text=True, check=False)
    assert done.stderr == ""
    first, second = done.stdout.splitlines()
    assert first.startswith("  Half trained")
    assert second == f"{sorted([*measures.TABLES, *measures.SUMMARIES])} None 1 year"
    assert left_in(folder) == ["ask.py", "small.yaml"]
