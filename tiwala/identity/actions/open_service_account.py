"""Name a program that is to own keys."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity.models import ServiceAccount
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput

NAME_LETTERS, PURPOSE_LETTERS = 80, 200


@action
def open_service_account(name: str, *, purpose: str = "", by: Actor) -> ServiceAccount:
    """The account, which owns keys and nothing else. BadInput: no name, or one that is taken."""
    name, purpose = " ".join(name.split()), " ".join(purpose.split())
    if not name or len(name) > NAME_LETTERS:
        raise BadInput(fields={"name": _("Please write a name of at most 80 letters.")})
    if len(purpose) > PURPOSE_LETTERS:
        raise BadInput(fields={"purpose": _("Please write at most 200 letters.")})
    advisory_lock("identity:service_accounts")
    if ServiceAccount.objects.filter(name__iexact=name).exists():
        raise BadInput(fields={"name": _("There is a program of that name already.")})
    service: ServiceAccount = ServiceAccount.objects.create(name=name, purpose=purpose, opened_by=by.id)
    record("service_account:open", service.public_id, by=by)
    return service
