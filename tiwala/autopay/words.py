"""The words a payer agrees to, with their own figures in them. A change here is a new version."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tiwala.autopay.facts import Terms
from tiwala.autopay.models import Collection
from tiwala.autopay.queries import covered_words
from tiwala.business import queries as business
from tiwala.business.words import method_words
from tiwala.customers.facts import ConsentFacts
from tiwala.kit.conf import conf
from tiwala.kit.money import Money
from tiwala.payments.models import SavedMethod
from tiwala.ui import wording

VERSION: Final = "autopay-1"
ONCE_VERSION: Final = "autopay-once-1"


def terms_words(terms: Terms, method: SavedMethod) -> str:
    """What the payer agrees to, in the language of the page."""
    told = ngettext("at least %(days)d day", "at least %(days)d days", terms.notice_days) % {"days": terms.notice_days}
    return _(
        "I agree that %(business)s collects from %(method)s, without asking me each time, what I owe it for "
        "%(covered)s: at most %(cap)s at a time and at most %(month)s in a calendar month. It tells me by e-mail "
        "%(told)s before each payment. A payment above that, or more than %(rise)d%% above the last one of its kind, "
        "is not made unless I agree to it first. I can pause or end this at any time under “Ways to pay”."
    ) % {
        "business": business.profile_facts().name,
        "method": method_name(method),
        "covered": covered_words(terms.covers),
        "cap": _money(terms.cap),
        "month": _money(terms.month_cap),
        "told": told,
        "rise": conf.autopay.rise_percent,
    }


def once_words(collection: Collection, method: SavedMethod) -> str:
    """A yes to one payment above what was agreed."""
    return _(
        "I agree that %(business)s collects %(amount)s for invoice %(number)s from %(method)s, once. What I agreed to "
        "before stays as it is."
    ) % {
        "business": business.profile_facts().name,
        "amount": _money(collection.amount),
        "number": collection.number,
        "method": method_name(method),
    }


def terms_consent(customer_ref: str, terms: Terms, method: SavedMethod, *, agent: str) -> ConsentFacts:
    """The consent to those words."""
    words, language = terms_words(terms, method), (get_language() or "en")[:3]
    return ConsentFacts(customer_ref, "autopay", VERSION, words, language, agent)


def once_consent(collection: Collection, method: SavedMethod, *, agent: str) -> ConsentFacts:
    """The consent to one payment."""
    words, language = once_words(collection, method), (get_language() or "en")[:3]
    return ConsentFacts(collection.customer_ref, "autopay_once", ONCE_VERSION, words, language, agent)


def method_name(method: SavedMethod) -> str:
    """How people know it."""
    return method.shown or str(method_words(method.method).name)


def _money(amount: Money) -> str:
    return wording.money_words(amount.minor, amount.currency, language=get_language() or "en")
