"""A whole run of the founding scenario, from the command to the last file: `python -m pytest -m benchmark -s`.

Unlike the other benchmarks this one is in seconds, of a machine with two processors that does nothing else.
"""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.calling import environment

pytestmark = pytest.mark.benchmark

FOUNDING = Path(__file__).parents[2] / "scenarios" / "north-lanarkshire.yaml"
SECONDS, MEGABYTES = 15, 500


def memory_of(pid: int) -> int:
    """Bytes of a process that lie in memory; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def family(pid: int) -> list[int]:
    """A process and its children."""
    try:
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    except (FileNotFoundError, ProcessLookupError):
        return [pid]


def test_200_futures_of_the_founding_programme_with_all_that_is_written(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cascade_sim", "run", str(FOUNDING), "-n", "200", "-j", "2", "-q"]
    began, together, parent = time.perf_counter(), 0, 0
    workers: dict[int, int] = {}
    with subprocess.Popen(command, cwd=tmp_path, env=environment()) as process:
        while process.poll() is None:
            now = {pid: memory_of(pid) for pid in family(process.pid)}
            together, parent = max(together, sum(now.values())), max(parent, now.pop(process.pid))
            workers |= {pid: max(size, workers.get(pid, 0)) for pid, size in now.items()}
            time.sleep(0.02)
    took = time.perf_counter() - began
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    each = ", ".join(f"{size / 1e6:.0f}" for size in workers.values())
    print(
        f"\n{took:.1f} s; at most {together / 1e6:.0f} MB at once: parent up to {parent / 1e6:.0f}, "
        f"its processes up to {each}; {written / 1e6:.1f} MB written",
        end="",
    )
    assert process.returncode == 0
    assert together < MEGABYTES * 1e6
    assert written < 40e6
    assert took < SECONDS
