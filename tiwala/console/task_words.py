"""What is known about a task, in words: each fact under its name, amounts as money."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tiwala.kit.currencies import is_currency
from tiwala.ui.wording import money_words

FACT_WORDS: dict[str, Promise] = {
    "account": _("Gateway account"),
    "amount": _("Amount"),
    "asked": _("Asked for"),
    "asks": _("Asked so often"),
    "check": _("Check"),
    "count": _("How many"),
    "credited": _("Kept as credit"),
    "days_left": _("Days left"),
    "detail": _("What is wrong"),
    "error": _("Error"),
    "event": _("Event"),
    "first": _("The first"),
    "found": _("What came"),
    "gateway_says": _("The gateway says"),
    "gone": _("Taken back"),
    "handler": _("Step"),
    "is": _("Here it is"),
    "key_fits": _("Carries our key"),
    "kind": _("Kind"),
    "method": _("How"),
    "raised_by": _("Noticed by"),
    "payment": _("Payment"),
    "reason": _("Reason"),
    "reference": _("Reference"),
    "taken": _("Taken out of the books"),
    "told_by": _("Told by"),
    "was": _("It was already"),
    "why": _("Why"),
    "wrong": _("What differs"),
}
VALUE_WORDS: dict[tuple[str, str], Promise] = {
    ("wrong", "amount"): _("the amount"),
    ("wrong", "currency"): _("the currency"),
    ("wrong", "account"): _("the gateway account"),
    ("wrong", "attempt"): _("the payment it names"),
    ("wrong", "gone_in_part"): _("a part was taken back again"),
    ("wrong", "checksum"): _("its checksum"),
    ("wrong", "not_qrph"): _("it is no QR Ph code"),
    ("wrong", "structure"): _("it is no whole code"),
    ("wrong", "too_long"): _("it is too long for a code"),
    ("is", "done"): _("done"),
    ("is", "failed"): _("failed"),
    ("gateway_says", "done"): _("done"),
    ("gateway_says", "failed"): _("failed"),
    ("is", "won"): _("won"),
    ("is", "lost"): _("lost"),
    ("is", "needs_answer"): _("waits for an answer"),
    ("is", "under_review"): _("lies with the bank"),
    ("gateway_says", "won"): _("won"),
    ("gateway_says", "lost"): _("lost"),
    ("key_fits", "True"): _("yes"),
    ("key_fits", "False"): _("no"),
}

_MONEY_FIRST = ("found", "credited_minor", "gone_minor", "amount_minor")


def fact_rows(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The task's facts as pairs of words; a fact that has no words here is shown by its own name."""
    currency = str(facts.get("currency", ""))
    rows = []
    for key, value in facts.items():
        if key == "currency" or value in ("", None):
            continue
        name = key.removesuffix("_minor")
        label = FACT_WORDS.get(name) or name.replace("_", " ").capitalize()
        rows.append((str(label), _text(name, value, currency if name != key else "")))
    return rows


def _text(name: str, value: Any, currency: str) -> str:
    if isinstance(value, dict):
        currency, value = str(value.get("currency", "")), value.get("amount_minor")
    if currency and isinstance(value, int) and is_currency(currency):
        return str(money_words(value, currency, language=get_language() or "en"))
    return str(VALUE_WORDS.get((name, str(value))) or value)


def headline(facts: dict[str, Any]) -> str:
    """The fact that a list shows beside the title: how much it is about; empty when it is about no money."""
    first = next((name for name in _MONEY_FIRST if name in facts), "")
    rows = fact_rows({first: facts[first], "currency": facts.get("currency", "")}) if first else []
    return ": ".join(rows[0]) if rows else ""
