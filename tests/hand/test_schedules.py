"""When deliveries are planned: per year, on dates, by demand, around closures and through pauses."""

import pytest

from tests.hand.stories import Story

pytestmark = pytest.mark.hand


def planned(story: Story, **where: str) -> list[str]:
    return [str(day) for (day,) in story.deliveries("", **where)]


def in_2025(schedule: str, calendar: str = "{}", more: str = "") -> str:
    return f"""
        start: 2025-01-01
        end: 2025-12-31
        calendar: {calendar}
        groups: {{nurses: {{posts: 10, turnover: 0%/year}}}}
        courses: {{basic: {{places: 5, schedule: {{core: {schedule}}}}}}}
        {more}
        """


def test_so_many_a_year_fall_evenly_on_weekdays() -> None:
    """2025 has 261 weekdays, so each earns 9 ÷ 261 = 1/29; from ½ the k-th whole is reached on weekday 29(k − ½),
    rounded up: the 15th, the 44th… 29 weekdays are five weeks and four days."""
    assert planned(Story(in_2025("{per_year: 9}"))) == [
        "2025-01-21",
        "2025-03-03",
        "2025-04-11",
        "2025-05-22",
        "2025-07-02",
        "2025-08-12",
        "2025-09-22",
        "2025-10-31",
        "2025-12-11",
    ]


def test_a_closure_and_a_holiday_are_planned_around() -> None:
    """261 weekdays less New Year's Day and the 20 of 4 to 29 August are 240; 8 a year come every 30 open days from
    the 15th on, the 22nd of January: every six weeks, and over the summer every ten."""
    calendar = "{holidays: [2025-01-01], closed: {summer: {from: 2025-08-04, to: 2025-08-29, every: year}}}"
    assert planned(Story(in_2025("{per_year: 8}", calendar))) == [
        "2025-01-22",
        "2025-03-05",
        "2025-04-16",
        "2025-05-28",
        "2025-07-09",
        "2025-09-17",
        "2025-10-29",
        "2025-12-10",
    ]


def test_bank_holidays_of_a_nation() -> None:
    """England had eight in 2025, all on weekdays: 253 open days, 11 a year come every 23 of them, the first on the
    12th, 17 January. Eight intervals without a holiday are four weeks and three days, for each holiday in one a
    weekday more: Good Friday and Easter Monday (24 March to 28 April), 5 and 26 May, 25 August."""
    assert planned(Story(in_2025("{per_year: 11}", "{holidays: GB-ENG}"))) == [
        "2025-01-17",
        "2025-02-19",
        "2025-03-24",
        "2025-04-28",
        "2025-06-02",
        "2025-07-03",
        "2025-08-05",
        "2025-09-08",
        "2025-10-09",
        "2025-11-11",
        "2025-12-12",
    ]


@pytest.mark.parametrize(
    ("schedule", "more"),
    [
        ("{per_year: {2025-01-01: 9, 2025-07-01: 18}}", ""),
        ("{per_year: 9}", "changes: {money: {from: 2025-07-01, scale: {courses.basic.schedule.core.per_year: 2}}}"),
    ],
)
def test_the_rate_of_the_day_is_earned(schedule: str, more: str) -> None:
    """To the end of June there are 129 weekdays at 1/29: ½ + 129/29 = 4.948. From July each earns 2/29, so the fifth
    is reached on 1 July, and the others on the weekdays m of July on with 129 + 2m ≥ 29(k − ½): 16, 30, 45…"""
    assert planned(Story(in_2025(schedule, more=more))) == [
        "2025-01-21",
        "2025-03-03",
        "2025-04-11",
        "2025-05-22",
        "2025-07-01",
        "2025-07-22",
        "2025-08-11",
        "2025-09-01",
        "2025-09-19",
        "2025-10-10",
        "2025-10-30",
        "2025-11-20",
        "2025-12-10",
        "2025-12-31",
    ]


def test_each_year_has_its_own_open_days() -> None:
    """26 a year are 1/10 a day in 2023 (260 weekdays) and 26/262 in 2024. From Friday 1 December 2023 the credit is
    1 on the 5th weekday, 2 on the 15th, and 2.6 after 21. In 2024 the third needs 0.4 ÷ 0.09924 = 4.03 days: the 5th
    weekday, where 260 would have given the 4th. The fourth needs 14.1: the 15th."""
    story = Story(
        """
        start: 2023-12-01
        end: 2024-01-31
        groups: {nurses: {posts: 10, turnover: 0%/year}}
        courses: {basic: {places: 5, schedule: {core: {per_year: 26}}}}
        """
    )
    assert planned(story) == ["2023-12-07", "2023-12-21", "2024-01-05", "2024-01-19"]


def test_several_a_day_when_the_credit_passes_several_wholes() -> None:
    """522 a year are two on each of 261 weekdays."""
    story = Story(
        """
        start: 2025-01-02
        end: 2025-01-06
        groups: {nurses: {posts: 10, turnover: 0%/year}}
        courses: {basic: {places: 5, schedule: {core: {per_year: 522}}}}
        """
    )
    assert story.deliveries("number") == [
        ("2025-01-02", 0),
        ("2025-01-02", 1),
        ("2025-01-03", 2),
        ("2025-01-03", 3),
        ("2025-01-06", 4),
        ("2025-01-06", 5),
    ]


def test_deliveries_after_the_end_are_told_if_their_bookings_close_by_then() -> None:
    """Planning goes on after the end: the day one of 21 January 2026 (the 15th of 261 weekdays again) closes its
    bookings three weeks before it, on 31 December, the last day; one day less and it is not told."""
    weeks = Story(in_2025("{per_year: 9}"), "courses.basic.closes=3 weeks")
    assert weeks.deliveries("status booked")[-1] == ("2026-01-21", "unfinished", 0)
    days = Story(in_2025("{per_year: 9}"), "courses.basic.closes=20 days")
    assert days.deliveries("status booked")[-1] == ("2025-12-11", "run", 0)


def test_given_dates_hold_whether_the_day_is_open_or_not() -> None:
    """A Saturday, New Year's Day, and two on one day."""
    written = in_2025(
        "{dates: [2025-03-08, 2025-01-01, 2025-02-05, 2025-02-05]}", "{holidays: [2025-01-01, 2025-02-05]}"
    )
    assert Story(written).deliveries("number status") == [
        ("2025-01-01", 0, "run"),
        ("2025-02-05", 1, "run"),
        ("2025-02-05", 2, "run"),
        ("2025-03-08", 3, "run"),
    ]


def test_later_days_shift_to_open_days_one_after_the_other() -> None:
    """Day one is Monday 4 August, the 18th to the 22nd are closed. The day planned for the 18th (offset 14) is held on
    the 25th, that of the 19th on the first open day after it: 26 August, when everybody has completed."""
    story = Story(
        """
        start: 2025-08-01
        end: 2025-09-30
        calendar: {closed: {week: {dates: [[2025-08-18, 2025-08-22]]}}}
        groups: {nurses: {posts: 4, turnover: 0%/year}}
        courses:
          basic: {places: 4, days: [0, 14, 15], demand: {willing: 100%}, schedule: {core: {dates: [2025-08-04]}}}
        """
    )
    assert story.dates("completed") == {"2025-08-26": 4}


def test_weekly_days() -> None:
    """Four weekly days from Wednesday 8 January; the second falls on a holiday and is held the day after, the third
    keeps to its week."""
    story = Story(
        """
        start: 2025-01-01
        end: 2025-02-28
        calendar: {holidays: [2025-01-15]}
        groups: {nurses: {posts: 4, turnover: 0%/year}}
        roles: {trainer: {at_start: {members: 1}, deliveries: {mean: 6/year, spread: 0}}}
        courses:
          basic:
            places: 4
            days: {weekly: 4}
            taught_by: {role: trainer}
            demand: {willing: 100%}
            schedule: {core: {dates: [2025-01-08]}}
        """
    )
    assert story.dates("completed") == {"2025-01-29": 3}
    assert story.rows("roles", "date deliveries days") == [("2025-01-31", 1, 4)]


WAITING = """
    start: 2025-01-01
    end: 2025-03-31
    groups: {nurses: {posts: 10, turnover: 0%/year}}
    courses:
      basic:
        places: 4
        closes: 2 weeks
        demand: {willing: 100%}
        schedule: {demand_led: {when_waiting: 6}}
    """


def test_planned_when_so_many_wait_beyond_the_places_open() -> None:
    """All 10 ask on Wednesday 1 January. The candidate is the 15th: 10 − 0 ≥ 6 plans one, 10 − 4 ≥ 6 another,
    10 − 8 < 6. Both close at once; two people are left, for whom nothing is planned."""
    story = Story(WAITING)
    assert story.deliveries("schedule number booked completed") == [
        ("2025-01-15", "demand_led", 0, 4, 4),
        ("2025-01-15", "demand_led", 1, 4, 4),
    ]
    assert story.at("2025-03-31", "coverage", "waiting holders") == (2, 8)


def test_planned_ones_count_against_at_most_in_the_month_of_their_day_one() -> None:
    """At most one a month: after the 15th the next day one may fall in February; the first day whose candidate does is
    Monday 20 January, 3 February. Six wait, so it is planned."""
    story = Story(WAITING, "courses.basic.schedule.demand_led.at_most=1/month")
    assert story.deliveries("booked") == [("2025-01-15", 4), ("2025-02-03", 4)]


def test_places_open_on_other_deliveries_count_up_to_the_candidate() -> None:
    """A delivery given for 10 January is still open when demand is looked at on the 1st: 10 − 4 ≥ 6 plans one for the
    15th, 10 − 8 does not. Given for 20 January it comes after the candidate and does not count: two are planned, and
    it takes the two people left, bookings closing on the 6th."""
    before = Story(WAITING, "courses.basic.schedule.given={dates: [2025-01-10]}")
    assert before.deliveries("schedule booked") == [("2025-01-10", "given", 4), ("2025-01-15", "demand_led", 4)]
    after = Story(WAITING, "courses.basic.schedule.given={dates: [2025-01-20]}")
    assert after.deliveries("schedule booked") == [
        ("2025-01-15", "demand_led", 4),
        ("2025-01-15", "demand_led", 4),
        ("2025-01-20", "given", 2),
    ]


def test_the_candidate_is_the_first_open_day_at_least_closes_ahead() -> None:
    """People ask on Saturday 4 January (of posts filled then), which is no day to look at: on Monday the 6th the
    candidate is the 20th, but that week is closed: the 27th, bookings closing on the 13th. Who asks until then has a
    place on it."""
    story = Story(
        """
        start: 2025-01-01
        end: 2025-03-31
        calendar: {closed: {snow: {from: 2025-01-20, to: 2025-01-24}}}
        groups:
          nurses: {posts: {2025-01-01: 0, 2025-01-04: 6}, turnover: 0%/year}
          teachers: {posts: {2025-01-01: 0, 2025-01-13: 1}, turnover: 0%/year}
        courses:
          basic:
            places: 8
            closes: 2 weeks
            demand: {willing: 100%}
            schedule: {demand_led: {when_waiting: 6}}
        """
    )
    assert story.deliveries("number booked") == [("2025-01-27", 0, 7)]
    assert story.dates("completed") == {"2025-01-27": 7}


def test_nothing_is_planned_by_demand_while_the_course_is_paused() -> None:
    """Paused to 10 January, a Friday: looked at again on Monday the 13th, day one on the 27th."""
    story = Story(WAITING, "changes.pause={to: 2025-01-10, set: {courses.basic.paused: true}}")
    assert story.deliveries("status booked") == [("2025-01-27", "run", 4), ("2025-01-27", "run", 4)]


def test_planned_by_demand_on_the_last_day() -> None:
    """Posts filled on the last day, Friday 31 January: day one on 14 February, bookings closed, unfinished."""
    story = Story(
        WAITING,
        "end=2025-01-31",
        "groups.nurses.posts={2025-01-01: 0, 2025-01-31: 10}",
        "courses.basic.schedule.demand_led.when_waiting=7",
    )
    assert story.deliveries("status booked empty") == [("2025-02-14", "unfinished", 4, 0)]
    assert story.at("2025-01-31", "coverage", "asked waiting booked") == (10, 6, 4)


def test_closings_due_before_the_start_happen_at_the_start() -> None:
    """Bookings for 8 January would have closed on 18 December: they close on 1 January, after people asked."""
    story = Story(
        """
        start: 2025-01-01
        end: 2025-01-31
        groups:
          nurses: {posts: 10, turnover: 0%/year}
          teachers: {posts: {2025-01-01: 0, 2025-01-02: 5}, turnover: 0%/year}
        courses:
          basic: {places: 20, closes: 3 weeks, demand: {willing: 100%}, schedule: {core: {dates: [2025-01-08]}}}
        """
    )
    assert story.deliveries("status booked empty completed") == [("2025-01-08", "run", 10, 10, 10)]
    assert story.at("2024-12-31", "coverage", "waiting booked") == (0, 0)
    assert story.at("2025-01-31", "coverage", "asked waiting holders") == (15, 5, 10)


def test_unfinished_at_the_end() -> None:
    """Days on 22 January and 5 February, after the end: three are still booked, and it gave nobody anything yet."""
    story = Story(
        """
        start: 2025-01-01
        end: 2025-01-31
        groups: {nurses: {posts: 3, turnover: 0%/year}}
        courses:
          basic: {places: 5, days: [0, 14], demand: {willing: 100%}, schedule: {core: {dates: [2025-01-22]}}}
        """
    )
    columns = "status cause places booked empty withdrew left absent turned_away fell_short completed trainers"
    assert story.deliveries(columns) == [("2025-01-22", "unfinished", "", 5, 3, 2, 0, 0, 0, 0, 0, 0, 0)]
    assert story.at("2025-01-31", "coverage", "waiting booked holders completed") == (0, 3, 0, 0)
    assert story.limits("2025-01") == ({"empty": 2}, "empty")


AUGUST = """
    start: 2025-07-01
    end: 2025-09-30
    groups: {nurses: {posts: 10, turnover: 0%/year}}
    courses: {basic: {places: 5, demand: {willing: 100%}, schedule: {core: {per_year: 24}}}}
    """


def test_a_closure_moves_deliveries_and_a_pause_cancels_them() -> None:
    """August closed leaves 240 of 2025's 261 weekdays: at 24 a year one on every tenth open day from the fifth on;
    July has 23, so the 25th is 2 September. August paused: 26.1 a year is one on every tenth weekday of 261, and those
    of August are cancelled."""
    closed = Story(AUGUST, "calendar={closed: {august: {from: 2025-08-01, to: 2025-08-31}}}")
    assert closed.deliveries("status cause") == [
        ("2025-07-07", "run", ""),
        ("2025-07-21", "run", ""),
        ("2025-09-02", "run", ""),
        ("2025-09-16", "run", ""),
        ("2025-09-30", "run", ""),
    ]
    assert closed.limits("2025-08") == ({}, "nothing")
    paused = Story(
        AUGUST,
        "courses.basic.schedule.core.per_year=26.1",
        "changes.pause={from: 2025-08-01, to: 2025-08-31, set: {courses.basic.paused: true}}",
    )
    assert paused.deliveries("status cause") == [
        ("2025-07-07", "run", ""),
        ("2025-07-21", "run", ""),
        ("2025-08-04", "cancelled", "closed"),
        ("2025-08-18", "cancelled", "closed"),
        ("2025-09-01", "run", ""),
        ("2025-09-15", "run", ""),
        ("2025-09-29", "run", ""),
    ]
    assert paused.limits("2025-08") == ({"closed": 10}, "closed")
