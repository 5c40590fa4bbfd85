"""Forms about customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import KeyedForm
from tiwala.console.masking import masked
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

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = not known
        if known:
            now = {"now": masked(known)}
            self.fields["email"].help_text = _("Left empty, the letter goes to %(now)s.") % now


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


class CorrectForm(CustomerForm):
    """What we know, put right. Contacts are not shown: left empty they stay, a dash takes one away."""

    HIDDEN = ("email", "phone", "address", "tin")
    NONE = "-"

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        shown = {name: getattr(customer, name) or "" for name in ("name", "tax_kind", "language")}
        super().__init__(*args, **(kwargs | {"initial": shown}))
        self.fields["email"] = forms.CharField(
            label=_("E-mail"), required=False, max_length=120
        )  # a dash is no address
        self.order_fields(list(CustomerForm.base_fields))
        self.known = {name: getattr(customer, name) or "" for name in self.HIDDEN}
        for name, value in self.known.items():
            now = {"now": masked(value)}
            kept = _("Now %(now)s. Left empty it stays; a dash (-) takes it away.") % now if value else ""
            self.fields[name].help_text = kept

    def facts(self) -> CustomerFacts:
        """What was written over what was known, for the action."""
        good = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        for name, known in self.known.items():
            text = good[name].strip()
            good[name] = "" if text == self.NONE else text or known
        return CustomerFacts(**good)
