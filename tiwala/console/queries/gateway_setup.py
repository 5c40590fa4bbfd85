"""How far an account at a gateway is set up: four steps, told by what is there, so that one may leave and return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tiwala.business import queries as business
from tiwala.business.words import method_words
from tiwala.gateways.addresses import notice_url
from tiwala.gateways.capabilities import Capabilities, Limit, MethodCan
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.queries import last_notice_at
from tiwala.gateways.registry import GATEWAYS, Known, adapter_for, known
from tiwala.gateways.wording import Words
from tiwala.kit.money import Money
from tiwala.ui.templatetags.ui import money

REFUNDS: Final[dict[str, Promise]] = {
    "partial": gettext_lazy("can be refunded in part"),
    "full": gettext_lazy("can be refunded in full"),
    "none": gettext_lazy("cannot be refunded by the gateway"),
}
STEPS: Final = 4
NOBODY_MEETS_MINOR: Final = 10_000_000_000


@dataclass(frozen=True, slots=True)
class MethodLine:
    """One way to pay at a gateway, in words."""

    name: str
    title: str
    facts: str
    is_offered: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A gateway as the first page of the wizard shows it."""

    name: str
    title: str
    about: str
    site: str
    needs: tuple[str, ...]
    methods: tuple[MethodLine, ...]
    registers: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """An account and how far it is."""

    ref: str
    label: str
    title: str
    gateway: str
    mode: str
    external_id: str
    enabled: bool
    checked_as: str
    checked_at: datetime | None
    door: str
    registers: bool
    registered_as: str
    needs_secret: bool
    secrets: int
    secret_label: str
    notices_where: str
    site: str
    last_notice_at: datetime | None
    methods: tuple[MethodLine, ...]
    settings: tuple[tuple[str, bool], ...]

    @property
    def line_works(self) -> bool:
        """Whether the last check found the line good."""
        return self.checked_as == "works"

    @property
    def is_told(self) -> bool:
        """Whether its notices can reach us and be proven."""
        if self.needs_secret and self.secrets == 0:
            return False  # told our address, but what it sends would be refused (HitPay tells no secret)
        return bool(self.last_notice_at or self.registered_as or self.needs_secret)

    @property
    def offers(self) -> bool:
        """Whether the pay page offers one of its ways."""
        return any(one.is_offered for one in self.methods)

    @property
    def done(self) -> int:
        """How many of the four steps are done."""
        return sum((self.line_works, self.is_told, self.offers, self.enabled))

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.done == STEPS


def choices(mode: str) -> list[Choice]:
    """Every gateway that has this mode, with what it can, before there is an account."""
    return [_choice(name, one, mode) for name, one in GATEWAYS.items() if mode in one.modes]


def setup_of(account: GatewayAccount) -> Setup:
    """How far this account is; unseals how many secrets it has, and shows none."""
    gateway = known(account.gateway)
    can = adapter_for(account).can
    offered = {
        one.method for one in business.payment_options() if one.enabled and one.gateway_account_ref == account.public_id
    }
    words = gateway.words
    return Setup(
        ref=account.public_id,
        label=account.label,
        title=str(gateway.title),
        gateway=account.gateway,
        mode=account.mode,
        external_id=account.external_id,
        enabled=account.enabled,
        checked_as=account.checked_as,
        checked_at=account.checked_at,
        door=notice_url(account),
        registers=can.registers_notices,
        registered_as=account.registered_as,
        needs_secret=can.notice_proof in {"hmac", "static_token", "x509"},
        secrets=len(account.notice_secrets or ()),
        secret_label=str(words.notice_secret.label) if words and words.notice_secret else "",
        notices_where=str(words.notices_where) if words else "",
        site=words.site if words else "",
        last_notice_at=last_notice_at(account.pk),
        methods=_methods(can, offered),
        settings=_settings(words, account.keys or {}),
    )


def _settings(words: Words | None, keys: Mapping[str, str]) -> tuple[tuple[str, bool], ...]:
    """Each question about the account, and whether it was answered by yes."""
    said = words.told(keys) if words else []
    return tuple((str(one.label), name in said) for name, one in (words.questions if words else {}).items())


def _choice(name: str, gateway: Known, mode: str) -> Choice:
    can, words = gateway.can("live" if mode == "live" else "test"), gateway.words
    return Choice(
        name=name,
        title=str(gateway.title),
        about=str(words.about) if words else "",
        site=words.site if words else "",
        needs=tuple(str(one) for one in words.needs) if words else (),
        methods=_methods(can, set()),
        registers=can.registers_notices,
    )


def _methods(can: Capabilities, offered: set[str]) -> tuple[MethodLine, ...]:
    return tuple(
        MethodLine(one.name, str(method_words(one.name).name), _facts(one, can), one.name in offered)
        for one in can.methods
    )


def _facts(method: MethodCan, can: Capabilities) -> str:
    """Fee, limit, refunds and settlement, as far as they are known."""
    days = method.settlement_days if method.settlement_days is not None else can.settlement_days
    limit = next((one for one in method.limits if one.smallest.currency == "PHP"), None)
    parts = [
        _fee(method),
        _limit(limit) if limit else "",
        str(REFUNDS[method.refund]),
        _("the code is shown on your own pay page") if method.kind == "qr" else "",
        _("may be kept for next time") if method.off_session else "",
        ngettext("yours after %(days)d day", "yours after %(days)d days", days) % {"days": days},
    ]
    return " · ".join(part for part in parts if part)


def _limit(limit: Limit) -> str:
    """From what to what; a largest amount that nobody meets is left out."""
    facts = {"least": money(limit.smallest), "most": money(limit.largest)}
    return (_("%(least)s to %(most)s") if limit.largest.minor < NOBODY_MEETS_MINOR else _("from %(least)s")) % facts


def _fee(method: MethodCan) -> str:
    if method.fee is None:
        return ""
    share = f"{method.fee.share_bp / 100:g} %" if method.fee.share_bp else ""
    fixed = money(Money(method.fee.fixed_minor, method.limits[0].smallest.currency)) if method.fee.fixed_minor else ""
    told = " + ".join(part for part in (share, fixed) if part)
    return _("list price %(fee)s") % {"fee": told} if told else ""
