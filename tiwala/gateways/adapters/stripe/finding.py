"""What a try is at Stripe right now: by their id, or by our key when their answer was lost."""

from __future__ import annotations

import re
from typing import Final

from tiwala.gateways.adapters.stripe import asking, wire
from tiwala.gateways.adapters.stripe.calls import Calls, at, made_about
from tiwala.gateways.line import MISSING
from tiwala.gateways.outcomes import Approved, Outcome, Unknown, Why
from tiwala.gateways.port import AccountFacts, LookUp
from tiwala.gateways.reading import Json, UnreadableError, rows, text
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown

_SESSION: Final = re.compile(r"cs_[A-Za-z0-9_]{1,110}")
_INTENT: Final = re.compile(r"pi_[A-Za-z0-9_]{1,110}")
_SESSIONS: Final = "/v1/checkout/sessions"
_WITH_MONEY: Final = (f"payment_intent.{asking.MONEY}",)


class Finding:
    """Reads of one account. All of them may break down."""

    def __init__(self, calls: Calls, facts: AccountFacts) -> None:
        self._calls = calls
        self._is_live = facts.mode == "live"

    def whose(self) -> wire.Whose:
        """What answers about money are read by: the account is the gateway's word, not ours."""
        return wire.Whose(self._calls.whose(), self._is_live, clock.machine_now())

    def no_money(self) -> wire.Whose:
        """What an answer is read by in which there is no money yet: asks nobody."""
        return wire.Whose("", self._is_live, clock.machine_now())

    def look_up(self, query: LookUp) -> Outcome:
        """The try by its id, else by our key; Unknown(NOT_FOUND) when there is none."""
        if query.reference and is_reference(query.reference):
            found = self._by_reference(query.reference)
            if found is not None:
                return found
        return self._best(self.under(query.attempt_key)) if query.attempt_key else Unknown(Why.NOT_FOUND)

    def as_it_is(self, reference: str) -> Outcome:
        """What a try is after a deed was refused; a broken line leaves it unknown."""
        try:
            return self.look_up(LookUp("", reference))
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)

    def made_before(self, request_key: str, fits: wire.Fits) -> Outcome:
        """What this key made, if it fits: our words may differ where time has gone by, the money may not."""
        try:
            same = [one for one in self.under(request_key) if fits(one)]
            return self._best(same) if same else Unknown(Why.KEY_REUSED)
        except (GatewayBreakdown, UnreadableError):
            return Unknown(Why.KEY_REUSED)

    def under(self, key: str) -> list[Json]:
        """The pages under this key, else the intents: lists of the hours around the key's birth, read to their end.

        Lists are up to date at once, which their search is not. Ours is what has our mark: whoever opens a payment link
        may put a `client_reference_id` into its address.
        """
        when = made_about(key)
        pages = [one for one in self._calls.each(_SESSIONS, created=when) if wire.attempt_key(one) == key]
        return pages or [
            one for one in self._calls.each("/v1/payment_intents", created=when) if wire.attempt_key(one) == key
        ]

    def intent_of(self, reference: str) -> str:
        """The PaymentIntent of a try; empty where there is none (yet)."""
        if _INTENT.fullmatch(reference):
            return reference
        if not _SESSION.fullmatch(reference):
            return ""
        answer = self._calls.get(at("checkout", "sessions", reference))
        found = "" if answer.status == MISSING else self._calls.line.read(answer, wire.intent_id)
        if isinstance(found, Unknown):
            raise GatewayBreakdown("the session makes no sense", retry=True)
        return found

    def page_of(self, intent: str) -> str:
        """The session that an intent belongs to; empty when a token began it."""
        answer = self._calls.get(_SESSIONS, payment_intent=intent, limit=1)
        found = self._calls.line.read(answer, _first_id)
        if isinstance(found, Unknown):
            raise GatewayBreakdown("the sessions make no sense", retry=True)
        return found

    def refunds_of(self, intent: str) -> list[Json]:
        """Every refund of an intent, by whomever."""
        return list(self._calls.each("/v1/refunds", payment_intent=intent))

    def _best(self, found: list[Json]) -> Outcome:
        return wire.newest_truth([self._by_reference(text(one, "id")) or Unknown(Why.NOT_FOUND) for one in found])

    def _by_reference(self, reference: str) -> Outcome | None:
        """None when there is no such thing."""
        if reference.startswith("cs_"):
            return self._read(at("checkout", "sessions", reference), _WITH_MONEY, wire.session)
        return self._read(at("payment_intents", reference), (asking.MONEY,), self._intent)

    def _intent(self, data: Json, whose: wire.Whose) -> Outcome:
        page = self.page_of(text(data, "id")) if wire.is_by_page(data) else ""
        return wire.intent(data, whose, page)

    def _read(self, path: str, expand: tuple[str, ...], reader: wire.Reader) -> Outcome | None:
        whose = self.whose()
        answer = self._calls.get(path, expand=expand)
        if answer.status == MISSING:
            return None
        outcome = self._calls.line.read(answer, lambda data: reader(data, whose))
        if isinstance(outcome, Approved):
            return self._calls.line.read(answer, lambda data: self._less_what_went_back(data, outcome))
        return outcome

    def _less_what_went_back(self, data: Json, approved: Approved) -> Outcome:
        intent = wire.intent_inside(data)
        if not wire.has_money_back(intent):
            return approved
        return wire.less(approved, wire.given_back_by_others(intent, self.refunds_of(text(intent, "id")), approved))


def is_reference(text: str) -> bool:
    """Whether this may be an id of theirs for a try."""
    return bool(_SESSION.fullmatch(text) or _INTENT.fullmatch(text))


def _first_id(found: Json) -> str:
    several = rows(found)
    return text(several[0], "id") if several else ""
