"""Why a try was noticed, as sentences with the values that were seen: for staff, never for the payer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.fraud.attribute_words import said
from tiwala.fraud.attributes import ATTRIBUTES

SENTENCES: Final[Mapping[str, Promise | str]] = {
    "many_declines_address": gettext_lazy(
        "%(ip_declines_1h)s of %(ip_tries_1h)s tries from this address were declined within an hour."
    ),
    "many_declines_network": gettext_lazy(
        "%(net_declines_1h)s of %(net_tries_1h)s tries from this network were declined within an hour."
    ),
    "slow_declines_address": gettext_lazy(
        "%(ip_declines_24h)s of %(ip_tries_24h)s tries from this address were declined within a day."
    ),
    "many_customers_address": gettext_lazy(
        "%(ip_customers_24h)s customers tried from this address within a day, and many were declined."
    ),
    "method_of_many": gettext_lazy("%(method_customers_24h)s customers paid with this kept method within a day."),
    "fast_customer": gettext_lazy("This customer tried %(customer_tries_10m)s times within ten minutes."),
    "busy_customer": gettext_lazy("This customer tried %(customer_tries_24h)s times within a day."),
    "declined_customer": gettext_lazy("This customer was declined %(customer_declines_24h)s times within a day."),
    "roaming_customer": gettext_lazy("This customer tried from %(customer_ips_24h)s addresses within a day."),
    "far_above_usual": gettext_lazy("The amount is %(times_usual)s times what this customer usually pays."),
    "far_above_usual_new_method": gettext_lazy(
        "The amount is %(times_usual)s times what this customer usually pays, with a method that never paid before."
    ),
    "large_after_small": gettext_lazy("A large amount soon after a small one, with declines."),
    "guessed_then_paying": gettext_lazy(
        "%(sign_in_fails_1h)s wrong passwords or codes at the customer's account within an hour, then a new browser."
    ),
    "changed_then_paying": gettext_lazy(
        "Password, e-mail or second factor of the customer's account were changed within a day, then a new browser."
    ),
    "disowned_account": gettext_lazy("Somebody said of the customer's account that it was not them."),
    "throwaway_mail": gettext_lazy("The e-mail address is of a service for throwing away."),
    "throwaway_mail_new": gettext_lazy(
        "The e-mail address is of a service for throwing away, and the customer is %(customer_age_h)s hours old."
    ),
}
"""The rules we bring, by name. A rule that staff wrote is told by its name and what it saw."""
LISTED: Final[Mapping[str, Promise | str]] = {
    "deny": gettext_lazy("On a deny list, by its %(about)s."),
    "watch": gettext_lazy("On a list of what people look at, by its %(about)s."),
    "allow": gettext_lazy("On an allow list, by its %(about)s."),
}
ABOUT: Final[Mapping[str, Promise | str]] = {
    "ip": gettext_lazy("address"),
    "net": gettext_lazy("network"),
    "customer": gettext_lazy("customer"),
    "mail_domain": gettext_lazy("e-mail domain"),
    "mail": gettext_lazy("e-mail address"),
    "method": gettext_lazy("kept method"),
    "device": gettext_lazy("browser"),
    "card": gettext_lazy("card"),
    "phone": gettext_lazy("phone"),
    "address": gettext_lazy("postal address"),
    "bin": gettext_lazy("first digits"),
}


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """One reason of an assessment as it was kept."""
    values = dict(reason.get("values") or {})
    known = SENTENCES.get(str(reason.get("rule")))
    if known is not None:
        try:
            return str(known) % {name: _shown(value) for name, value in values.items()}
        except KeyError:
            pass  # another version of this rule asked for other things
    saw = ", ".join(f"{_called(name)}: {_shown(value)}" for name, value in values.items() if value is not None)
    return _("Rule %(name)s matched: %(saw)s.") % {"name": reason.get("rule"), "saw": saw or "–"}


def listed_sentence(entry: Mapping[str, Any]) -> str:
    """One entry of a list that the try met."""
    about = str(entry.get("about"))
    return str(LISTED.get(str(entry.get("side")), "%(about)s")) % {"about": ABOUT.get(about, about)}


def _called(name: str) -> str:
    """An attribute in words; one that was kept and is none any more, by its name."""
    return said(name) if name in ATTRIBUTES else name


def _shown(value: object) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case float():
            return f"{value:g}"
        case _:
            return str(value)
