"""How many random examples a property is held to: a third of them with all tests, all with THOROUGH=1."""

import os


def examples(thorough: int) -> int:
    """So many where tests are to be thorough, else a third."""
    return thorough if os.environ.get("THOROUGH") else thorough // 3
