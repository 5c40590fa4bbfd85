"""What Stripe answers besides payments: disputes, saved methods, where notices go."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from tiwala.gateways.adapters.stripe import asking, codes, lines, wire
from tiwala.gateways.adapters.stripe.calls import Calls, at, is_refused
from tiwala.gateways.adapters.stripe.finding import Finding
from tiwala.gateways.line import MISSING
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import (
    AddressRefused,
    AnswerRefused,
    DisputeAnswered,
    DisputeFacts,
    MethodForgotten,
    NoticeAddress,
    WarningFacts,
)
from tiwala.gateways.reading import Json, UnreadableError, text
from tiwala.kit import http
from tiwala.kit.errors import GatewayBreakdown

_DISPUTE: Final = re.compile(r"(dp|du|pdp)_[A-Za-z0-9_]{1,110}")
_WARNING: Final = re.compile(r"issfr_[A-Za-z0-9_]{1,110}")
_ADDRESSES: Final = "/v1/webhook_endpoints"


class Disputes:
    """Disputes of one account."""

    def __init__(self, calls: Calls, finding: Finding) -> None:
        self._calls = calls
        self._finding = finding

    def look_up_dispute(self, reference: str) -> DisputeFacts | Unknown:
        """The dispute by its id; Unknown(NOT_FOUND) when there is none."""
        if not _DISPUTE.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        whose = self._finding.whose()
        answer = self._calls.get(at("disputes", reference), expand=("payment_intent",))
        if answer.status == MISSING:
            return Unknown(Why.NOT_FOUND)
        return self._calls.line.read(answer, lambda data: lines.dispute(data, whose, self._page_of(data)))

    def look_up_warning(self, reference: str) -> WarningFacts | Unknown:
        """The early fraud warning by its id; Unknown(NOT_FOUND) when there is none."""
        if not _WARNING.fullmatch(reference):
            return Unknown(Why.NOT_FOUND)
        whose = self._finding.whose()
        answer = self._calls.get(at("radar", "early_fraud_warnings", reference), expand=("payment_intent",))
        if answer.status == MISSING:
            return Unknown(Why.NOT_FOUND)
        return self._calls.line.read(answer, lambda data: lines.warning(data, whose, self._page_of(data)))

    def list_disputes(self, since: datetime) -> tuple[str, ...]:
        """The ids of all that were opened since then."""
        try:
            found = self._calls.each("/v1/disputes", created={"gte": int(since.timestamp())})
            return tuple(text(one, "id") for one in found)
        except UnreadableError as error:
            raise GatewayBreakdown("the list of disputes makes no sense", retry=False) from error

    def answer_dispute(self, reference: str, *, text: str, key: str) -> DisputeAnswered | AnswerRefused | Unknown:
        """Hand our words in, once and for good: they pass them on at once and take no second ones."""
        if not _DISPUTE.fullmatch(reference):
            return AnswerRefused("not_found")
        answer = self._calls.post(at("disputes", reference), asking.answer(text), key=f"answer-{key}")
        if isinstance(answer, Unknown) or answer.is_ok:
            return answer if isinstance(answer, Unknown) else DisputeAnswered()
        problem = codes.error_in(answer)
        if codes.is_bad_request(answer, problem) or answer.status in codes.KEYS_REFUSED:
            return AnswerRefused(codes.word_of(problem))
        return codes.unknown(answer, problem)

    def _page_of(self, data: Json) -> str:
        about = lines.intent_of(data)
        return self._finding.page_of(text(about, "id")) if about and wire.is_by_page(about) else ""


class Methods:
    """Saved methods of one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """Detach the card from its customer: it charges nothing any more. One they do not know is gone already."""
        parts = asking.parts_of(token)
        if parts is None:
            return MethodForgotten()
        answer = self._calls.post(at("payment_methods", parts[1], "detach"), {}, key=f"forget-{key}")
        if isinstance(answer, Unknown) or answer.is_ok:
            return answer if isinstance(answer, Unknown) else MethodForgotten()
        if answer.status == MISSING:
            return MethodForgotten()
        problem = codes.error_in(answer)
        if codes.is_bad_request(answer, problem) and self._is_loose(parts[1]):
            return MethodForgotten()
        return codes.unknown(answer, problem)

    def _is_loose(self, method: str) -> bool:
        """Whether the card belongs to nobody: detached before."""
        try:
            answer = self._calls.get(at("payment_methods", method))
        except GatewayBreakdown:
            return False
        if answer.status == MISSING:
            return True
        return self._calls.line.read(answer, lambda data: text(data, "id") == method and not data["customer"]) is True


class Addresses:
    """Where the notices of one account go."""

    def __init__(self, calls: Calls, *, has_secret: bool) -> None:
        self._calls = calls
        self._has_secret = has_secret

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        """One endpoint for this address, with every notice we read.

        Their secret is told when it is made and never again. So an endpoint that is there already is kept where we
        hold a secret, and made anew where we hold none; the same key gives a lost answer again.
        """
        try:
            there = next((one for one in self._calls.each(_ADDRESSES) if one.get("url") == url), None)
        except GatewayBreakdown as broken:
            return AddressRefused("keys_refused") if is_refused(broken) else Unknown(Why.NOT_SENT)
        if there is None or _key_of(there) == key:
            return self._make(url, key)
        if self._has_secret:
            return self._keep(there)
        gone = self._calls.line.send(at("webhook_endpoints", text(there, "id")), method="DELETE")
        return gone if isinstance(gone, Unknown) else self._make(url, key)

    def _make(self, url: str, key: str) -> NoticeAddress | AddressRefused | Unknown:
        return self._read(self._calls.post(_ADDRESSES, asking.notice_address(url, key), key=f"notices-{key}"))

    def _keep(self, there: Json) -> NoticeAddress | AddressRefused | Unknown:
        form = asking.form({"enabled_events": list(asking.EVENTS), "disabled": "false"})
        return self._read(self._calls.line.send(at("webhook_endpoints", text(there, "id")), data=form))

    def _read(self, answer: http.Answer | Unknown) -> NoticeAddress | AddressRefused | Unknown:
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._calls.line.read(answer, _address)
        problem = codes.error_in(answer)
        if codes.is_bad_request(answer, problem) or answer.status in codes.KEYS_REFUSED:
            return AddressRefused(codes.word_of(problem))
        return codes.unknown(answer, problem)


def _address(data: Json) -> NoticeAddress:
    if data.get("object") != "webhook_endpoint":
        raise UnreadableError("not an endpoint")
    return NoticeAddress(text(data, "id"), text(data, "secret") if data.get("secret") is not None else "")


def _key_of(endpoint: Json) -> str:
    marks = endpoint.get("metadata")
    return str(marks.get("tiwala_key", "")) if isinstance(marks, dict) else ""
