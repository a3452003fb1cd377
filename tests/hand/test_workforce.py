"""Posts and the people in them: leaving, filling, posts added and cut, and changes of what is in force."""

import pytest

from tests.hand.stories import AT_ONCE, Row, Story, day

pytestmark = pytest.mark.hand

STAFF = """
    start: 2025-01-01
    end: 2025-12-31
    groups:
      nurses: {posts: 10, turnover: 0%/year}
    """
LUCKS = (1, 2, 3, 4, 5)
COLUMNS = "posts in_post vacant started left"
# Everybody leaves in the first days of March, day 59 and after; who follows stays.
MARCH = f"groups.nurses.turnover={{2025-01-01: 0%/year, 2025-03-01: {AT_ONCE}, 2025-03-15: 0%/year}}"
LONG = "groups.nurses.time_to_fill=100 years"


def month(story: Story, number: int) -> Row:
    last = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}[number]
    return story.at(f"2025-{number:02}-{last}", "workforce", COLUMNS)


def test_without_turnover_every_post_is_filled_and_stays_so() -> None:
    """In the opening row and at the end of each of the twelve months."""
    story = Story(STAFF, LONG)
    assert set(story.rows("workforce", COLUMNS)) == {(10, 10, 0, 0, 0)}
    assert len(story.rows("workforce", "date posts")) == 13


@pytest.mark.parametrize("luck", LUCKS)
def test_posts_filled_at_once_are_never_vacant(luck: int) -> None:
    """Whoever leaves, somebody starts at that moment."""
    story = Story(STAFF, "groups.nurses.turnover=300%/year", luck=luck)
    assert set(story.rows("workforce", "posts in_post vacant")) == {(10, 10, 0)}
    assert story.days("started") == story.days("left")
    assert len(story.days("left")) > 10


@pytest.mark.parametrize("luck", LUCKS)
def test_posts_filled_after_a_constant_time(luck: int) -> None:
    """All leave from 1 to 15 March; each post is filled 62 days after it fell vacant, in May."""
    story = Story(STAFF, MARCH, "groups.nurses.time_to_fill=62 days", luck=luck)
    assert [day(moment) for moment in story.days("started")] == [day(moment + 62) for moment in story.days("left")]
    assert [month(story, number) for number in (2, 3, 4, 5)] == [
        (10, 10, 0, 0, 0),
        (10, 0, 10, 0, 10),
        (10, 0, 10, 0, 0),
        (10, 10, 0, 10, 0),
    ]


@pytest.mark.parametrize("luck", LUCKS)
def test_the_time_to_fill_is_that_of_the_day_the_post_fell_vacant(luck: int) -> None:
    """Ten days until the end of March, when all have left; a hundred years after it."""
    story = Story(STAFF, MARCH, "groups.nurses.time_to_fill={2025-01-01: 31 days, 2025-04-01: 100 years}", luck=luck)
    assert month(story, 4) == (10, 10, 0, 10, 0)


def test_posts_added_start_vacant() -> None:
    """Four more on 10 March, filled 30 days later, on 9 April; at once where no time is given."""
    posts = "groups.nurses.posts={2025-01-01: 10, 2025-03-10: 14}"
    story = Story(STAFF, posts, "groups.nurses.time_to_fill=30 days")
    assert [month(story, number) for number in (2, 3, 4)] == [
        (10, 10, 0, 0, 0),
        (14, 10, 4, 0, 0),
        (14, 14, 0, 4, 0),
    ]
    assert story.dates("started") == {"2025-04-09": 4}
    assert Story(STAFF, posts).dates("started") == {"2025-03-10": 4}


@pytest.mark.parametrize("luck", LUCKS)
def test_posts_are_cut_from_the_vacant_first_and_then_as_holders_leave(luck: int) -> None:
    """Four posts are added in February and stay vacant; from 1 April there are to be eight of the 14: the four vacant
    ones go at once, two more when the first two people leave, in June. The other eight leave too, and their posts are
    vacant."""
    leaving = f"{{2025-01-01: 0%/year, 2025-06-01: {AT_ONCE}}}"
    story = Story(
        STAFF,
        LONG,
        "groups.nurses.posts={2025-01-01: 10, 2025-02-01: 14, 2025-04-01: 8}",
        f"groups.nurses.turnover={leaving}",
        luck=luck,
    )
    assert [month(story, number) for number in (2, 3, 4, 5, 6)] == [
        (14, 10, 4, 0, 0),
        (14, 10, 4, 0, 0),
        (10, 10, 0, 0, 0),
        (10, 10, 0, 0, 0),
        (8, 0, 8, 0, 10),
    ]


@pytest.mark.parametrize("luck", LUCKS)
def test_some_of_the_vacant_are_cut_where_that_is_enough(luck: int) -> None:
    """Four are vacant, three are cut; the one that is left is filled 180 days after 1 February, on 31 July."""
    story = Story(
        STAFF,
        "groups.nurses.time_to_fill=180 days",
        "groups.nurses.posts={2025-01-01: 10, 2025-02-01: 14, 2025-04-01: 11}",
        luck=luck,
    )
    assert month(story, 4) == (11, 10, 1, 0, 0)
    assert story.dates("started") == {"2025-07-31": 1}


@pytest.mark.parametrize("luck", LUCKS)
def test_where_posts_are_cut_nobody_follows_the_first_to_leave(luck: int) -> None:
    """Ten posts are to be seven from February: of the ten who leave in March the first three are not replaced, the
    others at once."""
    story = Story(STAFF, MARCH, "groups.nurses.posts={2025-01-01: 10, 2025-02-01: 7}", luck=luck)
    assert month(story, 2) == (10, 10, 0, 0, 0)
    posts, in_post, vacant, started, left = month(story, 3)
    assert (posts, in_post, vacant) == (7, 7, 0)
    assert story.days("started") == story.days("left")[3:]
    assert left == started + 3


@pytest.mark.parametrize("luck", LUCKS)
def test_cuts_that_have_not_happened_are_forgotten_when_posts_change_again(luck: int) -> None:
    """Seven from February, but nobody leaves before June; twelve from April: two are added to the ten there are still.
    In June all leave, and every post is filled again, 30 days later."""
    story = Story(
        STAFF,
        "groups.nurses.posts={2025-01-01: 10, 2025-02-01: 7, 2025-04-01: 12}",
        "groups.nurses.time_to_fill={2025-01-01: 0 days, 2025-06-01: 30 days}",
        f"groups.nurses.turnover={{2025-01-01: 0%/year, 2025-06-01: {AT_ONCE}, 2025-06-15: 0%/year}}",
        luck=luck,
    )
    assert [month(story, number) for number in (3, 4, 6, 7)] == [
        (10, 10, 0, 0, 0),
        (12, 12, 0, 2, 0),
        (12, 0, 12, 0, 12),
        (12, 12, 0, 12, 0),
    ]
    assert story.dates("started")["2025-04-01"] == 2


def test_posts_until_a_change_ends() -> None:
    """A project adds five posts from February to April; its people stay after it, for nobody leaves."""
    story = Story(STAFF, "changes.project={from: 2025-02-01, to: 2025-04-30, add: {groups.nurses.posts: 5}}")
    assert [month(story, number)[0] for number in (1, 2, 4, 5)] == [10, 15, 15, 15]
    vacant = Story(STAFF, LONG, "changes.project={from: 2025-02-01, to: 2025-04-30, add: {groups.nurses.posts: 5}}")
    assert [month(vacant, number)[0] for number in (1, 2, 4, 5)] == [10, 15, 15, 10]


def test_one_change_sets_then_scales_then_adds() -> None:
    """However it is written: (20 × 1.5) − 5 = 25."""
    path = "groups.nurses.posts"
    story = Story(
        STAFF, f"changes.a={{from: 2025-02-01, add: {{{path}: -5}}, scale: {{{path}: 1.5}}, set: {{{path}: 20}}}}"
    )
    assert [month(story, number)[0] for number in (1, 2)] == [10, 25]


def test_changes_apply_in_the_order_of_the_file_whenever_they_begin() -> None:
    """`later` stands first: in March (10 + 4) × 2 = 28; `sooner` alone makes 20 of February. The other way round
    10 × 2 + 4 = 24."""
    later = "changes.later={from: 2025-03-01, add: {groups.nurses.posts: 4}}"
    sooner = "changes.sooner={from: 2025-02-01, scale: {groups.*.posts: 2}}"
    first, second = Story(STAFF, later, sooner), Story(STAFF, sooner, later)
    assert [month(first, number)[0] for number in (1, 2, 3)] == [10, 20, 28]
    assert [month(second, number)[0] for number in (1, 2, 3)] == [10, 20, 24]


def test_a_change_that_sets_wins_over_those_before_it() -> None:
    """10 × 3, then set to 12, then 1 more."""
    story = Story(
        STAFF,
        "changes.a={scale: {groups.nurses.posts: 3}}",
        "changes.b={set: {groups.nurses.posts: 12}}",
        "changes.c={add: {groups.nurses.posts: 1}}",
    )
    assert month(story, 1)[0] == 13


@pytest.mark.parametrize("luck", LUCKS)
def test_scaled_turnover_brings_leaving_closer(luck: int) -> None:
    """Doubled from 1 July on (day 181): who would have left so many days after it leaves in half of them, who left
    before it does as before. Scaled by nothing, nobody leaves while it lasts, and who would have, leaves as much
    later: 31 days for July."""
    staff = (LONG, "groups.nurses={posts: 200, turnover: 100%/year}", "end=2027-12-31")
    usual = Story(STAFF, *staff, luck=luck).days("left")
    before = [moment for moment in usual if moment < 181]
    doubled = Story(STAFF, *staff, "changes.a={from: 2025-07-01, scale: {groups.nurses.turnover: 2}}", luck=luck)
    sooner = [day(moment) for moment in doubled.days("left")[: len(usual)]]
    assert sooner == [day(moment if moment < 181 else 181 + (moment - 181) / 2) for moment in usual]
    none = Story(
        STAFF, *staff, "changes.a={from: 2025-07-01, to: 2025-07-31, scale: {groups.nurses.turnover: 0}}", luck=luck
    )
    later = [day(moment) for moment in none.days("left")]
    assert later == [day(moment if moment < 181 else moment + 31) for moment in usual][: len(later)]
    assert 0 < len(before) < len(later) < len(usual)


@pytest.mark.parametrize("luck", LUCKS)
def test_the_first_year_of_a_stay_has_its_own_turnover(luck: int) -> None:
    """Five start on 1 March. In their first year nobody leaves; after 365.25 days all do, within ten days."""
    story = Story(
        STAFF,
        "end=2026-12-31",
        "groups.nurses.posts={2025-01-01: 0, 2025-03-01: 5}",
        "groups.nurses.time_to_fill={2025-01-01: 0 days, 2025-03-02: 100 years}",
        f"groups.nurses.turnover={{first_year: 0%/year, later: {AT_ONCE}}}",
        luck=luck,
    )
    left = story.days("left")
    assert len(left) == 5
    assert 59 + 365.25 < min(left) < max(left) < 59 + 365.25 + 10


@pytest.mark.parametrize("luck", LUCKS)
def test_people_leave_alike_whatever_is_trained(luck: int) -> None:
    """A course, its trainers and all that comes of them change nothing in who starts and leaves, and when."""
    staff = ("groups.nurses.turnover={first_year: 200%/year, later: 50%/year}", "groups.nurses.time_to_fill=3 weeks")
    training = (
        "courses.basic={places: 5, taught_by: {role: trainer}, demand: {willing: 100%}}",
        "courses.basic.schedule={core: {per_year: 9}}",
        "roles.trainer={at_start: {members: 3}, deliveries: 9/year}",
    )
    without, trained = Story(STAFF, *staff, luck=luck), Story(STAFF, *staff, *training, luck=luck)
    assert len(trained.days("asked")) > 5
    for fact in ("started", "left"):
        assert trained.days(fact) == without.days(fact)
