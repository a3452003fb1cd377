"""Whatever a history file holds, it is read or refused with a message, never with a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cascade_sim.errors import ScenarioError
from cascade_sim.measures import OBSERVABLE
from cascade_sim.scenario import History, load, load_history
from cascade_sim.scenario.history import NEEDED, OPTIONAL
from tests.property.examples import examples

pytestmark = pytest.mark.property

SMALL = load(Path(__file__).parents[1] / "scenarios" / "small.yaml")
QUICK = settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = ["", "2026-03-01", "2026-02-30", "1999-01-01", "basic", "nurses", "trainer", "5", "55%", "0,5", "-1", "1e9"]
CELLS = st.sampled_from([*WORDS, *OBSERVABLE]) | st.floats().map(str) | st.text(max_size=6)
HEADERS = st.permutations([*NEEDED, *OPTIONAL]) | st.lists(st.sampled_from([*NEEDED, *OPTIONAL, "x"]), max_size=12)


def reads_or_is_refused(path, data):
    path.write_bytes(data)
    try:
        history = load_history(path, SMALL)
    except ScenarioError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)
        return
    assert isinstance(history, History)
    assert len({row.row for row in (*history.observations, *history.set_aside)}) > 0
    for observation in history.observations:
        assert 0 <= observation.value <= (1 if OBSERVABLE[observation.measure].unit == "share" else 1e15)
        assert SMALL.start <= observation.date <= SMALL.end
        assert observation.since is None or observation.since <= observation.date


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path, data):
    reads_or_is_refused(tmp_path / "history.csv", data)


@QUICK
@given(HEADERS, st.lists(st.lists(CELLS, max_size=11), max_size=4), st.sampled_from(",;\t"), st.booleans())
def test_any_rows(tmp_path, header, rows, separator, quoted):
    quote = '"' if quoted else ""
    lines = [separator.join(f"{quote}{cell}{quote}" for cell in cells) for cells in [header, *rows]]
    reads_or_is_refused(tmp_path / "history.csv", "\n".join(lines).encode("utf-8", "surrogatepass"))


@QUICK
@given(st.data())
def test_any_slip_in_a_good_file(tmp_path, data):
    good = {"date": "2026-03-01", "measure": "coverage", "course": "basic", "value": "55%"}
    slip = data.draw(st.dictionaries(st.sampled_from(NEEDED), CELLS, max_size=2))
    cells = [{**good, **slip}.get(name, "") for name in NEEDED]
    reads_or_is_refused(
        tmp_path / "history.csv", f"{','.join(NEEDED)}\n{','.join(cells)}\n".encode("utf-8", "surrogatepass")
    )
