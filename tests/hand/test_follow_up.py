"""Follow-up sessions: before the certificate or beside it, and the days of those who taught."""

import pytest

from tests.hand.stories import TWO_DAYS, Story

pytestmark = pytest.mark.hand

# Two sessions after the days of 10 and 24 February: on 3 and 10 March.
WITH_SESSIONS = (TWO_DAYS, "courses.basic.follow_up={sessions: 2, every: 1 week}")
REQUIRED = "courses.basic.follow_up.required=%d"


def test_sessions_beside_the_certificate_change_nothing_of_it() -> None:
    story = Story(*WITH_SESSIONS, "courses.basic.follow_up.attends=0%")
    assert story.dates("completed") == {"2025-02-24": 10}


def test_required_sessions_come_before_the_certificate() -> None:
    assert Story(*WITH_SESSIONS, REQUIRED % 1).dates("completed") == {"2025-03-10": 10}


def test_who_misses_too_many_of_them_falls_short() -> None:
    story = Story(*WITH_SESSIONS, REQUIRED % 2, "courses.basic.follow_up.attends=0%")
    assert story.deliveries("fell_short completed") == [("2025-02-10", 10, 0)]
    assert story.dates("gave_up") == {"2025-03-10": 10}


def test_sessions_do_not_make_up_for_days() -> None:
    """Nobody comes on the second day; to come on day one is enough, and then the sessions are."""
    sets = REQUIRED % 2, "courses.basic.attendance.later_days=0%"
    assert Story(*WITH_SESSIONS, *sets).deliveries("fell_short completed") == [("2025-02-10", 10, 0)]
    enough = "courses.basic.attendance.completes={at_least: 1}"
    assert Story(*WITH_SESSIONS, *sets, enough).deliveries("fell_short completed") == [("2025-02-10", 0, 10)]


def test_a_session_on_a_closed_day_is_held_on_the_next_open_one() -> None:
    closed = "calendar.closed.fair={dates: [[2025-03-10, 2025-03-12]]}"
    assert Story(*WITH_SESSIONS, REQUIRED % 1, closed).dates("completed") == {"2025-03-13": 10}


def test_a_pause_does_not_touch_a_session() -> None:
    pause = "changes.pause={from: 2025-03-01, to: 2025-04-30, set: {courses.basic.paused: true}}"
    assert Story(*WITH_SESSIONS, REQUIRED % 1, pause).dates("completed") == {"2025-03-10": 10}


def test_sessions_take_days_of_those_who_taught() -> None:
    """Two members give one delivery of two days and two sessions each. Another delivery on the day of a session finds
    nobody, whether sessions count for the certificate or not."""
    story = Story(*WITH_SESSIONS)
    assert story.at("2025-02-28", "roles", "deliveries days", role="trainer") == (2, 8)
    another = "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-03]"
    for required in (0, 1):
        story = Story(*WITH_SESSIONS, REQUIRED % required, another)
        assert [row[1:] for row in story.deliveries("status cause")] == [("run", ""), ("cancelled", "no_trainers")]


def test_who_leaves_before_the_last_session_does_not_complete() -> None:
    leaving = "groups.nurses.turnover={2025-01-01: 0%/year, 2025-02-25: 100000%/year}"
    staying = Story(*WITH_SESSIONS, leaving, "groups.nurses.time_to_fill=100 years")
    assert staying.deliveries("left completed") == [("2025-02-10", 0, 10)]
    required = Story(*WITH_SESSIONS, leaving, "groups.nurses.time_to_fill=100 years", REQUIRED % 1)
    assert required.deliveries("left completed") == [("2025-02-10", 10, 0)]
