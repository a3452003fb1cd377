"""Who is first on the list: priorities, reserves, and what becomes of the place of those who were not trained."""

import pytest

from tests.hand.stories import Story

pytestmark = pytest.mark.hand

# Six nurses are in post and ask on 1 January; four teachers start on 1 February and ask then. A day of training on
# 10 February and another on 10 March, for five each; bookings close on the day itself.
ORDER = """
    start: 2025-01-01
    end: 2025-06-30
    groups:
      nurses: {posts: 6, turnover: 0%/year}
      teachers: {posts: {2025-01-01: 0, 2025-02-01: 4}, turnover: 0%/year}
    courses:
      basic:
        places: 5
        demand: {willing: 100%}
        schedule: {core: {dates: [2025-02-10, 2025-03-10]}}
    """
LUCKS = (1, 2, 3, 4, 5)


def completed(story: Story, group: str) -> tuple[int, ...]:
    """How many of a group completed in each of the months February to April."""
    months = ("2025-02-28", "2025-03-31", "2025-04-30")
    return tuple(int(story.at(month, "coverage", "completed", group=group)[0]) for month in months)


def both(story: Story) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return completed(story, "nurses"), completed(story, "teachers")


@pytest.mark.parametrize("luck", LUCKS)
def test_who_asked_first_comes_first_and_who_is_not_taken_keeps_their_place(luck: int) -> None:
    """Five of six nurses in February; the sixth before the four teachers in March."""
    assert both(Story(ORDER, luck=luck)) == ((5, 1, 0), (0, 4, 0))


@pytest.mark.parametrize("luck", LUCKS)
def test_who_is_not_taken_keeps_their_place_before_later_ones(luck: int) -> None:
    """With four places each the two nurses left over come before the teachers, of whom two must wait until April."""
    story = Story(
        ORDER,
        "courses.basic.places=4",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
        luck=luck,
    )
    assert both(story) == ((4, 2, 0), (0, 2, 2))


@pytest.mark.parametrize("first", ["teachers", "starters"])
def test_priority_of_a_group_and_of_a_kind(first: str) -> None:
    """The four teachers, who are the starters, come first though they asked a month later; then one nurse; the other
    five in March."""
    assert both(Story(ORDER, f"courses.basic.priority=[{first}]")) == ((1, 5, 0), (4, 0, 0))


def test_a_person_takes_the_first_entry_that_fits() -> None:
    """Teachers are starters, and starters come last but one; nurses are existing staff. Naming existing staff before
    teachers puts nurses first; naming teachers before existing staff puts teachers first; named in neither way,
    nurses come last."""
    assert both(Story(ORDER, "courses.basic.priority=[existing, teachers]")) == ((5, 1, 0), (0, 4, 0))
    assert both(Story(ORDER, "courses.basic.priority=[teachers, existing]")) == ((1, 5, 0), (4, 0, 0))
    assert both(Story(ORDER, "courses.basic.priority=[renewals, starters, nurses]")) == ((1, 5, 0), (4, 0, 0))


@pytest.mark.parametrize("luck", LUCKS)
def test_a_reserve_is_booked_first_and_what_it_leaves_goes_down_the_list(luck: int) -> None:
    """Two places are reserved for teachers: two of them and three nurses in February; then the two teachers left and
    the three nurses. Reserved for four nurses, who are first anyway, they make no difference. A reserve for more
    teachers than there are (ten) leaves one place, for a nurse."""
    assert both(Story(ORDER, "courses.basic.reserve={teachers: 2}", luck=luck)) == ((3, 3, 0), (2, 2, 0))
    assert both(Story(ORDER, "courses.basic.reserve={nurses: 4}", luck=luck)) == ((5, 1, 0), (0, 4, 0))
    assert both(Story(ORDER, "courses.basic.reserve={teachers: 10}", luck=luck)) == ((1, 5, 0), (4, 0, 0))


def test_reserves_in_file_order() -> None:
    """Four places reserved for nurses and four for teachers, of five: nurses come first in the file, and have four."""
    story = Story(ORDER, "courses.basic.reserve={teachers: 4, nurses: 4}")
    assert both(story) == ((4, 2, 0), (1, 3, 0))


def test_reserved_places_go_by_the_order_too() -> None:
    """Nurses alone: six in post ask in January, four starters in February. Where starters come first, they do so among
    those three for whom places are reserved as among the others: four starters and one of the six; else five of the
    six."""
    one_group = (
        "groups.nurses.posts={2025-01-01: 6, 2025-02-01: 10}",
        "groups.teachers.posts=0",
        "courses.basic.reserve={nurses: 3}",
    )
    first = Story(ORDER, *one_group, "courses.basic.priority=[starters]")
    assert first.at("2025-02-28", "coverage", "gained_starters gained_existing") == (4, 1)
    usual = Story(ORDER, *one_group)
    assert usual.at("2025-02-28", "coverage", "gained_starters gained_existing") == (0, 5)


def test_release_holds_for_reserved_places_too() -> None:
    """Three places are reserved for teachers, but only one may go to each delivery."""
    story = Story(ORDER, "courses.basic.reserve={teachers: 3}", "groups.teachers.release={per_delivery: 1}")
    assert both(story) == ((4, 2, 0), (1, 1, 0))


def test_the_passed_over_keep_their_place() -> None:
    """Two nurses may go to each delivery, and teachers take the three places left; in March the two nurses next in
    line come before the last teacher, in April the last two."""
    story = Story(
        ORDER,
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
        "groups.nurses.release={per_delivery: 2}",
    )
    assert both(story) == ((2, 2, 2), (3, 1, 0))


def test_who_rebooks_goes_to_the_end_of_the_list() -> None:
    """Nobody comes on 10 February. The five nurses ask again that evening, after the teachers: in March the sixth
    nurse and the four teachers, the five in April."""
    story = Story(
        ORDER,
        "courses.basic.attendance.first_day={2025-01-01: 0%, 2025-03-01: 100%}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
    )
    assert both(story) == ((0, 1, 5), (0, 4, 0))
    assert story.at("2025-02-28", "coverage", "waiting booked gave_up") == (10, 0, 0)


@pytest.mark.parametrize(
    "missed", ["withdraws={2025-01-01: 100%, 2025-03-01: 0%}", "later_days={2025-01-01: 0%, 2025-03-01: 100%}"]
)
def test_who_withdrew_or_fell_short_goes_to_the_end_too(missed: str) -> None:
    """As for the absent, with a second day a week after the first."""
    story = Story(
        ORDER,
        "courses.basic.days=[0, 7]",
        f"courses.basic.attendance.{missed}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
    )
    assert both(story) == ((0, 1, 5), (0, 4, 0))


def test_rebooking_goes_to_the_end_of_ones_class_only() -> None:
    """The same with nurses first: those who missed February come back before the teachers."""
    story = Story(
        ORDER,
        "courses.basic.attendance.first_day={2025-01-01: 0%, 2025-03-01: 100%}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
        "courses.basic.priority=[nurses]",
    )
    assert both(story) == ((0, 5, 1), (0, 0, 4))


def test_who_does_not_rebook_gives_up_for_good() -> None:
    """The five who missed February never come back, nor ask again."""
    story = Story(
        ORDER,
        "courses.basic.attendance={first_day: {2025-01-01: 0%, 2025-03-01: 100%}, rebooks: 0%}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
    )
    assert both(story) == ((0, 1, 0), (0, 4, 0))
    assert story.dates("gave_up") == {"2025-02-10": 5}
    assert story.at("2025-06-30", "coverage", "waiting booked holders") == (0, 0, 5)
    assert len(story.days("asked")) == 10


def test_who_is_turned_away_keeps_their_place() -> None:
    """Six are booked for five places in February and all come: the sixth nurse, turned away, is before the teachers in
    March, where with two of the five booked beyond the places the last one (a teacher) is turned away."""
    story = Story(
        ORDER,
        "courses.basic.places={2025-01-01: 5, 2025-03-01: 4}",
        "courses.basic.overbook={2025-01-01: 20%, 2025-03-01: 25%}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
    )
    assert story.deliveries("booked turned_away completed") == [
        ("2025-02-10", 6, 1, 5),
        ("2025-03-10", 5, 1, 4),
        ("2025-04-10", 1, 0, 1),
    ]
    assert both(story) == ((5, 1, 0), (0, 3, 1))


def test_the_last_booked_are_turned_away() -> None:
    """Two of five places in February are reserved for teachers: booked are two teachers, then four nurses; the sixth
    booked, a nurse, is turned away."""
    story = Story(ORDER, "courses.basic.reserve={teachers: 2}", "courses.basic.overbook=20%")
    assert story.deliveries("booked turned_away") == [("2025-02-10", 6, 1), ("2025-03-10", 5, 0)]
    assert both(story) == ((3, 3, 0), (2, 2, 0))


def test_who_is_turned_away_is_on_the_list_at_once() -> None:
    """On the evening of day one, 10 February, and not of the second day, the 24th: a delivery of the 11th, bookings
    closing that day, takes them."""
    story = Story(
        ORDER,
        "groups.teachers.posts=0",
        "courses.basic.days=[0, 14]",
        "courses.basic.overbook=20%",
        "courses.basic.schedule={core: {dates: [2025-02-10]}, more: {dates: [2025-02-11]}}",
    )
    assert story.deliveries("booked turned_away completed") == [("2025-02-10", 6, 1, 5), ("2025-02-11", 1, 0, 1)]


@pytest.mark.parametrize("cause", ["closed", "few_bookings", "trainer_dropped_out"])
def test_a_cancelled_delivery_gives_everybody_their_place_back(cause: str) -> None:
    """February is cancelled; in March the five nurses are before the teachers again."""
    troubles = {
        "closed": ["changes.pause={from: 2025-02-10, to: 2025-02-10, set: {courses.basic.paused: true}}"],
        "few_bookings": [
            "courses.basic.minimum={2025-01-01: 11, 2025-03-01: 0}",
            "courses.basic.places={2025-01-01: 11, 2025-03-01: 5}",
        ],
        "trainer_dropped_out": [
            "groups.coaches={posts: 1, turnover: 0%/year}",
            "courses.basic.for=[nurses, teachers]",
            "courses.basic.taught_by={role: trainer}",
            "roles.trainer={at_start: {members: 1, from: {coaches: 100%}}, deliveries: {mean: 50/year, spread: 0}}",
            "changes.ill={to: 2025-03-01, set: {roles.trainer.drops_out: 100%}}",
        ],
    }
    dates = "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]"
    closing = "courses.basic.closes=1 week"
    story = Story(ORDER, dates, closing, *troubles[cause])
    assert story.deliveries("cause completed") == [
        ("2025-02-10", cause, 0),
        ("2025-03-10", "", 5),
        ("2025-04-10", "", 5),
    ]
    assert both(story) == ((0, 5, 1), (0, 0, 4))


def test_absentees_of_a_cancelled_delivery_keep_their_place() -> None:
    """The five nurses of 10 February stayed away, but its second day, the 24th, is closed: they have their place back
    and are before the teachers in March."""
    story = Story(
        ORDER,
        "courses.basic.days=[0, 14]",
        "courses.basic.attendance={first_day: {2025-01-01: 0%, 2025-03-01: 100%}, rebooks: 0%}",
        "courses.basic.schedule.core.dates=[2025-02-10, 2025-03-10, 2025-04-10]",
        "changes.pause={from: 2025-02-24, to: 2025-02-24, set: {courses.basic.paused: true}}",
    )
    assert both(story) == ((0, 5, 1), (0, 0, 4))


@pytest.mark.parametrize("luck", LUCKS)
def test_those_waiting_at_the_start_come_before_all_others(luck: int) -> None:
    """Two of six nurses wait already; the others ask within 28 days. Places for two on Wednesday 26 February, eight
    weeks after the start: they go to the two, whose wait is counted from the start; any other would have waited
    between four weeks and eight. The opening row has them, the flow of requests has not."""
    story = Story(
        ORDER,
        "courses.basic.demand.existing={ask_over: 28 days, waiting_at_start: 2}",
        "groups.teachers.posts=0",
        "courses.basic.places=2",
        "courses.basic.schedule.core.dates=[2025-02-26]",
        luck=luck,
    )
    assert story.rows("waits", "weeks people") == [(8, 2)]
    assert story.rows("coverage", "date waiting asked completed", group="nurses")[:3] == [
        ("2024-12-31", 2, 0, 0),
        ("2025-01-31", 6, 4, 0),
        ("2025-02-28", 4, 0, 2),
    ]


def test_no_more_wait_at_the_start_than_are_willing() -> None:
    """Four are asked for, but no nurse is willing; of nurses who are, there are six."""
    waiting = "courses.basic.demand.existing.waiting_at_start"
    assert Story(ORDER, f"{waiting}=4", "courses.basic.demand.willing=0%").at("2024-12-31", "coverage", "waiting") == (
        0,
    )
    assert Story(ORDER, f"{waiting}=9").at("2024-12-31", "coverage", "waiting") == (6,)


def test_a_course_is_asked_for_by_the_groups_it_is_for() -> None:
    """The course is for nurses: no teacher asks, and there are no rows for teachers."""
    story = Story(ORDER, "courses.basic.for=[nurses]")
    assert story.dates("asked") == {"2025-01-01": 6}
    assert {group for (group, _) in story.rows("coverage", "group in_post")} == {"nurses"}
