"""What a burst is, in one sentence with its figures: for staff."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.fraud.sentences import ABOUT
from tiwala.fraud.watching import Burst


def burst_words(burst: Burst) -> str:
    """One sentence; the key itself is not in it."""
    told = {"n": burst.n, "usual": burst.usual}
    match burst.kind:
        case "tries":
            return _("%(n)d tries to pay within ten minutes; on a busy hour it is %(usual)d") % told
        case "declines":
            return _("%(n)d declined payments within ten minutes; on a busy hour it is %(usual)d") % told
        case "cards":
            return _("%(n)d cards within an hour by one %(about)s, most of them declined") % {
                **told,
                "about": ABOUT.get(burst.about, burst.about),
            }
        case "blocks":
            return _("%(n)d payments refused within ten minutes") % told
        case _:
            whose = _("all payments") if burst.about == "all" else burst.about.capitalize()
            return _(
                "Disputes of %(whose)s are above the limit: %(percent)s%% of 30 days, the limit is %(limit)s%%"
            ) % {
                "whose": whose,
                "percent": f"{burst.n / 100:g}",
                "limit": f"{burst.usual / 100:g}",
            }
