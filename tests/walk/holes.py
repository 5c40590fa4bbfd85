"""What fills the holes in addresses. A new door with a hole that is not here fails the walk, which says what to add.

A hole is named by itself and by what stands before it in the address: `ref of invoices`. `OWNED` are holes that hold
something of one customer's: the walk tries each with the other customer's thing. `HOUSE` are the house's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from django.urls import URLPattern

from tests.architecture.test_doors import doors as every_pattern
from tests.walk.world import Own, World
from tiwala.kit.policy import Policy

HOLE: Final = re.compile(r"<(?:(\w+):)?(\w+)>")

OWNED: Final[Mapping[str, Callable[[Own], str]]] = {
    "token of pay": lambda own: own.token,
    "attempt_ref of attempts": lambda own: own.live_attempt,
    "attempt_ref of payments": lambda own: own.attempt,
    "ref of transfers": lambda own: own.transfer,
    "proof_ref of proofs": lambda own: own.proof,
    "key of returns": lambda own: own.came_back,
    "invoice_ref of invoices": lambda own: own.open,
    "invoice_id of invoices": lambda own: own.open,
    "owner_ref of papers": lambda own: own.open,
    "owner_ref of documents": lambda own: own.open,
    "credit_note_id of credit-notes": lambda own: own.credit_note,
    "customer_id of customers": lambda own: own.customer,
    "customer_ref of customers": lambda own: own.customer,
    "customer_ref of owner": lambda own: own.customer,
    "payment_ref of payments": lambda own: own.payment,
    "payment_id of payments": lambda own: own.payment,
    "refund_id of refunds": lambda own: own.refund,
    "dispute_id of disputes": lambda own: own.dispute,
    "payback_id of paybacks": lambda own: own.payback,
    "transfer_id of transfers": lambda own: own.transfer,
    "link_ref of links": lambda own: own.link,
    "ref of customers": lambda own: own.customer,
    "ref of invoices": lambda own: own.open,
    "ref of go": lambda own: own.open,
    "ref of payments": lambda own: own.payment,
    "ref of attempts": lambda own: own.live_attempt,
    "ref of refunds": lambda own: own.refund,
    "document_ref of packs": lambda own: own.pack,
    "ref of disputes": lambda own: own.dispute,
    "ref of queue": lambda own: own.looked_at,
    "ref of paybacks": lambda own: own.payback,
    "payback_ref of paybacks": lambda own: own.payback,
    "payback_token of payback": lambda own: own.payback_link,
    "confirm_token of confirmations": lambda own: own.payback_confirm,
    "ref of tasks": lambda own: own.task,
    "access_ref of people": lambda own: own.access,
    "invitation_ref of invitations": lambda own: own.invitation,
    "ref of sessions": lambda own: own.session,
    "passkey_ref of passkeys": lambda own: own.passkey,
    "ref of outbox": lambda own: own.letter,
    "collection_ref of autopay": lambda own: own.collection,
    "method_ref of methods": lambda own: own.kept,
}
HOUSE: Final[Mapping[str, Callable[[World], str]]] = {
    "token of invitation": lambda world: world.invitation,
    "token of first-owner": lambda _world: "A" * 43,  # a house with an owner has no such link
    "purpose of challenge": lambda _world: "sign_in",
    "purpose of own-challenge": lambda _world: "add",
    "token of not-me": lambda world: world.not_me,
    "token of stop": lambda world: world.stop,
    "gateway of notices": lambda _world: "sandbox",
    "account of <str:gateway>": lambda world: world.gateway,
    "ref of gateways": lambda world: world.gateway,
    "list_ref of import": lambda world: world.dispute_list,
    "gateway of new": lambda _world: "sandbox",
    "booked_ref of payouts": lambda world: world.booked,
    "notice_ref of notices": lambda world: world.notice,
    "ref of receiving": lambda world: world.receiving,
    "ref of methods": lambda world: world.option,
    "ref of keys": lambda world: world.key,
    "ref of programs": lambda world: world.program,
    "ref of sign-ins": lambda world: world.staff_member,
    "ref of people": lambda world: world.staff_member,
    "ref of invitations": lambda world: world.invited,
    "ref of roles": lambda world: world.role,
    "ref of approvals": lambda world: world.proposal,
    "name of exports": lambda _world: "customers",
    "ref of reviews": lambda world: world.review,
    "line_ref of lines": lambda world: world.review_line,
    "name of sign-in": lambda _world: "staff_tries",
    "kind of <str:owner_ref>": lambda _world: "invoice_pdf",
    "name of rules": lambda _world: "throwaway_mail",
    "ref of lookbacks": lambda world: world.lookback,
    "ref of bursts": lambda world: world.burst,
    "ref of versions": lambda world: world.rule,
    "pack of packs": lambda _world: "new_account",
    "ref of models": lambda world: world.model,
    "ref of lists": lambda world: world.listed,
    "code of accounts": lambda _world: "receivable",
    "code of branches": lambda _world: "00000",
}
BY_HAND: Final = {"style/": "/style/app-0f6b6b-00000000.css", "api/^": "/api/nothing-here"}
"""Addresses that are regular expressions."""


@dataclass(frozen=True, slots=True)
class Door:
    """An address of the resolver, who may come in, and whose thing stands in each hole."""

    address: str
    url: str
    policy: Policy
    owners: tuple[str, ...] = ()

    @property
    def is_api(self) -> bool:
        """Whether programs knock here."""
        return self.policy.who == "key"


def unfilled() -> list[str]:
    """Holes that nothing here fills."""
    return sorted(
        {
            f"{address}: “{name}”"
            for address, _pattern in every_pattern()
            if not _by_hand(address)
            for name in _names(address)
            if name not in OWNED and name not in HOUSE
        }
    )


def idle() -> list[str]:
    """Lines here that no address needs."""
    needed = {name for address, _pattern in every_pattern() for name in _names(address)}
    return sorted({*OWNED, *HOUSE} - needed)


def doors_of(world: World, whose: Own) -> Iterator[Door]:
    """Every door once, its holes filled with this customer's things and the house's."""
    for address, pattern in every_pattern():
        yield Door(address, _url(address, world, [whose] * len(_names(address))), _policy(pattern))


def mixed_doors(world: World, mine: Own, other: Own) -> Iterator[Door]:
    """Every door with somebody's things in its holes, in each mixture with at least one of the other's."""
    for address, pattern in every_pattern():
        names = _names(address)
        for owners in product((mine, other), repeat=sum(name in OWNED for name in names)):
            if other in owners:
                turns = iter(owners)
                filled = [next(turns) if name in OWNED else mine for name in names]
                whose = tuple(owner.name for owner in owners)
                yield Door(address, _url(address, world, filled), _policy(pattern), whose)


def _url(address: str, world: World, owners: list[Own]) -> str:
    if found := _by_hand(address):
        return found
    turns = iter(zip(_names(address), owners, strict=True))

    def fill(_hole: re.Match[str]) -> str:
        name, own = next(turns)
        return OWNED[name](own) if name in OWNED else HOUSE[name](world)

    return "/" + HOLE.sub(fill, address)


def _by_hand(address: str) -> str:
    return next((url for part, url in BY_HAND.items() if "(?P" in address and part in address), "")


def _names(address: str) -> list[str]:
    return [f"{hole[2]} of {address[: hole.start()].rstrip('/').rsplit('/', 1)[-1]}" for hole in HOLE.finditer(address)]


def _policy(pattern: URLPattern) -> Policy:
    policy: Policy = pattern.callback.policy
    return policy
