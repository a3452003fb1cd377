"""Reading: encodings, places, and files made to hurt."""

import pytest

from cascade_sim.errors import ScenarioError
from cascade_sim.scenario.reading import MAX_DEPTH, read, read_text, write

pytestmark = pytest.mark.unit


def said(text):
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "plan.yaml")
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_encodings_of_every_editor(tmp_path, encoding):
    text = "name: Übung\r\nposts: 5\r\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    (tmp_path / "plan.yaml").write_bytes(data)
    assert read(tmp_path / "plan.yaml", "plan.yaml").root.plain() == {"name": "Übung", "posts": 5}


def test_every_key_and_value_knows_its_place():
    root = read_text("a:\n  b: 5\n  c: [1, 2]\n", "plan.yaml").root
    inner = root.value["a"]
    assert (inner.keys["b"].line, inner.keys["b"].column) == (2, 3)
    assert (inner.value["c"].place.line, inner.value["c"].place.column) == (3, 6)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("5", 5), ("-5", -5), ("0.5", 0.5), ("true", True), ("null", None), ("~", None), ("'no'", "no"), ("a b", "a b")],
)
def test_plain_values(written, meant):
    assert read_text(f"a: {written}", "plan.yaml").root.plain() == {"a": meant}


@pytest.mark.parametrize(
    "written", ["no", "Yes", "OFF", "010", "1e3", "1.5E+3", "12:30", "1_000", ".inf", "-.NaN", "0x1F", ".5"]
)
def test_what_yaml_would_convert_silently_is_refused(written):
    problems = read_text(f"a: {written}", "plan.yaml").problems
    assert [str(problem).partition(" a: ")[0] for problem in problems] == ["plan.yaml:1:4"]
    assert f"'{written}'" in problems[0].message


def test_deep_nesting_is_refused_before_it_hurts():
    assert f"nested more than {MAX_DEPTH} deep" in said("a: " + "[" * 200_000)


def test_what_is_written_reads_back_the_same():
    data = {
        "a": "no",
        "b": "2025-01-01",
        "c": "12:30",
        "d": ["x: y", "", "é", "null", " "],
        "e": 1.5,
        "f": True,
        "g": None,
    }
    assert read_text(write(data), "plan.yaml").root.plain() == data
