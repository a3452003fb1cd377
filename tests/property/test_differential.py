"""The fast model and the plain one, written from the same page (docs/model.md), record exactly the same."""

from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cascade_sim.model import simulate as simulate_fast
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import tabulate
from cascade_sim.scenario.plan import Plan
from tests.plain_model import scopes_of
from tests.plain_model import simulate as simulate_plainly
from tests.plain_model.plans import narrow_plan, plans
from tests.property.examples import examples

pytestmark = pytest.mark.property


def differences(plan: Plan, luck: Luck) -> list[str]:
    """Where the two models' tables differ: each column, and how often."""
    scopes = scopes_of(plan)
    fast, plain = (tabulate(simulate(plan, luck), scopes) for simulate in (simulate_fast, simulate_plainly))
    found = []
    for table, columns in plain.items():
        assert list(columns) == list(fast[table])
        for name, column in columns.items():
            other = fast[table][name]
            if len(column) != len(other):
                found.append(f"{table}.{name}: {len(column)} rows in the plain model, {len(other)} in the fast one")
            elif np.any(column != other):
                row = int(np.argmax(column != other))
                where = f"first in row {row}: {column[row]} in the plain model, {other[row]} in the fast one"
                found.append(f"{table}.{name}: {int((column != other).sum())} rows differ, {where}")
    return found


@given(plans(), st.integers(0, 3))
@example(narrow_plan(Random(16589)), 1)  # somebody on the list to renew when they would ask for the first time
@settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
def test_both_models_record_the_same(plan: Plan, replication: int) -> None:
    assert differences(plan, Luck(plan.seed, replication)) == []
