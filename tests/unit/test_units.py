"""Units: what may be written, what it means in base units, and what is said of what may not."""

import pytest

from cascade_sim import units

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("measure", "written", "base"),
    [
        ("duration", "10 days", 10),
        ("duration", "1 day", 1),
        ("duration", "8 weeks", 56),
        ("duration", "6 months", 365.25 / 2),
        ("duration", "2 years", 730.5),
        ("duration", "1.5 years", 547.875),
        ("rate", "14%/year", 0.14),
        ("rate", "4/year", 4),
        ("rate", "2/month", 24),
        ("rate", "1 / week", 365.25 / 7),
        ("rate", "0.1%/day", 0.36525),
        ("share", "90%", 0.9),
        ("share", 0.9, 0.9),
        ("share", 1, 1),
        ("money", "350 GBP", 350),
        ("per_month", "2/month", 2),
        ("count", 17, 17),
        ("number", 1.3, 1.3),
    ],
)
def test_what_is_written_in_base_units(measure, written, base):
    assert units.parse(measure, written)[0] == pytest.approx(base, rel=1e-15)


@pytest.mark.parametrize(
    ("measure", "written", "advice"),
    [
        ("duration", 10, "10 has no unit: write 10 days, 10 weeks, 10 months or 10 years"),
        ("duration", "10", "10 has no unit: write 10 days, 10 weeks, 10 months or 10 years"),
        (
            "duration",
            "10 fortnights",
            "expected a duration such as 10 days, 8 weeks, 6 months or 2 years, found '10 fortnights'",
        ),
        ("rate", 0.14, "0.14 has no unit: write 0.14/year, 0.14%/year or 0.14/month"),
        ("rate", "14% a year", "expected a rate such as 14%/year, 4/year or 2/month, found '14% a year'"),
        ("share", 90, "90 is not a share: write 90% or a number from 0 to 1"),
        ("money", 350, "350 has no unit: write 350 GBP"),
        ("per_month", 2, "2 has no unit: write 2/month"),
        ("count", True, "expected a whole number, found true"),
        ("number", None, "expected a number, found nothing"),
        ("number", 1e300, "'1e+300' is too large"),
    ],
)
def test_what_does_not_do_is_refused_with_what_would(measure, written, advice):
    with pytest.raises(ValueError, match=r"^.*$") as caught:
        units.parse(measure, written)
    assert str(caught.value) == advice


@pytest.mark.parametrize(
    ("measure", "written"),
    [("duration", "9 weeks"), ("rate", "14%/year"), ("share", "12.5%"), ("money", "350 GBP"), ("count", "1900")],
)
def test_a_base_amount_is_formatted_as_it_was_written(measure, written):
    base, unit = units.parse(measure, written)
    assert unit.format(base) == written


def test_a_hazard_a_day_is_a_rate_a_year_over_365_25():
    assert units.per_day(0.14) == 0.14 / 365.25


def test_durations_are_told_in_the_largest_unit_that_fits():
    told = [units.format_duration(days) for days in (1, 10, 14, 365.25 / 2, 730.5, 10.5, float("inf"))]
    assert told == ["1 day", "10 days", "2 weeks", "6 months", "2 years", "10.5 days", "forever"]


def test_numbers_are_told_without_exponents():
    told = [units.format_number(number) for number in (17.0, 0.00001234, 1900000.0, 12.3456789)]
    assert told == ["17", "0.00001234", "1900000", "12.3457"]


def test_dates_months_shares_and_money():
    when = units.parse_date("2028-03-31")
    assert units.format_date(when) == "31 March 2028"
    assert units.format_month(units.parse_month("april")) == "April"
    assert units.format_share(0.713, 1) == "71.3%"
    assert units.format_money(1350, "GBP") == "1,350 GBP"
    with pytest.raises(ValueError, match="there is no date 2025-02-30"):
        units.parse_date("2025-02-30")
