"""A comparison in words: points first, then in how many futures, then what it costs."""

from datetime import date

import pytest

from cascade_sim.analysis import Scope, Yardstick
from cascade_sim.presentation.gains import change, change_span, noun, sentence, size
from cascade_sim.presentation.words import Money
from cascade_sim.scenario import Target

pytestmark = pytest.mark.unit

POUNDS = Money("GBP")
WHEN = date(2028, 3, 31)
COVERAGE = Yardstick("coverage of foundation", "coverage", Scope("foundation"), WHEN)
ROW = {
    "mean": 0.042, "mean_low": 0.035, "mean_high": 0.049, "p10": 0.019, "p90": 0.068, "ahead": 192, "level": 0,
    "replications": 200, "ahead_share": 0.96, "ahead_low": 0.923, "ahead_high": 0.98, "worthwhile": 0.01,
    "verdict": "better",
}  # fmt: skip


def said(yardstick=COVERAGE, likely="likely", price="", **changes):
    return sentence(ROW | changes, yardstick, "Carry on", likely=likely, currency="GBP", price=price)


def test_a_worthwhile_difference():
    assert said() == (
        "gives 4.2 points more coverage by March 2028 than *Carry on* (expected; likely 1.9 to 6.8), "
        "ahead in 96 of 100 of the same futures (92 to 98)"
    )


def test_points_come_before_the_futures_whatever_is_said():
    for verdict in ("better", "worse", "small", "unclear"):
        told = said(verdict=verdict)
        assert told.index("points") < told.index("ahead in")


def test_a_difference_smaller_than_worthwhile_is_called_that():
    assert said(mean=0.004, verdict="small").endswith(": smaller than the 1 point that would be worthwhile")


def test_one_that_simulation_error_cannot_separate_is_too_close_to_call():
    told = said(mean=0.001, mean_low=-0.002, mean_high=0.004, p10=-0.01, p90=0.012, verdict="unclear")
    assert "(expected; likely 1 less to 1.2 more)" in told
    assert told.endswith(": too close to call, the mean may be from 0.2 less to 0.4 more")
    assert said(verdict="unclear", replications=1, likely="").endswith(": too close to call in one future")


def test_a_change_that_changes_nothing():
    told = said(mean=0.0, verdict="same")
    assert told == "makes no difference to coverage by March 2028: the same as with *Carry on* in every future"


@pytest.mark.parametrize("mean", [0.0, 6e-18, -6e-18])
def test_differences_that_cancel_out_are_none_on_average(mean):
    told = said(mean=mean, mean_low=-0.05, mean_high=0.05, p10=-0.03, p90=0.07, verdict="unclear")
    assert told.startswith(
        "makes no difference on average to coverage by March 2028 beside *Carry on* (expected; likely 3 less to 7 more)"
    )
    assert told.endswith(": too close to call, the mean may be from 5 less to 5 more")


def test_what_it_costs_comes_after_what_it_gives_and_before_what_to_make_of_it():
    assert said(price=", for £31,000 more").endswith("(92 to 98), for £31,000 more")
    assert "(92 to 98), for £31,000 more: too close" in said(price=", for £31,000 more", verdict="unclear")


def test_less_is_told_as_less():
    told = said(mean=-0.042, p10=-0.068, p90=-0.019, verdict="worse", ahead_share=0.0, ahead_low=0, ahead_high=0.02)
    assert told.startswith("gives 4.2 points less coverage by March 2028 than *Carry on* (expected; likely 1.9 to 6.8)")
    assert "ahead in 0 of 100" in told


def test_futures_in_which_both_do_the_same_are_told():
    assert said(level=20).endswith("(92 to 98), level in 10")
    assert "ahead in fewer than 1 of 100" in said(ahead_share=0.001)
    assert "ahead in more than 99 of 100" in said(ahead_share=0.999)


def test_money_and_people():
    cost = Yardstick("cost", "cost", Scope(), WHEN, better=-1, since_start=True)
    told = said(cost, mean=31_049.0, p10=20_000.0, p90=40_000.0, verdict="worse", worthwhile=500)
    assert told.startswith("costs £31,000 more by March 2028 than *Carry on* (expected; likely £20,000 to £40,000)")
    assert "cheaper in 96 of 100" in told
    active = Yardstick("active trainer", "active", Scope(role="trainer"), WHEN)
    told = said(active, mean=-12.0, p10=-20.0, p90=3.0)
    assert told.startswith(
        "gives 12 fewer active members by March 2028 than *Carry on* (expected; likely 20 fewer to 3"
    )


def test_by_chance_alone_and_in_one_future():
    assert "(expected; by chance alone 1.9 to 6.8)" in said(likely="by chance alone")
    assert "(expected)" in said(likely="")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.042, "share", "4.2 points"),
        (-0.01, "share", "1 point"),
        (0.0004, "share", "0.04 points"),
        (0.0, "share", "0 points"),
        (31049, POUNDS, "£31,000"),
        (12.4, "people", "12"),
        (0.31, "members", "0.3"),
        (4451, "people", "4,451"),
    ],
)
def test_sizes(value, unit, words):
    assert size(value, unit) == words


def test_changes_and_spans():
    assert change(0, "share") == "no difference"
    assert change(-3, "people") == "3 fewer"
    assert change(-0.03, "share", bare=True) == "3 less"
    assert change_span(-0.068, -0.019, "share", -0.042) == "1.9 to 6.8"
    assert change_span(-0.01, 0.02, "share", 0.01) == "1 less to 2 more"
    assert change_span(0.0, 1.0, "members", 0.3) == "0 to 1"


def test_what_there_is_more_of():
    target = Target("prompt", "due_on_time", "foundation", None, None, 0.8, None, WHEN)
    flow = Yardstick("prompt", "due_on_time", Scope("foundation"), WHEN, target=target)
    assert noun(flow, "Basics") == "starters trained on time (Basics) in the year to 31 March 2028"
    least = Target("all", "coverage", "foundation", None, None, 0.8, None, WHEN, every="locality")
    every = Yardstick("all", "coverage", Scope("foundation"), WHEN, target=least)
    assert noun(every) == "coverage in the locality with the least by March 2028"
