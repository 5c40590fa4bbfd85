"""/api/v1/invoices"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.makers import make_business, make_customer, make_draft, make_invoice
from tiwala.api.tests.caller import Caller, code
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.facts import CashFacts, Target

LINE = {"description": "Consultation", "quantity": "1.5", "unit_price_minor": 100_000, "tax_class": "vat"}


def _body(**more: Any) -> dict[str, Any]:
    make_business()
    return {"customer": make_customer().public_id, "lines": [LINE], "description": "May", **more}


def _pay(invoice: Invoice) -> None:
    target = Target(invoice.public_id, invoice.total)
    record_cash_payment(CashFacts(invoice.customer_ref, (target,), invoice.total, "k"), by=SYSTEM)


def test_a_draft_is_worked_out_and_owes_nothing(shop: Caller) -> None:
    response = shop.post("/invoices", _body())
    assert response.status_code == 201
    said = response.json()
    assert said["total"] == {"amount_minor": 150_000, "currency": "PHP"}
    assert said["owed"]["amount_minor"] == 0
    assert (said["state"], said["number"]) == ("draft", "")
    assert said["totals"]["vat_minor"] == 16_071
    assert said["lines"][0]["quantity"] == "1.5"


def test_issuing_draws_a_number_and_is_owed(shop: Caller) -> None:
    ref = shop.post("/invoices", _body()).json()["id"]
    said = shop.post(f"/invoices/{ref}/issue").json()
    assert (said["state"], said["settlement"]) == ("issued", "open")
    assert said["number"].startswith("INV-")
    assert said["owed"] == said["total"]
    assert shop.post(f"/invoices/{ref}/issue").json()["number"] == said["number"]


def test_a_draft_may_be_written_anew_and_an_issued_one_not(shop: Caller) -> None:
    body = _body()
    ref = shop.post("/invoices", body).json()["id"]
    changed = shop.put(f"/invoices/{ref}", {**body, "lines": [{**LINE, "quantity": "2"}]})
    assert changed.json()["total"]["amount_minor"] == 200_000
    shop.post(f"/invoices/{ref}/issue")
    assert code(shop.put(f"/invoices/{ref}", body)) == (409, "wrong_state")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": "0"}, "lines.0.quantity"),
        ({"quantity": "1e5"}, "lines.0.quantity"),
        ({"quantity": 1.5}, "lines.0.quantity"),
        ({"unit_price_minor": 10.5}, "lines.0.unit_price_minor"),
        ({"unit_price_minor": True}, "lines.0.unit_price_minor"),
        ({"unit_price_minor": 10**30}, "lines.0.unit_price_minor"),
        ({"discount_minor": 10**12}, "lines.0.discount"),
        ({"tax_class": "non_vat"}, "lines.0.tax_class"),
        ({"tax_class": "luxury"}, "lines.0.tax_class"),
    ],
)
def test_a_bad_line_is_named(shop: Caller, change: dict[str, Any], field: str) -> None:
    response = shop.post("/invoices", _body(lines=[{**LINE, **change}]))
    assert response.status_code == 422
    assert field in response.json()["fields"]
    assert not Invoice.objects.exists()


def test_a_due_date_is_of_our_times(shop: Caller) -> None:
    for day in ("0005-01-01", "9999-12-31", "soon", 20260504):
        assert code(shop.post("/invoices", _body(due_on=day))) == (422, "bad_input")
    assert shop.post("/invoices", _body(due_on="2026-05-04")).json()["due_on"] == "2026-05-04"


def test_an_unpaid_invoice_is_voided_and_a_paid_one_not(shop: Caller) -> None:
    paid = make_invoice()
    _pay(paid)
    assert code(shop.post(f"/invoices/{paid.public_id}/void", {"reason": "x"})) == (409, "has_money")
    said = shop.post(f"/invoices/{make_invoice().public_id}/void", {"reason": "Twice"}).json()
    assert said["state"] == "void"


def test_a_credit_note_lowers_what_is_owed(shop: Caller) -> None:
    ref = make_invoice().public_id
    body = {"amount": {"amount_minor": 11_200, "currency": "PHP"}, "reason": "Late"}
    note = shop.post(f"/invoices/{ref}/credit-notes", body, key="k").json()
    assert (note["net"]["amount_minor"], note["vat"]["amount_minor"]) == (10_000, 1_200)
    assert shop.post(f"/invoices/{ref}/credit-notes", body, key="k").json() == note
    assert shop.get(f"/invoices/{ref}").json()["owed"]["amount_minor"] == 138_800
    too_much = {**body, "amount": {"amount_minor": 150_000, "currency": "PHP"}}
    assert code(shop.post(f"/invoices/{ref}/credit-notes", too_much)) == (409, "credit_too_large")


def test_a_pay_link_is_shown_once_and_can_be_ended(shop: Caller) -> None:
    ref = make_invoice().public_id
    said = shop.post(f"/invoices/{ref}/pay-links", {}).json()
    token = said["url"].rstrip("/").rsplit("/", 1)[1]
    assert open_link(token, visitor="x").invoice_ref == ref
    shown = shop.get(f"/invoices/{ref}").json()["pay_links"][0]
    assert (shown["id"], shown["url"], shown["views"]) == (said["id"], "", 1)
    assert shop.delete(f"/invoices/{ref}/pay-links").json() == {"revoked": 1}
    assert open_link(token, visitor="x") is None


def test_the_json_twin_is_given_as_it_was_hashed(shop: Caller) -> None:
    response = shop.get(f"/invoices/{make_invoice().public_id}/document")
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response.json()["totals"]["total_minor"] == 150_000


def test_a_draft_has_no_document(shop: Caller) -> None:
    assert code(shop.get(f"/invoices/{make_draft().public_id}/document")) == (404, "not_found")


def test_the_list_is_filtered_and_paged(shop: Caller) -> None:
    ana = make_customer()
    mine = [make_invoice(ana).public_id for _ in range(3)]
    make_invoice()
    paid = make_invoice(ana)
    _pay(paid)
    first = shop.get("/invoices", customer=ana.public_id, settlement="open", limit=2).json()
    rest = shop.get("/invoices", customer=ana.public_id, settlement="open", limit=2, cursor=first["next_cursor"]).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == mine[::-1]
    assert rest["next_cursor"] == ""
    assert [one["id"] for one in shop.get("/invoices", settlement="paid").json()["items"]] == [paid.public_id]


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"limit": 0}, {"limit": 10**9}, {"issued_from": "soon"}, {"number": "\0"}]
)
def test_a_filter_that_makes_no_sense_is_refused(shop: Caller, query: dict[str, Any]) -> None:
    assert code(shop.get("/invoices", **query)) == (422, "bad_input")


def test_the_paper_is_a_pdf_and_stays_as_it_was(shop: Caller) -> None:
    ref = make_invoice().public_id
    first = shop.get(f"/invoices/{ref}/pdf")
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert shop.get(f"/invoices/{ref}/pdf").content == first.content


def test_a_credit_note_has_its_paper(shop: Caller) -> None:
    ref = make_invoice().public_id
    body = {"amount": {"amount_minor": 11_200, "currency": "PHP"}, "reason": "Late"}
    note = shop.post(f"/invoices/{ref}/credit-notes", body).json()
    assert shop.get(f"/credit-notes/{note['id']}/pdf").content.startswith(b"%PDF-")


def test_there_is_no_paper_of_what_is_not_there(shop: Caller) -> None:
    assert shop.get(f"/invoices/{make_draft().public_id}/pdf").status_code in (404, 409)
    for ref in ("rcp_" + "0" * 26, "inv_" + "0" * 26, "x"):
        assert code(shop.get(f"/invoices/{ref}/pdf")) == (404, "not_found")
        assert code(shop.get(f"/credit-notes/{ref}/pdf")) == (404, "not_found")
