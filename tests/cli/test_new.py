"""`cascade-sim new`: what it writes runs, has every setting, and never harms what is there."""

import json
import re

import jsonschema
import pytest
import yaml

import cascade_sim as cs
from cascade_sim.errors import UserError
from cascade_sim.scenario import json_schema, load
from cascade_sim.scenario.templates import TEMPLATES, filled_in
from tests.unit.test_scenario_schema import as_json

pytestmark = pytest.mark.cli

SCHEMA = "cascade-sim.schema.json"


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_it_says_what_it_wrote_and_what_to_do_next(cascade, folder):
    done = cascade("new", "our-programme")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[2:] == [
        "  cascade-sim check our-programme.yaml",
        "  cascade-sim run our-programme.yaml",
    ]
    assert done.stdout.startswith(
        "Wrote our-programme.yaml, a small scenario that runs as it is; cascade-sim.schema.json "
    )
    assert files(folder) == [SCHEMA, "our-programme.yaml", "small.yaml"]
    assert (folder / SCHEMA).read_text() == cascade("schema").stdout
    first = (folder / "our-programme.yaml").read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA}"


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_it_writes_is_found_sound_and_runs(cascade, folder, template):
    assert cascade("new", "plan", "--template", template).returncode == 0
    checked = cascade("check", "plan.yaml", "--strict", "--json")
    assert (checked.returncode, checked.stderr) == (0, "")
    told = json.loads(checked.stdout)
    assert (told["name"], told["errors"], told["findings"]) == ("Plan", [], [])
    done = cascade("run", "plan.yaml", "-n", "2", "-j", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "outputs" / "plan" / "manifest.json").exists()


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_schema_accepts_it(folder, template):
    cs.new("plan", template)
    jsonschema.Draft7Validator(json.loads((folder / SCHEMA).read_text())).validate(as_json(folder / "plan.yaml"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_name_gives_the_same_bytes(template):
    assert filled_in(template, "Our programme") == filled_in(template, "Our programme")
    assert 'name: "Our programme"\n' in filled_in(template, "Our programme")


def settings(schema):
    """Every property a schema names, wherever it stands."""
    if isinstance(schema, list):
        return {name for item in schema for name in settings(item)}
    if not isinstance(schema, dict):
        return set()
    inside = {name for item in schema.values() for name in settings(item)}
    return inside | (set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set())


def test_the_full_one_shows_every_setting():
    text = filled_in("full", "Plan")
    shown = set(re.findall(r"[\w]+(?=:(?:\s|$))", text, flags=re.MULTILINE))
    assert settings(json_schema()) - shown == set()


ALTERNATIVES = [line.strip() for line in filled_in("full", "Plan").splitlines() if line.strip().startswith("#: ")]


@pytest.mark.parametrize("line", ALTERNATIVES)
def test_every_other_way_of_the_full_one_loads_in_place_of_the_setting_above(tmp_path, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vacancies.csv").write_text("weeks\n5\n9\n")
    (tmp_path / "posterior.csv").write_text("groups.early_years.turnover.first_year [%/year]\n18\n21\n")
    (tmp_path / "baseline.yaml").write_text(filled_in("small", "Base"))
    key = line.removeprefix("#: ").partition(":")[0]
    lines = filled_in("full", "Plan").splitlines()
    at = next(i for i, other in enumerate(lines) if other.strip() == line)
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    replaced = {"busiest_tenth_has": "spread", "extends": None, "posterior": None}.get(key, key)
    above = [i for i in range(at) if replaced and lines[i].startswith(f"{indent}{replaced}:")]
    lines[at] = indent + line.removeprefix("#: ")
    for i in above[-1:]:
        del lines[i]
    assert bool(above) == (replaced is not None)
    (tmp_path / "plan.yaml").write_text("\n".join(lines))
    load("plan.yaml")


@pytest.mark.parametrize(
    "name", ["no", "10", "a: b #c", "été", 'été\'s "plan"', "- x", "null", "2026-04-01", "x.yml", "a.b"]
)
def test_any_name_of_a_file_makes_a_scenario_that_loads(folder, name):
    created = cs.new(name)
    assert load(created.path).name.casefold() in (name.casefold().removesuffix(".yml"), "x", "2026 04 01")


def test_what_is_there_is_replaced_only_by_force(cascade, folder):
    before = (folder / "small.yaml").read_bytes()
    done = cascade("new", "small")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "small.yaml is there already: choose another name, or replace it with --force\n"
    assert (files(folder), (folder / "small.yaml").read_bytes()) == (["small.yaml"], before)
    assert cascade("new", "small", "--force").returncode == 0
    assert yaml.safe_load((folder / "small.yaml").read_text())["name"] == "Small"


def test_a_schema_of_ours_is_brought_up_to_date_and_any_other_is_left(cascade, folder):
    (folder / SCHEMA).write_text('{"title": "cascade-sim scenario", "version": "of 2025"}')
    assert cascade("new", "one").returncode == 0
    assert "of 2025" not in (folder / SCHEMA).read_text()
    for theirs in ('{"title": "something else"}', "no JSON", "[]"):
        (folder / SCHEMA).write_text(theirs)
        done = cascade("new", "two", "--force")
        assert done.returncode == 2
        assert "is no schema of ours" in done.stderr
        assert (folder / SCHEMA).read_text() == theirs
    assert "two.yaml" not in files(folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "names no file"),
        (" ", "names no file"),
        ("..", "names no file"),
        ("sub/", "names no file"),
        ("sub", "is a folder"),
        ("nowhere/plan", "there is no folder nowhere"),
        ("small.yaml/plan", "there is no folder small.yaml"),
        ("x" * 300, "cannot be written: File name too long"),
        ("a\0b", "names no file"),
        ("\udcff", "is not a name in UTF-8"),
    ],
)
def test_a_name_that_cannot_be_a_file_is_refused(folder, name, said):
    (folder / "sub").mkdir()
    with pytest.raises(UserError, match=said):
        cs.new(name)
    assert files(folder) == ["small.yaml", "sub"]


def test_a_file_appears_whole_or_not_at_all(folder, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fails)
    with pytest.raises(UserError, match="No space left on device"):
        cs.new("plan")
    assert files(folder) == ["small.yaml"]
