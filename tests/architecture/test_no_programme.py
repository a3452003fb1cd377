"""The product is general: no module of it knows the name of a programme, a place, a group or a course."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "cascade_sim").rglob("*.py"))
# names that are words of the field as well: "a trainer", "parents of the public"
ALSO_WORDS = {"trainer", "foundation", "coaches", "basic", "advanced", "starters", "core", "yearly", "special"}


@cache
def names() -> frozenset[str]:
    """What the scenarios call themselves, their places, groups, courses and roles."""
    found = set()
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= {path.stem, str(written["name"])}
        for kind in ("localities", "groups", "courses", "roles"):
            found |= {str(name) for name in written.get(kind) or {}}
    return frozenset(name for name in found if len(name) > 5) - ALSO_WORDS


@pytest.mark.parametrize("module", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
def test_no_module_knows_the_name_of_a_programme(module: Path) -> None:
    code = "\n".join(line.split("#")[0] for line in module.read_text(encoding="utf-8").splitlines())
    code = re.sub(r'""".*?"""', "", code, flags=re.DOTALL)  # docstrings may give examples
    assert {name for name in names() if re.search(rf"\b{re.escape(name)}\b", code)} == set()
