"""Reads of accounts and notices."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tiwala.gateways import registry
from tiwala.gateways.models import GatewayAccount, Notice, NoticeState
from tiwala.gateways.port import Gateway, Mode
from tiwala.kit import ids
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotFound


def account_by_public_id(text: str) -> GatewayAccount:
    """The account `gac_…`; refuses when there is none."""
    found: GatewayAccount = GatewayAccount.objects.by_public_id(text)
    return found


def external_id_of(account_ref: str) -> str:
    """What the gateway calls the account `gac_…`; refuses when there is none."""
    pk = ids.decode(GatewayAccount.PREFIX, account_ref)
    found = GatewayAccount.objects.filter(pk=pk).values_list("external_id", flat=True).first()
    if found is None:
        raise NotFound(wanted=GatewayAccount.PREFIX)
    return str(found)


def seen_within_s(account_ref: str) -> int:
    """How long after a start this account's gateway may still say "not found" of what was started."""
    return adapter_by_ref(account_ref).can.seen_within_s


def adapter_by_ref(account_ref: str) -> Gateway:
    """The adapter to the account `gac_…`, switched off or not: what was started must still be asked about."""
    return registry.adapter_for(account_by_public_id(account_ref))


def house_mode() -> Mode:
    """Live in a live installation, test in any other: the two never meet."""
    return "live" if conf.ops.mode == "live" else "test"


def enabled_accounts() -> QuerySet[GatewayAccount]:
    """Accounts that new payments may go through: those switched on, of this installation's mode."""
    found: QuerySet[GatewayAccount] = GatewayAccount.objects.filter(enabled=True, mode=house_mode())
    return found


def accounts_of_house() -> list[GatewayAccount]:
    """Every account of this installation's mode, switched off or not, the oldest first."""
    return list(GatewayAccount.objects.filter(mode=house_mode()).order_by("id"))


def may_take(account: GatewayAccount) -> bool:
    """Whether new payments may go through this account."""
    return account.enabled and account.mode == house_mode()


def notices_of(account: GatewayAccount) -> QuerySet[Notice]:
    """What this account told us; nothing is unsealed."""
    found: QuerySet[Notice] = Notice.objects.filter(account=account).defer("body", "proof_facts")
    return found


def notices_about(attempt_key: str) -> QuerySet[Notice]:
    """What gateways told us about a try, newest first."""
    found: QuerySet[Notice] = (
        Notice.objects.filter(attempt_key=attempt_key).exclude(attempt_key="").defer("body", "proof_facts")
    )
    return found


def last_notice_at(account_id: UUID) -> datetime | None:
    """When this account last proved a notice to us; None when it never did."""
    row = Notice.objects.filter(account_id=account_id, proof="ok").order_by("-id").values_list("created_at").first()
    return row[0] if row else None


def waiting_notices() -> int:
    """How many notices are stored and not yet read: for /metrics and /readyz."""
    return int(Notice.objects.filter(state=NoticeState.RECEIVED).count())
