"""Why a model thinks of fraud, as sentences with what was seen and what is usual: for staff, never for the payer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiwala.fraud.attribute_words import said
from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.sentences import ABOUT
from tiwala.kit.currencies import is_currency
from tiwala.ui.wording import money_words

_OF_HABIT: Final = ("times_middle", "times_most", "times_usual", "amount_z", "usual_minor", "most_minor")
_PERCENT: Final = 100


def score_sentence(reason: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """One reason of a score as it was kept, with the values of its assessment; in the reader's language."""
    name, value, usual = str(reason.get("attribute")), reason.get("value"), reason.get("usual")
    amount = values.get("amount_minor")
    match name:
        case _ if name in _OF_HABIT and _habit(values) is not None:
            facts = {"amount": _money(amount, values), "usual": _money(_habit(values), values)}
            return _("%(amount)s, usually %(usual)s for this customer.") % facts
        case "amount_minor" if usual is not None:
            facts = {"amount": _money(amount, values), "usual": _money(usual, values)}
            return _("%(amount)s, usually %(usual)s.") % facts
        case "amount_risk" if value is not None:
            facts = {"percent": f"{float(value) * _PERCENT:.0f} %"}
            return _("Of amounts of about this size or more, %(percent)s became known as fraud.") % facts
        case _ if name.startswith("shared_") and values.get("shared_unexplained_28d"):
            kind = str(values.get("shared_kind"))
            facts = {"count": _shown(values["shared_unexplained_28d"]), "about": str(ABOUT.get(kind, kind))}
            return _("%(count)s frauds became known in 28 days with the same %(about)s.") % facts
        case _:
            return _plain(name, value, usual)


def _plain(name: str, value: object, usual: object) -> str:
    facts = {"what": said(name) if name in ATTRIBUTES else name, "value": _shown(value), "usual": _shown(usual)}
    if usual is None or isinstance(value, bool):
        return _("%(what)s: %(value)s.") % facts
    return _("%(what)s: %(value)s, usually %(usual)s.") % facts


def _habit(values: Mapping[str, Any]) -> float | None:
    """The usual amount of this customer, in minor units: as it was counted, or as the multiple tells."""
    usual, amount, times = (values.get(name) for name in ("usual_minor", "amount_minor", "times_middle"))
    if usual is None and amount is not None and times:
        return float(amount) / float(times)
    return None if usual is None else float(usual)


def _money(minor: object, values: Mapping[str, Any]) -> str:
    currency = str(values.get("currency"))
    if not isinstance(minor, (int, float)) or not is_currency(currency):
        return _shown(minor)
    return money_words(round(minor), currency, language=get_language() or "en")


def _shown(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case float() | int():
            return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"  # noqa: PLR2004 -- as people read it
        case _:
            return str(value)
