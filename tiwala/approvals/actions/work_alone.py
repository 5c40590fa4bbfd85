"""Say that nobody else could be the second person, or that somebody can again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.approvals.models import FourEyes
from tiwala.approvals.queries import LIMIT, kinds_without_a_second
from tiwala.approvals.refusals import OthersCould
from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput, NotAllowed

WHY_LETTERS = 300


@action
def work_alone(*, alone: bool, why: str = "", by: Actor) -> None:
    """Alone: what one asked for, and nobody else could decide, can be confirmed by oneself after it has rested.

    Needs a reason and `four_eyes.edit`. OthersCould, NotAllowed, BadInput. Saying it twice changes nothing.
    """
    if not by.may("four_eyes.edit"):
        raise NotAllowed(permission="four_eyes.edit")
    advisory_lock("approvals:four eyes")
    row = FourEyes.objects.first() or FourEyes(refund_limit_minor=LIMIT.minor, currency=LIMIT.currency)
    if row.alone_by == (by.id if alone else ""):
        return
    clean = " ".join(why.split())
    if alone and (not clean or len(clean) > WHY_LETTERS):
        raise BadInput(fields={"why": _("Please say why, in at most 300 letters.")})
    if alone and not kinds_without_a_second(by.id):
        raise OthersCould
    row.alone_by, row.alone_since, row.alone_why = (by.id, clock.now(), clean) if alone else ("", None, None)
    row.save()
    record("four_eyes:alone" if alone else "four_eyes:together", "", by=by)
