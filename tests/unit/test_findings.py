# ruff: noqa: E501
"""Findings: for each kind a scenario that has it, one setting away from one that does not, and sums done on paper."""

import json
from math import exp

import pytest

from cascade_sim.scenario import load
from cascade_sim.scenario.findings import RULES
from cascade_sim.timeline import YEAR
from tests.calling import ROOT
from tests.running import scenario_of

pytestmark = pytest.mark.unit

# Nothing in it is found. 100 nurses and 20 starters a year; places for 160 a year; 10 trainers give 50, 24 are needed.
SOUND = """
start: 2025-01-01
end: 2029-12-31
groups:
  nurses: {posts: 100, turnover: 20%/year}
  cooks: {posts: 10, turnover: 10%/year}
courses:
  basic:
    for: [nurses]
    taught_by: {role: trainer, each: 2, experienced: 1}
    places: 20
    minimum: 5
    schedule: {core: {per_year: 12}}
    demand: {willing: 90%}
  further:
    for: [nurses]
    requires: {basic: 1 month}
    places: 10
    schedule: {core: {per_year: 1}}
    demand: {willing: 10%}
    makes: trainer
roles:
  trainer:
    at_start: {members: 12, active: 10, experienced: 6, from: {nurses: 100%}}
    deliveries: 5/year
    starts_again: 20%/year
    stops: 10%/year
    supervised: 2
targets:
  most: {measure: coverage, course: basic, at_least: 80%, by: 2027-12-31}
"""
TARGET = "targets.most.at_least"

PARENTS = "{taught_by: {role: trainer}, places: 10, schedule: {core: {per_year: 4}}, public: {arrivals: 1/week}}"
HALVES, SOUTHERN = "localities={North: 50%, South: 50%}", "courses.basic.schedule.south={per_year: 1, locality: South}"
NORTHERN = ("groups.nurses.localities={North: 100%}", "courses.basic.for=[nurses, cooks]")

STOPS, DRAWS = "roles.trainer.stops={value: 10%/year, range: [8%/year, 13%/year]}", ROOT / "tests" / "scenarios"

# kind, settings that have it, and the neighbour that does not
KINDS = (
    ("fewer_places_than_starters", ["courses.basic.places=5", "courses.basic.schedule.core.per_year=2"], ["courses.basic.places=10", "courses.basic.schedule.core.per_year=2"]),
    ("fewer_places_than_starters", ["courses.basic.schedule.core.per_year={2025-01-01: 12, 2028-01-01: 0.5}"], []),
    ("target_above_ceiling", [f"{TARGET}=92%"], [f"{TARGET}=85%"]),
    ("target_above_ceiling", ["courses.basic.demand.starters.ask_after=2 years"], []),
    ("target_above_ceiling", ["targets.most.by=2025-01-14", f"{TARGET}=13%", "courses.basic.days=[0, 14]"], ["targets.most.by=2025-01-15", f"{TARGET}=13%", "courses.basic.days=[0, 14]"]),
    ("target_beyond_places", ["courses.basic.schedule.core.per_year=1"], ["courses.basic.schedule.core.per_year=3"]),
    (
        "target_beyond_places",
        ["targets.most={measure: trained_ever, course: basic, at_least: 800, by: 2027-12-31}"],
        ["targets.most={measure: trained_ever, course: basic, at_least: 700, by: 2027-12-31}"],
    ),
    ("nobody_becomes_experienced", ["roles.trainer.at_start.experienced=0"], ["roles.trainer.at_start.experienced=1"]),
    (
        "nobody_becomes_experienced",
        ["roles.trainer.at_start.experienced=1", "courses.basic.taught_by.experienced=2"],
        ["roles.trainer.at_start.experienced=2", "courses.basic.taught_by.experienced=2"],
    ),
    ("capacity_below_need", ["roles.trainer.deliveries=2/year", "courses.further.schedule.core.per_year=0.1"], ["roles.trainer.deliveries=4/year", "courses.further.schedule.core.per_year=0.1"]),
    ("capacity_below_need", ["courses.basic.schedule.core.per_year={2025-01-01: 12, 2029-01-01: 40}", "courses.further.schedule.core.per_year=0.1"], ["courses.further.schedule.core.per_year=0.1"]),
    ("nobody_stays_in_use", ["roles.trainer.stops_if_unused=1 week", "roles.trainer.deliveries=30/year"],
     ["roles.trainer.stops_if_unused=1 month", "roles.trainer.deliveries=30/year"]),
    ("closure_removes_most_dates", ["calendar.closed.works={from: 2026-01-01, to: 2026-07-31}"],
     ["calendar.closed.works={from: 2026-01-01, to: 2026-05-31}"]),
    ("pause_removes_most_deliveries", ["changes.stop={from: 2025-06-01, to: 2028-12-31, set: {courses.basic.paused: true}}"],
     ["changes.stop={from: 2025-06-01, to: 2026-12-31, set: {courses.basic.paused: true}}"]),
    ("listed_on_closed_days", ["courses.basic.schedule.more={dates: [2026-03-07]}"], ["courses.basic.schedule.more={dates: [2026-03-09]}"]),
    ("listed_on_closed_days", ["courses.basic.schedule.more={dates: [2026-12-25]}", "calendar.holidays=GB-ENG"],
     ["courses.basic.schedule.more={dates: [2026-12-24]}", "calendar.holidays=GB-ENG"]),
    ("never_held", ["courses.further.schedule.core.per_year=0"], ["courses.further.schedule.core.per_year={2025-01-01: 0, 2028-01-01: 1}"]),
    ("ranges_contradict", ["roles.trainer.at_start.active={value: 10, range: [8, 13]}"], ["roles.trainer.at_start.active={value: 10, range: [8, 12]}"]),
    ("few_joint_draws", [STOPS, f"posterior={DRAWS / '49-draws.csv'}"], [STOPS, f"posterior={DRAWS / '50-draws.csv'}"]),
    ("nobody_asks", ["courses.further.demand.willing=0%"], ["courses.further.demand={starters: {willing: 10%}, existing: {willing: 0%}}"]),
    ("nobody_teaches", ["roles.trainer.at_start.members=0", "roles.trainer.at_start.active=0", "roles.trainer.at_start.experienced=0"],
     ["roles.trainer.at_start.members=0", "roles.trainer.at_start.active=0", "roles.trainer.at_start.experienced=0",
      "groups.nurses.arrive_with={basic: 1%}"]),
    ("nobody_may_take", ["courses.basic.demand.willing=0%"], ["courses.basic.demand.willing=0%", "groups.nurses.arrive_with={basic: 1%}"]),
    ("nobody_joins", ["courses.further.makes=null"], []),
    ("nobody_joins", ["courses.further.demand=null"], []),
    ("more_members_than_posts", ["roles.trainer.at_start.from={cooks: 100%}"], ["roles.trainer.at_start.from={cooks: 80%, nurses: 20%}"]),
    ("more_members_than_posts", ["roles.trainer.at_start={members: 101}"], ["roles.trainer.at_start={members: 100}"]),
    ("minimum_out_of_reach", ["groups.nurses.release.per_delivery=4"], ["groups.nurses.release.per_delivery=5"]),
    ("waiting_below_minimum", ["courses.basic.schedule.led={when_waiting: 4}"], ["courses.basic.schedule.led={when_waiting: 5}"]),
    ("renewal_too_late", ["courses.basic.valid_for=3 years", "courses.basic.renew_by=basic", "courses.basic.closes=3 weeks", "courses.basic.renew_from=20 days"],
     ["courses.basic.valid_for=3 years", "courses.basic.renew_by=basic", "courses.basic.closes=3 weeks", "courses.basic.renew_from=21 days"]),
    ("renewal_not_for_all", ["courses.basic.valid_for=3 years", "courses.basic.renew_by=further", "courses.further.for=[cooks]"],
     ["courses.basic.valid_for=3 years", "courses.basic.renew_by=further", "courses.further.for=[cooks, nurses]"]),
    ("nothing_renews", ["courses.basic.valid_for=2 years"], ["courses.basic.valid_for=2 years", "courses.basic.renew_by=basic"]),
    ("due_too_soon", ["courses.basic.demand.starters.due=3 weeks", "courses.basic.closes=3 weeks"],
     ["courses.basic.demand.starters.due=4 weeks", "courses.basic.closes=3 weeks"]),
    ("more_waiting_than_staff", ["courses.basic.demand.existing.waiting_at_start=85"], ["courses.basic.demand.existing.waiting_at_start=75"]),
    ("trained_before_below_holders", ["groups.nurses.hold_at_start={basic: 50%}", "courses.basic.trained_before=40"],
     ["groups.nurses.hold_at_start={basic: 50%}", "courses.basic.trained_before=50"]),
    ("more_arrivals_than_places", [f"courses.parents={PARENTS}"], [f"courses.parents={PARENTS}", "courses.parents.public.arrivals=40/year"]),
    ("more_arrivals_than_places", [f"courses.parents={PARENTS}", "courses.parents.schedule={led: {when_waiting: 5, at_most: 1/month}}", "courses.parents.public.arrivals=3/week"],
     [f"courses.parents={PARENTS}", "courses.parents.schedule={led: {when_waiting: 5}}", "courses.parents.public.arrivals=3/week"]),
    ("licences_below_demand", ["courses.online={self_paced: {licences: 15}, demand: {willing: 90%}}"],
     ["courses.online={self_paced: {licences: 20}, demand: {willing: 90%}}"]),
    ("licences_below_demand", ["courses.online={self_paced: {licences: 50}, public: {arrivals: 1/week}}"],
     ["courses.online={self_paced: {licences: 53}, public: {arrivals: 1/week}}"]),
    ("locality_without_dates", [HALVES, "courses.basic.schedule.core.locality=North"],
     [HALVES, "courses.basic.schedule.core.locality=North", "courses.basic.schedule.wide={per_year: 1}"]),
    ("dates_for_nobody", ["localities={North: 100%, South: 0%}", SOUTHERN], [HALVES, SOUTHERN]),
    ("locality_without_members", [HALVES, SOUTHERN, "roles.trainer.serves=own locality", *NORTHERN],
     [HALVES, SOUTHERN, *NORTHERN]),
    ("budget_below_plan", ["budgets.training={per_year: 4000 GBP, pays_for: [basic]}", "courses.basic.cost={per_delivery: 400 GBP}"],
     ["budgets.training={per_year: 5000 GBP, pays_for: [basic]}", "courses.basic.cost={per_delivery: 400 GBP}"]),
    ("budget_for_nothing", ["budgets.training={per_year: 4000 GBP, pays_for: [basic]}", "courses.further.cost={per_delivery: 400 GBP}"],
     ["budgets.training={per_year: 5000 GBP}", "courses.further.cost={per_delivery: 400 GBP}"]),
    ("price_for_nothing", ["roles.helper={deliveries: 2/year, cost: {per_day: 200 GBP}}"], ["roles.trainer.cost={per_day: 200 GBP}"]),
    # courses of the other kinds are no reason for what is found of those held on dates for staff
    ("nobody_asks", ["courses.online={self_paced: {}, public: {arrivals: 0/week}}"], ["courses.online={self_paced: {}, public: {arrivals: 1/week}}"]),
    ("capacity_below_need", [f"courses.parents={PARENTS}", "courses.parents.schedule={core: {per_year: 40}}", "courses.further.schedule.core.per_year=0.1"],
     [f"courses.parents={PARENTS}", "courses.further.schedule.core.per_year=0.1"]),
)  # fmt: skip


def kinds(*sets):
    return {finding.kind for finding in scenario_of(SOUND, *sets).findings}


def found(kind, *sets, written=SOUND):
    (finding,) = [finding for finding in scenario_of(written, *sets).findings if finding.kind == kind]
    return finding


def test_a_sound_scenario_has_none():
    assert scenario_of(SOUND).findings == ()


@pytest.mark.parametrize(("kind", "has", "has_not"), KINDS)
def test_a_scenario_has_it_and_its_neighbour_does_not(kind, has, has_not):
    assert kind in kinds(*has)
    assert kind not in kinds(*has_not)


def test_every_rule_has_a_scenario():
    assert {kind for kind, _, _ in KINDS} == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize("kind", [(kind, has) for kind, has, _ in KINDS], ids=lambda case: case[0])
def test_each_says_where_what_how_much_and_what_to_change(kind):
    for finding in scenario_of(SOUND, *kind[1]).findings:
        assert finding.place.endswith(finding.path) and finding.path
        assert any(character.isdigit() for character in "".join(finding.arithmetic))
        assert finding.change and not finding.change.endswith(".")
        assert str(finding).splitlines()[-1] == f"  Change: {finding.change}"
        assert json.loads(json.dumps(finding.to_dict()))["arithmetic"] == list(finding.arithmetic)


def test_a_finding_stands_where_the_setting_was_written(tmp_path):
    text = "format: 1\nname: Test\n" + SOUND.replace("at_least: 80%", "at_least: 99%")
    (tmp_path / "base.yaml").write_text(text)
    (tmp_path / "plan.yaml").write_text("extends: base.yaml\nroles: {trainer: {at_start: {experienced: 0}}}\n")
    findings = {finding.kind: finding for finding in load(tmp_path / "plan.yaml").findings}
    assert findings["nobody_becomes_experienced"].place.endswith("plan.yaml:2:43 roles.trainer.at_start.experienced")
    place = findings["target_above_ceiling"]
    assert place.file.endswith("base.yaml")
    assert text.splitlines()[place.line - 1][place.column - 1 :].startswith("99%")


def test_findings_come_in_the_order_of_the_file():
    lines = [finding.line for finding in load(ROOT / "tests" / "scenarios" / "small.yaml").findings]
    assert lines == sorted(lines) and len(lines) > 2


# -- sums done on paper ---------------------------------------------------------------------------------------


def test_places_and_starters():
    # 100 posts refilled at once, 20% a year: 20 start, 18 ask. 10 booked: 9 do not withdraw, 7.2 come, 5.4 come on
    # the second day (75%). p = 0.54 and half of the others try again: 0.54 / (1 − 0.46 / 2) = 70.1% complete, 12.6
    # people. 2 deliveries × 5.4 = 10.8; 12.6 / 5.4 = 2.3, so 3 are needed.
    finding = found(
        "fewer_places_than_starters",
        "courses.basic.schedule.core.per_year=2",
        "courses.basic.places=10",
        "courses.basic.days=[0, 7]",
        "courses.basic.attendance={withdraws: 10%, first_day: 80%, later_days: 75%, rebooks: 50%}",
    )
    assert finding.what.startswith("fewer places than starters in 5 of 5 years")
    assert finding.arithmetic == (
        "1 January 2025 to 31 December 2025: 2 deliveries × 5.4 completions = 10.8 completions",
        "a full delivery: 10 booked × 90% do not withdraw × 80% come on day one (at most 10 places) × "
        "75% come on enough later days = 5.4",
        "20 people start without it; 18 of them ask, and 12.6 would complete sooner or later",
    )
    assert finding.change.startswith("at least 3 deliveries a year")


ONE_GROUP = """
start: 2025-01-01
end: 2034-12-31
groups: {staff: {posts: 1000, turnover: 18%/year}}
courses:
  basic:
    places: 1000
    schedule: {core: {per_year: 250}}
    closes: 10 days
    demand: {existing: {willing: 70%}, starters: {willing: 90%, ask_after: 171.625 days}}
targets: {most: {measure: coverage, course: basic, at_least: 95%, by: 2029-12-31}}
"""


def test_the_ceiling_of_staff_who_leave():
    # 5 years (1,826 days) on, e^(−0.18 × 1826 / 365.25) = 40.7% have been there since the start: 70% of them hold it.
    # Starters are trained 171.625 + 10 + 1 = 182.625 days, half a year, after they start: e^(−0.09) = 91.4% of people
    # in post have been there for longer. 40.7% × 70% + (91.4% − 40.7%) × 90% = 28.5% + 45.7% = 74.1%.
    since, longer = exp(-0.18 * 1826 / YEAR), exp(-0.18 / 2)
    expected = since * 0.7 + (longer - since) * 0.9
    assert round(expected, 3) == 0.741
    finding = found("target_above_ceiling", written=ONE_GROUP)
    assert "above the ceiling of 74.1%" in finding.what
    assert (
        "staff: 41% in post since the start × 70% + 51% starters of long enough ago × 90% = 74.1%" in finding.arithmetic
    )
    assert finding.change == (
        "a target of at most 74%; the ceiling would rise most, to 86.3%, "
        "if every member of staff in post at the start were willing"
    )


def test_the_ceiling_of_staff_who_leave_earlier_in_their_first_year():
    # FIELD: with 30% in the first year and 10% after, and everybody trained 2 years after starting, 81.0%.
    sets = ("groups.staff.turnover={first_year: 30%/year, later: 10%/year}", "courses.basic.demand.willing=100%",
            "courses.basic.demand.existing.willing=100%", "courses.basic.demand.starters.willing=100%",
            "courses.basic.demand.starters.ask_after=719.5 days")  # fmt: skip
    assert "ceiling of 81.0%" in found("target_above_ceiling", *sets, written=ONE_GROUP).what


def test_the_places_there_are_by_a_target():
    # 2 deliveries of 20 a year, all by day 1,095: 6 and a half (the count begins at a half) × 20 = 130 of 100 nurses at
    # most; those trained s years before are still in post with e^(−0.2 s): 20 × 2 × (1 − e^(−0.6)) / 0.2 = 90.2 and
    # half a delivery, 10, more. And 12 trainers are given it at the start: 12 × e^(−0.6) = 6.6.
    finding = found("target_beyond_places", "courses.basic.schedule.core.per_year=1", f"{TARGET}=65%")
    # with one delivery a year: 45.1 + 10 + 6.6 = 61.7, of 100
    gained = 20 * (1 - exp(-0.6)) / 0.2 + 10
    assert abs(gained + 12 * exp(-0.6) - 61.7) < 0.1
    said = finding.arithmetic[-1]
    assert said.startswith("(6.6 + 55") and said.endswith("÷ 100 in post = 61.7%; 65 are wanted"), said


def test_members_and_the_deliveries_they_are_needed_for():
    # Nobody stops or leaves: 10 active × 2 a year = 20 a year of 365 days (19.99), 12 deliveries × 2 members = 24. The
    # first year has 10 more, who begin rested. 24 / 2 = 12 active ones would do.
    finding = found(
        "capacity_below_need",
        "roles.trainer.deliveries=2/year",
        "roles.trainer.stops=0/year",
        "roles.trainer.starts_again=0/year",
        "groups.nurses.turnover=0%/year",
        "courses.further.demand.willing=0%",
        "roles.trainer.never_start=100%",
    )
    assert finding.what.endswith("in 4 of 5 years")
    assert finding.arithmetic[0] == (
        "1 January 2026 to 31 December 2026: 10 active members × 2 deliveries a year each = 20"
    )
    assert finding.arithmetic[1] == "12 deliveries × 2 members each = 24"
    assert finding.change.startswith("13 active members, 10 deliveries a year")


def test_a_closure_of_more_than_half_of_a_year():
    # 2026 has 261 days from Monday to Friday; January to July 2026 has 22 + 20 + 22 + 22 + 21 + 22 + 23 = 152.
    finding = found("closure_removes_most_dates", "calendar.closed.works={from: 2026-01-01, to: 2026-07-31}")
    assert finding.arithmetic[0].startswith("261 days from Monday to Friday − 152 closed = 109 (42%)")


def test_a_pause_of_more_than_half_of_the_deliveries():
    # One delivery a week, on Mondays: 4 in January 2025 (6, 13, 20, 27), 2 of them before the pause from the 15th on.
    sets = (
        "courses.basic.schedule={mondays: {dates: [2025-01-06, 2025-01-13, 2025-01-20, 2025-01-27, 2025-02-03]}}",
        "changes.stop={from: 2025-01-15, set: {courses.basic.paused: true}}",
    )
    finding = found("pause_removes_most_deliveries", *sets)
    assert finding.arithmetic[0].startswith("5 planned − 3 closed")
    assert finding.arithmetic[0].endswith("= 2 (40%)")
    assert finding.path == "changes.stop.set.courses.basic.paused"


def test_how_often_ranges_contradict_each_other():
    # active is 10 with 13 at 95%: ln(13/10) / 1.645 = 0.1595 a standard deviation. It is rounded, so it is above 12 from
    # 12.5 on: ln(12.5/10) / 0.1595 = 1.399 standard deviations, 8.1% of draws; 1,000 draws err by 0.9 points.
    finding = found("ranges_contradict", "roles.trainer.at_start.active={value: 10, range: [8, 13]}")
    assert finding.path == "roles.trainer.at_start.active"
    assert "13 drawn, at most 12 members: 12 used" in finding.arithmetic[0]
    share = float(finding.arithmetic[0].split("about ")[1].split("%")[0])
    assert abs(share - 8.1) < 4 * 0.9


def test_ranges_that_contradict_each_other_are_no_matter_where_the_draws_are_joint(tmp_path):
    text = "format: 1\nname: Test\nposterior: draws.csv\n" + SOUND
    text = text.replace(
        "{members: 12, active: 10", "{members: {value: 12, range: [8, 20]}, active: {value: 10, range: [5, 13]}"
    )
    plan, draws = tmp_path / "plan.yaml", tmp_path / "draws.csv"
    plan.write_text(text)
    header, rows = "roles.trainer.at_start.members,roles.trainer.at_start.active\n", "12,10\n8,5\n20,13\n" * 20
    draws.write_text(header + rows)
    assert load(plan).findings == ()
    draws.write_text(header + rows + "9,10\n" * 4)  # 4 of 64 are clipped; 1,000 draws err by 0.8 points
    (finding,) = load(plan).findings
    assert (finding.kind, finding.path) == ("ranges_contradict", "roles.trainer.at_start.active")
    assert abs(float(finding.arithmetic[0].split("about ")[1].split("%")[0]) - 100 * 4 / 64) < 4 * 0.8
    draws.unlink()
    plan.write_text(text.replace("posterior: draws.csv\n", ""))
    assert [finding.kind for finding in load(plan).findings] == ["ranges_contradict"]


def test_the_long_run_of_what_expires():
    # 1 − e^(−0.2 × 2) = 32.97% of a stay, times e^(−0.2 / 365.25) = 0.99945 for the day the course takes: 32.95%.
    finding = found("nothing_renews", "courses.basic.valid_for=2 years")
    assert "= 32.9%" in finding.arithmetic[0]


def test_the_forecast_is_what_counts():
    late = "courses.basic.schedule.core.per_year={2025-01-01: 0.5, 2027-01-01: 12}"
    assert "fewer_places_than_starters" in kinds(late)
    assert "fewer_places_than_starters" not in kinds(late, "today=2027-01-01")


def test_the_founding_scenario_has_only_what_is_so():
    findings = load(ROOT / "scenarios" / "north-lanarkshire.yaml").findings
    assert [finding.kind for finding in findings] == ["target_above_ceiling", "target_beyond_places"]
    assert {finding.path for finding in findings} == {"targets.trained_workforce.at_least"}


# -- localities, the public, self-paced courses, money ----------------------------------------------------------


def test_sound_courses_of_every_kind_are_no_reason_for_findings():
    # 40 parents a year for 4 × 10 places; 90% of 20 starters a year, 18, for 20 licences
    others = (
        f"courses.parents={PARENTS}",
        "courses.parents.public.arrivals=40/year",
        "courses.parents.minimum=5",
        "courses.online={self_paced: {finishes: 40%}, public: {arrivals: 30/week}}",
        "courses.theory={for: [nurses], self_paced: {licences: 20}, requires: {basic: 0 days}, demand: {willing: 90%}}",
    )
    assert kinds(*others) == set()


def test_arrivals_and_the_places_for_them():
    # 365 days × 1 a week = 52.1, for 4 × 10 places: 12.1 too many, and 52.1 / 10 makes 6 deliveries
    finding = found(
        "more_arrivals_than_places", f"courses.parents={PARENTS}", "courses.parents.public.gives_up_after=6 months"
    )
    assert finding.what == "more people ask than there are places in 5 of 5 years"
    assert finding.arithmetic[0].endswith("4 deliveries × 10 booked at most = 40 people")
    assert finding.arithmetic[1].startswith("52 ask: in the long run about 12.")
    assert finding.arithmetic[1].endswith(" a year give up, after 6 months")
    assert finding.change.startswith("at least 6 deliveries a year")


def test_a_budget_and_the_deliveries_it_is_for():
    # at least 11 of about 12 deliveries, each 100 + 20 places × 10 + 2 trainers × 1 day × 50 = 400: 4,400 of 4,000
    finding = found(
        "budget_below_plan",
        "budgets.training={per_year: 4000 GBP, pays_for: [basic]}",
        "courses.basic.cost={per_delivery: 100 GBP, per_place: 10 GBP}",
        "roles.trainer.cost={per_day: 50 GBP}",
    )
    assert finding.what.startswith("the budget cannot pay for the deliveries planned in 5 of 5 of its years")
    assert finding.arithmetic[0].endswith(": 4,000 GBP")
    assert "× 400 GBP at the least = 4,4" in finding.arithmetic[1]


def test_members_of_a_locality():
    # a cook is one of 11 and in both halves, but members come from the nurses, who are all in the North
    finding = found("locality_without_members", HALVES, SOUTHERN, "roles.trainer.serves=own locality", *NORTHERN)
    assert finding.arithmetic == (
        "12 members at the start × 0% of them in South = 0, and nobody of South can join; each delivery of schedule "
        "south takes 2",
    )


def test_sessions_that_are_required_make_a_course_longer_and_harder_to_complete():
    # 90% of 10 booked; at least 1 of 2 sessions at 50% each: 75% of those
    follow_up = "courses.basic.follow_up={sessions: 2, every: 4 weeks, required: 1, attends: 50%}"
    late = (
        "courses.basic.schedule.core.per_year=1",
        "courses.basic.places=10",
        "courses.basic.attendance.first_day=90%",
    )
    finding = found("fewer_places_than_starters", follow_up, *late)
    assert finding.arithmetic[1].endswith("× 75% come on enough later days and sessions = 6.8")
    soon = "courses.basic.demand.starters.due=8 weeks"
    assert "due_too_soon" not in kinds(soon)
    assert "due_too_soon" in kinds(soon, follow_up)  # 57 days: 56 to the second session, and its day
