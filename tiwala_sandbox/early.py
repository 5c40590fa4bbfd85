"""Early warnings: the payer's bank says that a payment may be fraud, before anybody disputes it. No money moves."""

from tiwala_sandbox import checkouts
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import announce
from tiwala_sandbox.problems import Problem, missing
from tiwala_sandbox.store import Row, new_id

REASONS = ("stolen_card", "lost_card", "unauthorized_use", "misc")


def warn(bank: Bank, checkout: Row, *, reason: str = "unauthorized_use") -> Row:
    """The bank warns, once a payment; asked again it is the same warning."""
    payment = checkouts.payment_of(bank, checkout)
    if checkout["status"] not in ("paid", "reversed") or payment is None:
        raise Problem("payment_not_disputable", "Only of a paid checkout a bank can warn.", status=409)
    known = bank.store.one("SELECT * FROM warning WHERE checkout = ?", checkout["id"])
    if known is not None:
        return known
    names = ("account", "reference")
    warning: Row = {
        "id": new_id("wrn"), "checkout": checkout["id"], **{name: checkout[name] for name in names},
        "reason": reason, "created_at": bank.now(),
    }  # fmt: skip
    with bank.store.transaction():
        bank.store.add("warning", warning)
        announce(bank, "warning.created", shown_warning(warning))
    return warning


def get_warning(bank: Bank, ident: str, *, account: str) -> Row:
    """A warning by its id."""
    row = bank.store.one("SELECT * FROM warning WHERE id = ? AND account = ?", ident, account)
    if row is None:
        raise missing("warning")
    return row


def shown_warning(warning: Row) -> Row:
    """A warning as the API and the notices show it."""
    names = ("id", "checkout", "reference", "account", "reason")
    shown = {name: warning[name] for name in names}
    return {"object": "warning", **shown, "created_at": instant(warning["created_at"])}
