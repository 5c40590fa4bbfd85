"""Connect the business to a gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.gateways import registry
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.queries import house_mode
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, Refusal

LONGEST_KEY = 4000


class AccountExists(Refusal):
    """The same account of the same gateway was added before."""

    code, message = "account_exists", _("This gateway account was added before.")


class WrongMode(Refusal):
    """Live keys belong in a live installation, and the sandbox is never live."""

    code, status = "wrong_mode", 422
    message = _("This mode does not fit: live keys go into a live installation, test keys into one that is not.")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to connect. `external_id` is the gateway's own name of our account."""

    gateway: str
    label: str
    mode: str
    external_id: str
    keys: Mapping[str, str] = field(repr=False)
    notice_secret: str = field(default="", repr=False)


@action
def add_account(facts: NewAccount, *, by: Actor) -> GatewayAccount:
    """Store an account with its keys sealed. Refuses unknown gateways, missing keys, a mode that does not fit.

    The first account of a mode diverts nothing. After it a person needs a second one (ask_for_account):
    SecondPersonNeeded.
    """
    check_account(facts)
    if needs_second_person(facts.mode, by=by):
        raise SecondPersonNeeded
    return _store(facts, asked_by="", by=by)


def needs_second_person(mode: str, *, by: Actor) -> bool:
    """Whether this person may not connect another account of the mode alone."""
    return not needs_nobody(by) and GatewayAccount.objects.filter(mode=mode).exists()


def connect_approved(frozen: Frozen, by: Actor) -> Done:
    """The account of an approved proposal is there from now on. A step. AccountExists, and what checks refuse."""
    told = {name: frozen.facts[name] for name in ("gateway", "label", "mode", "external_id")}
    facts = NewAccount(**told, keys=frozen.sealed["keys"], notice_secret=frozen.sealed["notice_secret"])
    check_account(facts)
    return Done(_store(facts, asked_by=frozen.asker.id, by=by).public_id)


def check_account(facts: NewAccount) -> None:
    """Refuse what makes no account: UnknownGateway, WrongMode, BadInput."""
    gateway = registry.known(facts.gateway)
    if facts.mode not in gateway.modes or facts.mode != house_mode():
        raise WrongMode(gateway=facts.gateway, mode=facts.mode[:10])
    check_secrets({**dict.fromkeys(gateway.needs, ""), **facts.keys}, notice_secret=facts.notice_secret)
    if not facts.label.strip() or not facts.external_id.strip():
        raise BadInput(fields={"label" if not facts.label.strip() else "external_id": str(_("Please fill this in."))})


def _store(facts: NewAccount, *, asked_by: str, by: Actor) -> GatewayAccount:
    account = GatewayAccount(
        gateway=facts.gateway,
        label=facts.label.strip()[:100],
        mode=facts.mode,
        external_id=facts.external_id.strip()[:100],
        keys=dict(facts.keys),
        notice_secrets=[facts.notice_secret] if facts.notice_secret else [],
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise AccountExists(gateway=facts.gateway) from error
    facts_told = {"gateway": account.gateway, "mode": account.mode, "asked_by": asked_by}
    record("gateway_account:connect", account.public_id, by=by, **facts_told)
    return account


def check_secrets(keys: Mapping[str, str], *, notice_secret: str) -> None:
    """Refuse empty, overlong and untypeable keys, by name and never by value."""
    wrong = {name: str(_("This key is missing or unreadable.")) for name, key in keys.items() if not _is_key(key)}
    if notice_secret and not _is_key(notice_secret):
        wrong["notice_secret"] = str(_("This key is missing or unreadable."))
    if wrong:
        raise BadInput(fields=wrong)


def _is_key(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= LONGEST_KEY and text.isascii() and text == text.strip()
