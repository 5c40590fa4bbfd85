"""The verbs at HitPay: a payment request is a try, its charge the money, and refunds are the charge's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from tiwala.gateways.adapters.hitpay import asking, codes, hooks, notices, proof, wire
from tiwala.gateways.adapters.hitpay.abilities import abilities, is_page
from tiwala.gateways.adapters.hitpay.methods import SETTING, Methods
from tiwala.gateways.adapters.hitpay.refunding import Refunding
from tiwala.gateways.adapters.hitpay.truth import GONE, REQUESTS, Truth
from tiwala.gateways.line import SERVER, Line, problem_of
from tiwala.gateways.outcomes import (
    Declined,
    DeclineReason,
    NeedsPayer,
    Outcome,
    RefundOutcome,
    Unknown,
    Why,
)
from tiwala.gateways.port import (
    AccountFacts,
    AddressRefused,
    Capabilities,
    Gateway,
    LookUp,
    LookUpRefund,
    NoticeAddress,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
    StatementLine,
)
from tiwala.gateways.reading import Json, UnreadableError, load
from tiwala.gateways.writing import written
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_NOT_SENT: Final = Unknown(Why.NOT_SENT)
_JSON: Final = {"Content-Type": "application/json"}


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return HitPay(facts)


class HitPay:
    """One account at HitPay: one key. Its answers name no account, for a key sees its own only."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        key = {"X-BUSINESS-API-KEY": facts.keys.get("api_key", ""), "X-Requested-With": "XMLHttpRequest"}
        self._line = Line("hitpay", facts.base_url, headers=key)
        self._methods = Methods.named_in(facts.keys.get(SETTING, ""))
        self._truth = Truth(self._line, account=facts.external_id, base_url=facts.base_url)
        self._refunding = Refunding(self._line, self._truth, account=facts.external_id)
        self._can = abilities(self._methods, mode=facts.mode, base_url=facts.base_url)

    def __repr__(self) -> str:
        return f"HitPay({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What HitPay can for this account."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Open a page, or ask for a QR text. Until it is shown nobody can pay it: a lost one is opened anew."""
        code = self._methods.code(request.method)
        if not code or request.token or request.capture == "manual":
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        now = clock.now()
        minutes = asking.minutes_of(request, now=now)
        answer = self._line.send(
            REQUESTS, content=written(asking.page(request, code=code, minutes=minutes)), headers=_JSON
        )
        if isinstance(answer, Unknown):
            return _NOT_SENT
        if not answer.is_ok:
            return self._refused(answer)
        shown = self._line.read(answer, lambda data: self._shown(data, request))
        return _NOT_SENT if isinstance(shown, Unknown) else replace(shown, expires_at=now + timedelta(minutes=minutes))

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Nothing is held here: what was paid is paid."""
        del amount, key
        return self._as_it_is(reference)

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Delete the payment request. They delete none that was paid, and it says so then."""
        del key
        if not wire.THEIR_ID.fullmatch(reference):
            return self._as_it_is(reference)
        answer = self._line.send(f"{REQUESTS}/{reference}", method="DELETE")
        if isinstance(answer, Unknown):
            return answer
        if answer.status == codes.BUSY:
            return _NOT_SENT
        if answer.status >= SERVER:
            return Unknown(Why.SERVER_ERROR)
        read = self._line.read(answer, bool) if answer.is_ok else True
        return read if isinstance(read, Unknown) else self._as_it_is(reference)

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give a charge back, whole or in part; once, for nothing there would know it again by our key."""
        return self._refunding.refund(request)

    def look_up(self, query: LookUp) -> Outcome:
        """By their id, else the money under our key."""
        found: Outcome = self._truth.of(query.reference) if query.reference else GONE
        return self._truth.under(query.attempt_key) if found == GONE and query.attempt_key else found

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """By their id, else by its trace."""
        return self._refunding.look_up(query)

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        """Have events sent to this address; the salt that proves them is copied from their site by hand."""
        del key
        return hooks.register(self._line, url)

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """Proof first, then the mode, then the facts: an event with its proof in a header, or a form with it inside."""
        fields, given = proof.form_of(notice.body), notice.headers.get(proof.SIGNATURE, "")
        is_form = fields is not None and not given
        signed = proof.signed_in(fields) if is_form and fields is not None else notice.body
        hmac = fields["hmac"] if is_form and fields is not None else given
        proven = proof.check(hmac, signed, secrets=self._facts.notice_secrets)
        if proven != "ok":
            return NoticeRefused(proven)
        if notice.mode != self._facts.mode:
            return NoticeRefused("wrong_mode")
        try:
            if is_form and fields is not None:
                return notices.form(fields)
            about = notice.headers.get(proof.OBJECT, "")[:40]
            return notices.event(load(notice.body), about=about, name=notice.headers.get(proof.EVENT, "")[:40])
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """None: their list of charges shows no refunds by the day they were made, and half a statement is none."""
        raise GatewayBreakdown(f"no statement of {day} over the API", retry=False)

    def _shown(self, data: Json, request: StartRequest) -> NeedsPayer:
        made = wire.request(data)
        if not is_page(made.url, base_url=self._facts.base_url):
            raise UnreadableError("a page that is not theirs")
        is_code = request.direct and request.method == "qrph"
        return NeedsPayer(made.url, made.id, qr_payload=(made.qr or None) if is_code else None)

    def _refused(self, answer: http.Answer) -> Outcome:
        problem = problem_of(answer)
        reason = codes.refused_page(answer.status, problem)
        if reason is None:
            return _NOT_SENT
        self._line.tell_refused(answer, ",".join(codes.fields_of(problem)))
        return Declined(reason)

    def _as_it_is(self, reference: str) -> Outcome:
        try:
            return self._truth.of(reference)
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)
