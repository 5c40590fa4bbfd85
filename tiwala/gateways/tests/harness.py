"""What an adapter's tests offer, so that the contract suite can play the payer, the bank and a bad day."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from tiwala.gateways.port import AccountFacts, Gateway, RawNotice
from tiwala.gateways.tests.sandbox_process import Mailbox, Sandbox
from tiwala.kit.errors import InvariantBroken
from tiwala.kit.money import Money

Trouble = Literal["answer_lost", "answer_hangs", "answer_garbled", "server_error", "busy", "unavailable", "hangs"]
Call = Literal[
    "start",
    "capture",
    "cancel",
    "refund",
    "look_up",
    "look_up_refund",
    "statement",
    "dispute",
    "forget",
    "charge",
    "account",
]


FAULTS: Final[dict[Trouble, str]] = {
    "answer_lost": "answer_lost",
    "answer_hangs": "answer_hang",
    "answer_garbled": "answer_garbled",
    "server_error": "error_500",
    "busy": "rate_429",
    "unavailable": "error_503",
    "hangs": "hang",
}
"""What the sandbox and the stand-ins call each trouble."""


def fault_order(trouble: Trouble, *, at: Call) -> dict[str, object]:
    """The order to a sandbox or stand-in for one such trouble; a hang lasts longer than our patience in tests."""
    order: dict[str, object] = {"kind": FAULTS[trouble], "where": "method" if at == "forget" else at}
    return order | ({"seconds": 3} if "hang" in FAULTS[trouble] else {})


class Harness(ABC):
    """The other side of one adapter, under the suite's control."""

    gateway: Gateway
    facts: AccountFacts
    _stand_in: Sandbox
    _mailbox: Mailbox
    payable: str
    """A method that pays back in part and takes these amounts."""
    amounts: tuple[str, ...] = ("0.01", "19.99", "1234567.89")
    """Pesos that the payable method takes, the smallest first."""
    nobodys_reference: str = "chk_none"
    """An id as theirs look, of nothing."""
    holdable: str
    """A method with authorize and capture, empty where there is none."""
    no_way_back: str
    """A method that cannot be refunded, empty where there is none."""
    slow_refund: Money
    failing_refund: Money

    # What their wire cannot say. An adapter turns one of these off with a line in its README that says why.
    is_decline_final = True
    """A declined payer is told no; otherwise the page stays open for another try."""
    finds_pages = True
    """A page that nobody paid is found by our key, or given again; otherwise another is opened for the same money."""
    finds_charges = True
    """A lost charge is found by its key; otherwise it stays unknown, and sent again it is the same one."""
    tells_mode = True
    """Notices say whether they are live."""
    tells_cancelled = True
    """What was called off reads as cancelled; otherwise as expired."""
    tells_expiry = True
    """A notice comes when time runs out."""
    tells_refund = True
    """A notice comes about a refund."""
    names_refunds = True
    """A refund carries our key; otherwise it is found by its trace, and asked for a second time it is left unknown."""
    tells_account = True
    """Notices name our account."""
    dates_proof = True
    """The proof of a notice says when it was made."""
    late_minutes = 5
    """How old a proof may be: longer only where their retries may carry the first one's."""
    signs_body = True
    """The proof covers the body, byte for byte."""
    takes_back = True
    """A bank may take money back, and a look-up says so."""
    refuses_other_amount = True
    """The same key with another amount is refused there."""
    pays_other_currency = True
    """What was paid in another currency is told."""
    hears_twice = True
    """A dispute takes a second answer while it is not over."""
    undone: tuple[Trouble, ...] = ("busy", "unavailable")
    """The troubles in which they say that nothing was done; the others leave that open."""

    @abstractmethod
    def with_keys_of_nobody(self) -> Gateway:
        """The adapter with call keys that the gateway refuses."""

    @abstractmethod
    def with_dead_line(self) -> Gateway:
        """The adapter to an address where nothing listens."""

    @abstractmethod
    def with_secrets(self, *secrets: str) -> Gateway:
        """The adapter that accepts these notice secrets."""

    @abstractmethod
    def pay(self, reference: str, amount: Money | None = None, *, keep: bool = False) -> None:
        """The payer pays now, whatever the page says; another amount if one is given. `keep`: save the method."""

    @abstractmethod
    def authorize(self, reference: str) -> None:
        """The payer's bank sets the money aside."""

    @abstractmethod
    def decline(self, reference: str) -> None:
        """The payer's bank says: not enough money."""

    @abstractmethod
    def expire(self, reference: str) -> None:
        """Time runs out."""

    @abstractmethod
    def reverse(self, reference: str) -> None:
        """The bank takes the money back."""

    def dispute(self, reference: str, amount: Money | None = None) -> str:
        """The payer's bank disputes the payment, whole or so much of it; the dispute's id as their notice names it.

        Asked of adapters with `can.disputes == "looked_up"` only.
        """
        raise InvariantBroken("this bank disputes nothing")

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        """The payer's bank decides."""
        raise InvariantBroken("this bank disputes nothing")

    def trouble(self, trouble: Trouble, *, at: Call) -> None:
        """The next call of this kind meets trouble. The "answer_…" ones are done there all the same."""
        self._stand_in.control("faults", {"next": [fault_order(trouble, at=at)]})

    def notice(self, reference: str, name: str) -> RawNotice:
        """The notice as it came over the wire; waits for it."""
        return self._heard(reference, name, after=0)

    def send_again(self, reference: str) -> RawNotice:
        """The last notice about this, delivered a second time."""
        before = len(self._mailbox.heard)
        self._stand_in.control("notices/resend", {"checkout": reference})
        self._stand_in.control("tick")
        return self._heard(reference, "", after=before)

    @abstractmethod
    def _heard(self, reference: str, name: str, *, after: int) -> RawNotice:
        """The first notice about this that came after so many, waited for; an empty name is any."""

    @abstractmethod
    def forge(self, body: bytes, *, at: datetime, secret: str = "") -> RawNotice:
        """A notice with this body, signed at that instant with our secret or another."""

    def without_proof(self, raw: RawNotice) -> list[RawNotice]:
        """The notice as it comes from somebody who proves nothing: the headers of proof missing, or empty."""
        empty = dict.fromkeys(self.gateway.can.proof_headers, "")
        return [replace(raw, headers=headers) for headers in ({}, empty)]

    @abstractmethod
    def body(self, **changes: object) -> bytes:
        """The body of a true notice about a payment, with top-level changes."""


def harness_of(vendor: str, stand_in: Sandbox, mailbox: Mailbox) -> Harness:
    """The harness of an adapter, by its vendor's name, around a running stand-in."""
    module = importlib.import_module(f"tiwala.gateways.adapters.{vendor}.tests.harness")
    found = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    made = next(one for one in found if issubclass(one, Harness))(stand_in, mailbox)
    assert isinstance(made, Harness)
    return made
