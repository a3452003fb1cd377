"""Members of a role: who they are at the start, how they come, stop, start again, rest, are chosen, and leave."""

import pytest

from tests.hand.stories import AT_ONCE, Story, day, rest

pytestmark = pytest.mark.hand

# Four coaches are trainers, who give a day's course that nobody needs to book: rest is 365.25 ÷ 12 = 30.4375 days.
TRAINERS = """
    start: 2025-01-01
    end: 2025-12-31
    groups:
      nurses: {posts: 10, turnover: 0%/year}
      coaches: {posts: 4, turnover: 0%/year}
    courses:
      basic:
        for: [nurses]
        places: 5
        taught_by: {role: trainer}
        schedule: {core: {dates: [2025-02-10]}}
    roles:
      trainer:
        at_start: {members: 4, from: {coaches: 100%}}
        deliveries: {mean: 12/year, spread: 0}
    """
ONE = "roles.trainer.at_start.members=1"
LUCKS = (1, 2, 3, 4, 5)


def dates(*days: str) -> str:
    return f"courses.basic.schedule.core.dates=[{', '.join(days)}]"


def burst(first: str, last: str) -> str:
    """A rate that is nothing but for some days, in which it takes everybody."""
    return f"{{2025-01-01: 0%/year, {first}: {AT_ONCE}, {last}: 0%/year}}"


def statuses(story: Story, **where: str) -> list[tuple[str | int, ...]]:
    return story.deliveries("status cause", **where)


# -- at the start ---------------------------------------------------------------------------------------------


def test_members_at_the_start() -> None:
    """Four of six are active and three experienced; half of them come from each group. Nobody held what they teach,
    so they are given it, and are the only ones trained before the start."""
    story = Story(
        TRAINERS,
        "courses.basic.for=[nurses, coaches]",
        "roles.trainer.at_start={members: 6, active: 4, experienced: 3, from: {nurses: 50%, coaches: 50%}}",
    )
    assert story.at("2024-12-31", "roles", "members active experienced delivering") == (6, 4, 3, 0)
    columns = "holders trained_ever trained_ever_in_post completed"
    assert story.at("2024-12-31", "coverage", columns, group="nurses") == (3, 3, 3, 0)
    assert story.at("2024-12-31", "coverage", columns, group="coaches") == (3, 3, 3, 0)


def test_members_are_split_by_largest_remainder() -> None:
    """Seven at 70% and 30% are 4.9 and 2.1: five and two. Five at 50% and 50% are 2.5 each: the first group has the
    odd one."""
    seven = Story(TRAINERS, "roles.trainer.at_start={members: 7, from: {nurses: 70%, coaches: 30%}}")
    assert seven.rows("roles", "group members")[:2] == [("nurses", 5), ("coaches", 2)]
    five = Story(TRAINERS, "roles.trainer.at_start={members: 5, from: {nurses: 50%, coaches: 50%}}")
    assert five.rows("roles", "group members")[:2] == [("nurses", 3), ("coaches", 2)]


@pytest.mark.parametrize("luck", LUCKS)
def test_members_come_first_from_those_who_hold_what_they_teach(luck: int) -> None:
    """The course is for both groups; the four coaches hold it. Three members are coaches; six are the four and two
    nurses, who are given it."""
    both = ("courses.basic.for=[nurses, coaches]", "groups.coaches.hold_at_start={basic: 100%}")
    three = Story(TRAINERS, *both, "roles.trainer.at_start={members: 3}", luck=luck)
    assert three.rows("roles", "group members")[:1] == [("coaches", 3)]
    six = Story(TRAINERS, *both, "roles.trainer.at_start={members: 6}", luck=luck)
    assert six.rows("roles", "group members")[:2] == [("nurses", 2), ("coaches", 4)]
    assert six.at("2024-12-31", "coverage", "holders") == (6,)


def test_what_members_are_given_counts_from_the_start_and_meets_any_requirement() -> None:
    """Valid for 100 days, it expires on 10 April, 100 days after the last evening of 2024, and they stay members. A
    course that requires to have held it for 30 years is open to them at once."""
    story = Story(
        TRAINERS,
        "courses.basic.for=[nurses, coaches]",
        "courses.basic.valid_for=100 days",
        "courses.advanced={for: [coaches], requires: {basic: 30 years}, places: 9, demand: {willing: 100%}}",
        "groups.coaches.posts=5",
    )
    assert story.dates("expired") == {"2025-04-10": 4}
    assert story.at("2025-12-31", "roles", "members active") == (4, 4)
    assert story.dates("asked") == {"2025-01-01": 4}


def test_members_do_not_ask_for_what_they_are_given() -> None:
    """Four coaches are members and have no need of the course; the ten nurses ask."""
    story = Story(TRAINERS, "courses.basic.for=[nurses, coaches]", "courses.basic.demand={willing: 100%}")
    assert story.rows("coverage", "date group asked") == [("2025-01-31", "nurses", 10)]


def test_members_are_rested_at_the_start() -> None:
    """A delivery on the first day has its trainer."""
    assert statuses(Story(TRAINERS, ONE, dates("2025-01-01"))) == [("2025-01-01", "run", "")]


# -- joining --------------------------------------------------------------------------------------------------

TRAIN_THE_TRAINER = (
    "roles.trainer.at_start.members=0",
    "courses.ttt={for: [coaches], places: 9, demand: {willing: 100%}, makes: trainer,"
    " days: [0, 1], schedule: {once: {dates: [2025-02-10]}}}",
)


def test_joining_by_completing_a_course() -> None:
    """Four coaches complete it on the evening of 11 February, and are members from then on, not yet experienced."""
    story = Story(TRAINERS, *TRAIN_THE_TRAINER, "roles.trainer.supervised=2", dates("2025-02-11", "2025-02-12"))
    assert story.dates("joined") == {"2025-02-11": 4}
    assert story.rows("roles", "date members active experienced joined never_started")[0] == (
        "2025-02-28", 4, 4, 0, 4, 0,
    )  # fmt: skip
    assert statuses(story, course="basic") == [
        ("2025-02-11", "cancelled", "no_trainers"),
        ("2025-02-12", "run", ""),
    ]


def test_joining_as_an_experienced_member_where_nothing_is_supervised() -> None:
    """`supervised` is 0: experienced from the same moment."""
    assert Story(TRAINERS, *TRAIN_THE_TRAINER).at("2025-02-28", "roles", "members experienced") == (4, 4)


def test_who_is_a_member_already_does_not_join() -> None:
    """Three of four coaches are members; all four complete the course, and one joins."""
    story = Story(TRAINERS, *TRAIN_THE_TRAINER, "roles.trainer.at_start.members=3")
    assert story.at("2025-02-28", "coverage", "completed", course="ttt") == (4,)
    assert story.at("2025-02-28", "roles", "members joined") == (4, 1)


def test_members_who_never_start() -> None:
    """All four join and never start: they are not active, are not asked, and do not start again."""
    story = Story(
        TRAINERS,
        *TRAIN_THE_TRAINER,
        "roles.trainer.never_start=100%",
        f"roles.trainer.starts_again={AT_ONCE}",
        dates("2025-03-10"),
    )
    columns = "members active joined never_started started_again stopped"
    assert story.at("2025-02-28", "roles", columns) == (4, 0, 4, 4, 0, 0)
    assert story.at("2025-12-31", "roles", columns) == (4, 0, 0, 0, 0, 0)
    assert statuses(story, course="basic") == [("2025-03-10", "cancelled", "no_trainers")]


# -- stopping and starting again ------------------------------------------------------------------------------


def test_stopping_and_starting_again() -> None:
    """All stop in March and start again in June; in between nobody is asked."""
    story = Story(
        TRAINERS,
        f"roles.trainer.stops={burst('2025-03-01', '2025-03-20')}",
        f"roles.trainer.starts_again={burst('2025-06-01', '2025-06-20')}",
        dates("2025-02-10", "2025-04-10", "2025-07-10"),
    )
    assert story.at("2025-02-28", "roles", "members active stopped started_again") == (4, 4, 0, 0)
    assert story.at("2025-03-31", "roles", "members active stopped started_again") == (4, 0, 4, 0)
    assert story.at("2025-06-30", "roles", "members active stopped started_again") == (4, 4, 0, 4)
    assert statuses(story) == [
        ("2025-02-10", "run", ""),
        ("2025-04-10", "cancelled", "no_trainers"),
        ("2025-07-10", "run", ""),
    ]


def test_members_inactive_at_the_start_start_again() -> None:
    """One of four is active; the three others start again in June."""
    story = Story(
        TRAINERS,
        "roles.trainer.at_start.active=1",
        f"roles.trainer.starts_again={burst('2025-06-01', '2025-06-20')}",
    )
    assert story.at("2025-05-31", "roles", "members active") == (4, 1)
    assert story.at("2025-06-30", "roles", "active started_again") == (4, 3)


def test_who_stops_still_gives_what_they_are_booked_for() -> None:
    """Booked on 20 January for 10 February, stopped in between."""
    story = Story(
        TRAINERS,
        ONE,
        "courses.basic.closes=3 weeks",
        f"roles.trainer.stops={burst('2025-01-21', '2025-02-05')}",
    )
    assert statuses(story) == [("2025-02-10", "run", "")]
    assert story.at("2025-02-28", "roles", "active deliveries delivering") == (0, 1, 1)


# -- stopping if unused ---------------------------------------------------------------------------------------

UNUSED = "roles.trainer.stops_if_unused=60 days"


def unused(*sets: str) -> list[float]:
    """When members stopped for want of use, in days from the start."""
    return [day(moment) for moment in Story(TRAINERS, UNUSED, *sets).days("stopped_unused")]


def test_unused_from_the_start() -> None:
    """60 days from the last evening before the start: the evening of the 60th day, 1 March, is day 60.00."""
    assert unused("courses.basic.schedule=null") == [60] * 4
    story = Story(TRAINERS, UNUSED, "courses.basic.schedule=null")
    assert story.dates("stopped_unused") == {"2025-03-01": 4}
    assert story.at("2025-03-31", "roles", "members active stopped stopped_unused") == (4, 0, 0, 4)


def test_unused_from_joining() -> None:
    """They join on the evening of 11 February, day 42.00 at midnight, and stop on the evening of 12 April."""
    assert unused(*TRAIN_THE_TRAINER, "courses.basic.schedule=null") == [42 + 60] * 4


def test_used_and_counted_from_the_end_of_the_rest() -> None:
    """Day one is 10 February, day 40; the rest ends on day 70.4375, 60 days before day 130.4375. The clock stood still
    from 20 January, when they were booked."""
    assert unused(ONE, "courses.basic.closes=3 weeks") == [40 + rest(12) + 60]


def test_used_and_counted_from_the_outcome_if_that_is_later_than_the_rest() -> None:
    """The second day is 24 March, 42 days later: over at midnight of day 83, when the rest has long ended."""
    assert unused(ONE, "courses.basic.days=[0, 42]") == [83 + 60]


# A coach and a nurse are to teach together on 10 February and are booked on 20 January, after 19 days; but the nurses
# have left by then, and it is cancelled.
CAME_TO_NOTHING = (
    "roles.trainer.at_start={members: 2, from: {nurses: 50%, coaches: 50%}}",
    "courses.basic.taught_by.each=2",
    "courses.basic.closes=3 weeks",
    f"groups.nurses.turnover={burst('2025-01-22', '2025-02-05')}",
    "groups.nurses.time_to_fill=100 years",
)


def test_a_booking_that_comes_to_nothing_stops_the_clock_only_so_long() -> None:
    """From 10 February, day 40, the coach has 60 − 19 days more: day 81."""
    assert statuses(Story(TRAINERS, *CAME_TO_NOTHING)) == [("2025-02-10", "cancelled", "trainer_dropped_out")]
    assert unused(*CAME_TO_NOTHING) == [40 + 60 - 19]


def test_the_clock_stands_still_while_all_they_teach_is_paused() -> None:
    """Ten days' pause from 11 to 20 January: day 70. With a second course that goes on, the pause of the first does not
    matter; if both are paused, and for 5 of these days together, it does for 5."""
    other = "courses.other={for: [nurses], places: 5, taught_by: {role: trainer}}"
    pause = "changes.pause={from: 2025-01-11, to: 2025-01-20, set: {courses.basic.paused: true}}"
    later = "changes.later={from: 2025-01-16, to: 2025-01-25, set: {courses.other.paused: true}}"
    nothing = "courses.basic.schedule=null"
    assert unused(nothing, pause) == [70] * 4
    assert unused(nothing, pause, other) == [60] * 4
    assert unused(nothing, pause, other, later) == [65] * 4


def test_the_clock_begins_again_when_a_member_starts_again() -> None:
    """All stop on day 60, start again in April, and stop 60 days after that, each."""
    story = Story(
        TRAINERS,
        UNUSED,
        "courses.basic.schedule=null",
        f"roles.trainer.starts_again={burst('2025-04-01', '2025-04-20')}",
    )
    again = story.days("started_again")
    assert len(again) == 4
    assert [day(moment) for moment in story.days("stopped_unused")] == [60] * 4 + [day(moment + 60) for moment in again]


def test_what_the_clock_had_counted_is_forgotten_when_a_member_starts_again() -> None:
    """The coach stops in February for another reason, starts again in April, and has 60 days from then."""
    story = Story(
        TRAINERS,
        UNUSED,
        *CAME_TO_NOTHING,
        f"roles.trainer.stops={burst('2025-02-12', '2025-03-01')}",
        f"roles.trainer.starts_again={burst('2025-04-01', '2025-04-20')}",
    )
    (again,) = story.days("started_again")
    assert [day(moment) for moment in story.days("stopped_unused")] == [day(again + 60)]


# -- experience -----------------------------------------------------------------------------------------------

PAIR = (
    "roles.trainer.at_start={members: 2, experienced: 1, from: {coaches: 100%}}",
    "courses.basic.taught_by={role: trainer, each: 2}",
    dates("2025-02-10", "2025-03-17", "2025-04-21"),
)


def test_experienced_after_supervised_deliveries_beside_an_experienced_one() -> None:
    """Two of them: from the evening of 17 March."""
    story = Story(TRAINERS, *PAIR, "roles.trainer.supervised=2")
    assert [story.at(month, "roles", "experienced") for month in ("2025-02-28", "2025-03-31", "2025-04-30")] == [
        (1,),
        (2,),
        (2,),
    ]


@pytest.mark.parametrize(("supervised", "cause"), [(2, ""), (3, "no_trainers")])
def test_who_has_become_experienced_counts_as_such_when_members_are_chosen(supervised: int, cause: str) -> None:
    """From April both must be experienced."""
    story = Story(
        TRAINERS,
        *PAIR,
        f"roles.trainer.supervised={supervised}",
        "courses.basic.taught_by.experienced={2025-01-01: 1, 2025-04-01: 2}",
    )
    assert story.deliveries("cause")[-1] == ("2025-04-21", cause)


def test_deliveries_without_an_experienced_one_count_for_nothing() -> None:
    """Two who are not experienced teach together three times, and still are not."""
    story = Story(TRAINERS, *PAIR, "roles.trainer.at_start.experienced=0", "roles.trainer.supervised=1")
    assert story.at("2025-12-31", "roles", "experienced") == (0,)
    assert [cause for _, cause in story.deliveries("cause")] == [""] * 3


def test_an_experienced_one_is_needed() -> None:
    """None of the members is experienced: no trainers. With one of four, she gives every delivery."""
    needed = "courses.basic.taught_by.experienced=1"
    none = Story(TRAINERS, needed, "roles.trainer.at_start.experienced=0")
    assert statuses(none) == [("2025-02-10", "cancelled", "no_trainers")]
    for luck in LUCKS:
        one = Story(
            TRAINERS,
            needed,
            "roles.trainer.at_start.experienced=1",
            "roles.trainer.supervised=1",
            dates("2025-02-10", "2025-02-11", "2025-04-10"),
            luck=luck,
        )
        assert statuses(one) == [
            ("2025-02-10", "run", ""),
            ("2025-02-11", "cancelled", "no_trainers"),
            ("2025-04-10", "run", ""),
        ]
        assert one.at("2025-12-31", "roles", "delivering experienced") == (1, 1)


# -- rest, and being free -------------------------------------------------------------------------------------


def test_day_ones_lie_at_least_a_rest_apart() -> None:
    """6 January is day 5: rested on day 35.4375, which is after 5 February (day 35) and before the 6th."""
    assert statuses(Story(TRAINERS, ONE, dates("2025-01-06", "2025-02-05", "2025-02-06"))) == [
        ("2025-01-06", "run", ""),
        ("2025-02-05", "cancelled", "no_trainers"),
        ("2025-02-06", "run", ""),
    ]


def test_the_rest_is_that_of_the_capacity_when_booked() -> None:
    """From February the capacity is doubled: after 6 January 31 days are needed still, after 6 February 16."""
    story = Story(
        TRAINERS,
        ONE,
        "roles.trainer.deliveries.mean={2025-01-01: 12/year, 2025-02-01: 24/year}",
        dates("2025-01-06", "2025-02-05", "2025-02-06", "2025-02-21", "2025-02-22"),
    )
    assert [cause for _, cause in story.deliveries("cause")] == ["", "no_trainers", "", "no_trainers", ""]


def test_who_is_booked_for_a_later_day_is_not_asked_for_an_earlier_one() -> None:
    """Booked on 6 January for 3 March (eight weeks ahead), the only member is not asked on 27 January for 3 February,
    though it lies four weeks before; nor is she for 24 March, three weeks after."""
    story = Story(
        TRAINERS,
        ONE,
        "courses.basic.closes=8 weeks",
        dates("2025-03-03"),
        "courses.other={for: [nurses], places: 5, closes: 1 week, taught_by: {role: trainer},"
        " schedule: {core: {dates: [2025-01-31, 2025-03-24, 2025-04-04]}}}",
    )
    assert statuses(story) == [
        ("2025-01-31", "cancelled", "no_trainers"),
        ("2025-03-03", "run", ""),
        ("2025-03-24", "cancelled", "no_trainers"),
        ("2025-04-04", "run", ""),
    ]


def test_a_delivery_that_was_not_held_needs_no_rest() -> None:
    """Cancelled on day one, 6 January, by a pause of that day: the member gives that of 9 January."""
    story = Story(
        TRAINERS,
        ONE,
        "courses.basic.closes=2 days",
        dates("2025-01-06", "2025-01-09"),
        "changes.pause={from: 2025-01-06, to: 2025-01-06, set: {courses.basic.paused: true}}",
    )
    assert statuses(story) == [("2025-01-06", "cancelled", "closed"), ("2025-01-09", "run", "")]


def test_a_day_one_that_was_held_does() -> None:
    """Cancelled on its second day, the 7th: rested on 6 February as after any other. It is no delivery given."""
    story = Story(
        TRAINERS,
        ONE,
        "courses.basic.days=[0, 1]",
        dates("2025-01-06", "2025-02-05", "2025-02-06"),
        "changes.pause={from: 2025-01-07, to: 2025-01-07, set: {courses.basic.paused: true}}",
    )
    assert statuses(story) == [
        ("2025-01-06", "cancelled", "closed"),
        ("2025-02-05", "cancelled", "no_trainers"),
        ("2025-02-06", "run", ""),
    ]
    assert story.at("2025-01-31", "roles", "deliveries delivering") == (0, 0)


@pytest.mark.parametrize("role", ["trainer", "facilitator"])
def test_a_member_teaches_one_delivery_a_day_whatever_the_role(role: str) -> None:
    """The only coach, who hardly needs rest, teaches on 6 and 13 January; on the 13th she is not free for another
    course, be it in the same role or in another, on the 14th she is."""
    story = Story(
        TRAINERS,
        ONE,
        "groups.coaches.posts=1",
        "roles.trainer.deliveries.mean=400/year",
        "roles.facilitator={at_start: {members: 1, from: {coaches: 100%}}, deliveries: {mean: 400/year, spread: 0}}",
        "courses.basic.days=[0, 7]",
        dates("2025-01-06"),
        f"courses.other={{for: [nurses], places: 5, taught_by: {{role: {role}}},"
        " schedule: {core: {dates: [2025-01-13, 2025-01-14]}}}",
    )
    assert statuses(story) == [
        ("2025-01-06", "run", ""),
        ("2025-01-13", "cancelled", "no_trainers"),
        ("2025-01-14", "run", ""),
    ]


# -- being chosen ---------------------------------------------------------------------------------------------

# One member in each of four groups, so that the table by group tells them apart.
FOUR = """
    start: 2025-01-01
    end: 2026-12-31
    defaults: {groups: {posts: 1, turnover: 0%/year}}
    groups: {north: {}, east: {}, south: {}, west: {}}
    courses:
      basic:
        places: 5
        taught_by: {role: trainer}
        schedule: {core: {dates: [2025-01-20, 2025-01-22, 2025-01-24, 2025-01-28]}}
    roles:
      trainer:
        at_start: {members: 4, from: {north: 25%, east: 25%, south: 25%, west: 25%}}
        deliveries: {mean: 400/year, spread: 0}
        choose: share
    """


def given(story: Story) -> list[int]:
    """How many deliveries each group's member gave, over the run."""
    groups = ("north", "east", "south", "west")
    return [sum(int(n) for _, n in story.rows("roles", "date deliveries", group=group)) for group in groups]


@pytest.mark.parametrize("luck", LUCKS)
@pytest.mark.parametrize("closes", ["0 days", "2 weeks"])
def test_sharing_gives_each_the_same(closes: str, luck: int) -> None:
    """Four deliveries, four members: one each, whether the others are given or only booked when the next is chosen
    (with two weeks all are booked before the first is given)."""
    assert given(Story(FOUR, f"courses.basic.closes={closes}", luck=luck)) == [1, 1, 1, 1]


@pytest.mark.parametrize("luck", LUCKS)
def test_sharing_among_two_at_a_time(luck: int) -> None:
    """Eight turns for four members: two each."""
    assert given(Story(FOUR, "courses.basic.taught_by.each=2", luck=luck)) == [2, 2, 2, 2]


@pytest.mark.parametrize("luck", LUCKS)
def test_sharing_looks_at_the_last_12_months(luck: int) -> None:
    """Of the four of January 2025 those of the 20th, 22nd and 24th are more than 365.25 days past on 26 January 2026;
    that of the 28th is not before the 29th. So the three of 26 to 28 January fall to the three others."""
    schedule = "courses.basic.schedule.core.dates"
    first = "2025-01-20, 2025-01-22, 2025-01-24"
    last = given(Story(FOUR, f"{schedule}=[{first}]", luck=luck)).index(0)
    seven = Story(FOUR, f"{schedule}=[{first}, 2025-01-28, 2026-01-26, 2026-01-27, 2026-01-28]", luck=luck)
    assert [number for i, number in enumerate(given(seven)) if i != last] == [2, 2, 2]
    assert given(seven)[last] == 1


# -- leaving --------------------------------------------------------------------------------------------------


def test_leaving_the_partnership_ends_membership() -> None:
    """Three of four are active, two experienced; all coaches leave in March, and their posts stay vacant."""
    story = Story(
        TRAINERS,
        "roles.trainer.at_start={members: 4, active: 3, experienced: 2, from: {coaches: 100%}}",
        f"groups.coaches.turnover={burst('2025-03-01', '2025-03-20')}",
        "groups.coaches.time_to_fill=100 years",
        f"roles.trainer.starts_again={burst('2025-06-01', '2025-06-20')}",
    )
    columns = "members active experienced delivering left left_active"
    assert story.at("2025-02-28", "roles", columns) == (4, 3, 2, 1, 0, 0)
    assert story.at("2025-03-31", "roles", columns) == (0, 0, 0, 0, 4, 3)
    assert story.at("2025-06-30", "roles", f"{columns} started_again") == (0,) * 7


def test_who_gave_a_delivery_delivers_for_a_year() -> None:
    """Its outcome is on the evening of 10 February 2025: 365.25 days later, in the early morning of 11 February 2026,
    it is over. (Targets only add rows for their dates.)"""
    rows = "{on: {measure: active, role: trainer, at_least: 1, by: 2026-02-10},"
    rows += " over: {measure: active, role: trainer, at_least: 1, by: 2026-02-11}}"
    story = Story(TRAINERS, "end=2026-03-31", f"targets={rows}")
    at = ("2025-01-31", "2025-02-28", "2026-01-31", "2026-02-10", "2026-02-11", "2026-02-28")
    assert [story.at(date, "roles", "delivering")[0] for date in at] == [0, 1, 1, 1, 0, 0]
