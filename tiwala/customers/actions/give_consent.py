"""Write down what somebody agreed to."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.customers.facts import ConsentFacts
from tiwala.customers.models import Consent
from tiwala.identity.devices import brief_agent, neighbourhood
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.kit.errors import NotAllowed

AGENT_MAX = 40


def give_consent(facts: ConsentFacts, *, by: Actor) -> Consent:
    """A step: the words, their hash, the time and the device, kept for good. Only a person agrees; never for others.

    NotAllowed for anybody who is not a person with access to the customer: staff, keys and jobs agree to nothing.
    """
    assert_in_transaction()
    if by.kind != "person" or by.is_staff or not by.goes(facts.customer_ref, "pays"):
        raise NotAllowed(wanted="pays")
    consent = Consent(
        customer_id=ids.decode("cus", facts.customer_ref),
        customer_ref=facts.customer_ref,
        purpose=facts.purpose,
        words_version=facts.version,
        language=facts.language,
        words=facts.words,
        words_sha256=facts.sha256,
        given_by=by.id,
        agent=brief_agent(facts.agent)[:AGENT_MAX],
        neighbourhood=neighbourhood(by.ip),
    )
    consent.save(force_insert=True)
    record("consent:give", consent.public_id, by=by, purpose=facts.purpose, version=facts.version, sha256=facts.sha256)
    return consent
