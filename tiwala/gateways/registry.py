"""Name → adapter, written out by hand: a new gateway is one folder in adapters/ and one line here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.gateways.adapters.hitpay import adapter as hitpay
from tiwala.gateways.adapters.hitpay.abilities import LIVE_URL as HITPAY_LIVE
from tiwala.gateways.adapters.hitpay.abilities import TEST_URL as HITPAY_TEST
from tiwala.gateways.adapters.hitpay.words import WORDS as HITPAY
from tiwala.gateways.adapters.maya import adapter as maya
from tiwala.gateways.adapters.maya.abilities import LIVE_URL as MAYA_LIVE
from tiwala.gateways.adapters.maya.abilities import TEST_URL as MAYA_TEST
from tiwala.gateways.adapters.maya.words import WORDS as MAYA
from tiwala.gateways.adapters.paymongo import adapter as paymongo
from tiwala.gateways.adapters.paymongo.words import WORDS as PAYMONGO
from tiwala.gateways.adapters.paypal import adapter as paypal
from tiwala.gateways.adapters.paypal.abilities import LIVE_URL as PAYPAL_LIVE
from tiwala.gateways.adapters.paypal.abilities import TEST_URL as PAYPAL_TEST
from tiwala.gateways.adapters.paypal.words import WORDS as PAYPAL
from tiwala.gateways.adapters.sandbox import adapter as sandbox
from tiwala.gateways.adapters.sandbox.words import WORDS as SANDBOX
from tiwala.gateways.adapters.stripe import adapter as stripe
from tiwala.gateways.adapters.stripe.abilities import HOME as STRIPE_HOME
from tiwala.gateways.adapters.stripe.words import WORDS as STRIPE
from tiwala.gateways.adapters.xendit import adapter as xendit
from tiwala.gateways.adapters.xendit.abilities import LIVE_URL as XENDIT_URL
from tiwala.gateways.adapters.xendit.words import WORDS as XENDIT
from tiwala.gateways.capabilities import Capabilities
from tiwala.gateways.port import AccountFacts, Gateway, Mode
from tiwala.gateways.watched import Watched
from tiwala.gateways.wording import Words
from tiwala.kit.conf import conf
from tiwala.kit.errors import Refusal

if TYPE_CHECKING:
    from tiwala.gateways.models import GatewayAccount


class UnknownGateway(Refusal):
    """There is no adapter of that name."""

    code, message, status = "unknown_gateway", _("We cannot speak with that gateway."), 422


@dataclass(frozen=True, slots=True)
class Known:
    """A gateway we can speak with: how to build its adapter, which keys it needs, where it lives, how it is told of.

    `may_have` are settings of an account that it may go without; they are kept with its keys.
    Built with empty keys an adapter still says what it can: the wizard asks before there are any.
    """

    title: str | Promise
    build: Callable[[AccountFacts], Gateway]
    needs: tuple[str, ...]
    modes: tuple[Mode, ...]
    base_url: Callable[[Mode], str]
    words: Words | None = None
    may_have: tuple[str, ...] = ()

    def can(self, mode: Mode) -> Capabilities:
        """What this gateway can, before there is an account."""
        nothing = AccountFacts(mode, "", self.base_url(mode), dict.fromkeys(self.needs, ""))
        return self.build(nothing).can


def lives_at(name: str, *, live: str, test: str = "") -> Callable[[Mode], str]:
    """Where a gateway is: its own addresses (`test` where that is another), or the stand-in a trial names for it."""
    return lambda mode: conf.outside.gateway_urls.get(name) or (test if test and mode == "test" else live)


GATEWAYS: Final[Mapping[str, Known]] = {
    "sandbox": Known(
        "Sandbox", sandbox.build, ("api_key",), ("test",), lambda _mode: conf.outside.sandbox_url, SANDBOX
    ),
    "paymongo": Known(
        "PayMongo",
        paymongo.build,
        ("secret_key",),
        ("test", "live"),
        lives_at("paymongo", live="https://api.paymongo.com"),
        PAYMONGO,
        may_have=("products",),
    ),
    "maya": Known(
        "Maya",
        maya.build,
        ("public_key", "secret_key"),
        ("test", "live"),
        lives_at("maya", live=MAYA_LIVE, test=MAYA_TEST),
        MAYA,
        may_have=("products",),
    ),
    "hitpay": Known(
        "HitPay",
        hitpay.build,
        ("api_key",),
        ("test", "live"),
        lives_at("hitpay", live=HITPAY_LIVE, test=HITPAY_TEST),
        HITPAY,
        may_have=("methods",),
    ),
    "paypal": Known(
        "PayPal",
        paypal.build,
        ("client_id", "client_secret"),
        ("test", "live"),
        lives_at("paypal", live=PAYPAL_LIVE, test=PAYPAL_TEST),
        PAYPAL,
        may_have=("features",),
    ),
    "stripe": Known(
        "Stripe", stripe.build, ("api_key",), ("test", "live"), lives_at("stripe", live=STRIPE_HOME), STRIPE
    ),
    "xendit": Known(
        "Xendit", xendit.build, ("secret_key",), ("test", "live"), lives_at("xendit", live=XENDIT_URL), XENDIT
    ),
}
"""Every gateway there is."""

_KEPT = 64
_lock = threading.Lock()
_built: OrderedDict[tuple[str, int, str], Gateway] = OrderedDict()


def known(name: str) -> Known:
    """The gateway of this name; refuses one we cannot speak with."""
    found = GATEWAYS.get(name)
    if found is None:
        raise UnknownGateway(gateway=name[:40])
    return found


def adapter_for(account: GatewayAccount) -> Gateway:
    """The adapter to this account, watched; kept until the account changes, so that its connections stay warm."""
    gateway = known(account.gateway)
    base_url = gateway.base_url("live" if account.mode == "live" else "test")
    name = (account.public_id, account.version, base_url)
    with _lock:
        if name in _built:
            _built.move_to_end(name)
            return _built[name]
    built = Watched(gateway.build(facts_of(account, base_url=base_url)), account.public_id)
    with _lock:
        _built[name] = built
        while len(_built) > _KEPT:
            _built.popitem(last=False)
    return built


def past_adapter_for(account: GatewayAccount) -> Gateway | None:
    """An adapter that knows the secrets which ended, to read what came before they did; None without any."""
    gateway, past = known(account.gateway), tuple(account.past_secrets or ())
    facts = facts_of(account, base_url=gateway.base_url("live" if account.mode == "live" else "test"))
    return gateway.build(replace(facts, notice_secrets=past)) if past else None


def facts_of(account: GatewayAccount, *, base_url: str) -> AccountFacts:
    """What an adapter is built from; unseals the keys."""
    return AccountFacts(
        mode="live" if account.mode == "live" else "test",
        external_id=account.external_id,
        base_url=base_url,
        keys=dict(account.keys or {}),
        notice_secrets=tuple(account.notice_secrets or ()),
    )
