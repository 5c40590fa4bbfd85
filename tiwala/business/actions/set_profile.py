"""Say who collects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tiwala.audit.actions.record import record
from tiwala.business import cache
from tiwala.business.facts import ProfileFacts, check_profile
from tiwala.business.models import Profile, TaxRegime
from tiwala.business.tin import Tin
from tiwala.kit import clock, db
from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal


class RegimeLocked(Refusal):
    """VAT or non-VAT is decided once; a new registration has a date."""

    code = "regime_locked"
    message = _("VAT or non-VAT was already decided. Record the new registration with its date instead.")


@db.action
def set_profile(facts: ProfileFacts, *, by: Actor) -> Profile:
    """Write down who collects. Refuses bad facts field by field, and a change of VAT status (TAX-16).

    Documents already issued keep the seller they were issued with.
    """
    read = check_profile(facts)
    db.advisory_lock("business.profile")
    profile = Profile.objects.filter(id=1).first()
    if profile is None:
        profile = Profile(version=0)
        _open_regime(facts)
    elif (profile.vat_status, profile.other_tax) != (facts.vat_status, facts.other_tax):
        raise RegimeLocked(now=profile.vat_status, wanted=facts.vat_status)
    _fill(profile, facts, read)
    profile.save()
    record("business:change", "business", by=by, version=profile.version, ready=profile.is_ready())
    cache.forget_on_commit()
    return profile


def _fill(profile: Profile, facts: ProfileFacts, read: Tin) -> None:
    profile.registered_name = facts.registered_name.strip()
    profile.trade_name = facts.trade_name.strip()
    profile.tin = str(read)
    profile.vat_status, profile.other_tax = facts.vat_status, facts.other_tax
    profile.address = facts.address.strip()
    profile.email, profile.phone = facts.email.strip(), facts.phone.strip()
    profile.time_zone, profile.currency = facts.time_zone, facts.currency
    profile.ac_number, profile.ac_date = facts.ac_number.strip(), facts.ac_date
    profile.version += 1
    profile.changed_at = clock.now()


def _open_regime(facts: ProfileFacts) -> None:
    TaxRegime.objects.create(
        vat_status=facts.vat_status, other_tax=facts.other_tax, starts_on=clock.today(facts.time_zone)
    )
