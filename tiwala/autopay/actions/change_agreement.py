"""Other limits, another method, another notice: agreed to anew."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.autopay.events import AgreementStands
from tiwala.autopay.facts import Terms, Yes
from tiwala.autopay.models import Agreement
from tiwala.autopay.stopping import call_off
from tiwala.autopay.telling import tell_of_agreement
from tiwala.autopay.terms import agreed_to, method_of, must_be_theirs, told_terms
from tiwala.events.actions.publish import publish
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, WrongState
from tiwala.payments.saving import must_be_proven


@action
def change_agreement(agreement_ref: str, terms: Terms, yes: Yes, *, by: Actor) -> Agreement:
    """What was planned is called off and planned anew under the new terms; what is under way is finished.

    Refuses as make_agreement does, WrongState when it has ended, and another currency.
    """
    seen = Agreement.objects.visible_to(by).by_public_id(agreement_ref)
    must_be_proven(seen.customer_ref, by=by)
    agreement = Agreement.objects.locked(ids.decode("agr", agreement_ref))
    if agreement.state == "ended":
        raise WrongState(state=agreement.state)
    terms = terms.checked()
    if terms.cap.currency != agreement.currency:
        raise BadInput(fields={"cap": agreement.currency})
    must_be_theirs(terms.covers, agreement.customer_ref)
    method = method_of(terms.method_ref, agreement.customer_ref)
    before = told_terms(agreement)
    agreement.consent = agreed_to(agreement.customer_ref, terms, method, yes, by=by)
    agreement.method = method
    agreement.cap_minor, agreement.month_cap_minor = terms.cap.minor, terms.month_cap.minor
    agreement.notice_days, agreement.covers = terms.notice_days, list(terms.covers)
    agreement.save(update_fields=[*Agreement.TERMS])
    call_off(agreement, why="changed", by=by)
    record("agreement:change", agreement.public_id, by=by, before=before, after=told_terms(agreement))
    tell_of_agreement(agreement, "changed", by=by)
    publish(AgreementStands(agreement.public_id, agreement.customer_ref))
    return agreement
