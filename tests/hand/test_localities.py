"""Localities: which posts are where, and whom and what a delivery for one of them concerns."""

import pytest

from tests.hand.stories import Story

pytestmark = pytest.mark.hand

# Ten nurses, of whom three work in the north and seven in the south; all ask on 1 January for one of twelve places.
TWO_LOCALITIES = """
    start: 2025-01-01
    end: 2025-06-30
    localities: {north: 30%, south: 70%}
    groups: {nurses: {posts: 10, turnover: 0%/year}}
    courses:
      basic:
        places: 12
        closes: 2 weeks
        demand: {willing: 100%}
        schedule: {core: {dates: [2025-02-10]}}
    """
BOOKED = "locality status cause booked empty"
TRAINERS = (
    "groups.coaches={posts: 4, turnover: 0%/year, localities: {south: 100%}}",
    "courses.basic.for=[nurses]",
    "courses.basic.taught_by={role: trainer, each: 2}",
    "roles.trainer={at_start: {members: 4, from: {coaches: 100%}}, deliveries: {mean: 50/year, spread: 0}}",
)
IN_THE_NORTH = "courses.basic.schedule.core.locality=north"


def coverage(story: Story, date: str) -> dict[str, tuple[str | int, ...]]:
    places = ("north", "south")
    return {
        place: story.at(date, "coverage_by_locality", "in_post holders waiting", locality=place) for place in places
    }


def test_posts_are_shared_out_over_the_localities() -> None:
    """In turn: south, north, south, south, north, south, south, south, north, south."""
    assert coverage(Story(TWO_LOCALITIES), "2025-01-31") == {"north": (3, 0, 0), "south": (7, 0, 0)}


def test_a_group_may_have_shares_of_its_own() -> None:
    story = Story(TWO_LOCALITIES, "groups.nurses.localities={north: 100%}")
    assert coverage(story, "2025-06-30")["north"] == (10, 10, 0)


def test_a_delivery_for_a_locality_takes_its_people_alone() -> None:
    story = Story(TWO_LOCALITIES, IN_THE_NORTH)
    assert story.deliveries(BOOKED) == [("2025-02-10", "north", "run", "", 3, 9)]
    assert coverage(story, "2025-06-30") == {"north": (3, 3, 0), "south": (7, 0, 7)}
    assert story.limits("2025-02") == ({"empty": 9}, "empty")


def test_a_delivery_for_the_whole_area_takes_people_of_all() -> None:
    story = Story(TWO_LOCALITIES)
    assert story.deliveries(BOOKED) == [("2025-02-10", "", "run", "", 10, 2)]
    assert coverage(story, "2025-06-30") == {"north": (3, 3, 0), "south": (7, 7, 0)}


def test_the_two_tell_the_same_people() -> None:
    story = Story(TWO_LOCALITIES, IN_THE_NORTH)
    assert story.at("2025-06-30", "coverage", "in_post holders waiting") == (10, 3, 7)


def test_a_schedule_has_its_own_start_and_end() -> None:
    """Twelve a year over 261 open days: from 1 March on, with credit a half, the eleventh open day has the first whole;
    the next would come in April."""
    per_year = Story(TWO_LOCALITIES, "courses.basic.schedule.core={per_year: 12, from: 2025-03-01, to: 2025-03-31}")
    assert [row[0] for row in per_year.deliveries("status")] == ["2025-03-17"]


def test_demand_in_a_locality_is_that_of_its_people_less_the_places_they_could_take() -> None:
    """Three wait in the north: enough for two waiting, once; not for four, though ten wait in all. With a delivery for
    the whole area planned before then, there are places enough."""
    led = "courses.basic.schedule.core={when_waiting: %d, locality: north}"
    assert len(Story(TWO_LOCALITIES, led % 2).deliveries("status")) == 1
    assert Story(TWO_LOCALITIES, led % 4).deliveries("status") == []
    elsewhere = "courses.basic.schedule.%s={dates: [2025-01-15], locality: %s}"
    assert len(Story(TWO_LOCALITIES, led % 2, elsewhere % ("other", "south")).deliveries("status")) == 2
    whole_area = "courses.basic.schedule.other={dates: [2025-01-15]}"
    assert [row[0] for row in Story(TWO_LOCALITIES, led % 2, whole_area).deliveries("status")] == ["2025-01-15"]


@pytest.mark.parametrize(
    ("sets", "outcome"),
    [
        ((IN_THE_NORTH,), ("run", "")),
        ((IN_THE_NORTH, "roles.trainer.serves=own locality"), ("cancelled", "no_trainers")),
        (("courses.basic.schedule.core.locality=south", "roles.trainer.serves=own locality"), ("run", "")),
        (("roles.trainer.serves=own locality",), ("run", "")),
    ],
    ids=["all serve everywhere", "none in the north", "their own", "the whole area"],
)
def test_members_may_serve_their_own_locality_alone(sets: tuple[str, ...], outcome: tuple[str, str]) -> None:
    """All four trainers work in the south."""
    assert [row[1:] for row in Story(TWO_LOCALITIES, *TRAINERS, *sets).deliveries("status cause")] == [outcome]


def test_people_of_another_locality_are_not_passed_over_for_want_of_release() -> None:
    """One nurse may go: in the north two are passed over, though nine wait in all."""
    story = Story(TWO_LOCALITIES, IN_THE_NORTH, "groups.nurses.release={per_delivery: 1}")
    assert story.limits("2025-02") == ({"release": 2, "empty": 9}, "empty")
