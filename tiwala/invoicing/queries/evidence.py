"""All that is recorded about a disputed payment, put together for its evidence pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from tiwala.business.queries import profile_facts
from tiwala.customers import queries as customers
from tiwala.invoicing.models import Invoice, LinkView, Receipt
from tiwala.invoicing.pdf import evidence_paper as pages
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound
from tiwala.kit.money import Money
from tiwala.notify.models import Letter
from tiwala.notify.queries import opened
from tiwala.payments.models import Attempt, Dispute
from tiwala.payments.queries import attempt_in_dispute

MOST: Final = 40
"""Letters and openings listed: the newest; how many there are is said."""


@dataclass(frozen=True, slots=True)
class Story:
    """The dispute, its sections ready to print, and whose papers go along."""

    dispute: Dispute
    zone: ZoneInfo
    sections: tuple[pages.Section, ...]
    invoice_refs: tuple[str, ...]
    receipt_refs: tuple[str, ...]


def story_of(dispute_ref: str) -> Story:
    """Everything as it stands now. NotFound for no dispute, or one without money."""
    dispute: Dispute = Dispute.objects.select_related("payment").by_public_id(dispute_ref)
    attempt = attempt_in_dispute(dispute)
    if attempt is None:
        raise NotFound(wanted="dsp")
    zone = ZoneInfo(profile_facts().time_zone)
    invoices = _invoices(dispute)
    receipts = list(Receipt.objects.filter(payment_ref=dispute.payment.public_id).order_by("id"))
    who = customers.card(customers.by_ref(dispute.customer_ref, by=SYSTEM))
    sections = (
        pages.dispute_section(dispute, zone),
        pages.payment_section(attempt, zone),
        pages.payer_section(who.name, who.email, attempt),
        _sold(invoices),
        _letters(dispute, invoices, receipts, zone),
        _openings(invoices, attempt, zone),
        _refunds(dispute, zone),
    )
    return Story(
        dispute,
        zone,
        sections,
        invoice_refs=tuple(one.public_id for one in invoices if one.number is not None),
        receipt_refs=tuple(one.public_id for one in receipts),
    )


def _invoices(dispute: Dispute) -> list[Invoice]:
    refs = dispute.payment.targets.values_list("target_ref", flat=True)
    pks = [ids.decode("inv", ref) for ref in refs if ref.startswith("inv_")]
    return list(Invoice.objects.filter(pk__in=pks).select_related("customer").order_by("id"))


def _sold(invoices: list[Invoice]) -> pages.Section:
    lines = [
        (one.number_text, line.description, pages.amount(Money(line.net_minor + line.vat_minor, one.currency)))
        for one in invoices
        for line in one.lines.all()
    ]
    return pages.table("What was sold", ("Invoice", "Description", "Amount"), lines)


def _letters(dispute: Dispute, invoices: list[Invoice], receipts: list[Receipt], zone: ZoneInfo) -> pages.Section:
    about = [one.public_id for one in (*invoices, *receipts)]
    about += [dispute.payment.public_id, *(one.public_id for one in dispute.payment.refunds.all())]
    found = Letter.objects.filter(about__in=about, key_owner=dispute.customer_ref).order_by("-id")
    lines = [
        (pages.instant(one.sent_at, zone) or f"not sent ({one.state})", one.to_email, one.subject)
        for one in reversed(opened(found, limit=MOST))
    ]
    note = f"The newest {MOST} of {found.count()}." if found.count() > MOST else ""
    return pages.table("Mails sent to the payer about it", ("Sent", "To", "Subject"), lines, note=note)


def _openings(invoices: list[Invoice], attempt: Attempt, zone: ZoneInfo) -> pages.Section:
    views = LinkView.objects.filter(link__invoice__in=invoices).select_related("link__invoice").order_by("-at")
    begun = attempt.created_at
    lines = [
        (pages.instant(one.at, zone), one.link.invoice.number_text, "before paying" if one.at <= begun else "after")
        for one in reversed(list(views[:MOST]))
    ]
    visitors = views.order_by().values("visitor").distinct().count()
    note = f"Openings: {views.count()}. Visitors: {visitors}. One visitor counts once a minute." if lines else ""
    return pages.table("Openings of the pay link", ("When", "Invoice", "Payment begun"), lines, note=note)


def _refunds(dispute: Dispute, zone: ZoneInfo) -> pages.Section:
    lines = [
        (pages.instant(one.created_at, zone), pages.amount(one.amount), one.to, one.state, one.reason)
        for one in dispute.payment.refunds.order_by("id")
    ]
    return pages.table("Money given back", ("When", "Amount", "How", "State", "Reason"), lines)
