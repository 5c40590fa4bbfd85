"""Tell by letter what became of a saved method."""

from __future__ import annotations

from django.utils.translation import override

from tiwala.business import queries as business
from tiwala.business.words import method_words
from tiwala.customers.models import Customer
from tiwala.customers.queries import card
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.notify.actions.send_letter import send_letter
from tiwala.notify.facts import LetterFacts
from tiwala.notify.models import Letter
from tiwala.payments.models import SavedMethod

KIND = "payments.method"
PAGE = "/home/methods/"


@action
def tell_of_method(method_ref: str, *, what: str, by: Actor) -> Letter | None:
    """Write the letter: kept, removed, or ending. Once for each; None without an address."""
    method = SavedMethod.objects.by_public_id(method_ref)
    about = f"{method_ref}:{what}"
    if what == "ending":
        about = f"{about}:{method.ends_on}"
    known: Letter | None = Letter.objects.filter(kind=KIND, about=about).first()
    who = card(Customer.objects.locked(method.customer_id))
    if known is not None or not who.email:
        return known
    with override(who.language):
        name = method.shown or str(method_words(method.method).name)
    words = {
        **business.letter_head(),
        "customer_first_name": who.first_name,
        "what": what,
        "method": name,
        "why": method.removed_why,
        "ends_on": method.ends_on,
        "methods_url": f"{conf.outside.base_url}{PAGE}",
    }
    facts = LetterFacts(
        kind=KIND,
        language=who.language,
        to_name=who.name,
        to_email=who.email,
        key_owner=who.ref,
        context=words,
        about=about,
    )
    return send_letter(facts, by=by)
