"""The JSON Schema: valid in both drafts, and of one mind with the loader."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from cascade_sim.scenario import json_schema

pytestmark = pytest.mark.unit

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SCHEMA = json_schema()


def as_json(path):
    """As editors see a file: with dates as text."""
    loader = type(
        "Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": dict(yaml.SafeLoader.yaml_implicit_resolvers)}
    )
    for letter in "0123456789":
        resolvers = loader.yaml_implicit_resolvers[letter]
        loader.yaml_implicit_resolvers[letter] = [r for r in resolvers if "timestamp" not in r[0]]
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def wrong(data):
    return [list(error.path) for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(data)]


def test_it_is_valid_in_both_drafts():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_nothing_stands_beside_a_reference():
    def beside(schema):
        if isinstance(schema, list):
            return any(map(beside, schema))
        return isinstance(schema, dict) and (
            ("$ref" in schema and len(schema) > 1) or any(map(beside, schema.values()))
        )

    assert not beside(SCHEMA)


@pytest.mark.parametrize("name", ["outline.yaml", "parts.yaml", "small.yaml"])
def test_scenarios_that_load_pass(name):
    assert wrong(as_json(SCENARIOS / name)) == []


def test_an_extending_file_needs_nothing_and_may_remove_anything():
    assert wrong({"extends": "base.yaml", "changes": None, "courses": {"a": {"places": None}, "b": None}}) == []
    assert wrong({"name": "x"}) != []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("courses", "basic", "capcity"), 5),
        (("courses", "basic", "places"), "17 people"),
        (("courses", "basic", "places"), {"value": 5, "sorce": "x"}),
        (("groups", "nurses", "turnover"), 0.1),
        (("groups", "nurses", "turnover"), {"first_year": "10%/year"}),
        (("groups", "nurses", "time_to_fill"), {"gama": {"mean": "9 weeks", "sd": "1 week"}}),
        (("roles", "trainer", "choose"), "keenest"),
        (("courses", "basic", "taught_by"), "trainer"),
        (("start",), "yesterday"),
        (("calendar",), {"holidays": "FR"}),
        (("localities",), {"North": "most"}),
        (("courses", "basic", "public"), {"name": "parents", "arrivals": 20}),
        (("courses", "basic", "self_paced"), {"finish": "60%"}),
        (("courses", "basic", "self_paced"), True),
        (("courses", "basic", "follow_up"), {"sessions": 0, "every": "4 weeks"}),
        (("courses", "basic", "cost"), {"per_delivery": 350}),
        (("courses", "basic", "cost"), {"per_delivery": "£350"}),
        (("courses", "basic", "schedule"), {"north": {"per_year": 2, "locality": 3}}),
        (("roles", "trainer", "serves"), "North"),
        (("roles", "trainer", "cost"), {"per_day": "210"}),
        (("budgets",), {"training": "40000 GBP"}),
        (("targets", "covered", "every"), "course"),
    ],
)
def test_what_the_loader_refuses_it_refuses(path, value):
    data = as_json(SCENARIOS / "small.yaml")
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert wrong(data)


def test_every_setting_is_described():
    undescribed = [
        (name, key)
        for name, definition in {**SCHEMA["definitions"], "": SCHEMA}.items()
        for option in [definition, *definition.get("anyOf", ())]
        for key, schema in option.get("properties", {}).items()
        if "description" not in schema and name != "Defaults"
    ]
    assert undescribed == []


def test_settings_that_may_change_say_when_they_are_read():
    course = SCHEMA["definitions"]["Course"]["properties"]
    schedule = SCHEMA["definitions"]["ScheduleModel"]["properties"]
    assert (schedule["per_year"]["anyOf"][0]["x-read"], course["places"]["x-read"], course["paused"]["x-read"]) == (
        "planning",
        "closing",
        "day",
    )
    assert "x-read" not in course["closes"] and "x-read" not in course["trained_before"]
