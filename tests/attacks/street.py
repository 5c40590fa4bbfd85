"""People at the pay page: who tries cards there, who merely pays."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from django.db.models import Q
from django.test import Client

from tests.scripted_gateway import ScriptedGateway
from tiwala.events.actions.deliver import deliver
from tiwala.events.models import Delivery
from tiwala.fraud.packs import FIRST_DAY, UNDER_ATTACK
from tiwala.fraud.tests.makers import goes_live
from tiwala.gateways import outcomes as o
from tiwala.gateways.queries import external_id_of
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.payments.models import Attempt


def every_rule_is_live() -> None:
    """All rules of the first day count, but those that wait for somebody to say that we are under attack."""
    goes_live(*(one.name for one in FIRST_DAY if one.pack != UNDER_ATTACK))


@dataclass
class Street:
    """A pay page and those who come by. `seen` is what became of each try: sent, challenged or blocked."""

    gateway: ScriptedGateway
    client: Client = field(default_factory=Client)
    seen: list[str] = field(default_factory=list)

    def try_card(self, invoice: Invoice, token: str, *, ip: str, approved: bool = False) -> str:
        """Press "pay by card", do what the gateway's page asks, come back: two requests, and the news are heard."""
        key = str(uuid4())
        form = {"way": "card:0", "amount_minor": invoice.total_minor, "key": key}
        self.gateway.says["look_up"] = [self._approves if approved else _declines]
        answer = self.client.post(f"/pay/{token}/attempts/", form, REMOTE_ADDR=ip)
        assert answer.status_code == 302, answer.content
        attempt = Attempt.objects.order_by("-id")[0]
        self.seen.append(self._what_became(attempt))
        if attempt.state == "sent":
            self.client.get(f"/pay/{token}/returns/{key}/", REMOTE_ADDR=ip)
        hear_the_news()
        return self.seen[-1]

    def caught_at(self) -> int:
        """Which try was the first that was not simply sent, counted from one; 0 when all were."""
        return next((place for place, what in enumerate(self.seen, 1) if what != "sent"), 0)

    def _what_became(self, attempt: Attempt) -> str:
        if attempt.state == "blocked":
            return "blocked"
        return "challenged" if self.gateway.called("start")[-1].challenge else "sent"

    def _approves(self, _query: object) -> o.Outcome:
        attempt = Attempt.objects.order_by("-id")[0]
        return o.Approved(
            reference=attempt.reference,
            amount=attempt.amount,
            account=external_id_of(attempt.gateway_account_ref),
            attempt_key=attempt.key,
            captured_at=attempt.created_at,
            method="card",
        )


def _declines(_query: object) -> o.Outcome:
    return o.Declined(o.DeclineReason.BANK_REFUSED, f"chk_{uuid4().hex[:8]}")


def link_of(invoice: Invoice) -> str:
    """A fresh link to pay it."""
    return make_pay_link(invoice.public_id, by=SYSTEM)[1]


def hear_the_news() -> None:
    """What was told reaches the fraud room, as the worker would bring it within a second."""
    ours = Q(handler__contains="fraud") | Q(handler__endswith="tell_card")
    waiting = Delivery.objects.filter(ours, state="waiting").order_by("id")
    for pk in list(waiting.values_list("pk", flat=True)):
        assert deliver(pk)
