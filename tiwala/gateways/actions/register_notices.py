"""Have a gateway send its notices to us: it is told our address, and gives the secret that proves them."""

from __future__ import annotations

from typing import assert_never, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.actions.rotate_keys import SECRETS_MAX
from tiwala.gateways.addresses import notice_url
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import AddressRefused, NoticeAddress, TakesNoticeAddress
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound, Refusal


class CannotRegister(Refusal):
    """The gateway is told our address by hand."""

    code, message = "cannot_register", _("This gateway cannot be told by us. Put the address in on its own site.")


class AddressNotTaken(Refusal):
    """The gateway wants no notices sent there; its own word is beside."""

    code, message = "address_not_taken", _("The gateway did not take our address.")

    @property
    def text(self) -> str:
        """Our sentence and the gateway's own word."""
        return f"{self.message} {self.facts.get('why', '')}".strip()


class NotSaid(Refusal):
    """The line broke: it may or may not know our address now."""

    code = "registration_not_said"
    message = _("The gateway did not say whether it took our address. Try again: told twice, it registers it once.")


def register_notices(account_id: UUID, *, by: Actor) -> GatewayAccount:
    """Tell it our address; a new secret is added to those that are accepted. Calls out, so not inside a transaction.

    CannotRegister, AddressNotTaken with the gateway's word, NotSaid.
    """
    account = GatewayAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(wanted="gac")
    adapter = registry.adapter_for(account)
    if not adapter.can.registers_notices:
        raise CannotRegister(gateway=account.gateway)
    key = f"notices-{account.public_id}-{account.version}"
    answer = cast("TakesNoticeAddress", adapter).register_notices(notice_url(account), key=key)
    match answer:
        case NoticeAddress():
            return _keep(account.pk, answer, by=by)
        case AddressRefused(why=why):
            raise AddressNotTaken(why=why)
        case Unknown(why=why):
            raise NotSaid(why=str(why))
        case _ as never:
            assert_never(never)


@action
def _keep(account_id: UUID, told: NoticeAddress, *, by: Actor) -> GatewayAccount:
    account: GatewayAccount = GatewayAccount.objects.locked(account_id)
    if told.secret and told.secret not in account.notice_secrets:
        account.believe([told.secret, *account.notice_secrets][:SECRETS_MAX])
        account.version += 1
    account.registered_as = told.reference[:120]
    account.updated_at = clock.now()
    account.save()
    record("gateway_account:register", account.public_id, by=by, reference=account.registered_as)
    return account
