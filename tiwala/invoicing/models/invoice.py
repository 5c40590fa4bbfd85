"""The invoice: the principal document (TAX-01). Once issued it never changes."""

from __future__ import annotations

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from tiwala.invoicing.models.series import Series
from tiwala.invoicing.states import INVOICE, InvoiceState
from tiwala.invoicing.totals import POLICY, TaxClass, VatMode
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.fields import SealedJSON
from tiwala.kit.money import Money
from tiwala.kit.rows import Row, RowQuerySet


class InvoiceQuerySet(RowQuerySet["Invoice"]):
    """Invoices by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view invoices see all; a customer sees their own once issued."""
        if actor.may("invoice.view"):
            return self.all()
        shown = [InvoiceState.ISSUED, InvoiceState.VOID]
        return self.filter(customer_ref__in=actor.customer_refs, state__in=shown)


class Invoice(Row):
    """What a customer owes and why. Totals are minor units, worked out by totals.py under `policy`."""

    PREFIX = "inv"

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    customer_ref = models.CharField(max_length=40, db_index=True)
    branch = models.ForeignKey("business.Branch", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=InvoiceState.DRAFT)
    state_at = models.DateTimeField(default=clock.now)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.BigIntegerField(null=True)
    number_text = models.CharField(max_length=40, blank=True, db_index=True)
    issued_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    currency = models.CharField(max_length=3, default="PHP")
    description = models.CharField(max_length=200, blank=True)
    vat_mode = models.CharField(max_length=10, default=VatMode.INCLUSIVE)
    policy = models.CharField(max_length=30, default=POLICY)
    wants_buyer_block = models.BooleanField(default=False)
    vatable_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    zero_rated_minor = models.BigIntegerField(default=0)
    exempt_minor = models.BigIntegerField(default=0)
    non_vat_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0)
    buyer = SealedJSON(owner="customer_ref", null=True)
    seller = SealedJSON(owner="business_owner", null=True)
    key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 -- many have none, and none is not a key
    voided_reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[InvoiceQuerySet] = InvoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="invoice_number_once", fields=["series", "number"]),
            models.CheckConstraint(
                name="invoice_issued_is_whole",
                condition=Q(state__in=["draft", "dropped"])
                | Q(number__isnull=False, issued_on__isnull=False, due_on__isnull=False, total_minor__gt=0),
            ),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=Q(
                    total_minor=F("vatable_minor")
                    + F("vat_minor")
                    + F("zero_rated_minor")
                    + F("exempt_minor")
                    + F("non_vat_minor")
                ),
            ),
            models.CheckConstraint(
                name="invoice_credited_at_most_total",
                condition=Q(credited_minor__gte=0) & Q(credited_minor__lte=F("total_minor")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-created_at"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["customer", "-issued_on"]),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="invoice_moves",
                field="state",
                transitions=[(a.value, b.value) for a, b in INVOICE.pairs()],
            ),
            pgtrigger.Protect(name="invoice_stays", operation=pgtrigger.Delete),
        ]

    @property
    def business_owner(self) -> str:
        """The seller's block is sealed under the business's own keys."""
        return "business"

    @property
    def total(self) -> Money:
        """What the document says is owed."""
        return Money(self.total_minor, self.currency)

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.state = INVOICE.after(InvoiceState(self.state), move)
        self.state_at = clock.now()


class Line(models.Model):
    """One line: quantity x unit price - discount, with its tax class, worked out when the draft is saved."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=20, blank=True)
    unit_price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    tax_class = models.CharField(max_length=10)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="line_position_once", fields=["invoice", "position"]),
            models.CheckConstraint(name="line_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="line_tax_class_known", condition=Q(tax_class__in=[one.value for one in TaxClass])
            ),
            models.CheckConstraint(
                name="line_amounts_not_negative",
                condition=Q(unit_price_minor__gte=0, discount_minor__gte=0, net_minor__gte=0, vat_minor__gte=0),
            ),
        ]

    @property
    def total_minor(self) -> int:
        """What the line adds to what is owed."""
        return self.net_minor + self.vat_minor
