"""A fee or payout that was booked by mistake: turned around by another entry."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput
from tiwala.ledger.actions.reverse_entry import reverse_entry
from tiwala.ledger.models import Entry
from tiwala.payments.errors import CannotTakeBack
from tiwala.payments.models import BookedLine

WHY_MAX = 200


def take_back_line(line_ref: str, reason: str, *, by: Actor) -> BookedLine:
    """Turn a booked line around, once; statements that name it again change nothing.

    Refuses BadInput without a reason, NotFound, and CannotTakeBack for a payout whose return is booked too.
    """
    line = BookedLine.objects.visible_to(by).by_public_id(line_ref)
    if not reason.strip():
        raise BadInput(fields={"reason": _("Say why, for the books.")})
    return _take_back(line, reason.strip()[:WHY_MAX], by=by)


@action
def _take_back(found: BookedLine, reason: str, *, by: Actor) -> BookedLine:
    advisory_lock(f"statement:{found.gateway_account_ref}")
    line = BookedLine.objects.locked(found.pk)
    if line.taken_back_at is not None:
        return line
    family, _colon, name = line.about.partition(":")
    returned = BookedLine.objects.standing().filter(gateway_account_ref=line.gateway_account_ref)
    if family == "payout" and returned.filter(about=f"returned:{name}").exists():
        raise CannotTakeBack
    reverse_entry(Entry.objects.get(source=line.public_id, kind=line.kind), source=line.public_id, by=by)
    line.taken_back_at, line.taken_back_by, line.taken_back_why = clock.now(), f"{by.kind}:{by.id}", reason
    line.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    record("statement:take_back", line.public_id, by=by, account=line.gateway_account_ref, reason=reason)
    return line
