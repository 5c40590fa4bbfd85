"""Forms that move money: counted cash, a refund, credit used, held money decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import KeyedForm, MoneyField, ReasonForm
from tiwala.payments.facts import PaybackFacts, RefundFacts


class CashForm(KeyedForm):
    """Money counted over the counter, or seen on the bank's statement."""

    amount = MoneyField(label=_("Amount received"), help_text=_("What is more than owed is kept as credit."))
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[("cash", _("Cash over the counter")), ("bank", _("Bank transfer or deposit"))],
        widget=forms.RadioSelect,
    )
    call_off = forms.BooleanField(
        label=_("Call the awaited transfer off: the payer pays here instead"),
        error_messages={"required": _("A transfer is awaited for this. Call it off first, by the box above.")},
    )

    def __init__(self, *args: Any, may_call_off: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_call_off:
            del self.fields["call_off"]


class RefundForm(ReasonForm):
    """How much goes back, where to, and why."""

    amount = MoneyField(label=_("Amount to give back"))
    attempt = forms.ChoiceField(
        label=_("Which of the two payments"),
        widget=forms.RadioSelect,
        help_text=_("This was paid twice. By its rail, each goes back by itself, to where it came from."),
    )
    to = forms.ChoiceField(label=_("Give it back"), widget=forms.RadioSelect)
    is_later = forms.BooleanField(label=_("A part, the way it came: send it tomorrow, by itself"), required=False)
    field_order = ("key", "attempt", "amount", "to", "is_later", "reason")

    def __init__(
        self,
        *args: Any,
        ways: list[tuple[str, str]],
        tries: list[tuple[str, str]],
        may_wait: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = ways  # type: ignore[attr-defined]
        self.fields["attempt"].choices = tries  # type: ignore[attr-defined]
        if not tries:
            del self.fields["attempt"]
        if not may_wait:
            del self.fields["is_later"]

    def facts(self, payment_ref: str) -> RefundFacts:
        """What was written, for the action."""
        good = self.cleaned_data
        return RefundFacts(
            payment_ref,
            good["amount"],
            good["reason"],
            good["to"],
            self.key_text,
            is_later=bool(good.get("is_later")),
            attempt_ref=good.get("attempt", "") if good["to"] == "gateway" else "",
        )

    def payback_facts(self, payment_ref: str) -> PaybackFacts:
        """The same for a payback by transfer."""
        good = self.cleaned_data
        return PaybackFacts(payment_ref, good["amount"], good["reason"], self.key_text)


class UseCreditForm(KeyedForm):
    """Which open invoice the customer's credit pays, and how much of it."""

    invoice = forms.ChoiceField(label=_("Invoice"))
    amount = MoneyField(label=_("Amount"))

    def __init__(self, *args: Any, invoices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].choices = invoices  # type: ignore[attr-defined]


class HeldForm(ReasonForm):
    """What becomes of money that did not match."""

    to = forms.ChoiceField(
        label=_("What to do with the money"),
        choices=[
            ("target", _("Apply it to what it was meant for")),
            ("credit", _("Keep it as the customer's credit")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("key", "to", "reason")


class UnmatchedForm(ReasonForm):
    """Which open invoices the money pays; none of them makes it all credit."""

    invoices = forms.MultipleChoiceField(
        label=_("It pays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to keep it all as credit."),
    )
    field_order = ("key", "invoices", "reason")

    def __init__(self, *args: Any, invoices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoices"].choices = invoices  # type: ignore[attr-defined]
        if not invoices:
            del self.fields["invoices"]

    def clean(self) -> dict[str, Any]:
        """No list of invoices is an empty choice."""
        return {"invoices": [], **(super().clean() or {})}
