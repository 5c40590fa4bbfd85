"""What went wrong of late at the accounts that may act for a customer: plain facts for whoever weighs a payment.

Read from the audit trail, where every failed sign-in and every change stands the moment it happened, so that what a
thief does a second later is judged by it. At the doors nothing is done besides: they take no longer for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tiwala.audit.queries import newest_about
from tiwala.identity.models import CustomerAccess
from tiwala.kit import clock, ids

LOOKED_AT: Final = 200
"""So many of the newest records of each account are read: one that is hammered costs no more."""
_ACCOUNTS_MOST: Final = 20
_HOUR, _DAY = timedelta(hours=1), timedelta(hours=24)
_FAILED: Final = "session:sign_in_failed"
_CHANGED: Final = frozenset(
    ("user:change_password", "user:change_email", "user:change_factor", "recovery:finish", "user:add_address")
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Wrong passwords and codes; changes of password, e-mail, second factor; whether somebody said "not me".

    What belongs to setting an account up, in its first day, is no change.
    """

    fails_1h: int = 0
    fails_24h: int = 0
    changes_24h: int = 0
    is_disowned: bool = False


def trouble_at(customer_ref: str) -> Trouble | None:
    """Of all accounts that may act for this customer together; None when there is none. Two statements, or one."""
    columns = ("user_id", "user__created_at", "user__sign_in_held_at")
    accesses = CustomerAccess.objects.filter(customer_ref=customer_ref).order_by("id")
    accounts = list(accesses.values_list(*columns)[:_ACCOUNTS_MOST])
    if not accounts:
        return None
    now = clock.now()
    old = {ids.encode("usr", pk): made < now - _DAY for pk, made, _held in accounts}
    fails, changes = list[timedelta](), 0
    for ref, tag, at in newest_about(old, most=LOOKED_AT):
        ago = now - at
        fails += [ago] if tag == _FAILED and ago <= _DAY else []
        changes += tag in _CHANGED and ago <= _DAY and old[ref]
    return Trouble(
        fails_1h=sum(ago <= _HOUR for ago in fails),
        fails_24h=len(fails),
        changes_24h=changes,
        is_disowned=any(held is not None for _pk, _made, held in accounts),
    )
