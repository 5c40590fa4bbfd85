"""Agree once, so that we may collect."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.autopay.errors import AlreadyAgreed
from tiwala.autopay.events import AgreementStands
from tiwala.autopay.facts import Terms, Yes
from tiwala.autopay.models import Agreement
from tiwala.autopay.telling import tell_of_agreement
from tiwala.autopay.terms import agreed_to, method_of, must_be_theirs, told_terms
from tiwala.events.actions.publish import publish
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.saving import must_be_proven


@action
def make_agreement(customer_ref: str, terms: Terms, yes: Yes, *, by: Actor) -> Agreement:
    """Only the payer, with a second factor, and in the very words they read. A letter tells them.

    Refuses: AlreadyAgreed, OtherWords, MethodGone, BadInput with every wrong field, ProofTooLow, AccessTooLow.
    """
    must_be_proven(customer_ref, by=by)
    terms = terms.checked()
    must_be_theirs(terms.covers, customer_ref)
    method = method_of(terms.method_ref, customer_ref)
    consent = agreed_to(customer_ref, terms, method, yes, by=by)
    agreement = Agreement(
        customer_id=ids.decode("cus", customer_ref),
        customer_ref=customer_ref,
        method=method,
        cap_minor=terms.cap.minor,
        month_cap_minor=terms.month_cap.minor,
        currency=terms.cap.currency,
        notice_days=terms.notice_days,
        covers=list(terms.covers),
        consent=consent,
    )
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
    except IntegrityError as clash:
        raise AlreadyAgreed(customer=customer_ref) from clash
    record("agreement:make", agreement.public_id, by=by, customer=customer_ref, **told_terms(agreement))
    tell_of_agreement(agreement, "made", by=by)
    publish(AgreementStands(agreement.public_id, agreement.customer_ref))
    return agreement
