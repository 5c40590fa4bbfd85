"""The seven verbs at Maya, over Checkout, Pay with Maya, Dynamic QR and Vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from tiwala.gateways.adapters.maya import asking, codes, hooks, sources, wire
from tiwala.gateways.adapters.maya.abilities import abilities, is_page
from tiwala.gateways.adapters.maya.calls import Calls
from tiwala.gateways.adapters.maya.products import SETTING, WALLET_PATH, Products
from tiwala.gateways.adapters.maya.refunding import Refunding
from tiwala.gateways.adapters.maya.truth import GONE, PAYMENTS, Truth
from tiwala.gateways.adapters.maya.vault import Vault
from tiwala.gateways.adapters.maya.wire import Payment
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    DeclineReason,
    NeedsPayer,
    Outcome,
    Pending,
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
    MethodForgotten,
    NoticeAddress,
    NoticeFacts,
    NoticeRefused,
    RawNotice,
    RefundRequest,
    StartRequest,
    StatementLine,
)
from tiwala.gateways.reading import Json, UnreadableError, load
from tiwala.kit import clock, http
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money

_NOT_SENT: Final = Unknown(Why.NOT_SENT)
_LASTS: Final = timedelta(hours=1)
_WALLET_LASTS: Final = timedelta(minutes=30)


def build(facts: AccountFacts) -> Gateway:
    """The adapter to one account; cheap, the connections are the kit's and shared."""
    return Maya(facts)


class Maya:
    """One account at Maya: one pair of keys. Its answers name no account, for the keys see their own only."""

    def __init__(self, facts: AccountFacts) -> None:
        self._facts = facts
        self._products = Products.named_in(facts.keys.get(SETTING, ""))
        self._calls = Calls(facts)
        self._truth = Truth(self._calls.secret, account=facts.external_id, has_holds=self._products.holds)
        self._refunding = Refunding(self._calls, self._truth, account=facts.external_id)
        self._vault = Vault(self._calls)
        self._can = abilities(self._products, mode=facts.mode, base_url=facts.base_url)

    def __repr__(self) -> str:
        return f"Maya({self._facts.external_id!r}, {self._facts.mode!r})"

    @property
    def can(self) -> Capabilities:
        """What Maya can for this account."""
        return self._can

    def start(self, request: StartRequest) -> Outcome:
        """Open a page, ask for a QR text, or charge a kept card."""
        method = self._can.method(request.method)
        if method is None or (request.capture == "manual" and not method.manual_capture):
            return Declined(DeclineReason.METHOD_UNAVAILABLE)
        if request.token:
            return self._charge(request) if method.off_session else Declined(DeclineReason.METHOD_UNAVAILABLE)
        customer = self._vault.new_customer(request.attempt_key) if self._keeps(request) else ""
        if isinstance(customer, Unknown):
            return _NOT_SENT
        return customer if isinstance(customer, Declined) else self._open(request, customer=customer)

    def capture(self, reference: str, *, amount: Money, key: str) -> Outcome:
        """Take held money, once. When it is past capturing, says what it is instead."""
        held = self._before(reference)
        if not isinstance(held, Payment):
            return held
        if held.status != "AUTHORIZED":
            return self._told(held)
        if amount.currency != held.amount.currency or amount > held.amount:
            return Declined(DeclineReason.AMOUNT_NOT_ALLOWED, reference)
        path = f"{PAYMENTS}/{held.id}/capture"
        return self._moved(self._calls.send(path, asking.capture(amount, held.key), key=key), reference)

    def cancel(self, reference: str, *, key: str) -> Outcome:
        """Call off what is open, or let held money go. When it was paid or ended meanwhile, says so."""
        found = self._before(reference)
        if not isinstance(found, Payment):
            return found
        if found.status == "AUTHORIZED":
            body = {"reason": wire.marked("Cancelled", key)}
            return self._moved(self._calls.send(f"{PAYMENTS}/{found.id}/voids", body, key=key), reference)
        if found.status not in wire.OPEN:
            return self._told(found)
        return self._moved(self._calls.send(f"{PAYMENTS}/{found.id}/cancel", {}, key=key), reference)

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back: a void on the day, a refund from the next one on."""
        return self._refunding.refund(request)

    def look_up(self, query: LookUp) -> Outcome:
        """By their id, else by our key. A page that only our key finds was shown to nobody: it is not found."""
        found = self._truth.of(query.reference or "", query.attempt_key)
        if isinstance(found, Unknown):
            return found
        if not query.reference and found.status == "PENDING_TOKEN" and not found.token:
            return GONE
        return self._told(found)

    def look_up_refund(self, query: LookUpRefund) -> RefundOutcome:
        """The void or refund by its path, else by our key under its payment."""
        return self._refunding.look_up(query)

    def forget_method(self, token: str, *, key: str) -> MethodForgotten | Unknown:
        """End a kept card."""
        return self._vault.forget(token, key=key)

    def register_notices(self, url: str, *, key: str) -> NoticeAddress | AddressRefused | Unknown:
        """Have every event we read sent to this address."""
        return hooks.register(self._calls, url, key=key)

    def read_notice(self, notice: RawNotice) -> NoticeFacts | NoticeRefused:
        """The sender's address first, then the mode, then the facts."""
        facts = self._facts
        believed = sources.networks(facts.notice_secrets, mode=facts.mode, base_url=facts.base_url)
        proof = sources.check(notice.remote_ip, believed)
        if proof != "ok":
            return NoticeRefused(proof)
        if notice.mode != facts.mode:
            return NoticeRefused("wrong_mode")
        try:
            return wire.notice(load(notice.body))
        except UnreadableError:
            return NoticeRefused("unreadable")

    def statement(self, day: date) -> Iterator[StatementLine]:
        """None is to be had over the API: the settlement report of Maya Manager is a file."""
        raise GatewayBreakdown(f"no statement of {day} over the API", retry=False)

    def _keeps(self, request: StartRequest) -> bool:
        return request.save_method and request.method == "card" and self._products.vault

    def _open(self, request: StartRequest, *, customer: str) -> Outcome:
        """Until the payer is shown it nobody can pay it: a lost answer may be sent again."""
        path = self._products.path(request.method)
        answer = self._calls.open(path, asking.page(request, customer=customer), key=request.attempt_key)
        if isinstance(answer, Unknown):
            return _NOT_SENT
        if not answer.is_ok:
            refused = self._calls.declined(answer)
            return refused if isinstance(refused, Declined) else _NOT_SENT
        ends = clock.now() + (_WALLET_LASTS if path == WALLET_PATH else _LASTS)
        shown = self._calls.secret.read(answer, lambda data: self._shown(data, request))
        if isinstance(shown, Unknown):
            return _NOT_SENT
        return replace(shown, expires_at=min(request.expires_at or ends, ends))

    def _shown(self, data: Json, request: StartRequest) -> NeedsPayer:
        ident, url, qr = wire.opened(data)
        if not is_page(url, base_url=self._facts.base_url):
            raise UnreadableError("a page that is not theirs")
        is_code = request.direct and request.method == "qrph"
        return NeedsPayer(url, ident, qr_payload=(qr or None) if is_code else None)

    def _charge(self, request: StartRequest) -> Outcome:
        """Charge a kept card once: what is under this key already is the answer."""
        try:
            before = self._truth.under(request.attempt_key)
        except GatewayBreakdown as broken:
            is_refused = not broken.retry and not isinstance(broken, http.NotSent)
            return Declined(DeclineReason.METHOD_UNAVAILABLE) if is_refused else _NOT_SENT
        if isinstance(before, Payment):
            return self._told(before) if before.amount == request.amount else Unknown(Why.KEY_REUSED)
        if before != GONE:
            return _NOT_SENT
        answer = self._vault.charge(request)
        if not isinstance(answer, http.Answer):
            return answer
        if not answer.is_ok:
            return self._calls.declined(answer)
        made = self._calls.secret.read(answer, wire.payment)
        return made if isinstance(made, Unknown) else self._charged(made, request)

    def _charged(self, made: Payment, request: StartRequest) -> Outcome:
        if made.key != request.attempt_key:
            return Unknown(Why.UNREADABLE)
        if made.status not in wire.OPEN:
            return self._told(made)
        if request.payer_present and is_page(made.url, base_url=self._facts.base_url):
            return NeedsPayer(made.url, made.id)
        ended = self.cancel(made.id, key=f"cancel-{request.attempt_key}")
        if isinstance(ended, Cancelled):
            return Declined(DeclineReason.NOT_AUTHENTICATED, made.id)
        return ended if isinstance(ended, Approved | Authorized | Declined) else Pending(made.id)

    def _before(self, reference: str) -> Payment | Outcome:
        """The payment before a call that moves it: when it cannot be read, nothing was sent."""
        try:
            found = self._truth.of(reference)
        except GatewayBreakdown:
            return _NOT_SENT
        return _NOT_SENT if isinstance(found, Unknown) and found != GONE else found

    def _moved(self, answer: http.Answer | Unknown, reference: str) -> Outcome:
        """After a capture or a cancel: what it is now, in their own words."""
        if isinstance(answer, Unknown):
            return answer
        if answer.status == codes.BUSY:
            return _NOT_SENT
        if answer.is_ok:
            read = self._calls.secret.read(answer, bool)
            return read if isinstance(read, Unknown) else self._as_it_is(reference)
        refused = self._calls.declined(answer)
        return refused if refused == Unknown(Why.SERVER_ERROR) else self._as_it_is(reference)

    def _as_it_is(self, reference: str) -> Outcome:
        try:
            return self.look_up(LookUp("", reference))
        except GatewayBreakdown:
            return Unknown(Why.LINE_BROKE)

    def _told(self, found: Payment) -> Outcome:
        saved = self._vault.kept(found) if self._products.vault and found.status == "PAYMENT_SUCCESS" else None
        return self._truth.outcome(found, saved=saved)
