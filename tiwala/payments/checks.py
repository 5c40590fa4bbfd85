"""What must hold between this room's rows and the books, as SQL that returns nothing. Registered by wiring."""

from __future__ import annotations

from typing import Final

_CLEARING: Final = """
WITH expected AS (
    SELECT 'clearing:' || gateway_account_ref AS code, found_currency AS currency,
           sum(found_minor - reversed_minor) AS total
      FROM payments_attempt WHERE found_minor IS NOT NULL AND gateway_account_ref <> '' GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || p.gateway_account_ref, r.currency, -sum(r.amount_minor)
      FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
     WHERE r."to" = 'gateway' AND r.state = 'done' GROUP BY 1, 2
     UNION ALL
    SELECT 'clearing:' || split_part(subject, ':', 1), currency, -sum(balance_minor)
      FROM ledger_subject_balance WHERE account_code = 'unapplied' AND subject LIKE 'gac\\_%:%' GROUP BY 1, 2
), held AS (
    SELECT code, currency, sum(total) AS total FROM expected GROUP BY 1, 2
), booked AS (
    SELECT p.account_code AS code, p.currency, sum(p.amount_minor) AS total
      FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
     WHERE p.account_code ~ '^clearing:gac_[0-9a-z]{26}$' AND e.kind NOT LIKE 'payout%'
     GROUP BY 1, 2
)
SELECT coalesce(b.code, h.code),
       'holds ' || coalesce(b.total, 0) || ' ' || coalesce(b.currency, h.currency)
       || ' in the books, the payments say ' || coalesce(h.total, 0)
  FROM held h FULL JOIN booked b ON b.code = h.code AND b.currency = h.currency
 WHERE coalesce(b.total, 0) <> coalesce(h.total, 0)
"""
"""Money that a gateway holds for us: what came, less what was taken back and what went back. Payouts are not ours."""

_ALLOCATIONS: Final = """
WITH shared AS (
    SELECT target_ref AS ref, sum(amount_minor) AS total FROM payments_allocation GROUP BY 1
), booked AS (
    SELECT p.subject AS ref, -sum(p.amount_minor) AS total
      FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
     WHERE p.account_code = 'receivable'
       AND e.kind IN ('payment_captured', 'held_resolved', 'unmatched_resolved', 'payment_reversed',
                      'refund_promised', 'refund_failed')
       AND e.source ~ '^(att|pay|ref|gac)_[0-9a-z]{26}'
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

CHECKS: Final = {
    "clearing_equals_money_not_paid_out": _CLEARING,
    "allocations_equal_receivable_credits": _ALLOCATIONS,
    "holds_live_for_live_attempts": _HOLDS,
    "refunded_equals_refunds_not_failed": _REFUNDED,
}
"""Wiring hands each of these to `ledger.checks.register(name, sql)`."""
