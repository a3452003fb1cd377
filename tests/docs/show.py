"""Print what the blocks of a page print with as many futures as it says, to copy into the page.

    python -m tests.docs.show docs/how-to/variants.md FOLDER

leaves the pictures that the page draws in FOLDER.
"""

import sys
from pathlib import Path

from tests.calling import ROOT
from tests.docs.blocks import Block
from tests.docs.reader import Printed, Reader


class Teller(Reader):
    """Shows what was printed instead of comparing it."""

    def compare(self, block: Block, printed: Printed | None) -> None:
        print(f"--- {block.place}", *(printed or ()), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    page, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    folder.mkdir(parents=True)
    Teller(folder, futures=None).read(page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix())
