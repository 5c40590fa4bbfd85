"""Forms about invoices: the draft with its lines, credit, void."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm, MoneyField, shown
from tiwala.invoicing.facts import InvoiceFacts
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.totals import LineFacts, TaxClass, VatMode
from tiwala.kit.money import Money

LINES_MAX = 200
TAX_WORDS = {
    TaxClass.VAT: _("VAT 12%"),
    TaxClass.ZERO_RATED: _("Zero-rated"),
    TaxClass.EXEMPT: _("VAT-exempt"),
    TaxClass.NON_VAT: _("Non-VAT"),
}
VAT_SELLS = (TaxClass.VAT, TaxClass.ZERO_RATED, TaxClass.EXEMPT)


class DraftForm(KeyedForm):
    """The head of an invoice. For whom it is stands in the address, not here."""

    description = forms.CharField(
        label=_("What it is for"), max_length=200, required=False, help_text=_("The customer reads this first.")
    )
    due_on = DayField(label=_("Due on"), required=False, help_text=_("15 days after it is issued when left empty."))
    branch_code = forms.ChoiceField(label=_("Branch"))
    vat_mode = forms.ChoiceField(
        label=_("Prices"),
        choices=[(VatMode.INCLUSIVE.value, _("include VAT")), (VatMode.EXCLUSIVE.value, _("VAT is added"))],
    )
    wants_buyer_block = forms.BooleanField(
        label=_("The customer needs their name, address and TIN on it"), required=False
    )

    def __init__(self, *args: Any, branches: list[tuple[str, str]], is_vat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch_code"].choices = branches  # type: ignore[attr-defined]
        if len(branches) == 1:
            self.fields["branch_code"].widget = forms.HiddenInput()
            self.fields["branch_code"].initial = branches[0][0]
        if not is_vat:
            self.fields["vat_mode"].widget = forms.HiddenInput()
            self.fields["vat_mode"].initial = VatMode.INCLUSIVE.value


class LineForm(forms.Form):
    """One line. A line without words, price and discount is left out."""

    description = forms.CharField(label=_("Description"), max_length=200)
    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=14, decimal_places=4, min_value=Decimal("0.0001"), initial=Decimal(1)
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    unit_price = MoneyField(label=_("Unit price"), least=0)
    discount = MoneyField(label=_("Discount"), required=False, least=0)
    tax_class = forms.ChoiceField(label=_("Tax"), choices=[(tax.value, words) for tax, words in TAX_WORDS.items()])

    def __init__(self, *args: Any, is_vat: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = VAT_SELLS if is_vat else (TaxClass.NON_VAT,)
        self.fields["tax_class"].choices = [(tax.value, TAX_WORDS[tax]) for tax in allowed]  # type: ignore[attr-defined]
        self.fields["tax_class"].initial = allowed[0].value

    def has_changed(self) -> bool:
        """Quantity, unit and tax alone are what an empty line holds already."""
        return bool({"description", "unit_price", "discount"} & set(self.changed_data))

    def facts(self) -> LineFacts:
        """The line as invoicing takes it."""
        good = self.cleaned_data
        return LineFacts(
            description=good["description"],
            quantity=good["quantity"],
            unit_price_minor=good["unit_price"].minor,
            tax_class=TaxClass(good["tax_class"]),
            discount_minor=good["discount"].minor if good["discount"] else 0,
            unit=good["unit"],
        )


class Lines(forms.BaseFormSet):  # type: ignore[type-arg]
    """All lines; at least one is needed."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """The box that takes a line out, in our own words."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this line out")

    def clean(self) -> None:
        """Refuse an invoice without a line."""
        if not any(self.errors) and not self.facts():
            raise forms.ValidationError(_("Please write at least one line."))

    def facts(self) -> tuple[LineFacts, ...]:
        """The lines that hold something and were not taken out."""
        return tuple(
            one.facts()
            for one in self.forms
            if one.has_changed() and not one.cleaned_data.get("DELETE") and "description" in one.cleaned_data
        )


LineFormSet = forms.formset_factory(
    LineForm, formset=Lines, extra=1, max_num=LINES_MAX, absolute_max=LINES_MAX, validate_max=True, can_delete=True
)


class CreditForm(KeyedForm):
    """Less is owed: by how much and why."""

    amount = MoneyField(label=_("Amount, VAT included"))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Printed on the credit note."))


def invoice_facts(form: DraftForm, lines: Any, *, customer_ref: str) -> InvoiceFacts:
    """Head and lines as invoicing takes them."""
    good = form.cleaned_data
    return InvoiceFacts(
        customer_ref=customer_ref,
        lines=lines.facts(),
        due_on=good["due_on"],
        description=good["description"],
        vat_mode=VatMode(good["vat_mode"]),
        branch_code=good["branch_code"],
        wants_buyer_block=good["wants_buyer_block"],
    )


def initial_of(invoice: Invoice) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A draft as the form shows it: its head and its lines."""
    head = {
        "description": invoice.description,
        "due_on": invoice.due_on,
        "branch_code": invoice.branch.code,
        "vat_mode": invoice.vat_mode,
        "wants_buyer_block": invoice.wants_buyer_block,
    }
    lines = [
        {
            "description": line.description,
            "quantity": f"{line.quantity.normalize():f}",
            "unit": line.unit,
            "unit_price": shown(Money(line.unit_price_minor, invoice.currency)),
            "discount": shown(Money(line.discount_minor, invoice.currency)) if line.discount_minor else "",
            "tax_class": line.tax_class,
        }
        for line in invoice.lines.all()
    ]
    return head, lines
