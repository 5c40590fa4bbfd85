"""Give a second address: for news about the account, and for the way back in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity import addresses, one_time_codes, rule_values
from tiwala.identity.accounts import clean_email
from tiwala.identity.models import SecondAddress, User
from tiwala.identity.queries import email_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput


@action
def add_second_address(user_id: UUID, *, email: str, by: Actor) -> SecondAddress:
    """The address, waiting for its code; one before it that waited is forgotten. BadInput.

    Refused while a verified one is there: that is removed first, and both addresses hear of it.
    """
    user: User = User.objects.locked(user_id)
    address = clean_email(email)
    if address == email_of(user):
        raise BadInput(fields={"email": _("That is the address you sign in with. Please give another one.")})
    if addresses.second_of(user) is not None:
        raise BadInput(fields={"email": _("Please remove the second address you have first.")})
    SecondAddress.objects.filter(user=user).delete()
    code, minutes = one_time_codes.new_code(), rule_values.value_of("code_minutes")
    found = SecondAddress(user=user, email=address, code_until=clock.now() + timedelta(minutes=minutes))
    found.code_hash = one_time_codes.hash_of(code, row=found.pk)
    found.save()
    addresses.write(user, "second_address_code", to=address, code=code, minutes=minutes)
    record("user:add_address", user.public_id, by=by, verified=False)
    return found
