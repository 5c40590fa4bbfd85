"""Steps of a recovery: it begins to wait, with letters to every address and a link that stops it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from tiwala.identity import addresses, rule_values
from tiwala.identity.models import Recovery, User
from tiwala.identity.refusals import NothingToStop, RecoveryWaits
from tiwala.identity.tokens import digest, new_token
from tiwala.kit import clock
from tiwala.kit.conf import conf
from tiwala.kit.db import assert_in_transaction


def begin_to_wait(recovery: Recovery, user: User, *, by_business: bool) -> None:
    """A step: nothing changes yet. RecoveryWaits when one waits already."""
    assert_in_transaction()
    User.objects.locked(user.pk)
    if Recovery.objects.waiting().filter(user=user).exists():
        raise RecoveryWaits
    token = new_token()
    recovery.user, recovery.stop_hash = user, digest(token)
    recovery.takes_effect_at = clock.now() + timedelta(hours=rule_values.value_of("recovery_hold_hours"))
    recovery.save()
    url = conf.outside.base_url + reverse("account_stop_recovery", args=[token])
    words = {"stop_url": url, "at": recovery.takes_effect_at, "by_business": by_business}
    addresses.write_to_all(user, "recovery_waits", **words)


def waiting_recovery(token: str) -> Recovery:
    """The recovery this link stops; wrong, done and stopped ones alike raise NothingToStop."""
    found: Recovery | None = Recovery.objects.waiting().filter(stop_hash=digest(token)).first()
    if found is None:
        raise NothingToStop
    return found
