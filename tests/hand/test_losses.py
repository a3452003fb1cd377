"""Where places are lost: each cause of a cancellation, and each way to be booked and not to complete."""

import pytest

from tests.hand.stories import AT_ONCE, Story

pytestmark = pytest.mark.hand

# Ten nurses ask on 1 January for one of twelve places; bookings close on 27 January; days on 10 and 24 February.
ONE_DELIVERY = """
    start: 2025-01-01
    end: 2025-04-30
    groups: {nurses: {posts: 10, turnover: 0%/year}}
    courses:
      basic:
        places: 12
        closes: 2 weeks
        days: [0, 14]
        demand: {willing: 100%}
        attendance: {rebooks: 0%}
        schedule: {core: {dates: [2025-02-10]}}
    """
OUTCOME = "status cause places booked empty withdrew left absent turned_away fell_short completed"
TRAINERS = (
    "groups.coaches={posts: 3, turnover: 0%/year}",
    "courses.basic.for=[nurses]",
    "courses.basic.taught_by={role: trainer, each: 2}",
)
TWO_TRAINERS = "roles.trainer={at_start: {members: 2, from: {coaches: 100%}}, deliveries: {mean: 12/year, spread: 0}}"


def pause(first: str, last: str) -> str:
    return f"changes.pause={{from: {first}, to: {last}, set: {{courses.basic.paused: true}}}}"


def then_left(group: str = "nurses", first: str = "2025-02-01") -> str:
    """Everybody of a group leaves in the first days of a month, and nobody follows."""
    turnover = f"{{2025-01-01: 0%/year, {first}: {AT_ONCE}}}"
    return f"groups.{group}={{posts: 10, turnover: {turnover}, time_to_fill: 100 years}}"


def test_nothing_is_lost_but_the_places_nobody_asked_for() -> None:
    """Ten of twelve places are taken and used; two stay empty."""
    story = Story(ONE_DELIVERY)
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 0, 0, 0, 0, 0, 10)]
    assert story.dates("completed") == {"2025-02-24": 10}
    assert story.limits("2025-02") == ({"empty": 2}, "empty")
    assert [story.limits(month) for month in ("2025-01", "2025-03")] == [({}, "nothing")] * 2


def test_bookings_go_by_the_settings_of_the_closing_and_attendance_by_those_of_the_day() -> None:
    """From February (closing was in January) there are five places, overbooked: it has twelve still. From the day after
    day one all would withdraw, or not come: that matters to the second day alone."""
    story = Story(
        ONE_DELIVERY,
        "changes.cuts={from: 2025-02-01, set: {courses.basic.places: 5, courses.basic.minimum: 5,"
        " courses.basic.overbook: 100%}}",
        "changes.flu={from: 2025-02-11, set: {courses.basic.attendance.later_days: 0%,"
        " courses.basic.attendance.first_day: 0%, courses.basic.attendance.withdraws: 100%}}",
    )
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 0, 0, 0, 0, 10, 0)]


# -- closed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "booked"),
    [
        ("2025-01-27", "2025-01-27", 0),  # the day bookings close: nobody is booked
        ("2025-01-28", "2025-02-10", 10),  # day one
        ("2025-02-24", "2025-02-24", 10),  # the second day
    ],
)
def test_a_delivery_met_by_a_pause_is_closed(first: str, last: str, booked: int) -> None:
    """All twelve places are lost to it, and all ten people are on the list again."""
    story = Story(ONE_DELIVERY, pause(first, last))
    assert story.deliveries(OUTCOME) == [("2025-02-10", "cancelled", "closed", 12, booked, 0, 0, 0, 0, 0, 0, 0)]
    assert story.at("2025-04-30", "coverage", "waiting booked holders gave_up") == (10, 0, 0, 0)
    assert story.limits("2025-02") == ({"closed": 12}, "closed")


def test_a_pause_between_closing_and_day_one_or_between_the_days_does_no_harm() -> None:
    """It is looked at when bookings close and on each day: 28 January to 9 February, 11 to 23 February."""
    for dates in (("2025-01-28", "2025-02-09"), ("2025-02-11", "2025-02-23")):
        assert Story(ONE_DELIVERY, pause(*dates)).deliveries("status completed") == [("2025-02-10", "run", 10)]


def test_a_pause_on_a_later_day_gives_absentees_their_place_back_too() -> None:
    """Nobody came on 10 February, and nobody would rebook; but the second day is closed, so all ten return. Before it
    they were booked; on 17 March they come."""
    story = Story(
        ONE_DELIVERY,
        pause("2025-02-24", "2025-02-24"),
        "courses.basic.attendance.first_day={2025-01-01: 0%, 2025-03-01: 100%}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-17]",
    )
    assert story.deliveries("status cause booked absent completed") == [
        ("2025-02-10", "cancelled", "closed", 10, 0, 0),
        ("2025-03-17", "run", "", 10, 0, 10),
    ]
    assert story.rows("coverage", "date waiting booked gave_up completed") == [
        ("2025-01-31", 0, 10, 0, 0),
        ("2025-02-28", 10, 0, 0, 0),
        ("2025-03-31", 0, 0, 0, 10),
    ]


# -- no trainers ----------------------------------------------------------------------------------------------


def test_too_few_trainers() -> None:
    """Two are asked for; there is one."""
    one = TWO_TRAINERS.replace("members: 2", "members: 1")
    story = Story(ONE_DELIVERY, *TRAINERS, one)
    assert story.deliveries(f"{OUTCOME} trainers") == [
        ("2025-02-10", "cancelled", "no_trainers", 12, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    ]
    assert story.at("2025-04-30", "coverage", "waiting booked", group="nurses") == (10, 0)
    assert story.limits("2025-02") == ({"no_trainers": 12}, "no_trainers")


def test_a_pause_is_looked_at_before_trainers_and_trainers_before_bookings() -> None:
    """With nobody to teach it and fewer people than its minimum: closed if paused at closing, else no trainers."""
    nobody = ("courses.basic.minimum=11", *TRAINERS, TWO_TRAINERS.replace("members: 2", "members: 0"))
    assert Story(ONE_DELIVERY, *nobody).deliveries("cause") == [("2025-02-10", "no_trainers")]
    paused = Story(ONE_DELIVERY, *nobody, pause("2025-01-27", "2025-01-27"))
    assert paused.deliveries("cause") == [("2025-02-10", "closed")]


def test_a_trainer_drops_out_and_nobody_stands_in() -> None:
    """Both drop out, and there is no third: cancelled on day one, and everybody returns to the list."""
    story = Story(ONE_DELIVERY, *TRAINERS, TWO_TRAINERS, "roles.trainer.drops_out=100%")
    assert story.deliveries(f"{OUTCOME} trainers") == [
        ("2025-02-10", "cancelled", "trainer_dropped_out", 12, 10, 0, 0, 0, 0, 0, 0, 0, 0)
    ]
    assert story.at("2025-01-31", "coverage", "waiting booked", group="nurses") == (0, 10)
    assert story.at("2025-02-28", "coverage", "waiting booked", group="nurses") == (10, 0)
    assert story.limits("2025-02") == ({"no_trainers": 12}, "no_trainers")


def test_a_pause_on_day_one_is_looked_at_before_drop_outs() -> None:
    """Both drop out of what is paused anyway: closed."""
    story = Story(
        ONE_DELIVERY, *TRAINERS, TWO_TRAINERS, "roles.trainer.drops_out=100%", pause("2025-02-10", "2025-02-10")
    )
    assert story.deliveries("cause booked") == [("2025-02-10", "closed", 10)]


def test_a_trainer_who_has_left_is_missing_on_day_one() -> None:
    """Both were booked on 27 January and have left the partnership by 10 February."""
    story = Story(ONE_DELIVERY, *TRAINERS, TWO_TRAINERS, then_left("coaches"))
    assert story.deliveries("cause booked trainers") == [("2025-02-10", "trainer_dropped_out", 10, 0)]


def test_others_stand_in() -> None:
    """Four members, two of them booked, both drop out: the other two stand in, and stay."""
    four = "groups.coaches.posts=4", TWO_TRAINERS.replace("members: 2", "members: 4")
    story = Story(ONE_DELIVERY, *TRAINERS, *four, "roles.trainer.drops_out=100%")
    assert story.deliveries("status completed trainers") == [("2025-02-10", "run", 10, 2)]
    assert story.at("2025-02-28", "roles", "deliveries delivering") == (2, 2)


def test_stand_ins_must_keep_the_experienced_ones_asked_for() -> None:
    """One of each two must be experienced, and of four members one is: it is booked, drops out (everybody does), and
    the two left cannot replace it."""
    story = Story(
        ONE_DELIVERY,
        *TRAINERS,
        "groups.coaches.posts=4",
        "roles.trainer={at_start: {members: 4, experienced: 1, from: {coaches: 100%}}, deliveries: 12/year}",
        "courses.basic.taught_by.experienced=1",
        "roles.trainer.drops_out=100%",
    )
    assert story.deliveries("cause booked") == [("2025-02-10", "trainer_dropped_out", 10)]


# -- few bookings ---------------------------------------------------------------------------------------------


def test_fewer_people_than_the_minimum() -> None:
    """Ten ask, eleven are needed: nobody is booked, no trainer taken (both give another course that very day)."""
    story = Story(
        ONE_DELIVERY,
        *TRAINERS,
        TWO_TRAINERS,
        "courses.basic.minimum=11",
        "courses.other={places: 12, taught_by: {role: trainer, each: 2}, schedule: {core: {dates: [2025-02-10]}}}",
    )
    assert story.deliveries(OUTCOME, course="basic") == [
        ("2025-02-10", "cancelled", "few_bookings", 12, 0, 0, 0, 0, 0, 0, 0, 0)
    ]
    assert story.deliveries("status trainers", course="other") == [("2025-02-10", "run", 2)]
    assert story.at("2025-04-30", "coverage", "waiting booked", course="basic", group="nurses") == (10, 0)
    assert story.limits("2025-02") == ({"few_bookings": 12}, "few_bookings")


def test_as_many_people_as_the_minimum() -> None:
    """Ten ask and ten are needed."""
    story = Story(ONE_DELIVERY, "courses.basic.minimum=10")
    assert story.deliveries("status booked") == [("2025-02-10", "run", 10)]


# -- release --------------------------------------------------------------------------------------------------


def test_release_for_one_delivery() -> None:
    """Three of ten nurses may go: of the nine places left empty seven are lost to release, for the seven people passed
    over, and two for want of people."""
    story = Story(ONE_DELIVERY, "groups.nurses.release={per_delivery: 3}")
    assert story.deliveries("booked empty completed") == [("2025-02-10", 3, 9, 3)]
    assert story.limits("2025-02") == ({"release": 7, "empty": 2}, "release")


def test_release_by_delivery_and_by_month_the_smaller_of_the_two() -> None:
    """Three to a delivery, but five in a month: three on 5 February, two on the 12th."""
    story = Story(
        ONE_DELIVERY,
        "groups.nurses.release={per_delivery: 3, per_month: 5}",
        "courses.basic.schedule.core.dates=[2025-02-05, 2025-02-12]",
    )
    assert story.deliveries("booked") == [("2025-02-05", 3), ("2025-02-12", 2)]


def test_no_place_is_lost_to_release_while_others_fill_it() -> None:
    """Three of ten nurses may go, and nine teachers take the other places: nothing is empty."""
    story = Story(
        ONE_DELIVERY, "groups.nurses.release={per_delivery: 3}", "groups.teachers={posts: 9, turnover: 0%/year}"
    )
    assert story.deliveries("booked empty") == [("2025-02-10", 12, 0)]
    assert story.at("2025-02-28", "coverage", "completed waiting", group="nurses") == (3, 7)
    assert story.at("2025-02-28", "coverage", "completed waiting", group="teachers") == (9, 0)
    assert story.limits("2025-02") == ({"dates": 7}, "dates")


def test_release_in_a_month_goes_over_all_courses() -> None:
    """Five nurses may go in a month. Four are booked on the first course, whose delivery of 5 February has four
    places; so one on the second, on 10 February, whose other places are lost to release (nine wait for it) and, two of
    them, for want of people. March is another month: five of the nine."""
    story = Story(
        ONE_DELIVERY,
        "groups.nurses.release={per_month: 5}",
        "courses.first={places: 4, closes: 3 weeks, demand: {willing: 100%}, schedule: {core: {dates: [2025-02-05]}}}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10]",
    )
    assert story.deliveries("course booked empty") == [
        ("2025-02-05", "first", 4, 0),
        ("2025-02-10", "basic", 1, 11),
        ("2025-03-10", "basic", 5, 7),
    ]
    assert story.limits("2025-02") == ({"release": 9, "empty": 2}, "release")
    assert story.limits("2025-03") == ({"release": 4, "empty": 3}, "release")


def test_a_cancelled_delivery_uses_up_no_release() -> None:
    """Five were booked for 5 February, which a pause of that day cancels; so five can be for 26 February, bookings
    closing on the 12th."""
    story = Story(
        ONE_DELIVERY,
        pause("2025-02-05", "2025-02-05"),
        "groups.nurses.release={per_month: 5}",
        "courses.basic.schedule.core.dates=[2025-02-05, 2025-02-26]",
    )
    assert story.deliveries("status booked") == [("2025-02-05", "cancelled", 5), ("2025-02-26", "run", 5)]


# -- people who do not complete -------------------------------------------------------------------------------


def test_withdrew() -> None:
    """All withdraw on day one, too late to refill; at the outcome they give up."""
    story = Story(ONE_DELIVERY, "courses.basic.attendance.withdraws=100%")
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 10, 0, 0, 0, 0, 0)]
    assert story.dates("gave_up") == {"2025-02-24": 10}
    assert story.limits("2025-02") == ({"empty": 2, "attendance": 10}, "attendance")


def test_absent() -> None:
    """Nobody comes on day one."""
    story = Story(ONE_DELIVERY, "courses.basic.attendance.first_day=0%")
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 0, 0, 10, 0, 0, 0)]
    assert story.dates("gave_up") == {"2025-02-24": 10}
    assert story.limits("2025-02") == ({"empty": 2, "attendance": 10}, "attendance")


def test_fell_short() -> None:
    """All come on day one and nobody on the second."""
    story = Story(ONE_DELIVERY, "courses.basic.attendance.later_days=0%")
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 0, 0, 0, 0, 10, 0)]
    assert story.dates("gave_up") == {"2025-02-24": 10}
    assert story.limits("2025-02") == ({"empty": 2, "attendance": 10}, "attendance")


def test_turned_away() -> None:
    """Eight places and 20% more are booked: ⌊9.6⌋ = 9. All come, one is turned away on day one and waits again, with
    the one there was no booking for; no place is lost. (No bookings close in February, so those two are all that its
    last moment finds waiting.)"""
    story = Story(ONE_DELIVERY, "courses.basic.places=8", "courses.basic.overbook=20%")
    assert story.deliveries(f"{OUTCOME} overbooked") == [("2025-02-10", "run", "", 8, 9, 0, 0, 0, 0, 1, 0, 8, 1)]
    assert story.at("2025-02-28", "coverage", "waiting booked completed gave_up") == (2, 0, 8, 0)
    assert story.limits("2025-02") == ({"dates": 2}, "dates")


def test_nobody_is_turned_away_where_absentees_make_room() -> None:
    """Ten are booked for eight places; five teachers stay away, five nurses come."""
    story = Story(
        ONE_DELIVERY,
        "groups.nurses.posts=5",
        "groups.teachers={posts: 5, turnover: 0%/year}",
        "courses.basic.places=8",
        "courses.basic.overbook=25%",
        "courses.basic.attendance.first_day={teachers: 0%, others: 100%}",
    )
    assert story.deliveries(f"{OUTCOME} overbooked") == [("2025-02-10", "run", "", 8, 10, 0, 0, 0, 5, 0, 0, 5, 2)]


@pytest.mark.parametrize("month", ["2025-01-28", "2025-02-11"])
def test_left_the_partnership_while_booked(month: str) -> None:
    """All leave between closing and day one, or between the two days; that is no loss to attendance."""
    story = Story(ONE_DELIVERY, then_left(first=month))
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 0, 10, 0, 0, 0, 0)]
    assert story.at("2025-02-28", "coverage", "in_post waiting booked completed") == (0, 0, 0, 0)
    assert len(story.days("left_waiting")) == 10
    assert story.limits("2025-02") == ({"empty": 2}, "empty")


def test_who_withdrew_is_not_told_as_having_left() -> None:
    """All withdraw on 10 February and leave the partnership after it: they withdrew, and nobody gives up."""
    story = Story(ONE_DELIVERY, then_left(first="2025-02-11"), "courses.basic.attendance.withdraws=100%")
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 10, 2, 10, 0, 0, 0, 0, 0)]
    assert (len(story.days("left_waiting")), story.days("gave_up")) == (10, [])


def test_who_left_before_the_closing_is_not_booked() -> None:
    """All have left by 27 January: twelve places stay empty."""
    story = Story(ONE_DELIVERY, then_left(first="2025-01-06"))
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 12, 0, 12, 0, 0, 0, 0, 0, 0)]


def test_left_after_a_delivery_was_cancelled() -> None:
    """Closed on day one; those who have left by then do not return to the list."""
    story = Story(ONE_DELIVERY, then_left(first="2025-01-28"), pause("2025-02-10", "2025-02-10"))
    assert story.deliveries(OUTCOME) == [("2025-02-10", "cancelled", "closed", 12, 10, 0, 0, 0, 0, 0, 0, 0)]
    assert story.at("2025-02-28", "coverage", "waiting booked") == (0, 0)


# -- dates, and the limiter -----------------------------------------------------------------------------------


def test_dates_are_the_people_waiting_beyond_the_losses() -> None:
    """Four of ten get a place on 10 February (bookings close on 27 January), four on 10 March (24 February).

    In January the last closing leaves six waiting; in February, on the 24th, two. In March nothing closes, so its last
    moment counts: two. Nothing was lost in any month."""
    story = Story(ONE_DELIVERY, "courses.basic.places=4", "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10]")
    assert story.deliveries("booked") == [("2025-02-10", 4), ("2025-03-10", 4)]
    months = ("2025-01", "2025-02", "2025-03", "2025-04")
    assert [story.limits(month) for month in months] == [
        ({"dates": 6}, "dates"),
        ({"dates": 2}, "dates"),
        ({"dates": 2}, "dates"),
        ({"dates": 2}, "dates"),
    ]


def test_dates_less_the_months_other_losses() -> None:
    """Of four booked for 10 February all stay away: attendance 4. The month's last closing (24 February, for
    10 March) leaves two of ten waiting, less than the four lost: no dates. Ten rebook; after the second, at which all
    four complete, six wait in March and nothing else was lost."""
    story = Story(
        ONE_DELIVERY,
        "courses.basic.places=4",
        "courses.basic.attendance={first_day: {2025-01-01: 0%, 2025-03-01: 100%}}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10]",
    )
    assert story.deliveries("booked absent completed") == [("2025-02-10", 4, 4, 0), ("2025-03-10", 4, 0, 4)]
    assert story.limits("2025-02") == ({"attendance": 4}, "attendance")
    assert story.limits("2025-03") == ({"dates": 6}, "dates")


def test_the_limiter_is_the_largest_amount() -> None:
    """Of twelve places three are lost to attendance (three teachers stay away) and two are empty; on a tie the cause
    that comes first in the table: with two teachers of nine, two and three."""
    away = "courses.basic.attendance.first_day={teachers: 0%, others: 100%}"
    staff = ("groups.nurses.posts=7", "groups.teachers={posts: 3, turnover: 0%/year}")
    assert Story(ONE_DELIVERY, away, *staff).limits("2025-02") == ({"empty": 2, "attendance": 3}, "attendance")
    fewer = (staff[0], "groups.teachers={posts: 2, turnover: 0%/year}")
    assert Story(ONE_DELIVERY, away, *fewer).limits("2025-02") == ({"empty": 3, "attendance": 2}, "empty")
