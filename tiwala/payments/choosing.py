"""Which ways to pay an amount there are now, through which accounts, and why the others are not shown.

Of several accounts that offer the same method the sound ones come first, then the business's order, then the fee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tiwala.business import queries as business
from tiwala.business.cache import kept
from tiwala.business.queries import OfferedMethod
from tiwala.gateways import circuits, health, registry
from tiwala.gateways.capabilities import Fee, Limit, MethodCan
from tiwala.gateways.circuits import Standing
from tiwala.gateways.port import Gateway
from tiwala.gateways.queries import enabled_accounts
from tiwala.kit.money import Money

Why = Literal["down", "above", "below", "currency", "part", "price", "unable", "off"]
_TELLING: tuple[Why, ...] = ("down", "above", "below", "currency", "part", "price", "unable", "off")
"""Of a method's several reasons the one said first: the nearer it is to working, the more it tells."""


@dataclass(frozen=True, slots=True)
class Open:
    """A way that is open: `accounts` in the order they are tried, all at the same price for the payer.

    `surcharge` is what paying this amount this way costs on top; mostly nothing.
    """

    offered: OfferedMethod
    can: MethodCan
    accounts: tuple[str, ...]
    form_origins: tuple[str, ...]
    surcharge: Money

    @property
    def account_ref(self) -> str:
        """The account that is tried first."""
        return self.accounts[0]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A way that does not work for this amount now, and why. `limit` is the amount it ends or begins at."""

    offered: OfferedMethod
    why: Why
    limit: Money | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """All ways for one amount. `reserves` are accounts of an open way that cannot be used for it themselves."""

    open: tuple[Open, ...]
    hidden: tuple[Hidden, ...]
    reserves: tuple[Hidden, ...] = ()

    def by_method(self, method: str) -> Open | None:
        """The open way of this method."""
        return next((one for one in self.open if one.offered.method == method), None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    offered: OfferedMethod
    can: MethodCan
    gateway: Gateway
    is_tried: bool
    fee: float
    surcharge: Money


@kept
def _gateways() -> dict[str, Gateway]:
    return {account.public_id: registry.adapter_for(account) for account in enabled_accounts()}


@kept
def _standings() -> dict[tuple[str, str], Standing]:
    return {(one.account_ref, one.method): one for one in circuits.standings()}


@kept
def _doubtful() -> set[tuple[str, str]]:
    return health.doubtful()


def choose(amount: Money, *, is_part: bool = False, without: frozenset[str] = frozenset()) -> Choice:
    """Every way the business offers, open or hidden. `is_part`: it is less than all that is owed.

    `without` are methods that were just seen not to work. The order is the business's own.
    """
    offers = business.offered_methods()
    judged = [(one, _judge(one, amount, is_part=is_part, without=without)) for one in offers]
    opened: list[Open] = []
    hidden: list[Hidden] = []
    reserves: list[Hidden] = []
    for method in dict.fromkeys(one.method for one in offers):
        good = [found for one, found in judged if one.method == method and isinstance(found, _Candidate)]
        bad = [found for one, found in judged if one.method == method and isinstance(found, Hidden)]
        if good:
            ranked = _ranked(good)
            same = [one for one in ranked if one.surcharge == ranked[0].surcharge]
            opened.append(_opened(same))
            reserves += [*bad, *(Hidden(one.offered, "price") for one in ranked if one not in same)]
        else:
            hidden.append(min(bad, key=lambda one: _TELLING.index(one.why)))
            reserves += [one for one in bad if one is not hidden[-1]]
    return Choice(tuple(opened), tuple(hidden), tuple(reserves))


def _ranked(good: list[_Candidate]) -> list[_Candidate]:
    """The sound ones first, then the business's order, then the cheaper; one alone need not be looked at."""
    if len(good) == 1:
        return good
    doubtful = _doubtful()

    def rank(one: _Candidate) -> tuple[bool, bool, int, float, str]:
        ref, method = one.offered.gateway_account_ref, one.offered.method
        return one.is_tried, (ref, method) in doubtful, one.offered.position, one.fee, ref

    return sorted(good, key=rank)


def _opened(good: list[_Candidate]) -> Open:
    first = good[0]
    origins = {origin for one in good for origin in one.gateway.can.form_origins}
    accounts = tuple(one.offered.gateway_account_ref for one in good)
    return Open(first.offered, first.can, accounts, tuple(sorted(origins)), first.surcharge)


def _judge(offered: OfferedMethod, amount: Money, *, is_part: bool, without: frozenset[str]) -> _Candidate | Hidden:
    gateway = _gateways().get(offered.gateway_account_ref)
    if gateway is None:
        return Hidden(offered, "off")
    can = gateway.can.method(offered.method)
    if can is None:
        return Hidden(offered, "unable")
    surcharge = Fee(offered.surcharge_share_bp, offered.surcharge_fixed_minor).of(amount)
    asked = Money(amount.minor + surcharge.minor, amount.currency)
    limited = _limited(offered, can, asked)
    if limited is not None:
        return limited
    if is_part and not (offered.allow_partial and amount.minor >= offered.min_partial_minor):
        return Hidden(offered, "part")
    standing = _standings().get((offered.gateway_account_ref, offered.method))
    if offered.method in without or (standing is not None and not standing.may_try):
        return Hidden(offered, "down")
    fee = _fee(offered, can, asked)
    return _Candidate(offered, can, gateway, is_tried=standing is not None, fee=fee, surcharge=surcharge)


def _limited(offered: OfferedMethod, can: MethodCan, amount: Money) -> Hidden | None:
    """Why the method does not take this amount; None when it does."""
    if can.takes(amount):
        return None
    limits = [limit for limit in can.limits if limit.smallest.currency == amount.currency]
    if not limits:
        return Hidden(offered, "currency")
    largest = max(limit.largest for limit in limits)
    if amount > largest:
        return Hidden(offered, "above", largest)
    return Hidden(offered, "below", min(_above(amount, limits)))


def _above(amount: Money, limits: Iterable[Limit]) -> list[Money]:
    return [limit.smallest for limit in limits if limit.smallest > amount]


def _fee(offered: OfferedMethod, can: MethodCan, amount: Money) -> float:
    """What the gateway takes of this amount: by the contract, else by its list; unknown is dearer than any."""
    if offered.fee_share_bp is not None and offered.fee_fixed_minor is not None:
        return Fee(offered.fee_share_bp, offered.fee_fixed_minor).of(amount).minor
    return can.fee.of(amount).minor if can.fee is not None else float("inf")
