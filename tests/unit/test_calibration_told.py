"""What counts tell: agreement before and after, which values, which only together, and what to count next."""

import numpy as np
import pytest

from cascade_sim.analysis.calibration import (
    DATES,
    Counted,
    Matching,
    ObservationError,
    Sampler,
    Spending,
    Told,
    combinations_told,
    contradictions,
    fits,
    next_counts,
    values_told,
)

pytestmark = pytest.mark.unit
A, B, C = range(3)


def on_all_dates(*numbers):
    rows = np.stack(numbers, axis=1)[:, :, None, None]
    return np.tile(rows, (1, 1, DATES, 2))


def rates(points):
    """Three rates, known to within a factor of about two."""
    return np.exp(0.4 * points.T)


def calibrated(tell, truth=(0.4, -0.3, 0.2), particles=1_000, discrepancy=0.02):
    """The sample left by the counts that `tell` makes of the rates, counted where the truth lies."""
    counted = [float(np.round(x[0])) for x in tell(*rates(np.array([truth])))]
    error = ObservationError([Counted(x, "count", date=i) for i, x in enumerate(counted)], discrepancy)

    def evaluate(_, points):
        return on_all_dates(*tell(*rates(points)))

    sampler = Sampler(evaluate, error.log_likelihood, Spending(100_000), np.random.default_rng(1))
    points, told = sampler.first(particles, 3)
    sampler.worth = Matching(points, told, error).worth
    sample = sampler.run(points, told)
    assert sample.settled
    return sample


def product(a, b, c):
    return (2_000 * a * b,)


def quotient(a, b, c):
    return (2_000 * a / b,)


def other_pair(a, b, c):
    return (2_000 * b * c,)


@pytest.mark.parametrize(
    ("tell", "pair", "power"), [(product, {A, B}, 1), (quotient, {A, B}, -1), (other_pair, {B, C}, 1)]
)
def test_two_values_that_a_count_fixes_only_together_are_told_as_that_pair(tell, pair, power):
    sample = calibrated(tell)
    (only,) = combinations_told(sample.points)
    assert set(only.values) == pair
    assert only.powers == (1, power)
    assert only.whole
    assert only.width < 0.3
    assert all(one.told is not Told.WELL for one in values_told(sample.points))


def test_what_is_counted_by_itself_is_told_by_itself():
    sample = calibrated(lambda a, b, c: (2_000 * a, 3_000 * b))
    assert [one.told for one in values_told(sample.points)] == [Told.WELL, Told.WELL, Told.NOT]
    assert combinations_told(sample.points) == ()


def test_nothing_is_told_by_draws_of_the_prior():
    points = np.random.default_rng(2).standard_normal((1_000, 40))
    assert {one.told for one in values_told(points)} == {Told.NOT}
    assert combinations_told(points) == ()


def test_the_count_that_would_tell_most_is_the_one_that_tells_the_two_apart():
    sample = calibrated(product)
    a, b, c = rates(sample.points)
    candidates = [Counted(0, "count")] * 4
    told = on_all_dates(2_000 * a * b, 2_000 * a, 300 * np.ones_like(a), 2_000 * a * c)
    found = next_counts(sample.points, told, candidates, 0.02, np.random.default_rng(3))
    assert [one.candidate for one in found][-1] == 0  # the same once more
    assert {one.candidate for one in found} == {0, 1, 3}  # what is the same whatever is so tells nothing
    by = {one.candidate: one for one in found}
    assert by[1].most in (A, B) and by[1].most_narrower > 0.6
    assert by[1].narrower == pytest.approx(2 / 3 * by[1].most_narrower, abs=0.1)
    assert by[0].narrower < 0.1


def test_what_one_more_count_does_is_what_it_was_expected_to_do():
    before = calibrated(product)
    a, _, _ = rates(before.points)
    (expected,) = next_counts(
        before.points, on_all_dates(2_000 * a), [Counted(0, "count")], 0.02, np.random.default_rng(3)
    )
    after = calibrated(lambda a, b, c: (2_000 * a * b, 2_000 * a))
    done = 1 - after.points[:, A].std() / before.points[:, A].std()
    assert done == pytest.approx(1 - (1 - expected.most_narrower), abs=0.05)


def test_a_row_beyond_what_the_ranges_can_produce_is_told():
    rng = np.random.default_rng(5)
    told = on_all_dates(rng.normal(400, 20, 500), rng.normal(90, 5, 500))
    good, far = fits(told, ObservationError([Counted(410, "count"), Counted(300, "count")]), rng)
    assert not good.outside and 0.5 < good.p_value <= 1
    assert far.outside and far.high < 130
    assert good.low < good.middle < good.high


def test_p_values_of_what_is_so_are_uniform():
    rng = np.random.default_rng(6)
    told = on_all_dates(rng.normal(400, 40, 2_000))
    drawn = ObservationError([Counted(0, "count")]).draw(told, rng)[:200, 0]
    found = [fits(told, ObservationError([Counted(x, "count")]), rng)[0].p_value for x in drawn]
    assert 0.4 < np.mean(found) < 0.6
    assert np.mean(np.array(found) < 0.1) < 0.2


def test_two_rows_that_cannot_both_be_so_contradict_one_another():
    rng = np.random.default_rng(7)
    first = rng.normal(2_000, 400, 1_000)
    told = on_all_dates(first, first + 300)
    rows = [Counted(2_500, "count", date=1), Counted(1_500, "count", date=2)]
    (found,) = contradictions(told, ObservationError(rows, 0.01), rng)
    assert (found.row, found.other) == (0, 1)
    assert found.off > 4
    agreeing = [Counted(2_000, "count", date=1), Counted(2_300, "count", date=2)]
    assert contradictions(told, ObservationError(agreeing, 0.01), rng) == ()


def test_history_matching_sets_aside_what_cannot_be_and_nothing_near_what_can():
    rng = np.random.default_rng(8)
    points = rng.standard_normal((500, 2))
    told = on_all_dates(*[2_000 * np.exp(0.4 * points[:, 0]) * np.exp(0.02 * rng.standard_normal(500))])
    error = ObservationError([Counted(2_000, "count")], 0.02)
    matching = Matching(points, told, error)
    fresh = rng.standard_normal((4_000, 2))
    truly_off = np.abs(np.exp(0.4 * fresh[:, 0]) - 1)
    worth = matching.worth(fresh)
    assert worth[truly_off < 0.1].all()
    assert not worth[truly_off > 0.9].any()


def test_history_matching_from_too_few_simulations_sets_nothing_aside():
    rng = np.random.default_rng(9)
    points = rng.standard_normal((20, 30))
    matching = Matching(points, on_all_dates(rng.normal(100, 1, 20)), ObservationError([Counted(5_000, "count")]))
    assert matching.worth(points).all()
