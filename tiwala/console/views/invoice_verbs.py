"""What is done with one invoice: issue, send, remind, void, credit, take money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tiwala.console.forming import Around, Crumb, FormPage, do, form_page
from tiwala.console.forms.base import KeyedForm, ReasonForm, shown
from tiwala.console.forms.invoices import CreditForm
from tiwala.console.forms.money import CashForm
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.actions.remind import remind as write_reminder
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.models import Invoice
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, staff
from tiwala.ledger import balances
from tiwala.payments.actions.record_counted import record_counted
from tiwala.payments.facts import CashFacts, Target
from tiwala.transfers.actions.call_off_for_cash import call_off_for_cash
from tiwala.transfers.queries import awaited_for

FORM = require_http_methods(["GET", "HEAD", "POST"])


@staff("invoice.issue")
@FORM
def issue(request: HttpRequest, ref: str) -> HttpResponse:
    """Say once more what issuing means, then do it."""
    invoice = _found(request, ref)
    page = FormPage(
        heading=_("Issue this invoice?"),
        submit=_("Issue it"),
        done=_("Issued. Send it to the customer, or copy a pay link."),
        story=_("It gets its number, the customer owes the total, and it can never be changed again."),
        **_around(invoice),
    )

    def run() -> str:
        issue_invoice(ref, by=actor_of(request))
        return page.back

    return form_page(request, form=KeyedForm(request.POST or None), page=page, run=run)


@staff("invoice.send")
@require_POST
def send(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the letter with the PDF and a pay link into the outbox."""
    back = _found(request, ref)
    return do(
        request,
        run=lambda: send_invoice(ref, by=actor_of(request)),
        done=_("The letter is in the outbox."),
        back=reverse("console:invoice", args=[back.public_id]),
    )


@staff("invoice.send")
@require_POST
def remind(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a friendly reminder."""
    _found(request, ref)
    return do(
        request,
        run=lambda: write_reminder(ref, by=actor_of(request)),
        done=_("The reminder is in the outbox."),
        back=reverse("console:invoice", args=[ref]),
    )


@staff("invoice.void", step_up=True)
@FORM
def void(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back an invoice that nobody has paid."""
    form = ReasonForm(request.POST or None)
    page = FormPage(
        heading=_("Void this invoice?"),
        submit=_("Void it"),
        tone="danger",
        done=_("The invoice is void. Its number stays in the series."),
        story=_("It keeps its number, its pay links end, and nothing is owed any more. This cannot be taken back."),
        **_around(_found(request, ref)),
    )

    def run() -> str:
        void_invoice(ref, reason=form.cleaned_data["reason"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("invoice.credit", step_up=True)
@FORM
def credit(request: HttpRequest, ref: str) -> HttpResponse:
    """Lower what is owed by a credit note."""
    invoice = _found(request, ref)
    left = Money(invoice.total_minor - invoice.credited_minor, invoice.currency)
    form = CreditForm(request.POST or None, initial={"amount": shown(left)})
    page = FormPage(
        heading=_("Credit note"),
        submit=_("Issue the credit note"),
        done=_("The credit note is issued."),
        story=_("It has its own number and takes VAT back in the invoice's proportion. "
                "What was already paid becomes the customer's credit."),
        **_around(invoice),
    )  # fmt: skip

    def run() -> str:
        good = form.cleaned_data
        credit_invoice(ref, facts=CreditFacts(good["amount"], good["reason"], form.key_text), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)


@staff("payment.record_cash", step_up=True)
@FORM
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Record money counted over the counter or seen on the bank's statement."""
    invoice = _found(request, ref)
    owed = Money(max(balances.open_amount(ref), 0), invoice.currency)
    awaited = awaited_for(ref)
    may_call_off = awaited is not None and not awaited.is_waiting
    form = CashForm(request.POST or None, initial={"amount": shown(owed)}, may_call_off=may_call_off)
    page = FormPage(
        heading=_("Record a payment"),
        submit=_("Record it"),
        done=_("The payment is recorded; the receipt follows by e-mail."),
        template="console/form_take.html",
        **_around(invoice),
    )

    def run() -> str:
        if awaited is not None:
            call_off_for_cash(awaited.attempt_id, by=actor_of(request))
        record_counted(_cash(form, invoice), by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run, awaited=awaited)


def _cash(form: CashForm, invoice: Invoice) -> CashFacts:
    """All of it is meant for the invoice; what is more than owed becomes credit when it is taken."""
    good = form.cleaned_data
    meant = Target(invoice.public_id, good["amount"])
    return CashFacts(
        customer_ref=invoice.customer_ref,
        targets=(meant,),
        amount=good["amount"],
        key=form.key_text,
        channel=good["channel"],
    )


def _found(request: HttpRequest, ref: str) -> Invoice:
    found: Invoice = Invoice.objects.visible_to(actor_of(request)).by_public_id(ref)
    return found


def _around(invoice: Invoice) -> Around:
    """The way back and the crumbs of every form about an invoice."""
    back = reverse("console:invoice", args=[invoice.public_id])
    crumbs = (
        Crumb(label=_("Invoices"), url=reverse("console:invoices")),
        Crumb(label=invoice.number_text or _("Draft"), url=back),
    )
    return {"back": back, "crumbs": crumbs}
