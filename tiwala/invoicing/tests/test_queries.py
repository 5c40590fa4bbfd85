"""Reads: the list, one invoice whole, what is due, the dashboard's figures."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import DAN, EVE, payer
from tests.makers import line, make_customer, make_draft, make_invoice
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.queries import (
    InvoiceFilters,
    due_for,
    invoice_page,
    list_invoices,
    money_summary,
    overdue_by_age,
    pay_page,
)
from tiwala.invoicing.queries.open_invoices import billing_day
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound
from tiwala.kit.money import Money
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.facts import CashFacts, Target

pytestmark = pytest.mark.django_db(transaction=True)


def pay(invoice: Invoice, minor: int) -> None:
    amount = Money(minor, "PHP")
    facts = CashFacts(invoice.customer_ref, (Target(invoice.public_id, amount),), amount, key=ids.uuid7().hex)
    record_cash_payment(facts, by=SYSTEM)


def test_the_list_says_how_each_invoice_stands_and_filters_by_it():
    ana = make_customer()
    waiting, part, paid, void = (make_invoice(ana) for _ in range(4))
    credited, draft = make_invoice(ana), make_draft(ana)
    pay(part, 50_000)
    pay(paid, 150_000)
    void_invoice(void.public_id, reason="Typed twice", by=SYSTEM)
    credit_invoice(credited.public_id, facts=CreditFacts(Money(150_000, "PHP"), "Not delivered", "k"), by=SYSTEM)
    with clock.hold(clock.now() - timedelta(days=40)):
        late = make_invoice(ana)
    expected = {"open": waiting, "part": part, "paid": paid, "void": void, "credited": credited, "draft": draft}
    expected["overdue"] = late
    whole = {row.ref: str(row.settlement) for row in list_invoices(by=DAN).rows}
    assert whole == {one.public_id: name for name, one in expected.items()}
    for name, one in expected.items():
        rows = list_invoices(by=DAN, filters=InvoiceFilters(settlement=name)).rows
        assert [(row.ref, str(row.settlement)) for row in rows] == [(one.public_id, name)]


def test_fifty_rows_cost_as_many_statements_as_one():
    make_invoice()
    list_invoices(by=DAN)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert list_invoices(by=DAN).rows[0].customer_name == "Ana Reyes"
        return len(seen)

    one = statements()
    for _ in range(6):
        make_invoice(make_customer())
    assert statements() == one <= 4


def test_pages_follow_each_other_without_a_gap():
    ana = make_customer()
    refs = [make_invoice(ana).public_id for _ in range(5)]
    first = list_invoices(by=DAN, size=2)
    second = list_invoices(by=DAN, size=2, cursor=first.next_cursor)
    third = list_invoices(by=DAN, size=2, cursor=second.next_cursor)
    assert [row.ref for page in (first, second, third) for row in page.rows] == refs[::-1]
    assert third.next_cursor == ""
    with pytest.raises(BadInput):
        list_invoices(by=DAN, cursor="inv_nonsense")
    with pytest.raises(BadInput):
        list_invoices(by=DAN, filters=InvoiceFilters(settlement="lost"))


def test_ben_sees_nothing_of_anas():
    ana, ben = make_customer("Ana Reyes"), make_customer("Ben Cruz")
    invoice, draft = make_invoice(ana), make_draft(ana)
    as_ana, as_ben = payer("ana", ana.public_id), payer("ben", ben.public_id)
    assert [row.ref for row in list_invoices(by=as_ana).rows] == [invoice.public_id]
    assert list_invoices(by=as_ben).rows == list_invoices(by=EVE).rows == ()
    assert invoice_page(invoice.public_id, by=as_ana).owed_minor == 150_000
    for who, one in ((as_ben, invoice), (as_ana, draft), (EVE, invoice)):
        with pytest.raises(NotFound):
            invoice_page(one.public_id, by=who)


def test_one_invoice_whole_in_at_most_ten_statements():
    invoice = make_invoice(None, line(100_000), line(50_000))
    pay(invoice, 60_000)
    _, token = make_pay_link(invoice.public_id, by=SYSTEM)
    open_link(token, visitor="203.0.113.7")
    with CaptureQueriesContext(connection) as seen:
        view = invoice_page(invoice.public_id, by=DAN)
    assert len(seen) <= 10
    assert (view.owed_minor, view.paid_minor, str(view.settlement)) == (90_000, 60_000, "part")
    assert len(view.lines) == 2
    assert view.links[0].views == 1
    assert [(dot.name, dot.state) for dot in view.dots] == [
        ("drafted", "done"),
        ("issued", "done"),
        ("sent", "later"),
        ("viewed", "done"),
        ("part", "now"),
    ]


def test_what_is_due_comes_oldest_first_and_without_what_is_paid():
    ana = make_customer()
    today = billing_day()
    later = make_invoice(ana, due_on=today + timedelta(days=9))
    sooner = make_invoice(ana, due_on=today + timedelta(days=2))
    pay(make_invoice(ana), 150_000)
    pay(later, 100_000)
    due = due_for(ana.public_id)
    assert [(one.ref, one.owed_minor) for one in due.invoices] == [
        (sooner.public_id, 150_000),
        (later.public_id, 50_000),
    ]
    assert (due.owed_minor(), due.overdue_minor()) == (200_000, 0)


def test_the_pay_page_needs_one_statement_beyond_opening_the_link():
    invoice = make_invoice()
    _, token = make_pay_link(invoice.public_id, by=SYSTEM)
    opened = open_link(token, visitor="203.0.113.7")
    pay_page(opened)
    with CaptureQueriesContext(connection) as seen:
        shown = pay_page(opened)
    assert len(seen) == 1
    assert (shown.is_payable, shown.owed_minor, shown.invoice.vat_minor) == (True, 150_000, 16_071)
    assert shown.invoice.language == "en"


def test_the_dashboard_sorts_what_is_open_by_how_late_it_is():
    ana, today = make_customer(), billing_day()
    make_invoice(ana)
    for days in (50, 80, 110, 200):
        with clock.hold(clock.now() - timedelta(days=days)):
            make_invoice(ana)
    assert [bucket.count for bucket in overdue_by_age(today)] == [1, 0, 1, 1, 2]
    summary = money_summary(today)
    assert (summary.owed_minor, summary.overdue_minor) == (750_000, 600_000)
    assert sum(bucket.count for bucket in summary.ages) == 5
