"""`run --resume` and `run --precision`: what goes on, what is refused, and what is said."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.calling import SMALL, environment

pytestmark = [pytest.mark.cli, pytest.mark.thorough]

HIDDEN = Path("outputs", ".small.unfinished")


def leave_unfinished(*arguments):
    """Start a run and kill it when it has finished some futures."""
    command = [sys.executable, "-m", "cascade_sim", "run", "small.yaml", "-n", "5000", "-j", "1", *arguments]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (HIDDEN / "futures").exists() or (HIDDEN / "futures").stat().st_size < 5000:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in [*(folder / "tables").iterdir(), folder / "scenario.yaml"]}


def test_nothing_to_go_on_with_is_told(cascade, folder):
    done = cascade("run", "small.yaml", "--resume")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "there is no unfinished run into outputs/small to go on with: leave out --resume\n"
    assert not (folder / "outputs").exists()


def test_a_run_that_is_finished_is_told_as_it_was_and_changes_nothing(cascade, folder):
    first = cascade("run", "small.yaml", "-n", "4", "-j", "1", "--precision", "20pp")
    written = folder / "outputs" / "small"
    before = {path: path.stat().st_mtime_ns for path in written.rglob("*")}
    again = cascade("run", "small.yaml", "-n", "4", "--precision", "20pp", "--resume")
    assert again.returncode == 0
    assert again.stderr.splitlines()[0] == (
        "outputs/small holds the finished results of this run already; there was nothing left to do."
    )
    assert again.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]
    assert {path: path.stat().st_mtime_ns for path in written.rglob("*")} == before
    for other in (
        ("-n", "5"),
        ("-n", "4"),
        ("-n", "4", "--precision", "20pp", "--detail", "full"),
        ("-n", "4", "--precision", "20pp", "--seed", "2"),
    ):
        assert cascade("run", "small.yaml", *other, "--resume").returncode == 2


def test_a_changed_scenario_is_refused_with_what_changed(cascade, folder):
    leave_unfinished()
    changed = SMALL.replace("places: 10", "places: 12").replace("    stops: 10%/year\n", "")
    (folder / "small.yaml").write_text(changed.replace("posts: 20, ", "posts: 20, time_to_fill: 8 weeks, "))
    done = cascade("run", "small.yaml", "-n", "8", "--resume", "--seed", "3", "--chance-only", "--detail", "full")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "the unfinished run of small was of something else, so --resume cannot go on with it:",
        "  --chance-only: no → yes",
        "  --detail: usual → full",
        "  courses.basic.places: 10 → 12",
        "  roles.trainer.stops: 10%/year → not given",
        "  seed: 1 → 3",
        "  groups.teachers.time_to_fill: not given → 8 weeks",
        "Undo that to go on, or begin again without --resume.",
    ]
    (folder / "small.yaml").write_text(SMALL.replace("A small programme", "Another name"))
    done = cascade("run", "small.yaml", "-n", "8", "--no-charts", "--resume")
    assert done.returncode == 0
    assert done.stdout.startswith("Another name")


def test_an_unfinished_run_of_another_version_is_refused(cascade, folder):
    leave_unfinished()
    about = json.loads((HIDDEN / "about.json").read_text())
    about["libraries"]["numpy"] = "1.0"
    (HIDDEN / "about.json").write_text(json.dumps(about))
    done = cascade("run", "small.yaml", "-n", "8", "--resume")
    assert done.returncode == 2
    assert "\n  numpy: 1.0 → " in done.stderr


def test_more_or_fewer_futures_than_it_was_begun_with_will_do(cascade, folder):
    for asked in ("3", "40"):
        leave_unfinished()
        assert cascade("run", "small.yaml", "-n", asked, "--no-charts", "--resume").returncode == 0
        assert not HIDDEN.exists()
        cascade("run", "small.yaml", "-n", asked, "--no-charts", "-o", f"unbroken{asked}")
        assert bytes_of(folder / "outputs" / "small") == bytes_of(folder / f"unbroken{asked}")


def test_without_resume_it_begins_again_and_says_so(cascade, folder):
    leave_unfinished()
    done = cascade("run", "small.yaml", "-n", "3", "-j", "1", "--no-charts")
    assert done.returncode == 0
    told = done.stderr.splitlines()[0]
    assert told.startswith("Began again: ")
    assert told.endswith(" futures of an unfinished run were there, which --resume would have gone on from.")


def test_a_precision_is_reached_whatever_the_jobs_and_the_interruptions(cascade, folder):
    asked = ("-n", "12", "--precision", "3pp", "--no-charts")
    done = cascade("run", "small.yaml", *asked, "-j", "1", "-o", "one")
    manifest = json.loads((folder / "one" / "manifest.json").read_text())
    assert manifest["replications"]["full"] > 12
    assert 0.02 < manifest["half_width"] <= 0.03
    assert "percentage points, 3 were asked for" in done.stdout
    cascade("run", "small.yaml", *asked, "-j", "2", "-o", "two")
    leave_unfinished()
    assert cascade("run", "small.yaml", *asked, "--resume").returncode == 0
    assert bytes_of(folder / "one") == bytes_of(folder / "two") == bytes_of(folder / "outputs" / "small")


def test_a_precision_that_would_take_too_many_futures_says_so(cascade):
    done = cascade("run", "small.yaml", "-n", "8", "--precision", "0.01pp", "--at-most", "15", "--no-charts")
    assert "15 futures in" in done.stdout
    assert "percentage points only: --at-most came before the 0.01 asked for" in done.stdout
    asked = ("--precision", "0.01pp", "--at-most", "15", "--no-charts")
    told = json.loads(cascade("run", "small.yaml", "-n", "8", *asked, "--json").stdout)
    assert told["precision"]["asked"] == 0.0001
    assert told["precision"]["half_width"] > 0.01


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--precision", "0.5"), "--precision 0.5 has no unit: write 0.5pp for percentage points"),
        (("--precision", "1pp", "-n", "30", "--at-most", "20"), "30 replications are more than the 20 of --at-most"),
        (
            ("--precision", "1pp", "--set", "targets={}"),
            "--precision is about targets that are shares, such as coverage; small.yaml has none",
        ),
    ],
)
def test_a_precision_that_cannot_be_meant_is_refused_before_any_work(cascade, folder, options, says):
    done = cascade("run", "small.yaml", *options)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", says)
    assert not (folder / "outputs").exists()
