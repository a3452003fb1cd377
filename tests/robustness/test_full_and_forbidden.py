"""Full disks, folders that may not be written, and output that cannot be printed."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import FOUND, Place, finished, in_folder, mind_permissions

pytestmark = pytest.mark.robustness

ASKED = ("-n", "16", "--no-charts")
CHARTED = ("-n", "16")


def files_no_larger_than(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_where_the_journal_can_grow_no_more_what_is_finished_is_kept(place, unbroken, jobs):
    done = place.run(*ASKED, "-j", jobs, preexec_fn=lambda: files_no_larger_than(12_000))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: A file has grown as large as it may, after ")
    assert done.stderr.endswith(f"go on with: cascade-sim run small.yaml -n 16 --no-charts -j {jobs} --resume\n")
    assert not place.results.exists()
    place.holds_no_half()
    assert place.run(*ASKED, "--resume").returncode == 0
    assert place.bytes() == unbroken(*ASKED)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Place]:
    """A place on a disk of its own with 4 MB."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root can make a disk to fill")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no disk could be made: {made.stderr.decode()}")
    try:
        yield from in_folder(tmp_path)
    finally:
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.mark.parametrize("room", [0, 20_000, 100_000])
def test_on_a_full_disk_what_is_finished_is_kept(small_disk, unbroken, unbroken_place, room):
    shutil.copytree(unbroken_place(*CHARTED).results, small_disk.results)
    before = small_disk.bytes()
    filler = small_disk.folder / "filler"
    with filler.open("wb") as file:
        file.write(bytes(shutil.disk_usage(small_disk.folder).free - room))
    done = small_disk.run(*CHARTED, "--seed", "2")
    assert (done.returncode, done.stdout) == (1, "")
    assert "disk is full" in done.stderr or "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert small_disk.bytes() == before
    filler.unlink()
    resume = ["--resume"] if "--resume" in done.stderr else []
    assert resume or room == 0
    assert small_disk.run(*CHARTED, "--seed", "2", *resume).returncode == 0
    assert small_disk.bytes() == unbroken(*CHARTED, "--seed", "2")
    assert not small_disk.hidden.exists()


@pytest.fixture
def as_anybody(tmp_path: Path) -> Iterator[Place]:
    """A place where not even root's runs may write where modes forbid it."""
    try:
        subprocess.run(["true"], preexec_fn=mind_permissions, check=True)
    except subprocess.SubprocessError:
        pytest.skip("root cannot be kept from writing anywhere")
    yield from in_folder(tmp_path, preexec_fn=mind_permissions)
    for path in [tmp_path, *tmp_path.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)


def test_a_folder_that_may_not_be_written_is_refused_before_any_work(as_anybody):
    as_anybody.folder.chmod(0o555)
    done = as_anybody.run("-n", "1000000")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "outputs/small cannot be written (Permission denied): choose another with --out\n"


def test_results_that_were_made_read_only_are_not_replaced(as_anybody):
    assert as_anybody.run("-n", "2", "-j", "1", "--no-charts").returncode == 0
    before = as_anybody.bytes()
    as_anybody.results.chmod(0o555)
    done = as_anybody.run("-n", "1000000")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "outputs/small is read-only: make it writable, or choose another folder with --out\n"
    assert as_anybody.bytes() == before


def test_a_folder_made_read_only_meanwhile_costs_nothing_that_was_finished(as_anybody, unbroken):
    process = as_anybody.begin("-n", "60", "--no-charts", "-j", "1")
    (as_anybody.folder / "outputs").chmod(0o555)
    done = finished(process)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The results could not be written: Permission denied (")
    assert "after 75 of 75 futures" in done.stderr
    (as_anybody.folder / "outputs").chmod(0o755)
    as_anybody.holds_no_half()
    assert as_anybody.run("-n", "60", "--no-charts", "--resume").returncode == 0
    assert as_anybody.bytes() == unbroken("-n", "60", "--no-charts")


def test_an_answer_that_cannot_be_printed_is_a_failure_and_the_results_are_there(place, unbroken):
    with Path("/dev/full").open("w") as full:
        done = place.run(*ASKED, stdout=full)
    assert (done.returncode, done.stderr) == (1, "The answer could not be printed: No space left on device\n")
    assert place.bytes() == unbroken(*ASKED)


def test_a_reader_that_has_gone_is_no_failure(place, unbroken):
    reading, writing = os.pipe()
    os.close(reading)
    done = place.run(*ASKED, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) in ((0, ""), (0, FOUND))
    assert place.bytes() == unbroken(*ASKED)


def test_without_any_output_it_runs_all_the_same(place, unbroken):
    done = place.run(*ASKED, stdout=None, stderr=None, preexec_fn=lambda: os.closerange(1, 3))
    assert done.returncode == 0
    assert place.bytes() == unbroken(*ASKED)
