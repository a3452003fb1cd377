"""The answer on one screen: every line of it, and what changes it."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cascade_sim.analysis.headlines import (
    CostStands,
    CourseStands,
    Headlines,
    HeldBack,
    LocalityStands,
    Months,
    PeopleStand,
    RoleStands,
    UnitCost,
)
from cascade_sim.measures import CAUSES
from cascade_sim.presentation.terminal import Futures, Summary
from cascade_sim.presentation.words import Money, about, amount, duration_words, expected, in_futures, in_months, span
from cascade_sim.scenario import Target
from cascade_sim.units import MONTH, YEAR
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

YEAR_2027 = Months(date(2027, 1, 1), date(2027, 12, 31))
COURSE = CourseStands("foundation", 0.66, 4460.4, 2905.2, 0.61, 17.0, HeldBack("dates", 0.8, YEAR_2027))
COVERAGE = Target("trained_workforce", "coverage", "foundation", None, None, 0.8, None, date(2028, 3, 31))
MET = {
    "name": "trained_workforce",
    "probability": 0.04,
    "low": 0.021,
    "high": 0.077,
    "expected": 0.7131,
    "p10": 0.64,
    "p90": 0.77,
    "chance_p10": 0.70,
    "chance_p90": 0.72,
    "replications": 200,
}
SUMMARY = Summary(
    name="North Lanarkshire, carrying on as now",
    start=date(2015, 4, 1),
    end=date(2030, 3, 31),
    seconds=6.14,
    futures=Futures(told=200, chance_beside=50, failed=0, values_drawn=True, first_error=None),
    targets=(COVERAGE,),
    met=pd.DataFrame([MET]),
    stands=Headlines(date(2024, 9, 30), (COURSE,), (RoleStands("trainer", 58.2, 91.4, 41.1),)),
    labels={
        "groups": {"secondary": "Secondary teachers"},
        "courses": {"foundation": "Two-day foundation training", "refresher": "Refresher"},
        "roles": {"trainer": "Trainer"},
    },
    due={"foundation": 6 * MONTH},
    history=None,
    folder="outputs/north-lanarkshire",
    contents=("tables/", "charts/", "scenario.yaml", "manifest.json"),
)


def lines(**changes):
    return str(replace(SUMMARY, **changes)).splitlines()


def target_lines(target, **row):
    """The lines told of one target alone."""
    stands = replace(SUMMARY.stands, courses=(), roles=())
    return lines(targets=(target,), met=pd.DataFrame([MET | row]), stands=stands, folder=None)[2:]


def test_a_run_in_words():
    assert (
        str(SUMMARY)
        == """\
North Lanarkshire, carrying on as now · April 2015 to March 2030 · 200 futures in 6.1 s

  Trained workforce   80% of staff trained by 31 March 2028: in 4 of 100 futures (2 to 8)
                      expected 71.3% (likely 64 to 77%; by chance alone 70 to 72%)
  September 2024      66.0% of staff trained; 4,460 trained ever, 2,905 of them still in post
  Trainers            58 active of 91; 41 delivered in the last year
  Starters            61% trained within 6 months; median wait 17 weeks
  Held back most by   dates: in 8 of 10 months of 2027 people waited while every course was full

  outputs/north-lanarkshire/  tables/ · charts/ · scenario.yaml · manifest.json"""
    )


def test_at_a_python_prompt_the_answer_is_shown():
    assert repr(SUMMARY) == str(SUMMARY)


def test_nothing_is_said_of_a_folder_where_none_was_written():
    assert lines(folder=None)[-1].startswith("  Held back most by")


def test_futures_that_failed_are_told_first():
    futures = Futures(told=198, chance_beside=50, failed=2, values_drawn=True, first_error="ValueError: no posts")
    told = lines(futures=futures)
    assert "198 futures in" in told[0]
    assert told[2:4] == [
        "  Failed              2 futures failed and count nowhere; the first said:",
        "                      ValueError: no posts",
    ]


def test_by_chance_alone_is_all_that_is_said_where_no_values_were_drawn():
    futures = Futures(told=200, chance_beside=0, failed=0, values_drawn=False, first_error=None)
    assert lines(futures=futures)[3].strip() == "expected 71.3% (by chance alone 70 to 72%)"


def test_a_long_label_moves_every_text():
    told = lines(targets=(replace(COVERAGE, name="a_rather_long_name_of_a_target"),))
    assert told[2].startswith("  A rather long name of a target   80% of staff")
    assert told[4].startswith("  September 2024                   66.0%")


def test_a_target_on_a_count_is_told_in_counts():
    target = replace(COVERAGE, measure="trained_ever", at_least=3000.0, group="secondary")
    row = {"expected": 2905.2, "p10": 2600.0, "p90": 3150.0, "chance_p10": 2880.0, "chance_p90": 2930.4}
    assert target_lines(target, **row) == [
        "  Trained workforce   3,000 people trained ever (Secondary teachers) by 31 March 2028: "
        "in 4 of 100 futures (2 to 8)",
        "                      expected 2,905 (likely 2,600 to 3,150; by chance alone 2,880 to 2,930)",
    ]


@pytest.mark.parametrize(
    ("changes", "goal"),
    [
        ({"at_least": None, "at_most": 0.05, "measure": "vacancies", "course": None}, "at most 5% of posts vacant by"),
        ({"at_least": 0.7, "at_most": 0.9}, "70% to 90% of staff trained by"),
        ({"measure": "due_on_time"}, "80% of starters trained on time in the year to"),
        ({"measure": "active", "role": "trainer", "course": None, "at_least": 60.0}, "60 active members (Trainer) by"),
    ],
)
def test_targets_of_every_kind_are_said_in_words(changes, goal):
    assert target_lines(replace(COVERAGE, **changes))[0].startswith(f"  Trained workforce   {goal} 31 March 2028: in")


def test_a_target_that_can_be_said_of_nobody_says_so():
    row = dict.fromkeys(MET, np.nan) | {"name": "x", "replications": 0}
    assert target_lines(COVERAGE, **row) == [
        "  Trained workforce   80% of staff trained by 31 March 2028: there is nobody it could be said of"
    ]


def test_of_one_future_no_range_is_told():
    assert target_lines(COVERAGE, expected=0.807, p10=0.807, p90=0.807, replications=1)[1] == (
        "                      80.7% in this one future: no range can be told"
    )


def test_several_courses_are_told_apart():
    refresher = replace(COURSE, course="refresher", on_time=None, weeks_waited=1.0, held_back=None)
    told = lines(stands=replace(SUMMARY.stands, courses=(COURSE, refresher)), folder=None)
    labels = [line[2:22].strip() for line in told[2:]]
    assert labels[:2] == ["Trained workforce", ""]
    assert "80% of staff trained (Two-day foundation training) by 31 March 2028" in told[2]
    assert told[-1] == "  Waiting             Refresher · median wait 1 week"


def test_starters_are_not_told_where_there_is_nothing_to_tell():
    course = replace(COURSE, on_time=None, weeks_waited=None)
    assert not any("Starters" in line for line in lines(stands=replace(SUMMARY.stands, courses=(course,))))
    assert not any("trained within" in line for line in lines(due={}))


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_can_be_said(cause):
    course = replace(COURSE, held_back=HeldBack(cause, 0.25, Months(date(2026, 4, 1), date(2027, 3, 31))))
    told = lines(stands=replace(SUMMARY.stands, courses=(course,)), folder=None)[-1]
    assert told.startswith(
        f"  Held back most by   {cause.replace('_', ' ')}: in 2 of 10 months of April 2026 to March 2027 "
    )


def test_nothing_holds_back_where_nobody_waits():
    course = replace(COURSE, held_back=HeldBack("nothing", 1.0, YEAR_2027))
    told = lines(stands=replace(SUMMARY.stands, courses=(course,)), folder=None)[-1]
    assert told.endswith("nothing: in 2027 no place was lost and nobody waited")


def test_the_same_as_plain_data():
    told = json.loads(json.dumps(SUMMARY.to_dict(), allow_nan=False))
    assert told["targets"][0]["probability"] == 0.04
    assert told["targets"][0]["by"] == "2028-03-31"
    assert told["stands"]["courses"][0]["held_back"]["cause"] == "dates"
    assert told["futures"] == {"told": 200, "chance_beside": 50, "failed": 0, "values_drawn": True, "first_error": None}
    missing = replace(SUMMARY, met=pd.DataFrame([MET | {"p10": np.nan}])).to_dict()
    assert missing["targets"][0]["p10"] is None


LOCALITIES = tuple(LocalityStands(name, share) for name, share in (("bell_hill", 0.512), ("Wishaw", 0.53), ("N", 0.7)))
PARENTS = PeopleStand("group", None, None, 1204.2, 310.0, 45.0, HeldBack("no_trainers", 0.5, YEAR_2027))
ONLINE = PeopleStand("online", 10585.0, 1200.0, 4300.0, 0.0, 0.0)
COST = CostStands(
    412_345.0, 380_000.0, 440_000.0, 400_000.0, 420_000.0, 61_234.0,
    (
        UnitCost("foundation", "completion", 96.2),
        UnitCost("foundation", "point_year", 1240.4),
        UnitCost("foundation", "trained_in_post", 310.0),
        UnitCost("group", "completion", 4.2),
    ),
)  # fmt: skip
ALL_OF_IT = replace(
    SUMMARY,
    stands=Headlines(
        date(2024, 9, 30),
        (replace(COURSE, localities=LOCALITIES),),
        (RoleStands("trainer", 58.2, 91.4, 41.1),),
        (PARENTS, ONLINE),
        COST,
    ),
    labels=SUMMARY.labels
    | {"courses": {"foundation": "Foundation", "group": "Parent group", "online": "Online course"}},
    public={"group": "parents", "online": "people at home"},
    folder=None,
)


def test_localities_the_public_and_money_have_lines_of_their_own():
    told = [(line[2:22].strip(), line[22:]) for line in str(ALL_OF_IT).splitlines()[4:]]
    waited = "in 8 of 10 months of 2027 people waited while every course was full"
    signed_up = "10,585 signed up to 'Online course' since the start, 1,200 in the last year; 4,300 completed it"
    coverage = "£1,240 for a point of its coverage held for a year"
    assert told == [
        ("September 2024", "66.0% of staff trained; 4,460 trained ever, 2,905 of them still in post"),
        ("Least covered", "Bell hill: 51.2% of staff trained in September 2024; next Wishaw, 53.0%"),
        ("Parents", "1,204 completed 'Parent group' since the start, 310 in the last year; 45 waiting"),
        ("People at home", signed_up),
        ("Trainers", "58 active of 91; 41 delivered in the last year"),
        ("Starters", "61% trained within 6 months; median wait 17 weeks"),
        ("Held back most by", f"dates: {waited}"),
        (
            "Held back most by",
            "Parent group · no trainers: in 5 of 10 months of 2027 courses were called off for want of trainers",
        ),
        ("Cost", "£412,000 since the start (likely £380,000 to £440,000), £61,200 in the last year"),
        ("", f"£96 for each completion of 'Foundation', {coverage}, £310 for each person in post who holds it"),
        ("", "£4.20 for each completion of 'Parent group'"),
    ]


def test_staff_who_go_at_their_own_pace_are_counted_as_such():
    told = replace(ALL_OF_IT, public={"group": "parents"})
    assert "  Self-paced          10,585 signed up to 'Online course' since" in str(told)


def test_a_locality_alone_is_not_the_least_covered():
    course = replace(COURSE, localities=LOCALITIES[:1])
    assert not any("Least covered" in line for line in lines(stands=replace(SUMMARY.stands, courses=(course,))))


@pytest.mark.parametrize(
    ("futures", "words"),
    [
        (Futures(1, 0, 0, True, None), "£412,000 since the start, £61,200 in"),
        (Futures(20, 0, 0, False, None), "£412,000 since the start (by chance alone £380,000 to £440,000), £61,200 in"),
    ],
)
def test_the_range_of_the_cost_is_called_what_it_is(futures, words):
    assert words in str(replace(ALL_OF_IT, futures=futures))
    assert "1,240 EUR for a point" in str(replace(ALL_OF_IT, currency="EUR"))
    same = replace(COST, p10=412_000.0, p90=412_400.0)
    assert "£412,000 since the start, " in str(replace(ALL_OF_IT, stands=replace(ALL_OF_IT.stands, cost=same)))


@pytest.mark.parametrize(
    ("changes", "goal", "extreme"),
    [
        ({"every": "locality"},
         "80% of staff trained in every locality by 31 March 2028: in", " in the one trained least"),
        ({"every": "group", "measure": "waiting", "at_least": None, "at_most": 40.0},
         "at most 40 people waiting in every group by 31 March 2028: in", " in the one with the most"),
        ({"locality": "bell_hill"}, "80% of staff trained (Bell hill) by 31 March 2028: in", ""),
        ({"measure": "cost", "at_least": None, "at_most": 40000.0},
         "cost of at most £40,000 in the year to 31 March 2028: in", ""),
    ],
)  # fmt: skip
def test_targets_on_localities_on_every_one_and_on_money(changes, goal, extreme):
    first, second = target_lines(replace(COVERAGE, **changes))
    assert first.startswith(f"  Trained workforce   {goal}")
    assert f"{extreme} (likely" in second


def test_a_target_on_another_course_than_the_one_told_names_it():
    target = replace(COVERAGE, measure="completed", course="group", at_least=500.0)
    told = str(replace(ALL_OF_IT, targets=(target,)))
    assert "500 completions (Parent group) in the year to 31 March 2028: in 4" in told


def test_localities_the_public_and_money_as_plain_data():
    told = json.loads(json.dumps(ALL_OF_IT.to_dict(), allow_nan=False))
    assert told["stands"]["courses"][0]["localities"][0] == {"locality": "bell_hill", "coverage": 0.512}
    assert told["stands"]["people"][1]["signed_up"] == 10585
    assert told["stands"]["cost"]["units"][0] == {"course": "foundation", "per": "completion", "cost": 96.2}
    assert (told["public"]["group"], told["currency"]) == ("parents", "GBP")


def test_futures_are_counted_by_kind_and_status():
    assert Futures.of(run_of(4, 2, failed=[1, 6])["runs"]) == Futures(3, 1, 2, True, "ValueError: it broke")
    assert Futures.of(run_of(0, 2)["runs"]) == Futures(2, 0, 0, False, None)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (in_futures(0.04, 0.021, 0.077), "in 4 of 100 futures (2 to 8)"),
        (in_futures(0.0, 0.0, 0.0188), "in 0 of 100 futures (0 to 2)"),
        (in_futures(0.004, 0.0, 0.02), "in fewer than 1 of 100 futures (0 to 2)"),
        (in_futures(0.996, 0.98, 1.0), "in more than 99 of 100 futures (98 to 100)"),
        (in_futures(1.0, 0.98, 1.0), "in 100 of 100 futures (98 to 100)"),
        (in_months(0.04), "in fewer than 1 of 10 months"),
        (in_months(0.97), "in nearly every month"),
        (in_months(1.0), "in every month"),
        (span(0.7123, 0.7138, "share"), "71.2 to 71.4%"),
        (span(0.64, 0.77, "share"), "64 to 77%"),
        (span(12.4, 1300.0, "people"), "12 to 1,300"),
        (expected(0.7131, "share", 0.64, 0.77, 200), "71.3%"),
        (expected(0.7131, "share", 0.4, 0.9, 20), "71%"),
        (expected(2905.4, "people", 0, 9000, 20), "2,905"),
        (amount(0.8, "share"), "80%"),
        (amount(0.625, "share"), "62.5%"),
        (amount(3000.0, "people"), "3,000"),
        (amount(40000.0, Money("GBP")), "£40,000"),
        (amount(1350.5, Money("EUR")), "1,350 EUR"),
        (about(1234567.0, Money("GBP")), "£1,230,000"),
        (about(0.0, Money("EUR")), "0 EUR"),
        (about(4.256, Money("EUR")), "4.26 EUR"),
        (span(61234.0, 1e6, Money("GBP")), "£61,200 to £1,000,000"),
        (duration_words(6 * MONTH), "6 months"),
        (duration_words(YEAR), "1 year"),
        (duration_words(14.0), "2 weeks"),
        (duration_words(10.0), "10 days"),
        (duration_words(10.5), "10.5 days"),
    ],
)
def test_numbers_in_words(said, words):
    assert said == words
