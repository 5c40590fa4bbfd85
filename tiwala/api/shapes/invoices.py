"""Invoices over the wire."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import (
    DESCRIPTION_LETTERS,
    REASON_LETTERS,
    Currency,
    Input,
    MoneyIn,
    MoneyOut,
    Paged,
    Quantity,
    money,
    ref,
)
from tiwala.invoicing.facts import LINES_MAX, CreditFacts, InvoiceFacts
from tiwala.invoicing.models import CreditNote, Line
from tiwala.invoicing.queries import InvoiceFilters, InvoiceRow, InvoiceView
from tiwala.invoicing.queries.invoice_page import LinkView
from tiwala.invoicing.totals import LineFacts, TaxClass, VatMode

PRICE_MAX = 10**13
CustomerRef = Annotated[str, ref("cus")]


class LineIn(Input):
    """One line. `quantity` is text, such as "1.5"; prices are whole smallest units."""

    description: str = Field(min_length=1, max_length=DESCRIPTION_LETTERS)
    quantity: Quantity = "1"
    unit: str = Field("", max_length=20)
    unit_price_minor: int = Field(strict=True, ge=0, le=PRICE_MAX)
    discount_minor: int = Field(0, strict=True, ge=0, le=PRICE_MAX)
    tax_class: TaxClass

    def facts(self) -> LineFacts:
        """As the room takes it."""
        return LineFacts(
            self.description,
            Decimal(self.quantity),
            self.unit_price_minor,
            self.tax_class,
            self.discount_minor,
            self.unit,
        )


class InvoiceIn(Input):
    """A draft. Without `due_on` it is due 15 days after issue; without `branch` it is the head office's."""

    customer: CustomerRef
    lines: list[LineIn] = Field(min_length=1, max_length=LINES_MAX)
    due_on: date | None = None
    description: str = Field("", max_length=DESCRIPTION_LETTERS)
    vat_mode: VatMode = VatMode.INCLUSIVE
    branch: str = Field("", pattern="^([0-9]{3,5})?$")
    currency: Currency = "PHP"
    wants_buyer_block: bool = False

    def facts(self) -> InvoiceFacts:
        """As the room takes them."""
        return InvoiceFacts(
            self.customer,
            tuple(line.facts() for line in self.lines),
            due_on=self.due_on,
            description=self.description,
            vat_mode=self.vat_mode,
            branch_code=self.branch,
            currency=self.currency,
            wants_buyer_block=self.wants_buyer_block,
        )


class VoidIn(Input):
    """Why the invoice is taken back."""

    reason: str = Field(min_length=1, max_length=REASON_LETTERS)


class CreditIn(Input):
    """How much less is owed, VAT included, and why."""

    amount: MoneyIn
    reason: str = Field(min_length=1, max_length=REASON_LETTERS)

    def facts(self, key: str) -> CreditFacts:
        """As the room takes them."""
        return CreditFacts(self.amount.money(), self.reason, key)


class PayLinkIn(Input):
    """How long the link lives beyond the due date; by default 30 days."""

    days_after_due: int | None = Field(None, strict=True, ge=0, le=120)


class LineOut(Schema):
    """One line, worked out."""

    description: str
    quantity: str
    unit: str
    unit_price_minor: int
    discount_minor: int
    tax_class: str
    net_minor: int
    vat_minor: int
    total_minor: int

    @classmethod
    def of(cls, line: Line) -> LineOut:
        """The row."""
        return cls(
            description=line.description,
            quantity=format(line.quantity.normalize(), "f"),
            unit=line.unit,
            unit_price_minor=line.unit_price_minor,
            discount_minor=line.discount_minor,
            tax_class=line.tax_class,
            net_minor=line.net_minor,
            vat_minor=line.vat_minor,
            total_minor=line.total_minor,
        )


class CreditNoteOut(Schema):
    """A credit note."""

    id: str
    number: str
    issued_on: date
    net: MoneyOut
    vat: MoneyOut
    total: MoneyOut
    reason: str

    @classmethod
    def of(cls, note: CreditNote) -> CreditNoteOut:
        """The row."""
        return cls(
            id=note.public_id,
            number=note.number_text,
            issued_on=note.issued_on,
            net=money(note.net_minor, note.currency),
            vat=money(note.vat_minor, note.currency),
            total=money(note.total_minor, note.currency),
            reason=note.reason,
        )


class PayLinkOut(Schema):
    """A pay link. `url` is there only in the answer that made it: its token is kept nowhere."""

    id: str
    expires_at: datetime
    url: str = ""
    made_for: str = ""
    revoked_at: datetime | None = None
    views: int = 0
    last_viewed_at: datetime | None = None

    @classmethod
    def of(cls, link: LinkView) -> PayLinkOut:
        """A link as it can still be seen."""
        return cls(
            id=link.ref,
            expires_at=link.expires_at,
            made_for=link.made_for,
            revoked_at=link.revoked_at,
            views=link.views,
            last_viewed_at=link.last_viewed_at,
        )


class PayLinksRevoked(Schema):
    """How many living links were ended."""

    revoked: int


class TotalsOut(Schema):
    """All parts of the total, in minor units."""

    vatable_minor: int
    vat_minor: int
    zero_rated_minor: int
    exempt_minor: int
    non_vat_minor: int
    discount_minor: int
    rounding_policy: str


class InvoiceBrief(Schema):
    """An invoice in a list. `settlement` and `owed` come from the ledger."""

    id: str
    number: str
    customer: str
    state: str
    settlement: str
    description: str
    issued_on: date | None
    due_on: date | None
    total: MoneyOut
    owed: MoneyOut
    credited: MoneyOut

    @classmethod
    def of_row(cls, row: InvoiceRow) -> InvoiceBrief:
        """A row of the list."""
        return cls(
            id=row.ref,
            number=row.number,
            customer=row.customer_ref,
            state=row.state,
            settlement=row.settlement,
            description=row.description,
            issued_on=row.issued_on,
            due_on=row.due_on,
            total=money(row.total_minor, row.currency),
            owed=money(row.owed_minor, row.currency),
            credited=money(row.credited_minor, row.currency),
        )


class InvoiceOut(InvoiceBrief):
    """One invoice whole."""

    branch: str
    vat_mode: str
    paid: MoneyOut
    totals: TotalsOut
    lines: list[LineOut]
    credit_notes: list[CreditNoteOut]
    pay_links: list[PayLinkOut]
    payments: list[str]
    is_being_paid: bool
    sent_at: datetime | None

    @classmethod
    def of(cls, view: InvoiceView) -> InvoiceOut:
        """What the room says about it."""
        one = view.invoice
        return cls(
            id=one.public_id,
            number=one.number_text,
            customer=one.customer_ref,
            state=one.state,
            settlement=view.settlement,
            description=one.description,
            issued_on=one.issued_on,
            due_on=one.due_on,
            total=money(one.total_minor, one.currency),
            owed=money(view.owed_minor, one.currency),
            credited=money(one.credited_minor, one.currency),
            branch=one.branch.code,
            vat_mode=one.vat_mode,
            paid=money(view.paid_minor, one.currency),
            totals=TotalsOut(
                vatable_minor=one.vatable_minor,
                vat_minor=one.vat_minor,
                zero_rated_minor=one.zero_rated_minor,
                exempt_minor=one.exempt_minor,
                non_vat_minor=one.non_vat_minor,
                discount_minor=one.discount_minor,
                rounding_policy=one.policy,
            ),
            lines=[LineOut.of(line) for line in view.lines],
            credit_notes=[CreditNoteOut.of(note) for note in view.credit_notes],
            pay_links=[PayLinkOut.of(link) for link in view.links],
            payments=[payment.public_id for payment in view.payments],
            is_being_paid=view.is_being_paid,
            sent_at=one.sent_at,
        )


class InvoiceList(Schema):
    """A page of invoices, newest first; `next_cursor` is empty on the last one."""

    items: list[InvoiceBrief]
    next_cursor: str


Settlement = Literal["", "draft", "dropped", "open", "part", "overdue", "paid", "credited", "void"]


class InvoiceQuery(Paged):
    """Which invoices. `number` is any part of it; `issued_until` is the first day no longer wanted."""

    state: Literal["", "draft", "dropped", "issued", "void"] = ""
    settlement: Settlement = ""
    customer: str = Field("", pattern="^(cus_[0-9a-hjkmnp-tv-z]{26})?$")
    branch: str = Field("", pattern="^([0-9]{3,5})?$")
    number: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    issued_from: date | None = None
    issued_until: date | None = None

    def filters(self) -> InvoiceFilters:
        """As the room takes them."""
        return InvoiceFilters(
            state=self.state,
            settlement=self.settlement,
            customer_ref=self.customer,
            branch_code=self.branch,
            number=self.number,
            issued_from=self.issued_from,
            issued_until=self.issued_until,
        )
