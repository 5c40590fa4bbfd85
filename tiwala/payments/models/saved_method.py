"""A card or wallet that the payer let the gateway keep: its token, sealed, and what may be shown of it."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedText
from tiwala.kit.rows import Row, RowQuerySet
from tiwala.payments.states import SAVED_METHOD, SavedMethodState

HELD = (SavedMethodState.KEPT, SavedMethodState.FORGETTING)
DOTS = "••••"


class SavedMethodQuerySet(RowQuerySet["SavedMethod"]):
    """Saved methods by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments see all (masked); a customer sees their own."""
        if actor.may("payment.view"):
            return self.all()
        return self.filter(customer_ref__in=actor.customer_refs)

    def kept(self) -> Self:
        """Those that can still pay."""
        return self.filter(state=SavedMethodState.KEPT)


class SavedMethod(Row):
    """What pays again without being typed again. Never a number: brand, last four digits, the month a card ends with.

    `token_mark` is a keyed fingerprint of the token, so that the same card kept twice is one row; the token itself is
    gone as soon as the gateway forgot it. `ends_on` is the last day a card is good.
    """

    PREFIX = "sav"

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    customer_ref = models.CharField(max_length=40, db_index=True)
    gateway_account_ref = models.CharField(max_length=40)
    method = models.CharField(max_length=30)
    token = SealedText(owner="customer_ref", null=True)
    token_mark = models.BinaryField(max_length=16)
    brand = models.CharField(max_length=30, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    wallet = models.CharField(max_length=40, blank=True)
    ends_on = models.DateField(null=True)
    consent = models.ForeignKey("customers.Consent", on_delete=models.PROTECT, related_name="+")
    saved_by = models.OneToOneField("payments.Attempt", on_delete=models.PROTECT, related_name="kept_method")
    state = models.CharField(max_length=10, default=SavedMethodState.KEPT)
    state_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True)
    removed_why = models.CharField(max_length=40, blank=True)
    told_ending_on = models.DateField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    next_ask_at = models.DateTimeField(null=True)

    objects: ClassVar[SavedMethodQuerySet] = SavedMethodQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="saved_method_once",
                fields=["customer", "gateway_account_ref", "token_mark"],
                condition=Q(state__in=[state.value for state in HELD]),
            ),
            models.CheckConstraint(name="saved_method_four_digits", condition=Q(last_four__regex="^[0-9]{0,4}$")),
            models.CheckConstraint(
                name="saved_method_shows_no_number",
                condition=~Q(brand__regex="[0-9]{5}") & ~Q(wallet__regex="[0-9][0-9 -]{5,}[0-9]"),
            ),
            models.CheckConstraint(
                name="saved_method_token_until_forgotten",
                condition=Q(state=SavedMethodState.FORGOTTEN, token__isnull=True)
                | Q(token__isnull=False) & ~Q(state=SavedMethodState.FORGOTTEN),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="saved_method_to_ask", fields=["next_ask_at"], condition=Q(next_ask_at__isnull=False)),
            models.Index(name="saved_method_ends", fields=["ends_on"], condition=Q(state=SavedMethodState.KEPT)),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="saved_method_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in SAVED_METHOD.pairs()],
            ),
            pgtrigger.ReadOnly(
                name="saved_method_stays_itself",
                fields=[
                    *("customer", "customer_ref", "gateway_account_ref", "method", "token_mark", "consent", "saved_by"),
                    *("brand", "last_four", "wallet"),
                ],
            ),
            pgtrigger.Protect(name="saved_method_stays", operation=pgtrigger.Delete),
        ]

    @property
    def shown(self) -> str:
        """How people know it: "Visa •••• 4242", or the wallet's masked account; empty when nothing was told."""
        if self.last_four:
            return f"{self.brand} {DOTS} {self.last_four}".strip()
        return self.wallet or self.brand

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = SAVED_METHOD.after(SavedMethodState(self.state), move)
        self.state_at = clock.now()
