"""Money is counted in whole smallest units: nothing is lost, nothing is mixed, nothing is rounded unasked."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.kit import currencies
from tiwala.kit.errors import BadMoney
from tiwala.kit.money import LARGEST_MINOR, Money

CODES = st.sampled_from(["PHP", "USD", "JPY", "KWD", "CLF", "IQD"])
MINOR = st.integers(-(10**12), 10**12)


@given(MINOR, CODES, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(sum))
def test_sharing_out_loses_nothing(minor, code, weights):
    parts = Money(minor, code).split(*weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - minor * weight / sum(weights)) < 1.001
        assert weight or not part


@given(MINOR, CODES)
def test_what_is_written_is_read_back(minor, code):
    money = Money(minor, code)
    assert Money.parse(f"{money.decimal:f}", code) == money
    assert Money.parse(f"{money.decimal:,f}", code) == money
    assert str(money) == f"{code} {money.decimal}"


@given(st.text(max_size=60), CODES)
def test_any_text_is_read_or_refused(text, code):
    with contextlib.suppress(BadMoney):
        Money.parse(text, code)


@pytest.mark.parametrize(
    ("text", "minor"), [("1,234.50", 123450), ("₱500", 50000), (" ₱ 0.05 ", 5), ("-7", -700), ("$1.5", 150), ("000", 0)]
)
def test_it_reads_what_people_write(text, minor):
    assert Money.parse(text, "PHP").minor == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.234",
        "1,23",
        "abc",
        "1e5",
        "NaN",
        "--1",
        "1.",
        ".5",
        "١٢٣",
        "₱١",
        "9" * 41,
        "1." + "0" * 36 + "1",
        "9" * 20,
    ],
)
def test_it_refuses_what_is_no_amount(text):
    with pytest.raises(BadMoney):
        Money.parse(text, "PHP")


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "1e999999", "1e-999999", "0.005"])
def test_it_refuses_decimals_it_cannot_hold(amount):
    with pytest.raises(BadMoney):
        Money.from_decimal(Decimal(amount), "PHP")


def test_nothing_is_nothing_however_it_is_written():
    assert Money.from_decimal(Decimal("0e-999999"), "PHP") == Money.zero("PHP")
    assert Money.from_decimal(Decimal("1e3"), "JPY") == Money(1000, "JPY")


@pytest.mark.parametrize(("minor", "code"), [(LARGEST_MINOR + 1, "PHP"), (1, "php"), (1, "XYZ"), (1, "")])
def test_it_refuses_what_cannot_be_money(minor, code):
    with pytest.raises(BadMoney):
        Money(minor, code)
    with pytest.raises(BadMoney):
        Money.from_decimal(Decimal(minor), code)


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1)])
def test_it_counts_whole_numbers_only(minor):
    with pytest.raises(TypeError, match="whole smallest units"):
        Money(minor, "PHP")


@pytest.mark.parametrize("mix", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_currencies_do_not_mix(mix):
    with pytest.raises(TypeError, match="cannot mix PHP and USD"):
        getattr(Money(1, "PHP"), mix)(Money(1, "USD"))


def test_it_adds_compares_and_multiplies():
    one, two = Money(100, "PHP"), Money(200, "PHP")
    assert one + one == two
    assert two - one == one
    assert -one == Money(-100, "PHP")
    assert abs(-one) == one
    assert one * 2 == two
    assert one < two
    assert one <= two
    assert two > one
    assert two >= one
    assert not one < Money(100, "PHP")
    assert not one > Money(100, "PHP")
    assert one <= Money(100, "PHP")
    assert one >= Money(100, "PHP")
    assert not Money.zero("PHP")
    assert one != Money(100, "USD")
    assert one.as_json() == {"amount_minor": 100, "currency": "PHP"}
    with pytest.raises(TypeError, match="whole numbers"):
        one * 0.5


@pytest.mark.parametrize("weights", [(), (0,), (0, 0), (1, -1), (2, -1)])
def test_it_refuses_to_share_by_nothing(weights):
    with pytest.raises(BadMoney):
        Money(1, "PHP").split(*weights)


@pytest.mark.parametrize(
    ("minor", "weights", "shares"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (101, (1, 1, 1), (34, 34, 33)),
        (100, (1, 2, 4), (14, 29, 57)),
        (-100, (1, 2, 4), (-14, -29, -57)),
        (7, (1,), (7,)),
        (7, (0, 1), (0, 7)),
    ],
)
def test_what_is_left_goes_to_the_largest_remainder_and_the_earlier_on_a_tie(minor, weights, shares):
    assert Money(minor, "PHP").split(*weights) == tuple(Money(share, "PHP") for share in shares)


def test_the_largest_amounts_are_money_and_one_more_is_not():
    for minor in (LARGEST_MINOR, -LARGEST_MINOR):
        assert Money(minor, "PHP").minor == minor
    with pytest.raises(BadMoney):
        Money(LARGEST_MINOR, "PHP") + Money(1, "PHP")


@pytest.mark.parametrize("written", ["1.50000", "1." + "50".ljust(62, "0")])
def test_noughts_behind_the_smallest_unit_are_no_fraction(written):
    assert Money.from_decimal(Decimal(written), "PHP") == Money(150, "PHP")


def test_forty_signs_are_read_and_one_more_is_not():
    assert Money.parse("5".rjust(40, "0"), "PHP") == Money(500, "PHP")
    with pytest.raises(BadMoney):
        Money.parse("5".rjust(41, "0"), "PHP")
    with pytest.raises(BadMoney):
        Money.from_decimal(Decimal("1." + "50".ljust(63, "0")), "PHP")


@pytest.mark.parametrize(
    ("attempt", "facts"),
    [
        (lambda: Money(LARGEST_MINOR + 1, "PHP"), {"minor": LARGEST_MINOR + 1}),
        (lambda: Money(1, "XYZ"), {"currency": "XYZ"}),
        (lambda: Money.parse("abc", "PHP"), {"currency": "PHP"}),
        (lambda: Money.from_decimal(Decimal(1), "XYZ"), {"currency": "XYZ"}),
        (lambda: Money.from_decimal(Decimal("1e61"), "PHP"), {"currency": "PHP"}),
        (lambda: Money.from_decimal(Decimal("0.005"), "PHP"), {"currency": "PHP"}),
        (lambda: Money(1, "PHP").split(1, -1), {"weights": 2}),
    ],
)
def test_a_refusal_tells_the_log_what_it_refused(attempt, facts):
    with pytest.raises(BadMoney) as refused:
        attempt()
    assert refused.value.facts == facts


def test_exponents_follow_iso_and_not_the_locale_data():
    from babel.numbers import get_currency_precision

    ours = {code: currencies.exponent(code) for code in ("PHP", "JPY", "IQD", "KWD", "HUF", "TWD", "CLF", "UYW")}
    assert ours == {"PHP": 2, "JPY": 0, "IQD": 3, "KWD": 3, "HUF": 2, "TWD": 2, "CLF": 4, "UYW": 4}
    from iso4217 import Currency

    known = [one for one in Currency if one.exponent is not None]
    differing = {one.code for one in known if get_currency_precision(one.code) != one.exponent}
    assert {"IQD", "LAK", "MMK"} <= differing
    assert all(currencies.exponent(one.code) == one.exponent for one in known)


def test_a_code_without_units_counts_in_ones():
    assert currencies.exponent("XXX") == 0
    assert currencies.name("PHP") == "Philippine Peso"
    assert not currencies.is_currency("ABC")
