"""What a command takes: time, processor, and the memory of all its processes together. Linux tells it in /proc."""

import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.calling import environment


@dataclass
class Taken:
    """What a command took, in seconds and bytes; `workers` are the most that each of its processes held."""

    seconds: float = 0.0
    processor: float = 0.0
    together: int = 0
    parent: int = 0
    workers: dict[int, int] = field(default_factory=dict)
    written: int = 0

    def __str__(self) -> str:
        each = ", ".join(f"{size / 1e6:.0f}" for size in self.workers.values())
        return (
            f"{self.seconds:.1f} s, {self.processor:.1f} s of processor time; at most {self.together / 1e6:.0f} MB "
            f"at once: parent up to {self.parent / 1e6:.0f}, its processes up to {each}; "
            f"{self.written / 1e6:.1f} MB written"
        )


def taken_by(*words: str, folder: Path) -> Taken:
    """Run `cascade-sim` with these words in an empty folder and measure it; AssertionError if it fails."""
    taken, began, before = Taken(), time.perf_counter(), _processor()
    with subprocess.Popen([sys.executable, "-m", "cascade_sim", *words], cwd=folder, env=environment()) as process:
        while process.poll() is None:
            _look(taken, process.pid)
            time.sleep(0.02)
    taken.seconds, taken.processor = time.perf_counter() - began, _processor() - before
    taken.written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert process.returncode == 0
    return taken


def _look(taken: Taken, pid: int) -> None:
    """Take note of what a process and its children hold at this moment."""
    now = {one: _memory_of(one) for one in _family(pid)}
    taken.together, taken.parent = max(taken.together, sum(now.values())), max(taken.parent, now.pop(pid))
    taken.workers |= {one: max(size, taken.workers.get(one, 0)) for one, size in now.items()}


def _processor() -> float:
    """Seconds of processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory_of(pid: int) -> int:
    """Bytes of a process that lie in memory; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _family(pid: int) -> list[int]:
    """A process and its children."""
    try:
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    except (FileNotFoundError, ProcessLookupError):
        return [pid]
