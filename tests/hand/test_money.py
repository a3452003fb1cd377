"""Money: what is owed for what and when, and budgets that stop deliveries."""

import pytest

from tests.hand.stories import TWO_DAYS, Story

pytestmark = pytest.mark.hand

PRICED = (
    TWO_DAYS,
    "courses.basic.cost={per_delivery: 350 GBP, per_place: 45 GBP, per_pack: 12.50 GBP}",
    "roles.trainer.cost={per_day: {coaches: 210 GBP, others: 140 GBP}}",
)
KINDS = "deliveries places packs licences sessions bought_in member_days total"
DATES = "courses.basic.schedule.core.dates"
SECOND = f"{DATES}=[2025-02-10, 2025-04-07]"


def costs(story: Story, course: str = "basic") -> dict[str, dict[str, float]]:
    """By date, what was owed by kind, in pounds."""
    rows = story.rows("costs", f"date {KINDS}", course=course)
    owed = {
        str(date): dict(zip(KINDS.split(), (int(n) / 100 for n in amounts), strict=True)) for date, *amounts in rows
    }
    return {date: {kind: n for kind, n in by_kind.items() if n} for date, by_kind in owed.items() if by_kind["total"]}


def test_everything_counts_on_the_planned_day_one() -> None:
    """350; 12 × 45; 10 × 12.50; two days of each trainer at 210 and at 140."""
    story = Story(*PRICED)
    owed = {"deliveries": 350, "places": 540, "packs": 125, "member_days": 700, "total": 1715}
    assert costs(story) == {"2025-02-28": owed}
    for group, amount in (("coaches", 420), ("aides", 280)):
        assert story.at("2025-02-28", "roles", "cost", group=group) == (amount * 100,)


def test_a_delivery_called_off_before_its_bookings_closed_costs_nothing() -> None:
    assert costs(Story(*PRICED, "courses.basic.minimum=11")) == {}


def test_one_called_off_after_that_costs_what_was_owed_by_then() -> None:
    pause = "changes.pause={from: 2025-02-10, to: 2025-02-10, set: {courses.basic.paused: true}}"
    assert costs(Story(*PRICED, pause)) == {"2025-02-28": {"deliveries": 350, "places": 540, "total": 890}}


def test_a_pack_is_for_each_who_comes() -> None:
    assert "packs" not in costs(Story(*PRICED, "courses.basic.attendance.first_day=0%"))["2025-02-28"]


def test_prices_are_those_of_the_closing() -> None:
    """Bookings close on 27 January."""
    before, after = (
        costs(Story(*PRICED, f"courses.basic.cost.per_delivery={{2025-01-01: 350 GBP, 2025-01-{day}: 500 GBP}}"))
        for day in (27, 28)
    )
    assert (before["2025-02-28"]["deliveries"], after["2025-02-28"]["deliveries"]) == (500, 350)


def test_sessions_cost_their_price_and_their_part_of_a_members_day() -> None:
    """Two sessions at 40, and a third of 210 and of 140 (70 and 46.67) for each."""
    follow_up = "courses.basic.follow_up={sessions: 2, every: 1 week, length: 33.333333%}"
    owed = costs(Story(*PRICED, follow_up, "courses.basic.cost.per_session=40 GBP"))["2025-02-28"]
    assert owed["sessions"] == 80
    assert owed["member_days"] == 700 + 2 * (70 + 46.67)


def test_a_course_that_is_bought_in_costs_its_fee() -> None:
    story = Story(*PRICED, "courses.basic.taught_by=external", "courses.basic.cost={bought_in: 3000 GBP}")
    assert costs(story) == {"2025-02-28": {"bought_in": 3000, "total": 3000}}


def test_a_licence_is_owed_on_the_day_of_signing_up() -> None:
    """At the price of the day: three sign up on 1 January, four when the year of licences begins in April."""
    online = (
        "courses.online={self_paced: {takes: 1 day, licences: 3}, demand: {willing: 100%}, for: [nurses],"
        " cost: {per_licence: {2025-01-01: 20 GBP, 2025-03-01: 30 GBP}}}"
    )
    owed = costs(Story(*PRICED, online, "year_starts=April"), "online")
    assert {date: by_kind["licences"] for date, by_kind in owed.items()} == {"2025-01-31": 60, "2025-04-30": 90}


def test_a_budget_stops_what_it_cannot_pay_for() -> None:
    """Each delivery can cost 350 + 540 + 10 × 12.50 + 700 = 1,715 (the second has nobody left, and no packs: 1,590)."""
    budget = "budgets.training={per_year: %s GBP}"
    enough, too_little = (
        [row[1:] for row in Story(*PRICED, SECOND, budget % amount).deliveries("status cause")]
        for amount in ("3305", "3304.99")
    )
    assert enough == [("run", ""), ("run", "")]
    assert too_little == [("run", ""), ("cancelled", "no_budget")]


def test_what_it_stops_is_lost_for_want_of_money_and_nobody_loses_their_place() -> None:
    story = Story(*PRICED, "budgets.training={per_year: 1000 GBP}")
    assert story.limits("2025-02") == ({"no_budget": 12}, "no_budget")
    assert story.at("2025-12-31", "coverage", "waiting booked completed") == (10, 0, 0)
    assert costs(story) == {}


def test_what_was_set_aside_and_not_needed_comes_back() -> None:
    """Nobody comes: 1,590 and not 1,715 are spent once the first delivery is over, on 24 February."""
    nobody = "courses.basic.attendance={first_day: 0%, rebooks: 0%}"
    budget = "budgets.training={per_year: %s GBP}"
    late = [
        Story(*PRICED, SECOND, nobody, budget % amount).deliveries("status cause")[1][1:] for amount in (3180, 3179)
    ]
    assert late == [("run", ""), ("cancelled", "no_budget")]


def test_each_year_has_its_own_money_and_the_first_one_its_part() -> None:
    """The year begins in July: of the first, 181 days of 365 are in the run, so of 3,458.29 there are 1,714.93."""
    first, second = (
        Story(
            *PRICED, "year_starts=July", f"budgets.training={{per_year: {amount} GBP}}", f"{DATES}=[2025-02-10, {when}]"
        )
        for amount, when in (("3458.29", "2025-07-07"), ("3458.50", "2025-06-30"))
    )
    assert [row[1:] for row in first.deliveries("status cause")] == [("cancelled", "no_budget"), ("run", "")]
    assert [row[1:] for row in second.deliveries("status cause")] == [("run", ""), ("cancelled", "no_budget")]


def test_a_budget_pays_for_the_courses_it_names_and_several_have_to_have_it_all() -> None:
    other = "budgets.other={per_year: 0 GBP, pays_for: [%s]}"
    more = "courses.advanced={places: 1, schedule: {s: {dates: [2025-02-10]}}}"
    assert Story(*PRICED, more, other % "advanced").deliveries("status", course="basic")[0][1] == "run"
    assert Story(*PRICED, more, other % "basic").deliveries("cause", course="basic")[0][1] == "no_budget"
    both = "budgets.training={per_year: 10000 GBP}"
    assert Story(*PRICED, more, both, other % "basic").deliveries("cause", course="basic")[0][1] == "no_budget"


def test_licences_are_bought_while_there_is_money() -> None:
    online = (
        "courses.online={self_paced: {takes: 1 day}, demand: {willing: 100%}, for: [nurses],"
        " cost: {per_licence: 20 GBP}}"
    )
    story = Story(*PRICED, online, "budgets.training={per_year: 99 GBP, pays_for: [online]}")
    assert story.dates("signed_up") == {"2025-01-01": 4}
