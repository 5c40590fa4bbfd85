import pytest
from django.db import transaction

from tiwala.kit.errors import InvariantBroken
from tiwala.ledger import balances, chart
from tiwala.ledger.actions.post_entry import post_entries, post_entry
from tiwala.ledger.actions.reverse_entry import reverse_entry
from tiwala.ledger.draft import credit, debit, entry
from tiwala.ledger.models import Account, Entry, Posting
from tiwala.ledger.tests.conftest import CORA, peso, sale

pytestmark = pytest.mark.django_db


def test_an_entry_is_written_with_all_its_sides():
    written = post_entry(sale(11_200, source="inv_1"), by=CORA)

    assert Entry.objects.filter(pk=written.pk, kind="invoice_issued", source="inv_1").exists()
    sides = Posting.objects.filter(entry=written).order_by("id").values_list("account_code", "amount_minor", "currency")
    assert list(sides) == [("receivable", 11_200, "PHP"), ("sales", -10_000, "PHP"), ("vat_payable", -1_200, "PHP")]
    assert written.by_actor == "person:usr_cora"
    assert written.public_id.startswith("ent_")


def test_it_opens_the_accounts_it_needs_once():
    post_entry(sale(), by=CORA)
    post_entry(sale(), by=CORA)

    assert Account.objects.filter(code="sales", currency="PHP", kind="income").count() == 1


def test_the_same_event_posted_again_is_the_first_entry():
    draft = sale(source="inv_1")
    first = post_entry(draft, by=CORA)

    assert post_entry(draft, by=CORA) == first
    assert balances.open_amount("inv_1") == 11_200


def test_another_amount_under_the_same_name_breaks():
    post_entry(sale(11_200, source="inv_1"), by=CORA)

    with pytest.raises(InvariantBroken):
        post_entry(sale(22_400, source="inv_1"), by=CORA)


def test_many_are_written_in_a_few_statements(django_assert_max_num_queries):
    drafts = [sale(1_120, invoice=f"inv_{number}", source=f"inv_{number}") for number in range(2_500)]
    post_entry(sale(), by=CORA)

    with django_assert_max_num_queries(3):
        written = post_entries(drafts, by=CORA)

    assert [one.source for one in written] == [draft.source for draft in drafts]
    assert balances.open_amounts(["inv_0", "inv_2499"]) == {"inv_0": 1_120, "inv_2499": 1_120}


def test_a_batch_holding_the_same_event_twice_writes_it_once():
    draft = sale(source="inv_1")
    one, other = post_entries([draft, draft], by=CORA)

    assert one == other
    assert Entry.objects.count() == 1


def test_an_entry_may_be_dated_back():
    issued = sale(source="inv_1")
    at = post_entry(issued, by=CORA).at.replace(year=2020)
    dated = entry("opening", "inv_2", *issued.legs, at=at)

    assert post_entry(dated, by=CORA).at == at
    assert set(Posting.objects.filter(entry__source="inv_2").values_list("at", flat=True)) == {at}


def test_a_reversal_undoes_every_side_and_twice_is_once():
    written = post_entry(sale(source="inv_1"), by=CORA)
    back = reverse_entry(written, source="inv_1", by=CORA)

    assert back.kind == "invoice_issued_reversed"
    assert reverse_entry(written, source="inv_1", by=CORA) == back
    assert balances.open_amount("inv_1") == 0
    assert balances.account_balance("sales", "PHP") == 0


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_open_a_transaction_of_its_own():
    with pytest.raises(InvariantBroken):
        post_entry(sale(), by=CORA)


def test_money_of_two_currencies_balances_in_each():
    draft = entry(
        "payout",
        "test_two",
        debit(chart.BANK, peso(500)),
        credit(chart.clearing("gac_1"), peso(500)),
    )
    with transaction.atomic():
        post_entry(draft, by=CORA)

    assert balances.account_balance("clearing:gac_1", "PHP") == -500
