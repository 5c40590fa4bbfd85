"""What the console's forms are made of: a hidden key that makes them happen once, and a field for money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.kit import ids
from tiwala.kit.errors import BadMoney
from tiwala.kit.money import Money

LONGEST_TEXT = 300


def fresh_key() -> str:
    """A key for one form as it was shown."""
    return str(ids.uuid7())


class KeyedForm(forms.Form):
    """A form that happens once, however often it is sent: `key` is made with the page."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=fresh_key)

    @property
    def key_text(self) -> str:
        """The key of a good form, for the action."""
        return str(self.cleaned_data["key"])


class MoneyField(forms.CharField):
    """An amount as people write it ("1,500.00") → Money. Nothing under `least` smallest units is taken.

    No max_length: Money itself refuses what is overlong, and a length is not asked of an amount.
    """

    is_money = True

    def __init__(self, *, currency: str = "PHP", least: int = 1, **kwargs: Any) -> None:
        self.currency, self.least = currency, least
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Money, or None when it may be left empty."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            found = Money.parse(text, self.currency)
        except BadMoney as bad:
            raise forms.ValidationError(bad.text) from bad
        if found.minor < self.least:
            raise forms.ValidationError(_("Please write an amount above zero."))
        return found


class PercentField(forms.DecimalField):
    """A percentage with at most two decimals ("2.75") → hundredths of a percent (275)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Any:
        """Whole hundredths, or None when it may be left empty."""
        found = super().clean(value)
        return None if found is None else int(found * 100)


class ReasonForm(KeyedForm):
    """Why, in a sentence: kept, and shown to whoever asks later."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )


def why_field(*, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Why, for the second person who decides."""
    return forms.CharField(
        label=_("Why, for the second person"),
        max_length=LONGEST_TEXT,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


def shown(amount: Money) -> str:
    """An amount as an input shows it: "1,500.00"."""
    return f"{amount.decimal:,}"


def percent(share_bp: int) -> str:
    """Hundredths of a percent as a form shows them: 275 is 2.75."""
    return f"{Decimal(share_bp) / 100:.2f}"
