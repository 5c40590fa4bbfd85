"""All that is recorded about a disputed payment, put together for its evidence pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

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
    columns = ((_("Invoice"), 2), (_("Description"), 5), (_("Amount"), 2))
    return pages.table(_("What was sold"), columns, lines, right=_("Amount"))


def _letters(dispute: Dispute, invoices: list[Invoice], receipts: list[Receipt], zone: ZoneInfo) -> pages.Section:
    about = [one.public_id for one in (*invoices, *receipts)]
    about += [dispute.payment.public_id, *(one.public_id for one in dispute.payment.refunds.all())]
    found = Letter.objects.filter(about__in=about, key_owner=dispute.customer_ref).order_by("-id")
    lines = [
        (pages.instant(one.sent_at, zone) or _("not sent"), one.to_email, one.subject)
        for one in reversed(opened(found, limit=MOST))
    ]
    all_of_them = {"most": MOST, "all": found.count()}
    note = _("The newest %(most)d of %(all)d.") % all_of_them if found.count() > MOST else ""
    columns = ((_("Sent"), 3), (_("To"), 3), (_("Subject"), 4))
    return pages.table(_("Mails sent to the payer about it"), columns, lines, note=note)


def _openings(invoices: list[Invoice], attempt: Attempt, zone: ZoneInfo) -> pages.Section:
    views = LinkView.objects.filter(link__invoice__in=invoices).select_related("link__invoice").order_by("-at")
    begun = attempt.created_at
    lines = [
        (
            pages.instant(one.at, zone),
            one.link.invoice.number_text,
            _("before paying") if one.at <= begun else _("after"),
        )
        for one in reversed(list(views[:MOST]))
    ]
    visitors = views.order_by().values("visitor").distinct().count()
    counts = {"openings": views.count(), "visitors": visitors}
    words = _("Openings: %(openings)d. Visitors: %(visitors)d. One visitor counts once a minute.")
    columns = ((_("When"), 3), (_("Invoice"), 2), (_("Opened, as to the payment"), 2))
    return pages.table(_("Openings of the pay link"), columns, lines, note=words % counts if lines else "")


def _refunds(dispute: Dispute, zone: ZoneInfo) -> pages.Section:
    lines = [
        (
            pages.instant(one.created_at, zone),
            str(pages.WAYS.get(one.to, one.to)),
            str(pages.STATES.get(one.state, _("on its way"))),
            one.reason,
            pages.amount(one.amount),
        )
        for one in dispute.payment.refunds.order_by("id")
    ]
    columns = ((_("When"), 5), (_("How"), 2), (_("State"), 2), (_("Reason"), 3), (_("Amount"), 2))
    return pages.table(_("Money given back"), columns, lines, right=_("Amount"))
