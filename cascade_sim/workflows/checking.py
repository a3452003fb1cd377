"""Checking a scenario file, and the schema by which an editor does."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..presentation.describing import Description
from ..scenario import json_schema, load


def check(path: str | Path, sets: Sequence[str] = ()) -> Description:
    """Read a scenario file, with `sets` on top; describe it, and say in `findings` what in it cannot work.

    ScenarioError lists everything wrong with it.
    """
    scenario = load(path, sets=sets)
    plan, _, _ = scenario.plan()
    return Description(
        name=scenario.name,
        start=scenario.start,
        end=scenario.end,
        groups=len(scenario.groups),
        posts=sum(group.posts for group in plan.first.groups),
        localities=len(scenario.localities),
        courses=len(scenario.courses),
        roles=len(scenario.roles),
        budgets=len(plan.first.budgets),
        ranges=sum(evidence.low is not None for evidence in scenario.register),
        targets=len(scenario.targets),
        findings=scenario.findings,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of scenario files."""
    return json_schema()
