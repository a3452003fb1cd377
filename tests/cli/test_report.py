"""`cascade-sim report`: what it writes beside a run's tables, what it refuses, and that nothing is left half done."""

import json
import os
import shutil

import pytest

pytestmark = pytest.mark.cli
ASKED = ("-n", "4", "-j", "1", "--no-charts", "-q")
FOLDER = "outputs/small"


@pytest.fixture
def run(finished):
    """The folder of a finished run."""
    return finished(*ASKED)


def bytes_in(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def refused(cascade, run, said):
    """Nothing is done, and one line says why."""
    before = bytes_in(run)
    done = cascade("report", FOLDER)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert bytes_in(run) == before
    assert not [path for path in run.parent.iterdir() if path != run]


def test_a_report_and_a_workbook_are_put_beside_the_tables(cascade, cascade_process, run):
    done = cascade_process("report", FOLDER)
    there = "report.html · workbook.xlsx · tables/ · scenario.yaml · manifest.json"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"outputs/small/  {there}\n", "")
    assert {"report.html", "workbook.xlsx"} <= {*json.loads((run / "manifest.json").read_text())["files"]}
    assert "1 point on the charts" not in (run / "report.html").read_text()
    assert cascade("run", "small.yaml", *ASKED).returncode == 0, "a folder with a report in it is still a run's own"
    assert not (run / "report.html").exists()


def test_slides_are_written_on_demand(cascade, run):
    there = "report.html · workbook.xlsx · slides.pptx · tables/ · scenario.yaml · manifest.json"
    assert cascade("report", FOLDER, "--slides").stdout == f"outputs/small/  {there}\n"
    done = cascade("run", "small.yaml", *ASKED[:-1], "--slides", "-o", "outputs/other")
    assert done.stdout.splitlines()[-1] == "  outputs/other/  slides.pptx · tables/ · scenario.yaml · manifest.json"
    other = run.with_name("other")
    assert (other / "slides.pptx").read_bytes() == (run / "slides.pptx").read_bytes()
    manifest = json.loads((other / "manifest.json").read_text())
    assert "slides.pptx" in manifest["files"]
    assert manifest["command"].endswith("--no-charts --slides")


def test_a_run_that_reports_at_once_says_so_and_writes_the_same_bytes(cascade, folder):
    asked = ("-n", "4", "-j", "1", "--no-charts", "--precision", "9pp", "--at-most", "4")
    done = cascade("run", "small.yaml", *asked, "--report")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("  outputs/small/  report.html · workbook.xlsx · tables/ · ")
    run = folder / FOLDER
    assert {"report.html", "workbook.xlsx"} <= {*json.loads((run / "manifest.json").read_text())["files"]}
    at_once = bytes_in(run)
    cascade("report", FOLDER)
    assert bytes_in(run) == at_once
    assert "Precision" in (run / "report.html").read_text()


def test_a_folder_that_is_missing_or_not_ours_is_refused(cascade, run, folder):
    done = cascade("report", "outputs/nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("there is no folder outputs/nowhere: ")
    (run / "manifest.json").unlink()
    refused(cascade, run, "outputs/small is not the folder of a run of cascade-sim")


@pytest.mark.parametrize("kept", [0, 100, -8, -2000])
def test_a_table_that_is_damaged_is_refused_by_name(cascade, run, kept):
    table = run / "tables" / "coverage.parquet"
    table.write_bytes(table.read_bytes()[:kept])
    refused(cascade, run, "outputs/small/tables/coverage.parquet is damaged")


def test_a_table_whose_middle_is_damaged_is_refused_by_name(cascade, run):
    table = run / "tables" / "coverage.parquet"
    content = bytearray(table.read_bytes())
    content[40:400] = b"x" * 360
    table.write_bytes(content)
    refused(cascade, run, "outputs/small/tables/coverage.parquet is damaged")


def test_a_table_that_is_missing_or_another_is_refused_by_name(cascade, run):
    table = run / "tables" / "coverage.parquet"
    shutil.copy(run / "tables" / "roles.parquet", table)
    refused(cascade, run, "outputs/small/tables/coverage.parquet has other columns")
    table.unlink()
    refused(cascade, run, "outputs/small/tables/coverage.parquet is missing")


@pytest.mark.parametrize("damage", [{"scenario": 3}, {"version": None}, {"started": "?"}, {"format": 9}])
def test_a_manifest_that_is_damaged_or_of_another_version_is_refused(cascade, run, damage):
    manifest = run / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | damage))
    refused(cascade, run, "outputs/small/manifest.json is damaged, or of another version")


def test_a_scenario_that_was_changed_since_is_refused(cascade, run):
    scenario = run / "scenario.yaml"
    scenario.write_text(scenario.read_text().replace("places: 10", "places: 11"))
    refused(cascade, run, "outputs/small/scenario.yaml is not what was run any more")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_cannot_be_written_is_told_and_what_was_there_stays(cascade, run):
    cascade("report", FOLDER)
    before = bytes_in(run)
    run.chmod(0o500)
    done = cascade("report", FOLDER)
    run.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert "could not be written" in done.stderr
    assert bytes_in(run) == before


def test_a_history_is_laid_over_the_charts_of_the_page(cascade, run, folder):
    header = "date,measure,course,group,role,value,sd,date_precision_days,source,note"
    (folder / "counted.csv").write_text(f"{header}\n2025-06-30,trained_ever,basic,,,20,,,a list,\n")
    done = cascade("report", FOLDER, "--history", "counted.csv", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "1 point on the charts" in (run / "report.html").read_text()
