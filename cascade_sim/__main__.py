"""`python -m cascade_sim` is `cascade-sim`."""

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; a Ctrl-C while it is still being imported is an interruption like any other."""
    # NumPy's linear algebra, which nothing here needs, would start threads that spin: in each worker process as well
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from .cli import main as command_line  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    command_line()


if __name__ == "__main__":
    main()
