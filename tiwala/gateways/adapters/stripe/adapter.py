"""The verbs at Stripe: payments here; looking up in finding.py, giving back in refunds.py, the rest in extras.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tiwala.gateways.adapters.stripe import asking, codes, lines, signature, told, wire
from tiwala.gateways.adapters.stripe.abilities import abilities
from tiwala.gateways.adapters.stripe.calls import Calls, at, is_refused, may_be_forgotten
from tiwala.gateways.adapters.stripe.extras import Addresses, Disputes, Methods
from tiwala.gateways.adapters.stripe.finding import Finding, is_reference
from tiwala.gateways.adapters.stripe.refunds import Refunds
from tiwala.gateways.outcomes import Authorized, Cancelled, Declined, DeclineReason, Outcome, Unknown, Why
from tiwala.gateways.port import (
    AccountFacts,
    Gateway,
    LookUp,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    StartRequest,
    StatementLine,
)
from tiwala.gateways.reading import Json, UnreadableError, load, text
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_ZONE: Final = ZoneInfo("Asia/Manila")


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return StripeGateway(facts)


class StripeGateway:
    """One account at Stripe."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        self._calls = Calls(facts)
        self._finding = Finding(self._calls, facts)
        site = urlsplit(facts.base_url)
        self.can = abilities(f"{site.scheme}://{site.netloc}")
        self.look_up = self._finding.look_up
        refunds, disputes = Refunds(self._calls, self._finding), Disputes(self._calls, self._finding)
        self.refund, self.look_up_refund = refunds.refund, refunds.look_up_refund
        self.look_up_dispute, self.answer_dispute = disputes.look_up_dispute, disputes.answer_dispute
        self.list_disputes, self.look_up_warning = disputes.list_disputes, disputes.look_up_warning
        self.forget_method = Methods(self._calls).forget_method
        self.register_notices = Addresses(self._calls, has_secret=bool(facts.notice_secrets)).register_notices

    def __repr__(self) -> str:
        return f"StripeGateway({self._facts.external_id!r}, {self._facts.mode!r})"

    def start(self, request: StartRequest) -> Outcome:
        """Open a page, or charge a saved card when a token is given."""
        if may_be_forgotten(request.attempt_key):
            known = self._known(request.attempt_key)
            if known != Unknown(Why.NOT_FOUND):
                return known
        return self._charge(request) if request.token else self._page(request)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take authorized money. When it is past capturing, says what it is instead."""
        form = asking.form({"amount_to_capture": amount.minor, "expand": [asking.MONEY]})
        return self._move(reference, "capture", form, key=f"capture-{key}")

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Close the page, let held money go. When it was paid or ended meanwhile, says so."""
        if not reference.startswith("cs_") or not is_reference(reference):
            return self._move(reference, "cancel", {}, key=f"cancel-{key}")
        answer = self._calls.post(at("checkout", "sessions", reference, "expire"), {}, key=f"cancel-{key}")
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._calls.line.read(answer, lambda data: _closed(data, reference))
        problem = codes.error_in(answer)
        if not codes.is_bad_request(answer, problem):
            return codes.unknown(answer, problem)
        found = self._finding.as_it_is(reference)
        return self._move(reference, "cancel", {}, key=f"let-go-{key}") if isinstance(found, Authorized) else found

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Signature first, then mode and account, then the facts. Reads nothing it has not proven.

        An event names an account only where one platform hears for several; the secret is our endpoint's own.
        """
        header = notice.headers.get(signature.HEADER, "")
        proof = signature.check(header, notice.body, secrets=self._facts.notice_secrets, at=notice.received_at)
        if proof != "ok":
            return NoticeRefused(proof)
        try:
            event = load(notice.body)
            if event.get("livemode") is not (notice.mode == "live") or notice.mode != self._facts.mode:
                return NoticeRefused("wrong_mode")
            if event.get("account") not in (None, self._facts.external_id):
                return NoticeRefused("wrong_account")
            return told.notice(event, account=self._facts.external_id)
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """Every movement of our balance on one day in Asia/Manila, newest first."""
        since = datetime.combine(day, time(), _ZONE)
        when = {"gte": int(since.timestamp()), "lt": int((since + timedelta(days=1)).timestamp())}
        for row in self._calls.each("/v1/balance_transactions", created=when, expand=("data.source",)):
            try:
                yield lines.line(row)
            except UnreadableError as error:
                raise GatewayBreakdown("the statement makes no sense", retry=False) from error

    def _page(self, request: StartRequest) -> Outcome:
        if request.method not in asking.METHODS:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        form = asking.page(request, now=clock.machine_now())
        answer = self._calls.post("/v1/checkout/sessions", form, key=request.attempt_key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._calls.line.read(answer, lambda data: wire.session(data, self._finding.no_money()))
        return self._not_begun(request, answer)

    def _charge(self, request: StartRequest) -> Outcome:
        """Whose keys these are comes first: no money moves while that cannot be said."""
        parts = asking.parts_of(request.token)
        if parts is None:
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        try:
            whose = self._finding.whose()
        except GatewayBreakdown as broken:
            return _before_the_deed(broken)
        form = asking.charge(request, customer=parts[0], method=parts[1])
        answer = self._calls.post("/v1/payment_intents", form, key=request.attempt_key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._calls.line.read(answer, lambda data: wire.intent(data, whose))
        return self._not_begun(request, answer)

    def _not_begun(self, request: StartRequest, answer: http.Answer) -> Outcome:
        problem = codes.error_in(answer)
        if problem.get("type") == "idempotency_error":
            return self._finding.made_before(request.attempt_key, lambda one: wire.asks_for(one) == request.amount)
        if problem.get("type") == "card_error":
            return self._calls.line.read(answer, lambda _: wire.declined(problem))
        return self._refused(answer, problem)

    def _move(self, reference: str, verb: str, form: asking.Form, *, key: str) -> Outcome:
        """Capture or let go, at the intent of a try. What they will not do is no decline: then it is what it is."""
        try:
            whose, intent = self._finding.whose(), self._finding.intent_of(reference)
        except GatewayBreakdown:
            return Unknown(Why.NOT_SENT)
        if not intent:
            return Unknown(Why.NOT_FOUND)
        answer = self._calls.post(at("payment_intents", intent, verb), form, key=key)
        if isinstance(answer, Unknown):
            return answer
        if answer.is_ok:
            return self._calls.line.read(answer, lambda data: wire.intent(data, whose, reference))
        problem = codes.error_in(answer)
        if problem.get("code") in codes.AMOUNTS:
            return self._refused(answer, problem, reference=reference)
        is_clear = codes.is_bad_request(answer, problem)
        return self._finding.as_it_is(reference) if is_clear else codes.unknown(answer, problem)

    def _refused(self, answer: http.Answer, problem: Json, *, reference: str = "") -> Outcome:
        reason = codes.refused_call(answer, problem)
        if reason is None:
            return codes.unknown(answer, problem)
        self._calls.line.tell_refused(answer, codes.word_of(problem))
        return Declined(reason, reference)

    def _known(self, key: str) -> Outcome:
        try:
            return self._finding.look_up(LookUp(key))
        except GatewayBreakdown as broken:
            return _before_the_deed(broken)


def _before_the_deed(broken: GatewayBreakdown) -> Outcome:
    """A read before the deed broke: nothing was begun. Refused keys stay refused."""
    return Declined(DeclineReason.METHOD_UNAVAILABLE) if is_refused(broken) else Unknown(Why.NOT_SENT)


def _closed(data: Json, reference: str) -> Outcome:
    if text(data, "id") != reference or data.get("status") != "expired":
        raise UnreadableError("not closed")
    return Cancelled(reference)
