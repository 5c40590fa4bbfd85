"""Become VAT-registered, or cease to be, or change the other tax."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.business import cache
from tiwala.business.models import Profile, TaxRegime
from tiwala.business.words import OtherTax, VatStatus
from tiwala.kit import clock, db
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput, NotFound


@db.action
def change_regime(vat_status: str, *, other_tax: str = "", starts_on: date, by: Actor) -> TaxRegime:
    """From this day on the business pays another tax. The history is kept; issued documents stay as they are.

    The day is today or earlier, and later than the last change: a change to come is entered on its day.
    """
    db.advisory_lock("business.profile")
    profile = Profile.objects.filter(id=1).first()
    if profile is None:
        raise NotFound(wanted="business profile")
    _check(vat_status, other_tax=other_tax)
    last = TaxRegime.objects.order_by("-starts_on").first()
    if starts_on > clock.today(profile.time_zone) or (last is not None and starts_on <= last.starts_on):
        raise BadInput(fields={"starts_on": _("The day must be after the last change and not in the future.")})
    regime = TaxRegime.objects.create(vat_status=vat_status, other_tax=other_tax, starts_on=starts_on)
    profile.vat_status, profile.other_tax = vat_status, other_tax
    profile.version += 1
    profile.changed_at = clock.now()
    profile.save()
    record("business:change", "business", by=by, vat_status=vat_status, starts_on=starts_on.isoformat())
    cache.forget_on_commit()
    return regime


def _check(vat_status: str, *, other_tax: str) -> None:
    if vat_status not in set(VatStatus):
        raise BadInput(fields={"vat_status": _("Choose VAT or non-VAT.")})
    if other_tax not in set(OtherTax) or (other_tax and vat_status == VatStatus.VAT):
        raise BadInput(fields={"other_tax": _("Percentage tax and the 8 % rate are for non-VAT businesses.")})
