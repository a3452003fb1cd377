"""Whatever a file holds, it is accepted or refused with a message, never with a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario import Scenario, load
from cascade_sim.scenario.reading import write
from tests.property.examples import examples

pytestmark = pytest.mark.property

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SMALL, PARTS = ((SCENARIOS / name).read_text(encoding="utf-8") for name in ("small.yaml", "parts.yaml"))
LINES = {text: text.splitlines(keepends=True) for text in (SMALL, PARTS)}
WORDS = st.sampled_from(
    [
        "5",
        "0",
        "-1",
        "0.5",
        "1e3",
        "no",
        "null",
        "~",
        "true",
        "90%",
        "10%/year",
        "2/month",
        "9",
        "weeks",
        "forever",
        "external",
        "keen",
        "nurses",
        "trainer",
        "basic",
        "*",
        "[0]",
        "{}",
        "{a:}",
        "2025-01-01",
        "2025-02-30",
        "[]",
        "{value:5}",
        "{2025-01-01:5}",
        "{gamma:{}}",
        "&x",
        "*x",
        "!t",
        "|",
        ">",
        "'",
        '"',
        ":",
        "-",
        "others",
        "all",
        "own locality",
        "North",
        "350 GBP",
        "20/week",
        "{North:50%}",
    ]
)
KEYS = st.sampled_from(
    [
        "format",
        "name",
        "start",
        "end",
        "seed",
        "groups",
        "courses",
        "roles",
        "changes",
        "targets",
        "defaults",
        "calendar",
        "nurses",
        "basic",
        "trainer",
        "posts",
        "turnover",
        "places",
        "days",
        "schedule",
        "demand",
        "willing",
        "from",
        "to",
        "set",
        "scale",
        "at_start",
        "value",
        "range",
        "2025-01-01",
        "others",
        "extends",
        "localities",
        "locality",
        "public",
        "arrivals",
        "self_paced",
        "licences",
        "follow_up",
        "cost",
        "per_delivery",
        "budgets",
        "per_year",
        "parent_group",
        "training",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
QUICK = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def loads_or_is_refused(path, data, sets=()):
    path.write_bytes(data)
    try:
        scenario = load(path, sets)
    except ScenarioError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)
    else:
        assert isinstance(scenario, Scenario)
        scenario.plan(lambda path: 0.999)


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path, data):
    loads_or_is_refused(tmp_path / "plan.yaml", data)


@QUICK
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_yaml(tmp_path, data):
    loads_or_is_refused(tmp_path / "plan.yaml", write(data).encode("utf-8", "surrogatepass"))


@QUICK
@given(st.sampled_from([(lines, i) for lines in LINES.values() for i in range(len(lines))]), WORDS, st.integers(0, 60))
def test_any_slip_in_a_good_file(tmp_path, where, word, at):
    lines, which = where
    line = lines[which].rstrip("\n")
    lines = [*lines[:which], line[:at] + word + line[at + 1 :] + "\n", *lines[which + 1 :]]
    loads_or_is_refused(tmp_path / "plan.yaml", "".join(lines).encode())


@QUICK
@given(st.sampled_from([SMALL, PARTS]), st.lists(KEYS, min_size=1, max_size=5), VALUES)
def test_any_set(tmp_path, scenario, path, value):
    text = write(value).strip()
    loads_or_is_refused(tmp_path / "plan.yaml", scenario.encode(), [f"{'.'.join(path)}={text}"])


@QUICK
@given(st.sampled_from([(text, line.split(":")[0].strip()) for text in LINES for line in LINES[text]]), VALUES)
def test_any_value_of_a_setting(tmp_path, setting, value):
    scenario, key = setting
    lines = []
    for line in LINES[scenario]:
        begins = line.strip().startswith(f"{key}:")
        indent = line[: len(line) - len(line.lstrip())]
        lines.append(
            f"{indent}{write({key: value}).strip()}\n".replace("\n", f"\n{indent}").rstrip(" ") if begins else line
        )
    loads_or_is_refused(tmp_path / "plan.yaml", "".join(lines).encode("utf-8", "surrogatepass"))
