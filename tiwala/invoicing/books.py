"""What must hold between invoices and the books, as SQL or functions that return nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.errors import BadId
from tiwala.ledger.checks import Check, Finding

_GAPS = """
SELECT b.code || ' ' || s.document, 'gave out ' || d.given || ' numbers, the last is ' || d.last || ', the next '
       || s.next_number || ', the first ' || s.first_number
  FROM invoicing_series s JOIN business_branch b ON b.id = s.branch_id
  CROSS JOIN LATERAL (
       SELECT count(*) AS given, coalesce(max(number), s.first_number - 1) AS last,
              coalesce(min(number), s.first_number) AS first
         FROM (SELECT number FROM invoicing_invoice WHERE series_id = s.id
               UNION ALL SELECT number FROM invoicing_creditnote WHERE series_id = s.id
               UNION ALL SELECT number FROM invoicing_receipt WHERE series_id = s.id) n) d
 WHERE d.given <> s.next_number - s.first_number OR d.last <> s.next_number - 1 OR d.first <> s.first_number
"""
_WRONG_SUMS = """
SELECT i.id::text, 'says net ' || (i.total_minor - i.vat_minor) || ' and VAT ' || i.vat_minor
       || ', its lines ' || l.net || ' and ' || l.vat
  FROM invoicing_invoice i
  JOIN (SELECT invoice_id, sum(net_minor) AS net, sum(vat_minor) AS vat FROM invoicing_line GROUP BY 1) l
    ON l.invoice_id = i.id
 WHERE l.net <> i.total_minor - i.vat_minor OR l.vat <> i.vat_minor
"""
_WRONG_CREDIT = """
SELECT i.id::text, 'says ' || i.credited_minor || ' was credited, its notes ' || coalesce(n.total, 0)
  FROM invoicing_invoice i
  LEFT JOIN (SELECT invoice_id, sum(total_minor) AS total FROM invoicing_creditnote GROUP BY 1) n
    ON n.invoice_id = i.id
 WHERE i.credited_minor <> coalesce(n.total, 0)
"""
_BY_SUBJECT = """
SELECT p.subject, p.currency,
       sum(p.amount_minor),
       sum(p.amount_minor) FILTER (WHERE e.kind = 'invoice_issued'),
       sum(p.amount_minor) FILTER (WHERE e.kind = 'invoice_issued_reversed'),
       -coalesce(sum(p.amount_minor) FILTER (WHERE e.kind = 'invoice_credited'), 0)
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
 WHERE p.account_code = 'receivable' GROUP BY p.subject, p.currency
"""


def receivables_equal_invoices() -> Iterable[Finding]:
    """Each issued invoice stands in the books with its total, a void one with nothing, and nothing else is owed."""
    name = "receivables_equal_invoices"
    with connection.cursor() as cursor:
        cursor.execute(_BY_SUBJECT)
        books = {
            (subject, currency): tuple(map(int, (row or 0 for row in sums))) for subject, currency, *sums in cursor
        }
    columns = ("id", "currency", "state", "total_minor", "credited_minor")
    for pk, currency, state, total, credited in Invoice.objects.exclude(number=None).values_list(*columns).iterator():
        ref = ids.encode("inv", pk)
        balance, issued, reversed_, off = books.pop((ref, currency), (0, 0, 0, 0))
        if issued != total:
            yield Finding(name, ref, f"is issued over {total}, the books say {issued}")
        if state == "void" and (balance or reversed_ != -total):
            yield Finding(name, ref, f"is void, the books still hold {balance}")
        if off > credited:
            yield Finding(name, ref, f"was credited {credited}, the books took off {off}")
    for (subject, currency), sums in books.items():
        if not _is_invoice_id(subject):
            continue  # another room's subject: not ours to prove
        yield Finding(name, subject, f"{sums[0]} {currency} is owed on what is no issued invoice")


def _is_invoice_id(subject: str) -> bool:
    try:
        ids.decode("inv", subject)
    except BadId:
        return False
    return True


def issued_documents_have_twins() -> Iterable[Finding]:
    """Every number that was given out has its JSON twin."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner_ref FROM invoicing_document WHERE kind = 'invoice_json'")
        kept = {row[0] for row in cursor}
    for pk in Invoice.objects.exclude(number=None).values_list("id", flat=True).iterator():
        if ids.encode("inv", pk) not in kept:
            yield Finding("issued_documents_have_twins", ids.encode("inv", pk), "has no JSON twin")


CHECKS: dict[str, Check] = {
    "receivables_equal_invoices": receivables_equal_invoices,
    "issued_documents_have_twins": issued_documents_have_twins,
    "numbers_have_no_gaps": _GAPS,
    "invoice_sums": _WRONG_SUMS,
    "credit_notes_add_up": _WRONG_CREDIT,
}
"""Registered with ledger.checks at start."""
