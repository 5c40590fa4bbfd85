"""Saved methods: a token that stands for a payer's card or wallet."""

from tiwala_sandbox import cards
from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem, missing
from tiwala_sandbox.store import Row, new_id

SAVEABLE = ("card", "wallet")


def save_method(bank: Bank, checkout: Row, method: str, masked: str, *, expires: str = "") -> str | None:
    """Keep the method under a new token when the merchant asked for it and it can be kept.

    `expires` is the month a card ends with, such as 2034-12; empty for a wallet.
    """
    if not checkout["save_method"] or method not in SAVEABLE:
        return None
    token = new_id("mth")
    row = {
        "token": token,
        "account": checkout["account"],
        "method": method,
        "masked": masked,
        "scenario": checkout["scenario"],
        "customer_label": checkout["customer_label"],
        "created_at": bank.now(),
        "expires": expires if method == "card" else "",
    }
    bank.store.add("method", row)
    return token


def get_method(bank: Bank, token: str, *, account: str) -> Row:
    """A saved method of this account."""
    row = bank.store.one("SELECT * FROM method WHERE token = ? AND account = ?", token, account)
    if row is None:
        raise missing("saved method")
    return row


def method_to_charge(bank: Bank, token: str, *, account: str) -> Row:
    """The same for a charge, where a forgotten method is a refusal of its own."""
    row = bank.store.one("SELECT * FROM method WHERE token = ? AND account = ?", token, account)
    if row is None:
        raise Problem(
            "method_gone", "This saved method is not known, or was forgotten. Ask the payer to pay again by hand."
        )
    return row


def forget_method(bank: Bank, token: str, *, account: str) -> None:
    """Forget a saved method for good."""
    get_method(bank, token, account=account)
    bank.store.run("DELETE FROM method WHERE token = ?", token)


def shown_method(row: Row) -> Row:
    """A saved method as the API shows it."""
    names = ("token", "method", "masked", "customer_label")
    return {**{name: row[name] for name in names}, **facts_of(row), "created_at": instant(row["created_at"])}


def facts_of(row: Row) -> Row:
    """What may be shown of it: a card's brand, last four and end, a wallet's name and masked account."""
    name, _dots, last = row["masked"].partition(" •••• ")
    if row["method"] != "card":
        return {"brand": "", "last_four": "", "expires": "", "wallet": row["masked"]}
    more = cards.told(row["masked"], account=row["account"]) or {}
    return {"brand": name, "last_four": last, "expires": row["expires"], "wallet": "", **more}


def facts_by_token(bank: Bank, token: str) -> Row | None:
    """The same by the token, while it is kept."""
    row = bank.store.one("SELECT * FROM method WHERE token = ?", token)
    return None if row is None else facts_of(row)
