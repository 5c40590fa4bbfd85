"""Offer a way to pay, change it, or stop offering it."""

from __future__ import annotations

from tiwala.audit.actions.record import Act, record_all
from tiwala.business import cache
from tiwala.business.facts import OptionFacts, check_option
from tiwala.business.models import PaymentOption
from tiwala.kit import db
from tiwala.kit.actor import Actor


@db.action
def set_payment_option(facts: OptionFacts, *, by: Actor) -> PaymentOption:
    """Write down one method at one gateway account; the same pair again changes it. Nothing is deleted."""
    check_option(facts)
    db.advisory_lock("business.payment_option")
    pair = {"method": facts.method, "gateway_account_ref": facts.gateway_account_ref}
    option = PaymentOption.objects.filter(**pair).first() or PaymentOption(**pair)
    option.name, option.enabled, option.position = facts.name.strip(), facts.enabled, facts.position
    option.allow_partial, option.min_partial_minor = facts.allow_partial, facts.min_partial_minor
    option.fee_share_bp, option.fee_fixed_minor = facts.fee_share_bp, facts.fee_fixed_minor
    option.surcharge_share_bp, option.surcharge_fixed_minor = facts.surcharge_share_bp, facts.surcharge_fixed_minor
    option.save()
    surcharge = {"surcharge_bp": option.surcharge_share_bp, "surcharge_fixed_minor": option.surcharge_fixed_minor}
    told = {"method": option.method, "enabled": option.enabled}
    has_surcharge = any(surcharge.values())
    record_all(
        [Act("payment_option:change", option.public_id, facts=told | (surcharge if has_surcharge else {}))], by=by
    )
    cache.forget_on_commit()
    return option
