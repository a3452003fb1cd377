"""No message without a file that brings it about: each error in the sources is met by some wrong file."""

import ast
import re
from pathlib import Path

import pytest

from tests.unit import test_history, test_odd_files, test_posterior, test_wrong_files

pytestmark = pytest.mark.unit

SOURCES = Path(__file__).parents[2] / "cascade_sim"
FINDINGS = SOURCES / "scenario" / "findings"  # are no errors: each has a scenario of its own in tests/unit
MODULES = [file for file in (SOURCES / "scenario").rglob("*.py") if FINDINGS not in file.parents]
MODULES.append(SOURCES / "units.py")
NOT_ERRORS = {  # texts of those modules that are said elsewhere, and where
    "schema.py": None,  # descriptions in the JSON Schema
    "rewriting.py": None,  # whose caller is a program
    "expected a column of draws for each of {} numbers, found {}": "a slip in a program",
    "a posterior has 1 to {} rows and 1 to {} columns: {}": "the same",
    "draws must be finite and at least 0": "the same",
    "joint draw": "a part of how a posterior is told, when a run cannot go on",
    "module {} has no attribute {}": "a slip in a program, not in a file",
    "listed in the scenario": "the name of a holiday, in the manifest",
    "it cannot be read": "libyaml has always said more so far",
    "tab character": "part of what libyaml says of some tabs; of others it says that they cannot start a token",
    ": indent with spaces": "the same",
    "nesting depth": "part of what newer versions of libyaml say; told as 'nested more than {} deep'",
    "give a group or a locality, not both: no table tells both of all futures": "a row of tests/unit/test_history.py",
    "its period begins on {}, before the run ({} to {})": "why a row of a history is set aside",
}


def texts_of(module):
    """Every text of a module that reads like a sentence, with {} for what is filled in; docstrings left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            left_out.update(node.values)
        elif isinstance(node, ast.keyword) and node.arg == "description":
            left_out.update(ast.walk(node.value))
    for node in ast.walk(tree):
        text = None if node in left_out else written(node)
        if text and re.search(r"[a-z'] [a-z'{]", text):
            yield re.sub(r"\{\w+\}", "{}", text)


def written(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


TEXTS = sorted({text for module in MODULES if module.name not in NOT_ERRORS for text in texts_of(module)})


@pytest.fixture(scope="module")
def said():
    """All that is said of the wrong files, odd files and wrong histories, which other tests hold to the letter."""
    lines = [line for file in test_wrong_files.FILES for line in test_wrong_files.expected_of(file)]
    tables = (test_odd_files.ODD, test_odd_files.NAMES, test_posterior.WRONG)
    lines += [message for table in tables for _, message in table.values()]
    for rows in (test_history.WRONG_ROWS, test_history.PERIODS, test_history.EVIDENCE, test_history.WHOLE_FILES):
        lines += [message for _, message in rows]
    return "\n".join([*lines, "--set name: not YAML: it holds half a character"])


@pytest.mark.parametrize("text", TEXTS)
def test_every_message_is_brought_about_by_some_wrong_file(text, said):
    if text in NOT_ERRORS:
        pytest.skip(NOT_ERRORS[text])
    pattern = ".*".join(re.escape(part) for part in text.split("{}"))
    assert re.search(pattern, said), "no wrong file is refused with this: add one to tests/wrong_files"


def test_what_is_excused_is_there():
    assert {text for text in NOT_ERRORS if not text.endswith(".py")} <= set(TEXTS)
