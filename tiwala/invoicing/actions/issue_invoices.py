"""Issue many drafts: a month's billing in one go, set-based, safe to stop and to run again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from tiwala.audit.actions.record import Act, record_all
from tiwala.business import queries as business
from tiwala.business.seller import SellerBlock
from tiwala.events.actions.publish import publish_all
from tiwala.invoicing import numbering
from tiwala.invoicing.actions.issue_invoice import entry_of, give_number, prepare, twin_of
from tiwala.invoicing.errors import NotReadyToIssue
from tiwala.invoicing.events import InvoiceIssued
from tiwala.invoicing.models import Document, Invoice, Line
from tiwala.kit import fields, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal, WrongState
from tiwala.ledger.actions.post_entry import post_entries

CHUNK = 500

_ISSUE = """
UPDATE invoicing_invoice AS i
   SET state = 'issued', state_at = n.issued_at, series_id = n.series_id, number = n.number,
       number_text = n.number_text, issued_on = n.issued_on, issued_at = n.issued_at, due_on = n.due_on,
       seller = n.seller, buyer = n.buyer
  FROM unnest(%(id)s::uuid[], %(series_id)s::bigint[], %(number)s::bigint[], %(number_text)s::text[],
              %(issued_on)s::date[], %(issued_at)s::timestamptz[], %(due_on)s::date[], %(seller)s::bytea[],
              %(buyer)s::bytea[])
       AS n (id, series_id, number, number_text, issued_on, issued_at, due_on, seller, buyer)
 WHERE i.id = n.id
"""
_PLAIN = ("id", "series_id", "number", "number_text", "issued_on", "issued_at", "due_on")
_SEALED = ("seller", "buyer")


@dataclass(slots=True)
class Issued:
    """How it went: how many were issued now, how many had been before, and why others were not, by reference."""

    now: int = 0
    before: int = 0
    refused: dict[str, Refusal] = field(default_factory=dict)


def issue_invoices(refs: Sequence[str], *, by: Actor, progress: Callable[[int], None] = lambda _done: None) -> Issued:
    """Issue these drafts as issue_invoice would, each with its number, twin, entry, record and event.

    One transaction for every 500: stopped half-way, whole chunks are issued and the rest are drafts still; run
    again, it goes on where it stopped. What cannot be issued is left alone and named. `progress` hears how many
    were looked at.
    """
    wanted = sorted({ids.decode("inv", ref) for ref in refs})
    result = Issued()
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        _issue_chunk(chunk, result, by=by)
        progress(start + len(chunk))
    return result


def _issue_chunk(pks: Sequence[UUID], result: Issued, *, by: Actor) -> None:
    found = _commit_chunk(pks, by=by)
    result.now += found.now
    result.before += found.before
    result.refused |= found.refused


@action
def _commit_chunk(pks: Sequence[UUID], *, by: Actor) -> Issued:
    drafts, found = _drafts(pks)
    lines = _lines(drafts)
    ready = _ready(drafts, lines, found)
    if not ready:
        return found
    _number(ready)
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, _columns(ready))
    Document.objects.bulk_create([twin_of(invoice, lines[invoice.pk]) for invoice in ready])
    post_entries([entry_of(invoice, lines[invoice.pk]) for invoice in ready], by=by)
    record_all([_act(invoice) for invoice in ready], by=by)
    publish_all([_event(invoice) for invoice in ready])
    found.now = len(ready)
    return found


def _drafts(pks: Sequence[UUID]) -> tuple[list[Invoice], Issued]:
    found, drafts = Issued(), []
    locked = Invoice.objects.select_for_update(of=("self",)).select_related("customer", "branch")
    for invoice in locked.filter(pk__in=pks).order_by("id"):
        if invoice.state == "draft":
            drafts.append(invoice)
        elif invoice.state == "issued":
            found.before += 1
        else:
            found.refused[invoice.public_id] = WrongState(state=invoice.state)
    fields.preload([invoice.customer for invoice in drafts])
    return drafts, found


def _lines(drafts: Sequence[Invoice]) -> dict[UUID, list[Line]]:
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(invoice__in=[invoice.pk for invoice in drafts]).order_by("invoice_id", "position"):
        lines[line.invoice_id].append(line)
    return lines


def _ready(drafts: Sequence[Invoice], lines: dict[UUID, list[Line]], found: Issued) -> list[Invoice]:
    sellers: dict[UUID, SellerBlock] = {}
    ready = []
    for invoice in drafts:
        if invoice.branch_id not in sellers:
            sellers[invoice.branch_id] = business.seller_block(invoice.branch)
        try:
            prepare(invoice, lines[invoice.pk], seller=sellers[invoice.branch_id], customer=invoice.customer)
        except NotReadyToIssue as refusal:
            found.refused[invoice.public_id] = refusal
        else:
            ready.append(invoice)
    return ready


def _number(ready: Sequence[Invoice]) -> None:
    """Numbers in the order of birth, branch by branch, in one order for everybody."""
    by_branch: dict[UUID, list[Invoice]] = defaultdict(list)
    for invoice in ready:
        by_branch[invoice.branch_id].append(invoice)
    for branch_id in sorted(by_branch):
        theirs = by_branch[branch_id]
        series = numbering.locked(theirs[0].branch, "invoice")
        first = numbering.next_of(series, count=len(theirs))
        for place, invoice in enumerate(theirs):
            give_number(invoice, series, first + place)


def _columns(ready: Sequence[Invoice]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: [getattr(invoice, name) for invoice in ready] for name in _PLAIN}
    for sealed in fields.sealed_fields_of(Invoice):
        assert sealed.name in _SEALED
        columns[sealed.name] = [bytes(sealed.seal_for(one, getattr(one, sealed.name))) for one in ready]
    return columns


def _act(invoice: Invoice) -> Act:
    facts = {"number": invoice.number_text, "total_minor": invoice.total_minor}
    return Act("invoice:issue", invoice.public_id, facts=facts)


def _event(invoice: Invoice) -> InvoiceIssued:
    return InvoiceIssued(invoice.public_id, invoice.customer_ref, invoice.total_minor, invoice.currency)
