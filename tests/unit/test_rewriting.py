"""A scenario with some numbers replaced, by a short file on top of it: these numbers, and nothing else."""

import pytest

from cascade_sim.scenario import load, with_numbers
from cascade_sim.scenario.reading import write
from cascade_sim.workflows.creating import new
from tests.calling import ROOT

pytestmark = pytest.mark.unit

EVERY_FORM = """\
format: 1
name: Ranges everywhere
start: 2025-01-01
end: 2026-12-31
localities: {North: {value: 40%, range: [30%, 50%]}, South: 60%}
defaults:
  groups: {time_to_fill: {gamma: {mean: {value: 9 weeks, range: [5 weeks, 14 weeks]}, sd: 5 weeks}}}
  courses: {attendance: {first_day: {value: 90%, range: [80%, 95%], source: registers, basis: measured}}}
groups:
  nurses:
    posts: {2025-01-01: {value: 400, range: [350, 450]}, 2026-01-01: 420}
    turnover: {first_year: {value: 20%/year, range: [15%/year, 30%/year]}, later: 9%/year}
    hold_at_start: {basic: {value: 12%, range: [8%, 20%], source: a list}}
  teachers: {posts: 100, turnover: {value: 0.5/month, range: [0.2/month, 0.9/month]}}
courses:
  basic:
    taught_by: {role: trainer, each: 2}
    places: 10
    schedule: {core: {per_year: {2025-01-01: {value: 28, range: [20, 30]}, 2026-01-01: 30}}}
    attendance: {withdraws: {nurses: {value: 0.1, range: [0.05, 0.2]}, others: 5%}}
    demand: {willing: {value: 80%, range: [60%, 90%]}}
    cost: {per_delivery: {value: 350 GBP, range: [300 GBP, 400 GBP]}}
roles:
  trainer:
    at_start: {members: {value: 20, range: [15, 25]}}
    deliveries: {mean: {value: 4/year, range: [2/year, 6/year]}, busiest_tenth_has: {value: 30%, range: [20%, 40%]}}
    stops: {value: 10%/year, range: [5%/year, 20%/year]}
changes:
  shock:
    from: 2026-01-01
    scale: {groups.*.turnover: {value: 1.3, range: [1.1, 1.6]}}
    set: {courses.basic.attendance.withdraws: {nurses: {value: 20%, range: [10%, 30%]}, others: 10%}}
"""


def on_top_of(path, scenario, numbers, **more):
    """The scenario that a file with these numbers, on top of that of a path, gives."""
    tree = with_numbers(scenario, numbers, source="a fit", **more)
    over = path.parent / "over.yaml"
    over.write_text(write({"extends": path.name, **tree}), encoding="utf-8")
    return load(over)


def slightly_different(quantity):
    """A number and its range, not far from those of a quantity, that four digits can tell."""
    if quantity.measure in ("count", "per_month"):
        return quantity.value + 1, quantity.low, quantity.high + 2
    value, low, high = (float(f"{quantity.unit.number(x):.3g}") for x in (quantity.value, quantity.low, quantity.high))
    moved = (value + 0.1 * (high - value), low * 0.99, high - 0.05 * (high - value))
    return tuple(quantity.unit.base(float(f"{number:.4g}")) for number in moved)


def registered(scenario):
    return {row.path: row for row in scenario.register}


def every_number_replaced(path):
    """Replace all that has a range; only this may have changed, and to just what was given."""
    before = load(path)
    numbers = {
        written: slightly_different(quantity)
        for written, quantity in before.ranged.items()
        if not written.startswith("localities.")
    }
    after = on_top_of(path, before, numbers)
    assert after.plan()[0].first != before.plan()[0].first
    for written, three in numbers.items():
        quantity, now = before.ranged[written], after.ranged[written]
        assert (now.value, now.low, now.high) == pytest.approx(three, rel=1e-12)
        assert (now.unit, now.source, now.basis) == (quantity.unit, "a fit", "calibrated")
    rest = {written: row for written, row in registered(before).items() if written not in numbers}
    assert {w: row for w, row in registered(after).items() if w not in numbers} == rest
    back = {w: (q.value, q.low, q.high) for w, q in before.ranged.items()}
    again = on_top_of(path, after, back)
    assert again.fingerprint == before.fingerprint
    assert again.plan(lambda _: 0.3)[1:] == before.plan(lambda _: 0.3)[1:]


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "scenarios").glob("*.yaml")))
def test_every_number_of_a_scenario_can_be_replaced(tmp_path, name):
    path = tmp_path / "whole.yaml"
    path.write_text(load(ROOT / "scenarios" / name).resolved(), encoding="utf-8")
    every_number_replaced(path)


def test_every_number_of_the_full_template_can_be_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    every_number_replaced(new("whole", "full").path)


def test_numbers_of_every_form_can_be_replaced(every_form):
    assert len(load(every_form).ranged) == 17
    every_number_replaced(every_form)


@pytest.fixture
def every_form(tmp_path):
    path = tmp_path / "whole.yaml"
    path.write_text(EVERY_FORM, encoding="utf-8")
    return path


def test_what_is_replaced_whole_comes_with_the_rest_of_it(every_form):
    numbers = {
        "courses.basic.schedule.core.per_year.2025-01-01": (26.5, 24.25, 29.123456),
        "defaults.groups.time_to_fill.gamma.mean": (70, 60, 80),
        "changes.shock.set.courses.basic.attendance.withdraws.nurses": (0.12345678, 0.1, 0.2),
    }
    tree = with_numbers(load(every_form), numbers, source="a fit", basis="judged")
    said = {"source": "a fit", "basis": "judged"}
    first = {"value": 26.5, "range": [24.25, 29.12], **said}
    mean = {"value": "10 weeks", "range": ["8.571 weeks", "11.43 weeks"], **said}
    nurses = {"value": "12.35%", "range": ["10%", "20%"], **said}
    assert tree == {
        "courses": {"basic": {"schedule": {"core": {"per_year": {"2025-01-01": first, "2026-01-01": 30}}}}},
        "defaults": {"groups": {"time_to_fill": {"gamma": {"mean": mean, "sd": "5 weeks"}}}},
        "changes": {"shock": {"set": {"courses.basic.attendance.withdraws": {"nurses": nurses, "others": "10%"}}}},
    }


@pytest.mark.parametrize(
    ("path", "three", "written"),
    [
        ("roles.trainer.at_start.members", (1.2, 0.4, 1.3), (2, 1, 3)),  # whole, and in their order
        ("roles.trainer.at_start.members", (20.2, 20.1, 20.3), (20, 19, 21)),
        ("roles.trainer.stops", (0.1000001, 0.1, 0.1000002), ("10.00001%/year", "10%/year", "10.00002%/year")),
        ("defaults.courses.attendance.first_day", (0.9999, 0.9, 0.999999), ("99.99%", "90%", "99.9999%")),
        ("courses.basic.attendance.withdraws.nurses", (2e-5, 1e-5, 0.1), ("0.00002", "0.00001", 0.1)),
        ("roles.trainer.deliveries.busiest_tenth_has", (0.12, 0.09, 1.0), ("12%", "10%", "99%")),
        ("courses.basic.cost.per_delivery", (12345678, 1, 1e8), ("12350000 GBP", "1 GBP", "100000000 GBP")),
    ],
)
def test_few_digits_that_keep_the_order(every_form, path, three, written):
    value, low, high = written
    tree = with_numbers(load(every_form), {path: three}, source="a fit")
    for key in path.split("."):
        tree = tree[key]
    assert (tree["value"], tree["range"]) == (value, [low, high])
    assert on_top_of(every_form, load(every_form), {path: three}).has_ranges


@pytest.mark.parametrize(
    ("path", "three"),
    [
        ("roles.trainer.stop", (2, 1, 3)),
        ("courses.basic.places", (2, 1, 3)),
        ("roles.trainer.stops", (0.1, 0.1, 0.2)),
        ("roles.trainer.stops", (0.1, 0.0, 0.2)),
        ("defaults.courses.attendance.first_day", (0.9, 0.8, 1.0)),
    ],
)
def test_what_cannot_be_replaced_is_named(every_form, path, three):
    with pytest.raises(ValueError, match=path.replace(".", r"\.")):
        with_numbers(load(every_form), {path: three}, source="a fit")
