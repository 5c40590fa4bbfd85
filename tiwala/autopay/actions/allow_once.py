"""Say yes to one payment above what was agreed."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import override

from tiwala.audit.actions.record import record
from tiwala.autopay.errors import NothingAsked, OtherWords
from tiwala.autopay.facts import Yes
from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.terms import LANGUAGES
from tiwala.autopay.words import once_consent
from tiwala.customers.actions.give_consent import give_consent
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.civil import civil
from tiwala.payments.saving import must_be_proven


@action
def allow_once(collection_ref: str, yes: Yes, *, by: Actor) -> Collection:
    """It is collected at the next hour by day; the terms stay. Refuses: NothingAsked, OtherWords, ProofTooLow."""
    seen = Collection.objects.visible_to(by).by_public_id(collection_ref)
    must_be_proven(seen.customer_ref, by=by)
    agreement = Agreement.objects.locked(seen.agreement_id)
    collection = Collection.objects.locked(ids.decode("col", collection_ref))
    if collection.state != "asks" or agreement.state != "active":
        raise NothingAsked
    with override(yes.language if yes.language in LANGUAGES else "en"):
        facts = once_consent(collection, agreement.method, agent=yes.agent)
    if facts.sha256 != yes.words_sha256:
        raise OtherWords(fields={"words": str(OtherWords.message)})
    collection.consent = give_consent(facts, by=by)
    collection.move("allow")
    collection.why, collection.due_at = "", civil(clock.now() + timedelta(minutes=1))
    collection.save(update_fields=Collection.MOVING)
    record("collection:allow", collection.public_id, by=by, consent=collection.consent.public_id)
    return collection
