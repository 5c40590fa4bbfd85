"""Where a public id leads in the console."""

from __future__ import annotations

from django.urls import reverse

from tiwala.kit import ids

DOORS = {
    "inv": "console:invoice",
    "pay": "console:payment",
    "ref": "console:refund",
    "pbk": "console:payback",
    "dsp": "console:dispute",
    "frw": "console:fraud_review",
    "fmv": "console:fraud_model",
    "trf": "console:transfer",
    "cus": "console:customer",
    "ltr": "console:letter",
    "tsk": "console:task",
    "fbu": "console:fraud_burst",
    "apr": "console:approval",
    "rev": "console:review",
}
"""Things that have a page of their own."""
LOOKED_UP = ("att", "crn", "rcp", "doc")
"""Things shown on another thing's page: the door `go` finds it."""
SETTINGS = {
    "gac": "console:gateways",
    "rca": "console:receiving",
    "usr": "console:people",
    "rol": "console:roles",
    "key": "console:keys",
    "brn": "console:branches",
}
"""Things that are a line in the settings."""
_LETTERS = 26


def subject_url(ref: str) -> str:
    """The address of the page about a public id; empty for what has none."""
    prefix, _, letters = ref.partition("_")
    if prefix not in ids.PREFIXES or len(letters) != _LETTERS or not letters.isalnum():
        return ""
    if prefix in DOORS:
        return reverse(DOORS[prefix], args=[ref])
    if prefix in LOOKED_UP:
        return reverse("console:go", args=[ref])
    return reverse(SETTINGS[prefix]) if prefix in SETTINGS else ""
