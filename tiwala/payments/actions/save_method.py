"""Keep what the gateway saved, when this very try asked for it with the payer's consent."""

from __future__ import annotations

import calendar
import re
from datetime import date

import structlog
from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways.outcomes import Approved, MethodFacts
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.payments.events import MethodKept
from tiwala.payments.models import Attempt, SavedMethod
from tiwala.payments.models.saved_method import HELD
from tiwala.payments.tokens import mark_of, marks_of

log = structlog.get_logger()
_MONTHS, _CENTURY = 12, (2000, 2099)


def save_method(attempt: Attempt, money: Approved, *, by: Actor) -> None:
    """A step of the funnel: once a try, and a card kept before stays the one row. Without a consent nothing is kept.

    A gateway's display texts are cut to masked facts: whatever looks like a number is left out.
    """
    assert_in_transaction()
    if attempt.keep_consent_id is None or money.saved is None or not money.saved.token:
        return
    account = attempt.gateway_account_ref
    same = SavedMethod.objects.filter(
        customer_ref=attempt.customer_ref,
        gateway_account_ref=account,
        token_mark__in=marks_of(money.saved.token, account_ref=account),
        state__in=[state.value for state in HELD],
    )
    if SavedMethod.objects.filter(saved_by=attempt).exists() or same.exists():
        return
    facts = money.saved.facts
    kept = SavedMethod(
        customer_id=attempt.payment.customer_id,
        customer_ref=attempt.customer_ref,
        gateway_account_ref=account,
        method=attempt.method,
        token=money.saved.token,
        token_mark=mark_of(money.saved.token, account_ref=account),
        brand=_harmless(facts.brand, r"[0-9]{5}", 30),
        last_four=facts.last_four if re.fullmatch("[0-9]{4}", facts.last_four) else "",
        wallet=_harmless(facts.wallet, r"[0-9][0-9 -]{5,}[0-9]", 40),
        ends_on=_last_day(facts),
        consent_id=attempt.keep_consent_id,
        saved_by=attempt,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:  # the same card came by two tries at once: one row is enough, and the money counts
        log.info("saved_method.not_kept", attempt=attempt.public_id)
        return
    record("saved_method:keep", kept.public_id, by=by, attempt=attempt.public_id, customer=attempt.customer_ref)
    publish(MethodKept(kept.public_id, attempt.customer_ref))


def _harmless(text: str, number: str, most: int) -> str:
    clean = " ".join("".join(sign for sign in text if sign.isprintable()).split())[:most]
    return "" if re.search(number, clean) else clean


def _last_day(facts: MethodFacts) -> date | None:
    """The last day of the month a card ends with; None when the gateway does not say, or makes no sense."""
    month, year = facts.expires_month, facts.expires_year
    if not (1 <= month <= _MONTHS and _CENTURY[0] <= year <= _CENTURY[1]):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])
