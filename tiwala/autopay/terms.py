"""Terms of an agreement: whose method, whose invoices, and the words agreed to. Steps inside the verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tiwala.autopay.errors import OtherWords
from tiwala.autopay.facts import Terms, Yes
from tiwala.autopay.models import Agreement
from tiwala.autopay.words import terms_consent
from tiwala.business.models import Branch
from tiwala.customers.actions.give_consent import give_consent
from tiwala.customers.models import Consent
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput
from tiwala.payments.errors import MethodGone
from tiwala.payments.models import SavedMethod

LANGUAGES = ("en", "fil")


def method_of(method_ref: str, customer_ref: str) -> SavedMethod:
    """The customer's kept method. MethodGone for any other."""
    found = SavedMethod.objects.filter(customer_ref=customer_ref).kept().by_public_ids([method_ref]).first()
    if found is None:
        raise MethodGone
    return found


def must_be_theirs(covers: Iterable[str], customer_ref: str) -> None:
    """Invoices are this customer's, branches are ours; BadInput else, the same for all that is not."""
    refs = set(covers)
    invoices = {ids.decode("inv", ref) for ref in refs if ref.startswith("inv_")}
    branches = {ids.decode("brn", ref) for ref in refs if ref.startswith("brn_")}
    known = Invoice.objects.filter(pk__in=invoices, customer_ref=customer_ref, state="issued").count()
    if known != len(invoices) or Branch.objects.filter(pk__in=branches).count() != len(branches):
        raise BadInput(fields={"covers": _("Choose what is to be paid automatically.")})


def agreed_to(customer_ref: str, terms: Terms, method: SavedMethod, yes: Yes, *, by: Actor) -> Consent:
    """Write the consent down; OtherWords when what they read is not what it would say now."""
    with override(yes.language if yes.language in LANGUAGES else "en"):
        facts = terms_consent(customer_ref, terms, method, agent=yes.agent)
    if facts.sha256 != yes.words_sha256:
        raise OtherWords(fields={"words": str(OtherWords.message)})
    return give_consent(facts, by=by)


def told_terms(agreement: Agreement) -> dict[str, Any]:
    """The terms as an audit record keeps them."""
    return {
        "method": ids.encode("sav", agreement.method_id),
        "cap_minor": agreement.cap_minor,
        "month_cap_minor": agreement.month_cap_minor,
        "currency": agreement.currency,
        "notice_days": agreement.notice_days,
        "covers": list(agreement.covers),
        "consent": ids.encode("cst", agreement.consent_id),
    }
