"""`cascade-sim track`: a finished forecast against new counts, and what is refused."""

import json
import shutil

import pytest

pytestmark = pytest.mark.cli
RUN = ("run", "small.yaml", "-n", "8", "-j", "1", "--no-charts", "-q")
TRACK = ("track", "outputs/small", "--history", "counts.csv")
COUNTS = "date,measure,course,group,role,value\n2026-12-31,coverage,basic,,,99%\n"


@pytest.fixture
def forecast(cascade, folder):
    """The folder of a finished run, beside a history."""
    assert cascade(*RUN).returncode == 0
    (folder / "counts.csv").write_text(COUNTS)
    return folder / "outputs" / "small"


def bytes_in(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_the_warning_is_in_the_answer_and_the_status_is_0(cascade, forecast):
    before = bytes_in(forecast)
    done = cascade(*TRACK)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Reality has left the forecast: " in done.stdout
    assert done.stdout.splitlines()[-1] == "  outputs/track-small/  tables/ · charts/ · manifest.json"
    assert bytes_in(forecast) == before
    assert [path.name for path in forecast.parent.iterdir()] in (["small", "track-small"], ["track-small", "small"])
    assert (forecast.with_name("track-small") / "charts" / "tracking.png").exists()


def test_again_and_as_json_elsewhere_without_charts(cascade, forecast):
    assert cascade(*TRACK, "-q").stdout == ""
    done = cascade(*TRACK, "--json", "--no-charts", "-o", "outputs/held")
    told = json.loads(done.stdout)
    assert told["warning"].startswith("Reality has left the forecast")
    assert (told["counts"], told["inside"], told["folder"]) == (1, 0, "outputs/held")
    assert told["tracking"][0]["since"] is None
    assert sorted(path.name for path in forecast.with_name("held").iterdir()) == ["manifest.json", "tables"]
    assert cascade(*TRACK).returncode == 0, "running it again replaces what it wrote"


def refused(cascade, said, *arguments):
    done = cascade(*(arguments or TRACK))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_no_run_is_refused_with_a_way_out(cascade, forecast, folder):
    refused(cascade, "there is no folder outputs/nowhere", "track", "outputs/nowhere", "--history", "counts.csv")
    assert cascade(*TRACK, "-q").returncode == 0
    tracked = ("track", "outputs/track-small", "--history", "counts.csv")
    refused(cascade, "holds what was counted against outputs/small: give that folder", *tracked)
    plan = folder / "other.yaml"
    plan.write_text((folder / "small.yaml").read_text().replace("name: A small", "name: Another small"))
    assert cascade("compare", "small.yaml", "other.yaml", "-n", "2", "--no-charts", "-q", "-o", "both").returncode == 0
    refused(
        cascade, "both is a comparison: give the run of one of its plans", "track", "both", "--history", "counts.csv"
    )
    manifest = forecast / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"calibrated": {}}))
    refused(cascade, "outputs/small is a calibration: run outputs/small/calibrated.yaml")
    (forecast / "manifest.json").unlink()
    refused(cascade, "outputs/small is not the folder of a run of cascade-sim")


def test_a_damaged_table_and_another_version_are_refused(cascade, forecast):
    manifest = forecast / "manifest.json"
    kept = manifest.read_text()
    manifest.write_text(json.dumps(json.loads(kept) | {"version": "0.0.9"}))
    refused(cascade, "was written by version 0.0.9 of cascade-sim")
    manifest.write_text(kept)
    table = forecast / "tables" / "coverage.parquet"
    table.write_bytes(table.read_bytes()[:100])
    refused(cascade, "outputs/small/tables/coverage.parquet is damaged")
    assert not forecast.with_name("track-small").exists()


def test_a_history_that_is_missing_wrong_or_of_another_time_is_refused(cascade, forecast, folder):
    refused(cascade, "none.csv", "track", "outputs/small", "--history", "none.csv")
    (folder / "counts.csv").write_text(COUNTS.replace("coverage", "covrage"))
    refused(cascade, "counts.csv:2 measure: ")
    (folder / "counts.csv").write_text(COUNTS.replace("2026", "2046"))
    refused(cascade, "has no count of this run's time and scope:\n  line 2: 2046-12-31 lies outside the run")


def test_one_future_makes_no_range_and_a_folder_of_others_is_kept(cascade, forecast, folder):
    (folder / "outputs" / "track-small").mkdir()
    (folder / "outputs" / "track-small" / "mine.txt").write_text("mine")
    refused(cascade, "holds mine.txt, which no run of cascade-sim put there")
    assert cascade(*TRACK, "--force", "-q").returncode == 0
    shutil.rmtree(forecast)
    assert cascade("run", "small.yaml", "-n", "1", "--chance-only", "--no-charts", "-q").returncode == 0
    refused(cascade, "has one future, which makes no range")
