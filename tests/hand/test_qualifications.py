"""Qualifications: who holds one at the start, how it is gained, expires and is renewed, and what is counted of it."""

import pytest

from tests.hand.stories import AT_ONCE, Story, day

pytestmark = pytest.mark.hand

# Ten nurses ask on 1 January for a day's course on 10 February, day 40; its outcome is at midnight of day 41.
BASIC = """
    start: 2025-01-01
    end: 2025-12-31
    groups:
      nurses: {posts: 10, turnover: 0%/year}
    courses:
      basic:
        places: 20
        demand: {willing: 100%}
        schedule: {core: {dates: [2025-02-10]}}
    """
HELD = "groups.nurses.hold_at_start={basic: 100%}"
LUCKS = (1, 2, 3, 4, 5)
# Five carers start on 1 March, and have left ten days later for good.
CARERS = (
    "groups.carers={posts: {2025-01-01: 0, 2025-03-01: 5},"
    " time_to_fill: {2025-01-01: 0 days, 2025-03-02: 100 years},"
    f" turnover: {{2025-01-01: 0%/year, 2025-03-05: {AT_ONCE}}}}}"
)


def held(gained: str) -> str:
    """All nurses hold it at the start, gained so long ago."""
    return f"groups.nurses.hold_at_start={{basic: {{share: 100%, gained: {gained}}}}}"


def dates(*days: str, course: str = "basic") -> str:
    return f"courses.{course}.schedule.core.dates=[{', '.join(days)}]"


def teachers(*posts: str, more: str = "") -> str:
    """Teachers who start on given days: `2025-03-01: 5`."""
    return f"groups.teachers={{posts: {{2025-01-01: 0, {', '.join(posts)}}}, turnover: 0%/year{more}}}"


# -- gaining --------------------------------------------------------------------------------------------------


def test_gained_on_the_evening_of_the_last_day() -> None:
    """Asked on 1 January, gained on 24 February, and kept."""
    story = Story(BASIC, "courses.basic.days=[0, 14]")
    columns = "date holders gained_existing gained_starters completed asked waiting booked trained_ever"
    assert story.rows("coverage", columns)[:4] == [
        ("2025-01-31", 0, 0, 0, 0, 10, 10, 0, 0),
        ("2025-02-28", 10, 10, 0, 10, 0, 0, 0, 10),
        ("2025-03-31", 10, 0, 0, 0, 0, 0, 0, 10),
        ("2025-04-30", 10, 0, 0, 0, 0, 0, 0, 10),
    ]
    assert story.dates("gained_existing") == {"2025-02-24": 10}


def test_held_at_the_start() -> None:
    """Who holds it does not ask for it; the places stay empty."""
    story = Story(BASIC, HELD)
    assert story.at("2024-12-31", "coverage", "holders trained_ever trained_ever_in_post waiting") == (10, 10, 10, 0)
    assert story.days("asked") == []
    assert story.deliveries("booked empty") == [("2025-02-10", 0, 20)]


def test_recruits_arrive_with_it() -> None:
    """Five teachers start on 1 March and hold it from then on; they do not ask, are not due, and have not gained it."""
    story = Story(
        BASIC,
        teachers("2025-03-01: 5", more=", arrive_with: {basic: 100%}"),
        "courses.basic.demand.starters={due: 30 days}",
    )
    columns = "date holders arrived_with gained_starters asked due trained_ever"
    assert story.rows("coverage", columns, group="teachers")[0] == ("2025-03-31", 5, 5, 0, 0, 0, 0)
    assert story.dates("arrived_with") == {"2025-03-01": 5}
    assert story.at("2025-12-31", "coverage", "due due_on_time waiting") == (0, 0, 0)


def test_recruits_arrive_with_it_at_the_share_of_the_day_they_start() -> None:
    """None of the three who start in March, both of those who start in May."""
    shares = "{2025-01-01: 0%, 2025-04-01: 100%}"
    story = Story(BASIC, teachers("2025-03-01: 3", "2025-05-01: 5", more=f", arrive_with: {{basic: {shares}}}"))
    assert story.dates("arrived_with") == {"2025-05-01": 2}
    assert story.dates("asked") == {"2025-01-01": 10, "2025-03-01": 3}


@pytest.mark.parametrize(("at_least", "completes"), [(1, 10), (2, 5), (3, 5)])
def test_completing_on_at_least_so_many_days(at_least: int, completes: int) -> None:
    """Of three days five nurses come to all, five teachers to the first only; who completes does so on the last."""
    story = Story(
        BASIC,
        "groups.nurses.posts=5",
        "groups.teachers={posts: 5, turnover: 0%/year}",
        "courses.basic.days=[0, 7, 14]",
        f"courses.basic.attendance={{later_days: {{teachers: 0%, others: 100%}}, completes: {{at_least: {at_least}}}}}",
    )
    assert story.deliveries("completed fell_short") == [("2025-02-10", completes, 10 - completes)]
    assert story.dates("completed") == {"2025-02-24": completes}


# -- expiring -------------------------------------------------------------------------------------------------


def test_it_expires_and_is_not_asked_for_again() -> None:
    """Gained at midnight of day 41 for 100 days: expires at that of day 141, the evening of 21 May."""
    story = Story(BASIC, "courses.basic.valid_for=100 days", dates("2025-02-10", "2025-09-10"))
    assert [day(moment) for moment in story.days("expired")] == [141] * 10
    assert story.dates("expired") == {"2025-05-21": 10}
    columns = "holders trained_ever trained_ever_in_post waiting"
    assert story.at("2025-05-31", "coverage", columns) == (0, 10, 10, 0)
    assert len(story.days("asked")) == 10


def test_the_validity_is_that_of_the_day_it_was_gained() -> None:
    """Shortened from March on: what was gained in February is valid for 100 days still."""
    story = Story(BASIC, "courses.basic.valid_for={2025-01-01: 100 days, 2025-03-01: 10 days}")
    assert story.dates("expired") == {"2025-05-21": 10}


def test_what_is_held_at_the_start_expires_after_what_is_left_of_it() -> None:
    """Gained 100 days before and valid for a year: it expires on day 265.25, in the morning of 23 September."""
    story = Story(BASIC, held("100 days"), "courses.basic.valid_for=1 year")
    assert [day(moment) for moment in story.days("expired")] == [265.25] * 10
    assert story.dates("expired") == {"2025-09-23": 10}


def test_who_gained_it_longer_ago_than_it_is_valid_does_not_hold_it() -> None:
    """Gained 400 days before and valid for a year: no holders, nobody trained before, and all ten ask."""
    story = Story(BASIC, held("400 days"), "courses.basic.valid_for=1 year")
    assert story.at("2024-12-31", "coverage", "holders trained_ever") == (0, 0)
    assert story.dates("asked") == {"2025-01-01": 10}
    assert story.days("expired") == []


@pytest.mark.parametrize("luck", LUCKS)
def test_left_out_it_was_gained_within_the_validity(luck: int) -> None:
    """All hold it at the start, and none of them after 100 days, on 11 April."""
    story = Story(BASIC, HELD, "courses.basic.valid_for=100 days", luck=luck)
    assert story.at("2024-12-31", "coverage", "holders") == (10,)
    assert 0 < min(story.days("expired")) < max(story.days("expired")) < 100
    assert len(story.days("expired")) == 10


def test_what_recruits_arrive_with_counts_from_their_start() -> None:
    """1 March is day 59: expires on day 159, 9 June."""
    story = Story(
        BASIC,
        teachers("2025-03-01: 5", more=", arrive_with: {basic: 100%}"),
        "courses.basic.valid_for=100 days",
        "courses.basic.schedule=null",
    )
    assert story.days("expired") == [159] * 5
    assert story.dates("expired") == {"2025-06-09": 5}


# -- renewing -------------------------------------------------------------------------------------------------

# Gained 100 days before the start and valid for 200: expires on day 100, 11 April; renewal is asked for on day 70,
# 12 March.
RENEWED = (held("100 days"), "courses.basic.valid_for=200 days", "courses.basic.renew_from=30 days")
BY_ITSELF = (*RENEWED, "courses.basic.renew_by=basic")
BY_REFRESHER = (
    *RENEWED,
    "courses.basic.renew_by=refresher",
    "courses.basic.schedule=null",
    "courses.refresher={places: 20, schedule: {core: {dates: [2025-04-01]}}}",
)


def test_renewed_in_time_by_itself_again_and_again() -> None:
    """The day of 1 April (day 90) extends it to midnight of day 291; that is asked for 30 days before, on the evening
    of day 260, 18 September, and renewed on 1 October. Holders are ten throughout, and nothing is gained."""
    story = Story(BASIC, *BY_ITSELF, dates("2025-04-01", "2025-10-01"))
    assert story.dates("asked") == {"2025-03-12": 10, "2025-09-18": 10}
    assert story.dates("renewed") == {"2025-04-01": 10, "2025-10-01": 10}
    assert (story.days("gained_existing"), story.days("expired")) == ([], [])
    assert {holders for (holders,) in story.rows("coverage", "holders")} == {10}
    assert story.at("2025-12-31", "coverage", "trained_ever") == (10,)


def test_renewed_once_and_then_no_more() -> None:
    """Without the second delivery it expires at midnight of day 291, on 18 October; they wait still."""
    story = Story(BASIC, *BY_ITSELF, dates("2025-04-01"))
    assert story.dates("expired") == {"2025-10-18": 10}
    assert story.at("2025-12-31", "coverage", "holders waiting") == (0, 10)


def test_renewed_too_late_it_is_regained() -> None:
    """Expired on 11 April, gained again on the 20th (midnight of day 110), for 200 days, to 6 November."""
    story = Story(BASIC, *BY_ITSELF, dates("2025-04-20"))
    columns = "date holders expired gained_existing renewed completed trained_ever"
    assert story.rows("coverage", columns)[3:5] == [
        ("2025-03-31", 10, 0, 0, 0, 0, 10),
        ("2025-04-30", 10, 10, 10, 0, 10, 10),
    ]
    assert story.dates("expired") == {"2025-04-11": 10, "2025-11-06": 10}
    assert story.dates("gained_existing") == {"2025-04-20": 10}


def test_renewal_is_asked_for_at_the_start_if_its_time_is_past() -> None:
    """Gained 190 days before: expires on day 10, to be asked for 20 days before the start. Renewed on 6 January."""
    story = Story(BASIC, *BY_ITSELF, held("190 days"), dates("2025-01-06"))
    assert story.dates("asked") == {"2025-01-01": 10, "2025-06-25": 10}
    assert story.dates("renewed") == {"2025-01-06": 10}


def test_renewed_by_a_refresher() -> None:
    """The refresher of 1 April gives its own qualification and renews the other, of which nobody completes the course.
    What it requires is not asked for."""
    story = Story(BASIC, *BY_REFRESHER, "courses.refresher.requires={basic: 10 years}")
    columns = "completed gained_existing renewed holders asked"
    assert story.at("2025-04-30", "coverage", columns, course="refresher") == (10, 10, 0, 10, 0)
    assert story.at("2025-04-30", "coverage", columns, course="basic") == (0, 0, 10, 10, 0)
    assert story.at("2025-03-31", "coverage", "asked waiting", course="refresher") == (10, 10)


def test_a_refresher_too_late_gives_back_what_has_expired() -> None:
    """Refreshed on 20 April, nine days after: gained again, by a course they did not ask for then."""
    story = Story(BASIC, *BY_REFRESHER, dates("2025-04-20", course="refresher"))
    columns = "gained_existing renewed expired holders"
    assert story.at("2025-04-30", "coverage", columns, course="basic") == (10, 0, 10, 10)


def test_a_refresher_gives_nothing_to_those_who_never_held_it() -> None:
    """Five teachers never held it and take the refresher, of their own accord: they hold the refresher's alone."""
    story = Story(
        BASIC,
        *BY_REFRESHER,
        "groups.teachers={posts: 5, turnover: 0%/year}",
        "courses.basic.demand.willing={nurses: 100%, teachers: 0%}",
        "courses.refresher.demand={willing: {nurses: 0%, teachers: 100%}}",
    )
    assert story.at("2025-04-30", "coverage", "completed holders", course="refresher", group="teachers") == (5, 5)
    assert story.at("2025-04-30", "coverage", "holders gained_existing", course="basic", group="teachers") == (0, 0)
    assert story.at("2025-04-30", "coverage", "holders renewed", course="basic", group="nurses") == (10, 10)


def test_renewal_takes_the_willing_of_the_course_that_expires() -> None:
    """Nobody is willing to take it, so nobody is to renew it."""
    story = Story(BASIC, *BY_REFRESHER, "courses.basic.demand.willing=0%", "courses.refresher.demand={willing: 0%}")
    assert (story.days("asked"), story.dates("expired")) == ([], {"2025-04-11": 10})


def test_who_completed_early_asks_by_the_new_expiry_only() -> None:
    """All ask for the refresher at the start anyway and take it on 10 February: valid to midnight of day 241. The
    request for 12 March was made for an expiry that no longer stands; the next is 30 days before, on 30 July."""
    story = Story(
        BASIC, *BY_REFRESHER, "courses.refresher.demand={willing: 100%}", dates("2025-02-10", course="refresher")
    )
    assert story.dates("asked") == {"2025-01-01": 10, "2025-07-30": 10}
    assert story.dates("renewed") == {"2025-02-10": 10}


def test_renewals_first() -> None:
    """Ten nurses renew, asked on 12 March; ten teachers have waited since January. The ten places of 1 April go to the
    renewals where these have priority, else to the teachers, and the nurses' expires."""
    both = (
        *BY_ITSELF,
        "groups.teachers={posts: 10, turnover: 0%/year}",
        "courses.basic.places=10",
        dates("2025-04-01"),
    )
    usual = Story(BASIC, *both)
    assert usual.at("2025-04-30", "coverage", "completed expired", group="nurses") == (0, 10)
    first = Story(BASIC, *both, "courses.basic.priority=[renewals]")
    assert first.at("2025-04-30", "coverage", "renewed expired", group="nurses") == (10, 0)


# -- requiring ------------------------------------------------------------------------------------------------

ADVANCED = "courses.advanced={for: [nurses], requires: {basic: 60 days}, places: 9, demand: {willing: 100%}}"


def asked_for_advanced(*sets: str) -> list[tuple[str | int, ...]]:
    return Story(BASIC, ADVANCED, *sets).rows("coverage", "date asked", course="advanced")


def test_asked_for_when_the_requirement_has_been_held_for_so_long() -> None:
    """Gained at midnight of day 41, held for 60 days at that of day 101: on the evening of 11 April."""
    story = Story(BASIC, ADVANCED)
    assert story.dates("asked") == {"2025-01-01": 10, "2025-04-11": 10}
    assert asked_for_advanced() == [("2025-04-30", 10)]


def test_what_was_gained_before_the_start_counts() -> None:
    """Gained 50 days before: on day 10, 11 January. Gained nobody knows when, and valid for ever: on 1 January."""
    assert Story(BASIC, ADVANCED, held("50 days")).dates("asked") == {"2025-01-11": 10}
    assert Story(BASIC, ADVANCED, HELD).dates("asked") == {"2025-01-01": 10}


def test_who_is_willing_when_the_requirement_is_met() -> None:
    """From March nobody is willing any more. Nurses, in post at the start, are looked at with the first day's settings;
    teachers who start in February, take the basic course with them and could ask on 11 April, with that day's."""
    story = Story(
        BASIC,
        teachers("2025-02-01: 5"),
        ADVANCED.replace("for: [nurses]", "for: [nurses, teachers]").replace(
            "willing: 100%", "willing: {2025-01-01: 100%, 2025-03-01: 0%}"
        ),
    )
    assert story.at("2025-02-28", "coverage", "completed", course="basic") == (15,)
    assert story.rows("coverage", "date group asked", course="advanced") == [("2025-04-30", "nurses", 10)]


def test_never_if_it_is_never_held_for_so_long() -> None:
    """Valid for 50 days."""
    assert asked_for_advanced("courses.basic.valid_for=50 days") == []


def test_renewed_in_time_it_is_held_without_a_break() -> None:
    """Gained on 10 February for 50 days and renewed on 24 March for another 50: held for 60 days on 11 April."""
    renewed = ("courses.basic.valid_for=50 days", "courses.basic.renew_by=basic", "courses.basic.renew_from=20 days")
    assert asked_for_advanced(*renewed, dates("2025-02-10", "2025-03-24")) == [("2025-04-30", 10)]


def test_all_that_is_required_and_counted_anew_after_a_break() -> None:
    """It requires 40 days of the basic course and, for no time, the law, learnt on 25 April. The basic one, gained on
    10 February for 50 days, expired on 1 April and was regained on the 21st (midnight of day 111): held for 40 days on
    the evening of 31 May, day 151."""
    story = Story(
        BASIC,
        "courses.basic.valid_for=50 days",
        "courses.basic.renew_by=basic",
        "courses.basic.renew_from=20 days",
        dates("2025-02-10", "2025-04-21"),
        "courses.law={places: 10, demand: {willing: 100%}, schedule: {core: {dates: [2025-04-25]}}}",
        ADVANCED.replace("basic: 60 days", "basic: 40 days, law: 0 days"),
    )
    assert story.rows("coverage", "date asked", course="advanced") == [("2025-05-31", 10)]
    assert "2025-05-31" in story.dates("asked")


# -- counting -------------------------------------------------------------------------------------------------


def test_trained_before_is_shared_out_as_the_holders_are() -> None:
    """Of 40 trained before ten nurses and five teachers hold it still: 26.67 and 13.33, that is 27 and 13."""
    both = ("groups.teachers={posts: 5, turnover: 0%/year, hold_at_start: {basic: 100%}}", HELD)
    story = Story(BASIC, *both, "courses.basic.trained_before=40")
    for date in ("2024-12-31", "2025-12-31"):
        assert story.at(date, "coverage", "trained_ever trained_ever_in_post", group="nurses") == (27, 10)
        assert story.at(date, "coverage", "trained_ever trained_ever_in_post", group="teachers") == (13, 5)


def test_trained_before_without_holders_is_shared_out_as_posts_are() -> None:
    """The same by ten and five posts; then all fifteen complete it."""
    story = Story(BASIC, "groups.teachers={posts: 5, turnover: 0%/year}", "courses.basic.trained_before=40")
    columns = "trained_ever trained_ever_in_post"
    assert story.at("2024-12-31", "coverage", columns, group="nurses") == (27, 0)
    assert story.at("2024-12-31", "coverage", columns, group="teachers") == (13, 0)
    assert story.at("2025-02-28", "coverage", columns, group="nurses") == (37, 10)
    assert story.at("2025-02-28", "coverage", columns, group="teachers") == (18, 5)


def test_trained_before_are_at_least_the_holders() -> None:
    """Nine are fewer than the ten who hold it."""
    story = Story(BASIC, HELD, "courses.basic.trained_before=9")
    assert story.at("2024-12-31", "coverage", "trained_ever trained_ever_in_post") == (10, 10)


def test_leavers_take_it_along_and_were_trained_all_the_same() -> None:
    """All complete it in February and leave in June, and nobody follows."""
    story = Story(
        BASIC,
        f"groups.nurses.turnover={{2025-01-01: 0%/year, 2025-06-01: {AT_ONCE}}}",
        "groups.nurses.time_to_fill=100 years",
    )
    columns = "in_post holders trained_ever trained_ever_in_post left_holding"
    assert story.at("2025-05-31", "coverage", columns) == (10, 10, 10, 10, 0)
    assert story.at("2025-06-30", "coverage", columns) == (0, 0, 10, 0, 10)


def test_due_and_on_time() -> None:
    """Six teachers start on 1 March, ask a week later and are due 30 days after they started, on the 31st. Three
    complete it on 17 March, three on 7 April."""
    story = Story(
        BASIC,
        "groups.nurses.posts=0",
        teachers("2025-03-01: 6"),
        "courses.basic.places=3",
        "courses.basic.demand.starters={ask_after: 1 week, due: 30 days}",
        dates("2025-03-07", "2025-03-17", "2025-04-07"),
    )
    assert story.dates("asked") == {"2025-03-08": 6}
    assert story.deliveries("completed") == [("2025-03-07", 0), ("2025-03-17", 3), ("2025-04-07", 3)]
    assert story.rows("coverage", "date due due_on_time gained_starters gained_existing") == [
        ("2025-03-31", 6, 3, 3, 0),
        ("2025-04-30", 0, 0, 3, 0),
    ]


def test_due_counts_the_unwilling_and_not_those_who_have_left_or_are_due_after_the_end() -> None:
    """Two teachers start in March and never ask; two start in December and would be due in January. Nurses, in post at
    the start, are never due; the five carers have left when they would be."""
    story = Story(
        BASIC,
        teachers("2025-03-01: 2", "2025-12-15: 4"),
        CARERS,
        "courses.basic.demand={willing: {nurses: 100%, others: 0%}, starters: {due: 30 days}}",
    )
    assert story.rows("coverage", "date group due due_on_time") == [("2025-03-31", "teachers", 2, 0)]


def test_weeks_waited_from_asking_to_day_one() -> None:
    """Asked on 1 January; day one is day 40, five weeks and five days later, whenever the last day is. Five teachers
    ask on 1 February, day 31: one week and two days."""
    story = Story(BASIC, teachers("2025-02-01: 5"), "courses.basic.days=[0, 21]")
    assert story.rows("waits", "year course group weeks people") == [
        ("2025-12-31", "basic", "nurses", 5, 10),
        ("2025-12-31", "basic", "teachers", 1, 5),
    ]


def test_weeks_waited_by_those_who_rebooked_and_the_year_they_completed_in() -> None:
    """All stay away on 10 February and come on 10 March 2026, day 433: 61 weeks and six days after they asked. Years
    begin in April: that is the year to the end of March 2026."""
    story = Story(
        BASIC,
        "end=2026-06-30",
        "year_starts=April",
        "courses.basic.attendance.first_day={2025-01-01: 0%, 2025-03-01: 100%}",
        dates("2025-02-10", "2026-03-10"),
    )
    assert story.rows("waits", "year weeks people") == [("2026-03-31", 61, 10)]


# -- asking ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("luck", LUCKS)
def test_existing_staff_ask_over_the_time_given(luck: int) -> None:
    """Within 40 days, all of them, at ten different moments."""
    moments = Story(BASIC, "courses.basic.demand.existing={ask_over: 40 days}", luck=luck).days("asked")
    assert len(set(moments)) == 10
    assert 0 < min(moments) < max(moments) < 40


def test_only_the_willing_ask() -> None:
    """All are on the first day, and nobody from April on. Existing staff are looked at with the first day's settings,
    whenever they ask; starters with those of the day: two on 15 March, the three of 8 April not."""
    story = Story(
        BASIC,
        teachers("2025-03-01: 2", "2025-03-25: 5"),
        "courses.basic.demand={willing: {2025-01-01: 100%, 2025-04-01: 0%}, existing: {ask_over: 300 days},"
        " starters: {ask_after: 2 weeks}}",
    )
    assert sum(asked for _, asked in story.rows("coverage", "group asked", group="nurses")) == 10
    assert max(story.days("asked")) > 90
    assert story.rows("coverage", "date asked", group="teachers") == [("2025-03-31", 2)]


def test_who_leaves_before_asking_never_asks() -> None:
    """The carers would ask 60 days after starting, and have left by then."""
    story = Story(
        BASIC,
        "groups.nurses.posts=0",
        CARERS,
        "courses.basic.demand.starters={ask_after: 60 days}",
    )
    assert story.days("asked") == []
