"""Which tone and which words a state wears. A state unknown here is shown as it is, in a neutral tone."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

ICONS = {
    "info": "info",
    "accent": "info",
    "good": "circle-check",
    "attention": "triangle-alert",
    "danger": "octagon-alert",
}
TONES = {
    "good": (
        "paid",
        "captured",
        "done",
        "sent_letter",
        "handled",
        "active",
        "live",
        "ok",
        "open_door",
        "approved",
        "won",
        "accepted",
    ),
    "accent": (
        "under_review",
        "issued",
        "open",
        "authorized",
        "created",
        "sent",
        "asked",
        "claimed",
        "new",
        "planned",
        "trying",
    ),
    "attention": (
        *("part", "unknown", "held", "waiting", "pending", "late", "expiring", "received"),
        *("needs_answer", "given", "asks"),
    ),
    "danger": ("lost", "returned", "overdue", "declined", "failed", "reversed", "refused", "rejected", "blocked"),
    "quiet": (
        *("draft", "void", "cancelled", "expired", "closed", "revoked", "ignored", "test", "withdrawn", "lapsed"),
        *("ended", "stopped"),
    ),
}
_TONE_OF = {name: tone for tone, names in TONES.items() for name in names}
WORDS = {
    "draft": _("Draft"),
    "issued": _("Issued"),
    "void": _("Void"),
    "open": pgettext_lazy("state", "Open"),
    "part": _("Part paid"),
    "paid": _("Paid"),
    "overdue": _("Overdue"),
    "created": _("Started"),
    "sent": _("Sent"),
    "unknown": _("Not known yet"),
    "authorized": _("Approved, not yet taken"),
    "held": _("Needs a person"),
    "declined": _("Declined"),
    "cancelled": _("Cancelled"),
    "expired": _("Expired"),
    "blocked": _("Not sent"),
    "captured": _("Received"),
    "reversed": _("Taken back"),
    "closed": _("Closed"),
    "asked": _("Asked for"),
    "done": _("Done"),
    "failed": _("Failed"),
    "waiting": _("Waiting"),
    "handled": _("Handled"),
    "received": _("Arrived"),
    "ignored": _("Ignored"),
    "refused": _("Refused"),
    "claimed": _("Being handled"),
    "active": _("Active"),
    "revoked": _("Withdrawn"),
    "given": _("Account given, not confirmed"),
    "confirmed": _("Account confirmed"),
    "returned": _("Sent back by the bank"),
    "ended": _("Ended"),
    "planned": _("Planned"),
    "asks": _("Waits for a yes"),
    "trying": _("Under way"),
    "stopped": _("Stopped"),
    "needs_answer": _("Waits for your answer"),
    "under_review": _("The bank is looking at it"),
    "won": _("Won"),
    "lost": _("Lost"),
    "approved": _("Approved"),
    "accepted": _("Accepted"),
    "rejected": _("Not accepted"),
    "withdrawn": _("Taken back by who asked"),
    "lapsed": _("Nobody decided in time"),
}


def tone_of(state: str) -> str:
    """good, accent, attention, danger, quiet or neutral."""
    return _TONE_OF.get(state, "neutral")


def words_for(state: str) -> str:
    """The state in the reader's language."""
    known = WORDS.get(state)
    return str(known) if known is not None else gettext(state.replace("_", " ").capitalize())
