"""Disputes: the payer's bank takes the money back and asks the merchant why it should not."""

from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.fees import DISPUTE_FEE_MINOR
from tiwala_sandbox.notices import announce
from tiwala_sandbox.problems import Problem, missing
from tiwala_sandbox.statement import add_line
from tiwala_sandbox.store import Row, new_id

ANSWER_WITHIN_S = 7 * 86400
REASONS = ("fraudulent", "not_received", "not_as_described", "duplicate", "unrecognised")
LIVE = ("open", "answered")
PAGE = 100


def spoken_for(payment: Row) -> int:
    """How much of a payment is refunded, being refunded or disputed."""
    return int(payment["refunded_minor"] + payment["refunding_minor"] + payment["disputed_minor"])


def open_dispute(bank: Bank, checkout: Row, *, amount_minor: int | None = None, reason: str = "fraudulent") -> Row:
    """Take the money back for now, with a fee; one live dispute a payment."""
    payment = bank.store.one("SELECT * FROM payment WHERE checkout = ?", checkout["id"])
    if checkout["status"] != "paid" or payment is None:
        raise Problem("payment_not_disputable", "Only a paid checkout can be disputed.", status=409)
    left = payment["amount_minor"] - spoken_for(payment)
    amount = left if amount_minor is None else amount_minor
    if payment["disputed_minor"] or not 1 <= amount <= left:
        raise Problem(
            "payment_not_disputable", "Disputed already, or more than is left.", status=409, disputable_minor=left
        )
    dispute: Row = {
        "id": new_id("dsp"), "account": checkout["account"], "checkout": checkout["id"], "payment": payment["id"],
        "reference": checkout["reference"], "amount_minor": amount, "currency": payment["currency"], "reason": reason,
        "status": "open", "answer": None, "opened_at": bank.now(), "answer_by": bank.now() + ANSWER_WITHIN_S,
    }  # fmt: skip
    with bank.store.transaction():
        bank.store.add("dispute", dispute)
        bank.store.change("payment", payment["id"], disputed_minor=amount)
        add_line(bank, "dispute", dispute, gross=-amount, fee=0, dispute=dispute["id"])
        add_line(bank, "fee", dispute, gross=0, fee=DISPUTE_FEE_MINOR, dispute=dispute["id"])
        bank.later(ANSWER_WITHIN_S, "dispute_time_over", dispute=dispute["id"])
        announce(bank, "dispute.opened", shown_dispute(dispute))
    return dispute


def answer_dispute(bank: Bank, dispute: Row, text: str) -> Row:
    """The merchant says why the money is theirs."""
    if dispute["status"] not in LIVE:
        raise Problem("dispute_closed", f"The dispute is {dispute['status']}.", status=409)
    bank.store.change("dispute", dispute["id"], status="answered", answer=text)
    return {**dispute, "status": "answered", "answer": text}


def close_dispute(bank: Bank, dispute: Row, *, won: bool) -> Row:
    """The payer's bank has decided; money won comes back, without the fee."""
    if dispute["status"] not in LIVE:
        raise Problem("dispute_closed", f"The dispute is {dispute['status']}.", status=409)
    status = "won" if won else "lost"
    with bank.store.transaction():
        bank.store.change("dispute", dispute["id"], status=status)
        dispute = {**dispute, "status": status}
        if won:
            bank.store.change("payment", dispute["payment"], disputed_minor=0)
            add_line(bank, "dispute_won", dispute, gross=dispute["amount_minor"], fee=0, dispute=dispute["id"])
        announce(bank, f"dispute.{status}", shown_dispute(dispute))
    return dispute


def get_dispute(bank: Bank, ident: str, *, account: str = "") -> Row:
    """A dispute by its id."""
    row = bank.store.one("SELECT * FROM dispute WHERE id = ?", ident)
    if row is None or (account and row["account"] != account):
        raise missing("dispute")
    return row


def list_disputes(bank: Bank, account: str, status: str, *, since: float, cursor: str) -> tuple[list[Row], str]:
    """The latest disputes, all or those in one status, and where the next page begins; empty on the last."""
    before = get_dispute(bank, cursor, account=account) if cursor else None
    sql = "SELECT * FROM dispute WHERE account = ? AND opened_at >= ? AND (? = '' OR status = ?)"
    asked: list[object] = [account, since, status, status]
    if before is not None:
        sql += " AND (opened_at, id) < (?, ?)"
        asked += [before["opened_at"], before["id"]]
    found = bank.store.all(f"{sql} ORDER BY opened_at DESC, id DESC LIMIT {PAGE + 1}", *asked)
    return found[:PAGE], found[PAGE - 1]["id"] if len(found) > PAGE else ""


def shown_dispute(dispute: Row) -> Row:
    """A dispute as the API and the notices show it."""
    names = ("id", "status", "checkout", "payment", "reference", "account", "amount_minor", "currency", "reason")
    times = {name: instant(dispute[name]) for name in ("opened_at", "answer_by")}
    return {
        "object": "dispute", **{name: dispute[name] for name in names}, "fee_minor": DISPUTE_FEE_MINOR, **times
    }  # fmt: skip
