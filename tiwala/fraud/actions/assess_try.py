"""Assess one try to pay as it happens: written down, looked back, rules asked, kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db import connection

from tiwala.fraud.cases import Review
from tiwala.fraud.countries import country_of
from tiwala.fraud.disposable import is_disposable
from tiwala.fraud.engine import assess
from tiwala.fraud.facts import Assessed, Known, Listed, Score, Scores, SignInFacts, TryFacts
from tiwala.fraud.keys import Keys, bin_of, keys_of, mark
from tiwala.fraud.models import Assessment, Sighting
from tiwala.fraud.places import Places, at_odds, places_of
from tiwala.fraud.queries import listed_only, look_back
from tiwala.fraud.reviewing import review_of
from tiwala.fraud.scorers import scores_of
from tiwala.fraud.standing import known_rules, rules_now, scorers_now
from tiwala.kit import clock, logs
from tiwala.kit.conf import conf
from tiwala.kit.db import action

log = logs.logger(__name__)


def assess_try(facts: TryFacts) -> Assessed:
    """What is thought of a try. Never raises for trouble of its own: a payment does not fail because this room does.

    The sighting is committed before anybody looks back, so that of many at once none is uncounted. A statement that
    takes longer than `conf.fraud.late_ms` is given up: lists, and rules that the try alone answers, decide then.
    """
    began = time.perf_counter()
    own = keys_of(facts)
    places = places_of(facts, ip_country=country_of(facts.ip))
    alone = {**_alone(facts, own), **at_odds(places)}
    try:
        with _in_time():
            assessed = _assessed(facts, own, places=places, alone=alone)
            _keep(facts, assessed, took_us=int((time.perf_counter() - began) * 1_000_000))
    except Exception as trouble:  # noqa: BLE001 -- whatever broke in here, the payer may pay
        log.error("fraud.not_kept", payment_ref=facts.payment_ref, error=type(trouble).__name__)
        return assess(alone, listed=(), rules=known_rules(), is_degraded=True)
    return assessed


def _assessed(facts: TryFacts, own: Keys, *, places: Places, alone: Known) -> Assessed:
    try:
        _write(facts, own, places=places)
        state, listed = _look(facts, own, places=places)
        rules = rules_now()
    except Exception as trouble:  # noqa: BLE001 -- the same; what can still be asked is asked
        log.warning("fraud.degraded", payment_ref=facts.payment_ref, error=type(trouble).__name__)
        return assess(alone, listed=_lists(own), rules=known_rules(), is_degraded=True)
    known = {**alone, **state}
    scores = scores_of(known, scorers_now())
    return assess(known, listed=listed, rules=rules, is_degraded=False, scores=scores)


@action
def _write(facts: TryFacts, own: Keys, *, places: Places) -> None:
    Sighting.objects.create(
        payment_ref=facts.payment_ref,
        customer_ref=own.customer,
        ip_mark=mark("ip", own.ip),
        net_mark=mark("net", own.net),
        method_mark=mark("method", own.method),
        device_mark=mark("device", own.device),
        mail_mark=mark("mail", own.mail),
        domain_mark=mark("mail_domain", own.mail_domain),
        phone_mark=mark("phone", own.phone),
        card_mark=mark("card", own.card),
        bill_mark=mark("address", own.bill),
        ship_mark=mark("address", own.ship),
        bin=bin_of(facts.card),
        ip_country=places.ip,
        card_country=places.bin,
        bill_country=places.bill,
        ship_country=places.ship,
        phone_country=places.phone,
        branch_ref=facts.branch_ref[:40],
        method=facts.method,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
    )


@action
def _look(facts: TryFacts, own: Keys, *, places: Places) -> tuple[Known, tuple[Listed, ...]]:
    return look_back(facts, own, places=places, now=clock.now())


@action
def _lists(own: Keys) -> tuple[Listed, ...]:
    return listed_only(own, now=clock.now())


@action
def _keep(facts: TryFacts, assessed: Assessed, *, took_us: int) -> None:
    Assessment.objects.create(
        payment_ref=facts.payment_ref,
        verdict=assessed.verdict,
        shadow_verdict=assessed.shadow_verdict,
        is_shadow=False,
        is_degraded=assessed.is_degraded,
        values=dict(assessed.values),
        reasons=[asdict(reason) for reason in assessed.reasons],
        listed=[asdict(entry) for entry in assessed.listed],
        took_us=took_us,
        **_scored(assessed.scores),
    )
    if assessed.verdict == "review":  # the payment goes on; people look afterwards, once
        review = review_of(facts.payment_ref, facts.amount, customer_ref=facts.customer_ref, verdict=assessed.verdict)
        Review.objects.bulk_create([review], ignore_conflicts=True)


def _scored(scores: Scores) -> dict[str, Any]:
    """The columns of an assessment about its scores."""
    none = Score(None, (), "")
    live, shadow = scores.live or none, scores.shadow or none
    return {
        "score": live.value,
        "score_reasons": [asdict(one) for one in live.reasons],
        "model_ref": live.model_ref,
        "shadow_score": shadow.value,
        "shadow_score_reasons": [asdict(one) for one in shadow.reasons],
        "shadow_model_ref": shadow.model_ref,
        "score_trouble": scores.trouble,
        "score_us": scores.took_us,
    }


def _alone(facts: TryFacts, own: Keys) -> Known:
    """What the try alone tells."""
    since = facts.customer_since
    return {
        "amount_minor": facts.amount.minor,
        "currency": facts.amount.currency,
        "method": facts.method,
        "is_payer_present": facts.is_payer_present,
        "is_kept_method": bool(own.method),
        "has_device": bool(own.device) if own.ip else None,
        "mail_is_disposable": is_disposable(own.mail_domain) if own.mail_domain else None,
        "customer_age_h": None if since is None else round((clock.now() - since).total_seconds() / 3600, 2),
        **_sign_in(facts.sign_in),
    }


def _sign_in(told: SignInFacts | None) -> Known:
    """What went wrong at the customer's accounts; missing where there is none."""
    return {
        "sign_in_fails_1h": told.fails_1h if told else None,
        "sign_in_fails_24h": told.fails_24h if told else None,
        "account_changes_24h": told.changes_24h if told else None,
        "account_is_disowned": told.is_disowned if told else None,
    }


@contextmanager
def _in_time() -> Iterator[None]:
    """No statement of ours waits longer than `conf.fraud.late_ms`, for locks or work; then the line is as it was.

    And the long statement of queries.py is planned once a connection: left alone, the server plans it for each try, as
    it cannot know how many marks a list will hold, and that costs as much as the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, false),"
            " set_config('plan_cache_mode', 'force_generic_plan', false)",
            [str(conf.fraud.late_ms)],
        )
        before, *_ = cursor.fetchone() or ("0",)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false), set_config('plan_cache_mode', 'auto', false)",
                [before],
            )
