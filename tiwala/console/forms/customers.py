"""Forms about customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import KeyedForm
from tiwala.customers.facts import ADDRESS_MAX, NAME_MAX, CustomerFacts
from tiwala.customers.models import Customer


class CustomerForm(KeyedForm):
    """Who pays. Only the name is needed."""

    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=120, help_text=_("Invoices and receipts go there.")
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40, help_text=_("Such as 0917 123 4567."))
    address = forms.CharField(
        label=_("Address"), required=False, max_length=ADDRESS_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    tin = forms.CharField(label=_("TIN"), required=False, max_length=30)
    tax_kind = forms.ChoiceField(
        label=_("To the tax office"),
        required=False,
        choices=[("", _("Not said")), ("vat", _("VAT-registered")), ("non_vat", _("Not VAT-registered"))],
        help_text=_("A VAT-registered customer needs a name, an address and a TIN on the invoice."),
    )
    language = forms.ChoiceField(
        label=_("Letters in"), choices=[("en", _("English")), ("fil", _("Filipino"))], initial="en"
    )

    def facts(self) -> CustomerFacts:
        """What was written, for the action."""
        good = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return CustomerFacts(**good)


def _level() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("They may"),
        choices=[
            ("sees", _("see invoices and receipts")),
            ("pays", _("see and pay")),
            ("manages", _("see, pay, correct the customer's data and decide who has access")),
        ],
        widget=forms.RadioSelect,
    )


class InviteForm(KeyedForm):
    """Who may sign in for this customer."""

    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)
    email = forms.EmailField(label=_("E-mail"), max_length=120)
    level = _level()


class HelpBackForm(KeyedForm):
    """How staff made sure who is asking."""

    how_checked = forms.CharField(
        label=_("How did you make sure it is them?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: came in with a passport; called back on the number we have, knew the last two invoices."),
    )


class LevelForm(KeyedForm):
    """How far somebody's access goes."""

    level = _level()


def initial_of(customer: Customer) -> dict[str, Any]:
    """The customer as the form shows it."""
    return {name: getattr(customer, name) or "" for name in CustomerForm.base_fields if name != "key"}
