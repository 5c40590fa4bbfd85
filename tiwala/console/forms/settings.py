"""Forms of the settings: who collects, branches, look, ways to pay, gateways, people, numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.business.facts import OptionFacts, ProfileFacts
from tiwala.business.models import Profile
from tiwala.business.words import METHODS
from tiwala.console.forms.base import DayField, KeyedForm, MoneyField, PercentField, why_field
from tiwala.identity.actions.make_role import RoleFacts
from tiwala.identity.words import PERMISSION_WORDS, ROLE_ABOUT, ROLE_NAMES
from tiwala.invoicing.models.series import KINDS

VAT = [("", _("Choose…")), ("vat", _("VAT-registered")), ("non_vat", _("Not VAT-registered"))]
OTHER_TAX = [("", _("None")), ("percentage", _("Percentage tax")), ("eight_percent", _("8% income tax"))]
BY_GATEWAY = [(code, words.name) for code, words in METHODS.items() if code != "transfer"]
DOCUMENT_WORDS = {
    "invoice": _("Invoices"),
    "credit_note": _("Credit notes"),
    "receipt": _("Receipts"),
    "refund": _("Refund documents"),
}


class ProfileForm(KeyedForm):
    """Who collects, as documents show it."""

    registered_name = forms.CharField(label=_("Registered name"), max_length=120)
    trade_name = forms.CharField(label=_("Trade name"), max_length=120, required=False)
    tin = forms.CharField(label=_("TIN"), max_length=30, help_text=_("12 or 14 digits, such as 123-456-789-00000."))
    vat_status = forms.ChoiceField(label=_("VAT"), choices=VAT)
    other_tax = forms.ChoiceField(label=_("Other tax, if not VAT-registered"), choices=OTHER_TAX, required=False)
    address = forms.CharField(label=_("Registered address"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    email = forms.EmailField(label=_("E-mail for customers"), required=False, max_length=120)
    phone = forms.CharField(label=_("Phone for customers"), required=False, max_length=40)
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, initial="Asia/Manila")
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="PHP")
    ac_number = forms.CharField(label=_("Acknowledgement certificate no."), required=False, max_length=60)
    ac_date = DayField(label=_("Certificate dated"), required=False)

    def facts(self) -> ProfileFacts:
        """What was written, for the action."""
        return ProfileFacts(**{name: value for name, value in self.cleaned_data.items() if name != "key"})


def profile_initial(profile: Profile | None) -> dict[str, Any]:
    """The profile as the form shows it."""
    if profile is None:
        return {}
    return {name: getattr(profile, name) for name in ProfileForm.base_fields if name != "key"}


class RegimeForm(KeyedForm):
    """A new registration with the tax office, from its day on."""

    vat_status = forms.ChoiceField(label=_("VAT"), choices=VAT)
    other_tax = forms.ChoiceField(label=_("Other tax, if not VAT-registered"), choices=OTHER_TAX, required=False)
    starts_on = DayField(label=_("From"))


class BranchForm(KeyedForm):
    """A registered branch."""

    code = forms.CharField(label=_("Branch code"), max_length=5, help_text=_("The 3 to 5 digits after the TIN."))
    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(label=_("Registered address"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SeriesForm(KeyedForm):
    """Where a series goes on from the books kept before."""

    document = forms.ChoiceField(label=_("For"), choices=[(kind, DOCUMENT_WORDS[kind]) for kind in KINDS])
    first_number = forms.IntegerField(label=_("First number"), min_value=1, max_value=999_999_999_999)


class BrandForm(KeyedForm):
    """The colour and the logo of every page."""

    colour = forms.RegexField(
        regex=r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("It is made darker or lighter where that is needed to be read."),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, at most 24 KB."), max_length=200
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    without_colour = forms.BooleanField(label=_("Use Tiwala's own colour"), required=False)


class OptionForm(KeyedForm):
    """A way to pay at a gateway account."""

    method = forms.ChoiceField(label=_("Way to pay"), choices=BY_GATEWAY)
    gateway_account_ref = forms.ChoiceField(label=_("Through"))
    name = forms.CharField(
        label=_("Name on the pay page"), max_length=60, required=False, help_text=_("Ours when left empty.")
    )
    position = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=_("The same way at several accounts is one row: the lowest is tried first, the next when it fails."),
    )
    enabled = forms.BooleanField(label=_("Offered"), required=False, initial=True)
    allow_partial = forms.BooleanField(label=_("A part of an invoice may be paid"), required=False)
    min_partial = MoneyField(label=_("The least part"), required=False, least=0)
    fee_percent = PercentField(
        label=_("What the gateway takes, in percent"),
        required=False,
        help_text=_("By your contract. Of accounts in the same place the cheaper one is used first."),
    )
    fee_fixed = MoneyField(label=_("And a fixed amount"), required=False, least=0)
    surcharge_percent = PercentField(
        label=_("What the payer pays on top, in percent"),
        required=False,
        help_text=_(
            "Leave it empty unless you know that you may: card rules and your gateway's contract often forbid it, "
            "price-tag law may too. Ask your gateway and a lawyer first; we do not know your contract."
        ),
    )
    surcharge_fixed = MoneyField(label=_("And a fixed amount on top"), required=False, least=0)
    is_surcharge_checked = forms.BooleanField(
        label=_("We checked that law and contract allow this surcharge"), required=False
    )

    def __init__(self, *args: Any, accounts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gateway_account_ref"].choices = accounts  # type: ignore[attr-defined]

    def facts(self) -> OptionFacts:
        """What was written, for the action."""
        good = dict(self.cleaned_data)
        least, fixed, share = good.pop("min_partial"), good.pop("fee_fixed"), good.pop("fee_percent")
        more, more_fixed = good.pop("surcharge_percent"), good.pop("surcharge_fixed")
        del good["key"]
        is_known = fixed is not None or share is not None
        return OptionFacts(
            **good,
            min_partial_minor=least.minor if least else 0,
            fee_share_bp=(share or 0) if is_known else None,
            fee_fixed_minor=(fixed.minor if fixed else 0) if is_known else None,
            surcharge_share_bp=more or 0,
            surcharge_fixed_minor=more_fixed.minor if more_fixed else 0,
        )


def role_choices() -> list[tuple[str, str]]:
    """The built-in roles with what they are for."""
    return [(name, f"{words}: {ROLE_ABOUT[name]}") for name, words in ROLE_NAMES.items()]


class StaffForm(KeyedForm):
    """Whom to invite to work here."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Letters in"), choices=[("en", _("English")), ("fil", _("Filipino"))])
    reason = why_field()


class GiveRoleForm(KeyedForm):
    """Which role to give to a person who does not hold it."""

    role = forms.ChoiceField(label=_("Give a role"))
    reason = why_field()

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose…")), *roles]  # type: ignore[attr-defined]


class RoleForm(KeyedForm):
    """A role of the business's own: what it is called, what it may do."""

    name = forms.CharField(label=_("Name"), max_length=60)
    about = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    permissions = forms.MultipleChoiceField(
        label=_("It may"),
        choices=list(PERMISSION_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not chosen is not allowed. You can give at most what you hold yourself."),
    )

    reason = why_field(required=False, help_text=_("Needed when people hold the role and it is to do more."))

    def facts(self) -> RoleFacts:
        """What was written, for the action."""
        good = self.cleaned_data
        return RoleFacts(good["name"], frozenset(good["permissions"]), good["about"])


class SignInRuleForm(KeyedForm):
    """A rule's number, in its own unit; the action knows the floor."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=1_000_000)
