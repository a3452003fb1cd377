"""`python -m tests.fuzz --files 100000 [--seed 7]`: exit status 1 if anything but a clean refusal or success is met."""

import argparse
import sys
import time
from pathlib import Path

from .watching import Search


def main() -> int:
    """Run the search, with a line of progress, and sum it up."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Search for files that break the reader.")
    parser.add_argument("--files", type=int, default=100_000, help="how many files (default 100,000)")
    parser.add_argument("--seed", type=int, default=1, help="other files for another number")
    parser.add_argument("--first", type=int, default=0, help="begin with the file of this number: to see one again")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="processes (default 2)")
    parser.add_argument("-o", "--out", type=Path, default=Path("outputs", "fuzz"), help="where reproducers go")
    given = parser.parse_args()
    begun, told = time.monotonic(), 0.0

    def tell(search: Search) -> None:
        nonlocal told
        interval = 0.5 if sys.stderr.isatty() else 30.0
        if time.monotonic() - told > interval:
            told = time.monotonic()
            end = "\r" if sys.stderr.isatty() else "\n"
            print(_line(search, given.files, time.monotonic() - begun), end=end, file=sys.stderr, flush=True)

    search = Search(given.seed, given.first, given.first + given.files, given.jobs, given.out.resolve())
    search.run(tell)
    print(f"seed {given.seed}: {_line(search, given.files, time.monotonic() - begun)}")
    for signature, times in search.faults.most_common():
        print(f"  {times:>6} × {signature}   {given.out / signature.replace(' ', '-')}")
    return 1 if search.faults else 0


def _line(search: Search, files: int, seconds: float) -> str:
    counts = ", ".join(f"{search.count(what):,} {what}" for what in ("accepted", "refused", "simulated", "broken"))
    return f"{search.done:,} of {files:,} files in {seconds:,.0f} s ({search.done / seconds:,.0f}/s): {counts}"


if __name__ == "__main__":
    sys.exit(main())
