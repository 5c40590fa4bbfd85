"""Facts → balanced ledger entries. Pure: no database, one assertion away from wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tiwala.kit.money import Money
from tiwala.ledger.draft import EntryDraft, Leg, credit, debit, entry
from tiwala.payments.events import Share
from tiwala.payments.surcharge import Part


def money_account(channel: str, gateway_account_ref: str) -> str:
    """Which asset account money sits in after it came: the gateway's clearing, the till, or the bank."""
    return f"clearing:{gateway_account_ref}" if channel == "online" else channel


def captured(source: str, account: str, amount: Money, shares: Sequence[Share], customer_ref: str) -> EntryDraft:
    """Money came and matched: what was owed goes down by each share, the rest is the customer's credit."""
    owed = [credit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in shares]
    return entry("payment_captured", source, debit(account, amount), *owed, *_to_credit(amount, shares, customer_ref))


def with_surcharge(draft: EntryDraft, part: Part) -> EntryDraft:
    """The same entry, in which so much of what moves the customer's credit is the surcharge instead, its VAT apart."""
    if not part.minor:
        return draft
    moved = next(leg for leg in draft.legs if leg.account == "customer_credit")
    assert abs(moved.amount_minor) >= part.minor, "a surcharge is a part of what is beside what was owed"
    sign = 1 if moved.amount_minor > 0 else -1
    parts = (("surcharges", part.minor - part.vat_minor), ("vat_payable", part.vat_minor))
    rest = replace(moved, amount_minor=moved.amount_minor - sign * part.minor)
    others = [leg for leg in draft.legs if leg is not moved]
    legs = [Leg(account, sign * minor, moved.currency) for account, minor in parts]
    return entry(draft.kind, draft.source, *others, *legs, rest, memo=draft.memo, at=draft.at)


def _to_credit(amount: Money, shares: Sequence[Share], customer_ref: str) -> list[Leg]:
    rest = amount - Money(sum(share.amount_minor for share in shares), amount.currency)
    return [credit("customer_credit", rest, customer_ref)] if rest else []


def held(source: str, account: str, amount: Money, payment_ref: str) -> EntryDraft:
    """Money came and does not match: in the books at once, as unapplied, until a person decides."""
    return entry("payment_held", source, debit(account, amount), credit("unapplied", amount, payment_ref))


def unmatched(source: str, account: str, amount: Money) -> EntryDraft:
    """Money came that belongs to no attempt of ours: unapplied under the notice that told of it."""
    return entry("money_unmatched", source, debit(account, amount), credit("unapplied", amount, source))


def unmatched_taken_back(source: str, account: str, amount: Money, *, unmatched: str = "") -> EntryDraft:
    """Money that nobody had been asked for is gone again; a later part of it, under its own source."""
    return entry("unmatched_reversed", source, debit("unapplied", amount, unmatched or source), credit(account, amount))


def unmatched_resolved(source: str, amount: Money, shares: Sequence[Share], customer_ref: str) -> EntryDraft:
    """A person found out whose money it is: it leaves unapplied for what is owed and credit."""
    owed = [credit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in shares]
    rest = _to_credit(amount, shares, customer_ref)
    return entry("unmatched_resolved", source, debit("unapplied", amount, source), *owed, *rest)


def resolved(source: str, payment_ref: str, amount: Money, shares: Sequence[Share], customer_ref: str) -> EntryDraft:
    """A person decided about held money: it leaves unapplied for what is owed and credit."""
    owed = [credit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in shares]
    rest = _to_credit(amount, shares, customer_ref)
    return entry("held_resolved", source, debit("unapplied", amount, payment_ref), *owed, *rest)


def taken_back(source: str, account: str, amount: Money, shares: Sequence[Share], customer_ref: str) -> EntryDraft:
    """The rail reversed a capture: what was owed is owed again, what was credited is gone."""
    owed = [debit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in shares]
    rest = amount - Money(sum(share.amount_minor for share in shares), amount.currency)
    less = [debit("customer_credit", rest, customer_ref)] if rest else []
    return entry("payment_reversed", source, *owed, *less, credit(account, amount))


def held_taken_back(source: str, account: str, amount: Money, payment_ref: str) -> EntryDraft:
    """The rail reversed money that was still held."""
    return entry("held_reversed", source, debit("unapplied", amount, payment_ref), credit(account, amount))


def refund_promised(
    source: str, amount: Money, *, from_credit: Money, reopened: Sequence[Share], customer_ref: str
) -> EntryDraft:
    """Money is to go back: it leaves the customer's credit first, then reopens what it had paid."""
    legs = [debit("customer_credit", from_credit, customer_ref)] if from_credit else []
    legs += [debit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in reopened]
    return entry("refund_promised", source, *legs, credit("refunds_due", amount, source))


def refund_done(source: str, account: str, amount: Money) -> EntryDraft:
    """The money has left."""
    return entry("refund_done", source, debit("refunds_due", amount, source), credit(account, amount))


def refund_to_credit(source: str, amount: Money, customer_ref: str) -> EntryDraft:
    """The money stays here, as the customer's credit."""
    return entry(
        "refund_credited", source, debit("refunds_due", amount, source), credit("customer_credit", amount, customer_ref)
    )


def refund_failed(
    source: str, amount: Money, *, from_credit: Money, reopened: Sequence[Share], customer_ref: str
) -> EntryDraft:
    """The money did not go back: everything stands as before the promise."""
    legs = [credit("customer_credit", from_credit, customer_ref)] if from_credit else []
    legs += [credit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in reopened]
    return entry("refund_failed", source, debit("refunds_due", amount, source), *legs)


def refund_bounced(source: str, account: str, amount: Money) -> EntryDraft:
    """Money that had left came back: it is owed to the payer as before it left."""
    return entry("refund_bounced", source, debit(account, amount), credit("refunds_due", amount, source))


def credit_applied(source: str, amount: Money, *, target_ref: str, customer_ref: str) -> EntryDraft:
    """The customer's credit pays something owed."""
    return entry(
        "credit_applied",
        source,
        debit("customer_credit", amount, customer_ref),
        credit("receivable", amount, target_ref),
    )


def dispute_held(source: str, account: str, amount: Money, dispute_ref: str) -> EntryDraft:
    """The gateway took disputed money out of what it holds for us: ours still, until the bank has decided."""
    return entry("dispute_held", source, debit("disputed", amount, dispute_ref), credit(account, amount))


def dispute_released(source: str, account: str, amount: Money, dispute_ref: str) -> EntryDraft:
    """Disputed money came back to what the gateway holds for us."""
    return entry("dispute_released", source, debit(account, amount), credit("disputed", amount, dispute_ref))


def dispute_lost(
    source: str, amount: Money, shares: Sequence[Share], *, customer_ref: str, dispute_ref: str
) -> EntryDraft:
    """Disputed money is the payer's: what it had paid is owed again, what had become credit is gone."""
    owed = [debit("receivable", Money(s.amount_minor, amount.currency), s.target_ref) for s in shares]
    rest = amount - Money(sum(share.amount_minor for share in shares), amount.currency)
    less = [debit("customer_credit", rest, customer_ref)] if rest else []
    return entry("dispute_lost", source, *owed, *less, credit("disputed", amount, dispute_ref))


def dispute_lost_of_held(source: str, amount: Money, *, payment_ref: str, dispute_ref: str) -> EntryDraft:
    """Disputed money that nobody had decided about yet is the payer's."""
    return entry(
        "dispute_lost", source, debit("unapplied", amount, payment_ref), credit("disputed", amount, dispute_ref)
    )


def dispute_restored(source: str, account: str, amount: Money, customer_ref: str) -> EntryDraft:
    """Money of a won dispute that had been booked as taken back already: it is the customer's credit now."""
    return entry("dispute_restored", source, debit(account, amount), credit("customer_credit", amount, customer_ref))


def dispute_fee(source: str, account: str, amount: Money, dispute_ref: str) -> EntryDraft:
    """What the gateway takes for its trouble with a dispute."""
    return entry("dispute_fee", source, debit("dispute_fees", amount, dispute_ref), credit(account, amount))


def dispute_fee_returned(source: str, account: str, amount: Money, dispute_ref: str) -> EntryDraft:
    """The gateway gave that fee back."""
    return entry("dispute_fee_returned", source, debit(account, amount), credit("dispute_fees", amount, dispute_ref))


def gateway_fee(source: str, account: str, fee: Money, vat: Money, about: str = "") -> EntryDraft:
    """What a gateway kept for itself, its VAT apart; `about` is the payment it was kept of."""
    return entry("gateway_fee", source, *_fee_legs(fee, vat, about), credit(account, fee))


def gateway_fee_returned(source: str, account: str, fee: Money, vat: Money, about: str = "") -> EntryDraft:
    """A fee, or a part of one, was given back."""
    legs = (credit("gateway_fees", fee - vat, about), credit("vat_on_fees", vat, about))
    return entry("gateway_fee_returned", source, debit(account, fee), *legs)


def paid_out(source: str, account: str, amount: Money, fee: Money, vat: Money) -> EntryDraft:
    """A gateway sent us what it held, and may have kept something for that."""
    return entry("paid_out", source, debit("bank", amount), *_fee_legs(fee, vat, ""), credit(account, amount + fee))


def payout_returned(source: str, account: str, amount: Money) -> EntryDraft:
    """A payout did not arrive: the gateway holds the money again."""
    return entry("payout_returned", source, debit(account, amount), credit("bank", amount))


def _fee_legs(fee: Money, vat: Money, about: str) -> tuple[Leg, Leg]:
    return debit("gateway_fees", fee - vat, about), debit("vat_on_fees", vat, about)
