"""People who are not staff: they come, wait, give up, are booked and complete."""

import pytest

from tests.hand.stories import Story

pytestmark = pytest.mark.hand

# Ten parents wait on 1 January; bookings close on 27 January for three weekly days from 10 February.
PARENTS = """
    start: 2025-01-01
    end: 2025-06-30
    groups: {nurses: {posts: 2, turnover: 0%/year}}
    courses:
      parents:
        places: 12
        closes: 2 weeks
        days: {weekly: 3}
        schedule: {core: {dates: [2025-02-10]}}
        attendance: {rebooks: 0%}
        public: {name: parents, arrivals: 0/week, waiting_at_start: 10}
    """
OUTCOME = "status cause booked empty withdrew absent turned_away fell_short completed"
ATTENDANCE = "courses.parents.attendance={%s}"
PATIENCE = "courses.parents.public.gives_up_after=%d days"


def public(story: Story, columns: str) -> dict[str, int]:
    """The dates at which these are not 0, summed: for flows."""
    rows = story.rows("public", f"date {columns}")
    return {str(date): sum(int(n) for n in numbers) for date, *numbers in rows if any(numbers)}


def test_they_are_booked_and_complete() -> None:
    story = Story(PARENTS)
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 10, 2, 0, 0, 0, 0, 10)]
    assert story.at("2025-01-31", "public", "waiting booked") == (0, 10)
    assert story.at("2025-02-28", "public", "waiting booked completed") == (0, 0, 10)
    assert story.limits("2025-02", "parents") == ({"empty": 2}, "empty")


@pytest.mark.parametrize(
    ("attendance", "outcome"),
    [
        ("withdraws: 100%, rebooks: 0%", (10, 0, 0, 0, 0)),
        ("first_day: 0%, rebooks: 0%", (0, 10, 0, 0, 0)),
        ("later_days: 0%, rebooks: 0%", (0, 0, 0, 10, 0)),
        ("later_days: 0%, rebooks: 0%, completes: {at_least: 1}", (0, 0, 0, 0, 10)),
    ],
)
def test_each_way_not_to_complete(attendance: str, outcome: tuple[int, ...]) -> None:
    """Who does not complete gives up at the end of the last day."""
    story = Story(PARENTS, ATTENDANCE % attendance)
    assert story.deliveries("withdrew absent turned_away fell_short completed") == [("2025-02-10", *outcome)]
    assert story.at("2025-02-28", "public", "gave_up waiting booked") == (10 - outcome[-1], 0, 0)


def test_who_asks_again_goes_to_the_end_of_the_list() -> None:
    story = Story(PARENTS, ATTENDANCE % "first_day: 0%, rebooks: 100%")
    assert story.at("2025-02-28", "public", "gave_up waiting booked") == (0, 10, 0)


def test_beyond_the_places_the_last_are_turned_away_and_go_back() -> None:
    """Ten are booked on eight places."""
    story = Story(PARENTS, "courses.parents.places=8", "courses.parents.overbook=25%")
    assert story.deliveries(OUTCOME) == [("2025-02-10", "run", "", 10, 0, 0, 0, 2, 0, 8)]
    assert story.at("2025-02-28", "public", "waiting booked completed") == (2, 0, 8)


def test_they_give_up_when_they_have_waited_for_too_long() -> None:
    """Bookings close on the 26th day after the start."""
    patient, impatient = (Story(PARENTS, PATIENCE % days, "courses.parents.minimum=1") for days in (27, 26))
    assert patient.deliveries("status cause booked") == [("2025-02-10", "run", "", 10)]
    assert impatient.deliveries("status cause booked") == [("2025-02-10", "cancelled", "few_bookings", 0)]
    assert public(impatient, "gave_up_waiting") == {"2025-01-31": 10}


def test_who_is_booked_does_not_give_up_but_one_put_back_too_late_does() -> None:
    """Their patience is over on 31 January; on 10 February the delivery is cancelled."""
    pause = "changes.pause={from: 2025-02-10, to: 2025-02-10, set: {courses.parents.paused: true}}"
    story = Story(PARENTS, PATIENCE % 30, pause)
    assert story.deliveries("status cause booked") == [("2025-02-10", "cancelled", "closed", 10)]
    assert public(story, "gave_up_waiting") == {"2025-02-28": 10}


def test_a_change_of_arrivals_brings_people() -> None:
    """Nobody comes but in February: as many are told to have asked as wait in the end."""
    change = "changes.campaign={from: 2025-02-01, to: 2025-02-28, set: {courses.parents.public.arrivals: 70/week}}"
    story = Story(PARENTS, change, "courses.parents.schedule=null")
    asked = public(story, "arrived")
    assert list(asked) == ["2025-02-28"]
    assert story.at("2025-06-30", "public", "waiting") == (10 + asked["2025-02-28"],)


def test_a_delivery_for_the_public_needs_its_members() -> None:
    sets = (
        "courses.parents.taught_by={role: facilitator, each: 2}",
        "roles.facilitator={at_start: {members: 2}, deliveries: {mean: 1/year, spread: 0}}",
        "courses.parents.schedule.core.dates=[2025-02-10, 2025-04-07]",
    )
    story = Story(PARENTS, *sets)
    assert [row[1:] for row in story.deliveries("status cause")] == [("run", ""), ("cancelled", "no_trainers")]
    assert story.at("2025-02-28", "roles", "deliveries days", role="facilitator") == (2, 6)


def test_a_self_paced_course_takes_them_as_they_come() -> None:
    """The ten who wait sign up on the first day; it takes them 45 days."""
    story = Story(
        PARENTS, "courses.online={self_paced: {takes: 45 days}, public: {arrivals: 0/week, waiting_at_start: 7}}"
    )
    assert story.at("2025-01-31", "public", "signed_up booked", course="online") == (7, 7)
    assert story.at("2025-02-28", "public", "completed booked", course="online") == (7, 0)


def test_licences_and_those_who_ask_again() -> None:
    """Five a year. Nobody finishes in the ten days it takes, and all ask again: they wait for the next year."""
    paced = "{takes: 10 days, finishes: 0%, asks_again: 100%, licences: 5}"
    course = f"courses.online={{self_paced: {paced}, public: {{arrivals: 0/week, waiting_at_start: 7}}}}"
    story = Story(PARENTS, course, "year_starts=April")
    assert story.at("2025-01-31", "public", "signed_up booked waiting", course="online") == (5, 0, 7)
    assert story.at("2025-04-30", "public", "signed_up booked waiting", course="online") == (5, 0, 7)
