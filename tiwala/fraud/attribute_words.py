"""What each attribute says, in the reader's language. Counts are put together from whose, what and how long."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiwala.fraud.attributes import ATTRIBUTES, COUNTED

_WHOSE: Final[dict[str, Promise]] = {
    "ip": _("from this address"),
    "net": _("from this network"),
    "customer": _("of this customer"),
    "device": _("from this browser"),
    "card": _("with this kept card"),
    "method": _("with this kept method"),
    "mail": _("with this e-mail address"),
    "phone": _("with this phone number"),
    "address": _("with this postal address"),
    "house": _("at this business"),
}
_NOUNS: Final[dict[str, Promise]] = {
    "customers": _("different customers"),
    "cards": _("different cards"),
    "devices": _("different browsers"),
    "ips": _("different addresses"),
    "methods": _("different kept methods"),
    "countries": _("different countries"),
    "cards_of_one_bin": _("different cards with the same first digits"),
    "tries": _("tries"),
    "declines": _("declined tries"),
    "blocked": _("tries that we blocked"),
}
_SPANS: Final[dict[str, Promise]] = {"10m": _("10 minutes"), "1h": _("hour"), "24h": _("24 hours")}


def said(name: str) -> str:
    """The attribute as a person reads it."""
    key, _sign, rest = name.partition("_")
    if rest in COUNTED.get(key, ()):
        what, _sign, span = rest.rpartition("_")
        if what in _NOUNS and span in _SPANS and key in _WHOSE:
            words = {"what": _NOUNS[what], "whose": _WHOSE[key], "span": _SPANS[span]}
            return gettext("%(what)s %(whose)s in the last %(span)s") % words
    return gettext(ATTRIBUTES[name].says)
