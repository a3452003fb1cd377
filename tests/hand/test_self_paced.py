"""Self-paced courses: signing up, finishing or not, licences."""

import pytest

from tests.hand.stories import AT_ONCE, Story

pytestmark = pytest.mark.hand

# Ten nurses ask on 1 January; it takes them ten days.
ONLINE = """
    start: 2025-01-01
    end: 2026-06-30
    groups: {nurses: {posts: 10, turnover: 0%/year}}
    courses:
      online:
        self_paced: {takes: 10 days}
        demand: {willing: 100%}
    """


def test_people_sign_up_when_they_ask_and_are_done_when_it_has_taken_its_time() -> None:
    story = Story(ONLINE)
    assert story.dates("signed_up") == {"2025-01-01": 10}
    assert story.dates("completed") == {"2025-01-11": 10}
    assert story.at("2025-01-31", "coverage", "holders waiting booked", course="online") == (10, 0, 0)


def test_who_asks_in_the_course_of_a_day_signs_up_on_the_next() -> None:
    """Asking half a day after the start of the run, at the earliest: on the second day."""
    story = Story(ONLINE, "groups.nurses.posts={2025-01-01: 0, 2025-01-05: 10}", "groups.nurses.time_to_fill=12 days",
                  "courses.online.demand.starters.ask_after=0.5 days")  # fmt: skip
    assert story.dates("asked") == {"2025-01-17": 10}
    assert story.dates("signed_up") == {"2025-01-18": 10}


def test_those_who_do_not_finish_give_up_when_their_time_is_over_or_sign_up_again() -> None:
    gave_up = Story(ONLINE, "courses.online.self_paced.finishes=0%")
    assert gave_up.dates("gave_up") == {"2025-01-11": 10}
    once_more = "courses.online.self_paced.finishes=0%", "courses.online.self_paced.asks_again=100%"
    again = Story(ONLINE, *once_more, "end=2025-01-25")
    assert again.dates("signed_up") == {"2025-01-01": 10, "2025-01-12": 10, "2025-01-23": 10}
    assert again.at("2025-01-25", "coverage", "waiting booked") == (0, 10)


def test_licences_limit_the_sign_ups_of_a_year() -> None:
    """Four in 2025, four in 2026, and two wait on."""
    story = Story(ONLINE, "courses.online.self_paced.licences=4")
    assert story.dates("signed_up") == {"2025-01-01": 4, "2026-01-01": 4}
    assert story.at("2025-12-31", "coverage", "holders waiting booked", course="online") == (4, 6, 0)
    assert story.limits("2025-06", "online") == ({"dates": 6}, "dates")


def test_the_year_of_licences_begins_with_the_scenarios_year() -> None:
    story = Story(ONLINE, "courses.online.self_paced.licences=4", "year_starts=April")
    assert story.dates("signed_up") == {"2025-01-01": 4, "2025-04-01": 4, "2026-04-01": 2}


def test_nobody_signs_up_in_a_pause_and_who_is_on_it_goes_on() -> None:
    paused = "changes.pause={from: 2025-01-05, to: 2025-02-28, set: {courses.online.paused: true}}"
    licences = "courses.online.self_paced.licences=6"
    story = Story(ONLINE, paused, licences, "year_starts=February")
    assert story.dates("signed_up") == {"2025-01-01": 6, "2025-03-01": 4}
    assert story.dates("completed") == {"2025-01-11": 6, "2025-03-11": 4}


def test_leavers_drop_off() -> None:
    turnover = f"groups.nurses.turnover={{2025-01-01: 0%/year, 2025-01-03: {AT_ONCE}}}"
    story = Story(ONLINE, turnover, "groups.nurses.time_to_fill=100 years", "courses.online.self_paced.takes=60 days")
    assert story.dates("completed") == {}
    assert story.at("2025-01-31", "coverage", "left_waiting waiting booked", course="online") == (10, 0, 0)


def test_finishing_gives_the_qualification_that_another_course_requires() -> None:
    """Held for 30 days from the end of 11 January."""
    advanced = (
        "courses.advanced={places: 12, requires: {online: 30 days}, demand: {willing: 100%},"
        " schedule: {s: {dates: [2025-02-10, 2025-02-12]}}}"
    )
    story = Story(ONLINE, advanced)
    assert story.deliveries("booked", course="advanced") == [("2025-02-10", 0), ("2025-02-12", 10)]
