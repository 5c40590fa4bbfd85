"""Totals: one pure function, laws and golden figures (TAX-11)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.invoicing.totals import QUANTITY_END, BadLine, LineFacts, TaxClass, Totals, VatMode, half_up, total
from tiwala.kit.money import LARGEST_MINOR

MODES = st.sampled_from(VatMode)
CLASSES = st.sampled_from([TaxClass.VAT, TaxClass.ZERO_RATED, TaxClass.EXEMPT])


@st.composite
def lines(draw, classes=CLASSES):
    quantity = Decimal(draw(st.integers(1, 10_000_000))).scaleb(-4)
    price = draw(st.integers(0, 10_000_000))
    discount = draw(st.integers(0, half_up(quantity * price)))
    return LineFacts("Work", quantity, price, draw(classes), discount)


def worked(*facts: LineFacts, mode: VatMode = VatMode.INCLUSIVE, is_vat_seller: bool = True) -> Totals:
    return total(facts, vat_mode=mode, is_vat_seller=is_vat_seller)


def one(price_minor: int, tax: TaxClass = TaxClass.VAT, quantity: str = "1", discount_minor: int = 0) -> LineFacts:
    return LineFacts("Work", Decimal(quantity), price_minor, tax, discount_minor)


@pytest.mark.parametrize(
    ("gross", "net", "vat"),
    [(11_200, 10_000, 1_200), (150_000, 133_929, 16_071), (1, 1, 0), (5, 4, 1), (9_999, 8_928, 1_071), (0, 0, 0)],
)
def test_prices_with_vat_inside_give_the_figures_of_the_tax_office(gross, net, vat):
    found = worked(one(gross))
    assert (found.vatable_minor, found.vat_minor, found.total_minor) == (net, vat, gross)


@pytest.mark.parametrize(("net", "vat"), [(10_000, 1_200), (133_929, 16_071), (1, 0), (4, 0), (5, 1), (1_234, 148)])
def test_prices_before_vat_have_it_added(net, vat):
    found = worked(one(net), mode=VatMode.EXCLUSIVE)
    assert (found.vatable_minor, found.vat_minor, found.total_minor) == (net, vat, net + vat)


@given(st.lists(lines(), min_size=1, max_size=12), MODES)
def test_the_parts_add_up_to_the_total_and_to_the_lines(facts, mode):
    found = worked(*facts, mode=mode)
    parts = found.vatable_minor + found.vat_minor + found.zero_rated_minor + found.exempt_minor + found.non_vat_minor
    assert found.total_minor == parts == sum(line.total_minor for line in found.lines)
    assert found.vat_minor == sum(line.vat_minor for line in found.lines)
    assert found.discount_minor == sum(line.discount_minor for line in facts)


@given(st.lists(lines(), min_size=1, max_size=12))
def test_with_vat_inside_the_total_is_what_the_prices_say(facts):
    said = sum(half_up(line.quantity * line.unit_price_minor) - line.discount_minor for line in facts)
    assert worked(*facts).total_minor == said


@given(lines(st.just(TaxClass.VAT)), MODES)
def test_vat_is_twelve_percent_of_net_to_half_a_centavo(line, mode):
    found = worked(line, mode=mode)
    assert abs(found.vat_minor - found.vatable_minor * Decimal("0.12")) <= Decimal("0.56")


@given(lines(st.sampled_from([TaxClass.ZERO_RATED, TaxClass.EXEMPT])), MODES)
def test_zero_rated_and_exempt_lines_carry_no_vat_in_any_mode(line, mode):
    found = worked(line, mode=mode)
    assert found.vat_minor == 0
    assert found.total_minor == found.zero_rated_minor + found.exempt_minor


@given(st.permutations(range(5)))
def test_the_order_of_lines_changes_nothing(order):
    facts = [one(100 * place + 33, tax) for place, tax in enumerate([*TaxClass][:3] * 2)][:5]
    assert worked(*facts).total_minor == worked(*[facts[place] for place in order]).total_minor


def test_a_non_vat_seller_charges_no_vat_and_may_not():
    found = worked(one(150_000, TaxClass.NON_VAT), is_vat_seller=False)
    assert (found.non_vat_minor, found.vat_minor) == (150_000, 0)
    with pytest.raises(BadLine):
        worked(one(150_000), is_vat_seller=False)
    with pytest.raises(BadLine):
        worked(one(150_000, TaxClass.NON_VAT))


@pytest.mark.parametrize(
    "line",
    [
        one(100, quantity="0"),
        one(100, quantity="-1"),
        one(100, quantity="0.00001"),
        one(-1),
        one(100, discount_minor=101),
        one(100, discount_minor=-1),
        one(9_000_000_000_000_001),
    ],
)
def test_it_refuses_lines_that_make_no_sense(line):
    with pytest.raises(BadLine):
        worked(line)


BAD_CLASS = "This does not fit how the business is taxed."
BAD_QUANTITY = "Write a quantity above zero, at most four decimals."
BAD_PRICE = "Write a price from zero up."
TOO_MUCH = "That is more than we can count."
BAD_DISCOUNT = "The discount is larger than the line."


@pytest.mark.parametrize(
    ("line", "field", "sentence"),
    [
        (one(100, TaxClass.NON_VAT), "tax_class", BAD_CLASS),
        (one(100, quantity="0"), "quantity", BAD_QUANTITY),
        (one(0, quantity=str(QUANTITY_END)), "quantity", BAD_QUANTITY),
        (one(-1), "unit_price", BAD_PRICE),
        (one(LARGEST_MINOR, quantity="2"), "unit_price", TOO_MUCH),
        (one(100, discount_minor=101), "discount", BAD_DISCOUNT),
    ],
)
def test_a_refusal_points_at_the_field_of_the_line(line, field, sentence):
    with pytest.raises(BadLine) as refused:
        worked(one(100), line)
    assert refused.value.fields == {f"lines.1.{field}": sentence}


def test_the_largest_amount_is_counted_and_one_more_is_not():
    largest = one(LARGEST_MINOR, TaxClass.EXEMPT)
    assert worked(largest).total_minor == LARGEST_MINOR
    with pytest.raises(BadLine) as refused:
        worked(largest, one(1, TaxClass.EXEMPT))
    assert refused.value.facts == {"total": "too large"}


def test_a_policy_nobody_wrote_is_refused():
    with pytest.raises(BadLine) as refused:
        total([one(100)], vat_mode=VatMode.INCLUSIVE, is_vat_seller=True, policy="by_feeling")
    assert refused.value.facts == {"policy": "by_feeling"}


@pytest.mark.parametrize(("amount", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("2.4999", 2)])
def test_a_half_goes_away_from_zero(amount, rounded):
    assert half_up(Decimal(amount)) == rounded
