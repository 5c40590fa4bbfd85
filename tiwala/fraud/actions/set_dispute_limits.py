"""Say how many disputed payments are too many, by card brand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.fraud.limits import Limits, dispute_limits
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput, NotAllowed

ALL: Final = "all"
PERCENT_MOST: Final = 100_00
_BRAND: Final = re.compile(r"[a-z]{1,20}", re.ASCII)
_BRANDS_MOST: Final = 40
_REASON_MOST: Final = 200


@action
def set_dispute_limits(limits: Mapping[str, int], *, reason: str, by: Actor) -> bool:
    """From the next look on these count, in hundredths of a percent; a brand left out has none. Whether any changed.

    One person is enough: they say when to be told, and stop no payment. BadInput without a reason, without a limit of
    all, for a brand that cannot be one, for nothing or more than all; NotAllowed.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    good, why = _checked(limits), " ".join(reason.split())[:_REASON_MOST]
    if not why:
        raise BadInput(fields={"reason": _("Please say why.")})
    advisory_lock("fraud:limits")
    before = dispute_limits()
    if good == before:
        return False
    Limits.objects.update_or_create(one=True, defaults={"dispute_bp": good})
    record("fraud_limit:disputes", "", by=by, before=_told(before), after=_told(good), why=why)
    return True


def _checked(limits: Mapping[str, int]) -> dict[str, int]:
    wrong = {
        brand: _("Above 0 and at most 100.")
        for brand, bp in limits.items()
        if not (_BRAND.fullmatch(brand) and 0 < bp <= PERCENT_MOST)
    }
    if ALL not in limits:
        wrong[ALL] = _("All payments together need a limit.")
    if wrong or len(limits) > _BRANDS_MOST:
        raise BadInput(fields=wrong)
    return dict(sorted(limits.items()))


def _told(limits: Mapping[str, int]) -> str:
    """As it stands in the trail: "all 1.00, visa 1.50"."""
    return ", ".join(f"{brand} {bp // 100}.{bp % 100:02}" for brand, bp in sorted(limits.items()))
