"""Help somebody back in who lost every second factor, after the business made sure who is asking."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity.models import Recovery, User
from tiwala.identity.queries import owns_factor
from tiwala.identity.recovering import begin_to_wait
from tiwala.identity.refusals import NoFactorLost
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotAllowed

CHECKED_LETTERS_MIN, CHECKED_LETTERS_MAX = 10, 500


@action
def help_back(user_id: UUID, *, how_checked: str, by: Actor) -> Recovery:
    """The recovery, waiting; the name of who helped and how they checked are kept, every address hears of it.

    For customers only. BadInput without how it was checked; NoFactorLost; RecoveryWaits; NotAllowed.
    """
    user: User = User.objects.locked(user_id)
    if user.is_staff or not by.may("customer.edit"):
        raise NotAllowed(wanted="customer.edit")
    words = " ".join(how_checked.split())
    if not CHECKED_LETTERS_MIN <= len(words) <= CHECKED_LETTERS_MAX:
        wrong = _("Please write how you made sure who is asking, in at least ten letters.")
        raise BadInput(fields={"how_checked": wrong})
    if not owns_factor(user):
        raise NoFactorLost
    recovery = Recovery(asked_by=by.id, how_checked=words)
    begin_to_wait(recovery, user, by_business=True)
    record("recovery:prove", user.public_id, by=by, way="business", recovery=recovery.public_id)
    return recovery
