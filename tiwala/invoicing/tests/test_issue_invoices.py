"""Issuing many: the same as one by one, safe to stop and to run again."""

import pytest

from tests.makers import line, make_customer, make_draft, make_invoice
from tiwala.audit.models import Record
from tiwala.invoicing.actions import issue_invoices as verb
from tiwala.invoicing.actions.draft_invoice import drop_draft
from tiwala.invoicing.actions.issue_invoices import issue_invoices
from tiwala.invoicing.models import Document, Invoice
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadId
from tiwala.ledger import balances

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_are_issued_as_one_would_be():
    ana, ben = make_customer(), make_customer("Ben Cruz")
    drafts = [
        make_draft(who, line(10_000 * place), line(5_000, tax="exempt")) for place, who in enumerate([ana, ben] * 3, 1)
    ]
    seen = []
    result = issue_invoices([one.public_id for one in drafts], by=SYSTEM, progress=seen.append)
    assert (result.now, result.before, result.refused, seen) == (6, 0, {}, [6])
    issued = list(Invoice.objects.order_by("id"))
    assert [one.number for one in issued] == [1, 2, 3, 4, 5, 6]
    for one in issued:
        assert balances.open_amount(one.public_id) == one.total_minor
        assert one.buyer["name"] == one.customer.name
        assert one.seller["registered_name"] == "Sampaguita Clinic"
        assert Document.objects.get(owner_ref=one.public_id).name == f"{one.number_text}.json"
        assert Record.objects.filter(tag="invoice:issue", subject_ref=one.public_id).count() == 1
    assert make_invoice(ana).number == 7


def test_what_cannot_be_issued_is_named_and_leaves_no_gap():
    good = [make_draft() for _ in range(3)]
    unfit, dropped, done = make_draft(make_customer(tax_kind="vat")), make_draft(), make_invoice()
    drop_draft(dropped.public_id, by=SYSTEM)
    refs = [one.public_id for one in (unfit, *good, dropped, done)]
    result = issue_invoices(refs, by=SYSTEM)
    assert (result.now, result.before) == (3, 1)
    assert {ref: why.code for ref, why in result.refused.items()} == {
        unfit.public_id: "not_ready_to_issue",
        dropped.public_id: "wrong_state",
    }
    assert sorted(Invoice.objects.exclude(number=None).values_list("number", flat=True)) == [1, 2, 3, 4]


def test_stopped_half_way_it_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(verb, "CHUNK", 2)
    refs = [make_draft().public_id for _ in range(5)]

    def stop(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue_invoices(refs, by=SYSTEM, progress=stop)
    assert Invoice.objects.filter(state="issued").count() == 4
    again = issue_invoices(refs, by=SYSTEM)
    assert (again.now, again.before) == (1, 4)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert balances.open_amount(refs[0]) == 150_000


def test_it_refuses_what_is_no_invoice_and_takes_an_empty_list():
    with pytest.raises(BadId):
        issue_invoices(["pay_x"], by=SYSTEM)
    assert issue_invoices([ids.encode("inv", ids.uuid7())], by=SYSTEM).now == 0
    assert issue_invoices([], by=SYSTEM).now == 0
