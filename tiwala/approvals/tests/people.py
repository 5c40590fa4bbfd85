"""Who works here in these tests, and something that waits for two of them."""

from __future__ import annotations

from tests.makers import make_invoice
from tiwala.approvals.models import Proposal
from tiwala.console.tests.world import pay
from tiwala.identity.actions.ask_for_role import ask_for_role
from tiwala.identity.models import User
from tiwala.identity.queries import actor_for
from tiwala.identity.tests.people import make_cora
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import Payment, Refund


def make(role: str, name: str) -> User:
    """Somebody with this role."""
    return make_cora(role, f"{name}@example.ph")


def now(user: User) -> Actor:
    """As they may act at this moment."""
    return actor_for(User.objects.get(pk=user.pk))


def big_payment(minor: int = 1_000_000) -> Payment:
    """More than the limit of refunds, counted in cash."""
    return pay(make_invoice(), minor)


def wish(payment: Payment, minor: int = 600_000, *, to: str = "cash", key: str = "") -> RefundFacts:
    """A refund of this much."""
    return RefundFacts(payment.public_id, Money(minor, "PHP"), "Came back broken", to, key or ids.uuid7().hex)


def asked_refund(by: User, payment: Payment | None = None, minor: int = 600_000) -> Proposal:
    """A refund over the limit that waits."""
    made = ask_for_refund(wish(payment or big_payment(), minor), by=now(by))
    assert not isinstance(made, Refund)
    return made


def asked_role(by: User, to: User, role: str = "accountant") -> Proposal:
    """A role that waits to be given."""
    return ask_for_role(to.pk, role=role, reason="Helps with the books", key=ids.uuid7().hex, by=now(by))
