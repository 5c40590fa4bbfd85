"""What must hold between this room's rows and the books, as checks that find nothing. Registered by wiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.db.models import Q, Sum

from tiwala.kit.money import Money
from tiwala.ledger.checks import Check, Finding
from tiwala.payments.models import Dispute, Payment
from tiwala.payments.states import DisputeState

_CLEARING: Final = """
WITH expected AS (
    SELECT 'clearing:' || gateway_account_ref AS code, found_currency AS currency,
           sum(found_minor - reversed_minor) AS total
      FROM payments_attempt WHERE found_minor IS NOT NULL AND gateway_account_ref <> '' GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || a.gateway_account_ref, r.currency, -sum(r.amount_minor)
      FROM payments_refund r JOIN payments_attempt a ON a.id = r.attempt_id
     WHERE r."to" = 'gateway' AND r.state = 'done' GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || gateway_account_ref, currency, -sum(held_minor)
      FROM payments_dispute WHERE state IN ('needs_answer', 'under_review') GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || gateway_account_ref, fee_currency, -sum(fee_minor)
      FROM payments_dispute WHERE fee_minor > 0 GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || split_part(subject, ':', 1), currency, -sum(balance_minor)
      FROM ledger_subject_balance WHERE account_code = 'unapplied' AND subject LIKE 'gac\\_%:%' GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || gateway_account_ref, currency, -sum(fee_minor + paid_out_minor)
      FROM payments_bookedline WHERE taken_back_at IS NULL GROUP BY 1, 2
), held AS (
    SELECT code, currency, sum(total) AS total FROM expected GROUP BY 1, 2
), booked AS (
    SELECT p.account_code AS code, p.currency, sum(p.amount_minor) AS total
      FROM ledger_posting p
     WHERE p.account_code ~ '^clearing:gac_[0-9a-z]{26}$'
     GROUP BY 1, 2
)
SELECT coalesce(b.code, h.code),
       'holds ' || coalesce(b.total, 0) || ' ' || coalesce(b.currency, h.currency)
       || ' in the books, the payments say ' || coalesce(h.total, 0)
  FROM held h FULL JOIN booked b ON b.code = h.code AND b.currency = h.currency
 WHERE coalesce(b.total, 0) <> coalesce(h.total, 0)
"""
"""Money that a gateway holds for us: what came, less what was taken back, what went back, what disputes hold and cost,
what it kept as fees and what it paid out."""

_ALLOCATIONS: Final = """
WITH shared AS (
    SELECT target_ref AS ref, sum(amount_minor) AS total FROM payments_allocation GROUP BY 1
), booked AS (
    SELECT p.subject AS ref, -sum(p.amount_minor) AS total
      FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
     WHERE p.account_code = 'receivable'
       AND e.kind IN ('payment_captured', 'held_resolved', 'unmatched_resolved', 'payment_reversed',
                      'refund_promised', 'refund_failed', 'dispute_lost')
       AND e.source ~ '^(att|pay|ref|gac|dsp)_[0-9a-z]{26}'
     GROUP BY 1
)
SELECT coalesce(s.ref, b.ref),
       'has ' || coalesce(s.total, 0) || ' allocated, the books say ' || coalesce(b.total, 0)
  FROM shared s FULL JOIN booked b ON b.ref = s.ref
 WHERE coalesce(s.total, 0) <> coalesce(b.total, 0)
"""

_HOLDS: Final = """
SELECT h.attempt_id::text, 'is ' || a.state || ' and its hold on ' || h.target_ref || ' is live: ' || h.live
  FROM payments_attempthold h JOIN payments_attempt a ON a.id = h.attempt_id
 WHERE h.live <> (a.state IN ('created', 'sent', 'unknown', 'authorized', 'held'))
"""

_REFUNDED: Final = """
SELECT p.id::text, 'counts ' || p.refunded_minor || ' as refunded, its refunds say ' || coalesce(r.total, 0)
  FROM payments_payment p
  LEFT JOIN (SELECT payment_id, sum(amount_minor) AS total FROM payments_refund WHERE state <> 'failed' GROUP BY 1) r
         ON r.payment_id = p.id
 WHERE p.refunded_minor <> coalesce(r.total, 0)
"""

_BY_DISPUTE: Final = """
SELECT p.account_code, p.subject, p.currency, sum(p.amount_minor) FROM ledger_posting p
 WHERE p.account_code IN ('disputed', 'dispute_fees') GROUP BY 1, 2, 3 HAVING sum(p.amount_minor) <> 0
"""


def _disputes_equal_the_books() -> Iterable[Finding]:
    """Each dispute stands in the books with what it holds while it is open, and with its fee; nothing else does."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DISPUTE)
        books = {(code, subject, currency): int(minor) for code, subject, currency, minor in cursor}
    for one in Dispute.objects.iterator():
        held = one.held_minor if one.is_open else 0
        for code, money in (("disputed", Money(held, one.currency)), ("dispute_fees", one.fee)):
            booked = books.pop((code, one.public_id, money.currency), 0)
            if booked != money.minor:
                yield Finding(_DISPUTES, one.public_id, f"has {money.minor} {code}, the books say {booked}")
    for (code, subject, _currency), minor in books.items():
        yield Finding(_DISPUTES, subject or code, f"is no dispute and has {minor} on {code}")


_LOST_WHILE_HELD: Final = """
SELECT p.subject, sum(p.amount_minor) FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
 WHERE e.kind = 'dispute_lost' AND p.account_code = 'unapplied' GROUP BY 1
"""


def _lost_equals_disputes_lost() -> Iterable[Finding]:
    """A payment counts as lost what its lost disputes took, but for what was taken before anybody had decided."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST_WHILE_HELD)
        before = {subject: int(minor) for subject, minor in cursor}
    is_lost = Q(disputes__state=DisputeState.LOST)
    found = Payment.objects.filter(is_lost | Q(lost_minor__gt=0)).annotate(
        taken=Sum("disputes__held_minor", filter=is_lost)
    )
    for payment in found:
        wanted = min((getattr(payment, "taken", 0) or 0) - before.get(payment.public_id, 0), payment.captured_minor)
        if payment.lost_minor != wanted:
            yield Finding(
                "lost_equals_disputes_lost",
                payment.public_id,
                f"counts {payment.lost_minor} as lost, its disputes say {wanted}",
            )


_SURCHARGES: Final = """
WITH kept AS (
    SELECT captured_currency AS currency, sum(surcharge_minor - surcharge_vat_minor) AS total
      FROM payments_payment WHERE surcharge_minor > 0 GROUP BY 1
), booked AS (
    SELECT currency, -sum(amount_minor) AS total FROM ledger_posting WHERE account_code = 'surcharges' GROUP BY 1
)
SELECT 'surcharges', 'stand at ' || coalesce(b.total, 0) || ' ' || coalesce(b.currency, k.currency)
       || ' in the books, the payments say ' || coalesce(k.total, 0)
  FROM kept k FULL JOIN booked b ON b.currency = k.currency
 WHERE coalesce(b.total, 0) <> coalesce(k.total, 0)
"""

_BOOKED_LINES: Final = """
WITH kept AS (
    SELECT v.code, l.currency, sum(v.minor) AS total FROM payments_bookedline l
     CROSS JOIN LATERAL (VALUES ('gateway_fees', l.fee_minor - l.vat_minor), ('vat_on_fees', l.vat_minor),
                                ('bank', l.paid_out_minor)) AS v (code, minor)
     WHERE l.taken_back_at IS NULL GROUP BY 1, 2
), booked AS (
    SELECT p.account_code AS code, p.currency, sum(p.amount_minor) AS total
      FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
     WHERE p.account_code IN ('gateway_fees', 'vat_on_fees') OR p.account_code = 'bank' AND e.source ~ '^bkl_'
     GROUP BY 1, 2
)
SELECT coalesce(b.code, k.code),
       'has ' || coalesce(b.total, 0) || ' ' || coalesce(b.currency, k.currency)
       || ' of statements in the books, their lines say ' || coalesce(k.total, 0)
  FROM kept k FULL JOIN booked b ON b.code = k.code AND b.currency = k.currency
 WHERE coalesce(b.total, 0) <> coalesce(k.total, 0)
"""

_DISPUTES: Final = "disputes_equal_the_books"
CHECKS: Final[dict[str, Check]] = {
    "clearing_equals_money_not_paid_out": _CLEARING,
    "allocations_equal_receivable_credits": _ALLOCATIONS,
    "holds_live_for_live_attempts": _HOLDS,
    "refunded_equals_refunds_not_failed": _REFUNDED,
    "surcharges_equal_payments": _SURCHARGES,
    "fees_and_payouts_equal_booked_lines": _BOOKED_LINES,
    "lost_equals_disputes_lost": _lost_equals_disputes_lost,
    _DISPUTES: _disputes_equal_the_books,
}
"""Wiring hands each of these to `ledger.checks.register(name, sql)`."""
