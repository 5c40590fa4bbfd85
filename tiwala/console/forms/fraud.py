"""Forms about rules, lists and attacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm, PercentField, percent, why_field
from tiwala.console.fraud_words import ABOUTS, PACKS, VERDICTS, card_brand
from tiwala.fraud.actions.import_list import LETTERS_MAX
from tiwala.fraud.listing import EntryFacts

_TYPED: Final = ("ip", "net", "mail", "mail_domain", "phone", "customer", "address", "bin")
_BIN_MOST: Final = 8
"""What is longer may be a whole number."""
_BRANDS: Final = ("all", "visa", "mastercard", "jcb", "amex")
"""Asked about in any case; others once a payment by them was seen."""
_HOURS: Final = [(str(hours), str(hours)) for hours in (1, 2, 4, 8, 24, 72)]


class RuleForm(KeyedForm):
    """Another wording of a rule."""

    text = forms.CharField(
        label=_("The rule"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("Such as: ip_declines_1h >= 4 and not is_kept_method"),
    )
    verdict = forms.ChoiceField(
        label=_("What it does when it is live"),
        choices=[(name, words) for name, words in VERDICTS.items() if name != "accept"],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why, for whoever reads it later"), max_length=200, required=False)


class NewRuleForm(RuleForm):
    """A rule of one's own."""

    field_order = ("name", "pack", "text", "verdict", "why")
    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        help_text=_("Small letters, digits and _, such as large_at_night. It stays."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    pack = forms.ChoiceField(label=_("Pack"), choices=list(PACKS.items()))


class GoLiveForm(KeyedForm):
    """Why rules shall count."""

    reason = why_field()


class AlarmForm(KeyedForm):
    """For how long, and why."""

    hours = forms.ChoiceField(label=_("For how many hours"), choices=_HOURS, initial="4")
    why = forms.CharField(label=_("Why"), max_length=200)


class DisputeLimitsForm(KeyedForm):
    """So many disputes in a hundred payments are too many: of all, and of each card brand that is set or was seen."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("Such as: the letter of our bank of 3 March"))

    def __init__(self, *args: Any, now: Mapping[str, int], seen: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brands = list(dict.fromkeys((*_BRANDS, *sorted({*now, *seen}))))
        for brand in self.brands:
            self.fields[self.name_of(brand)] = PercentField(
                label=_("%(card)s, in percent") % {"card": card_brand(brand)},
                required=brand == "all",
                initial=percent(now[brand]) if brand in now else None,
                help_text="" if brand == "all" else _("Empty: no limit of its own."),
            )
        self.order_fields(["key", *map(self.name_of, self.brands), "reason"])

    def name_of(self, brand: str) -> str:
        """What the field of a brand is called; anything else is called as it is."""
        return f"of_{brand}" if brand in self.brands else brand

    @property
    def limits(self) -> dict[str, int]:
        """Hundredths of a percent of each brand that has a limit."""
        given = {brand: self.cleaned_data[self.name_of(brand)] for brand in self.brands}
        return {brand: bp for brand, bp in given.items() if bp is not None}


class EntryForm(KeyedForm):
    """A key that is refused, or trusted until a day."""

    side = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            ("deny", _("Always refuse")),
            ("watch", _("Let it go on, and have a person look at each payment")),
            ("allow", _("Trust: no review and no further proof")),
        ],
        widget=forms.RadioSelect,
        initial="deny",
    )
    about = forms.ChoiceField(label=_("What it is"), choices=[(name, ABOUTS[name]) for name in _TYPED])
    key_typed = forms.CharField(
        label=_("In full"),
        max_length=300,
        help_text=_(
            "Kept as a fingerprint only; afterwards it is shown masked. Of cards the first six or eight digits, and"
            " never more: they are met when a kept card pays, for of any other card nothing is known before."
        ),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=_("Trusted for"),
        required=False,
        choices=[("all", _("All packs")), *PACKS.items()],
        help_text=_("For trust only. What is refused is refused for everything."),
    )
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Trust needs one; a refusal may go on."))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """What may be a whole number of a card is not shown again."""
        good: dict[str, Any] = super().clean() or {}
        if good.get("about") == "bin" and sum(map(str.isdigit, good.get("key_typed", ""))) > _BIN_MOST:
            self.data = {name: self.data[name] for name in self.data} | {"key_typed": ""}
            self.add_error("key_typed", _("The first six or eight digits of a card, and never more."))
        return good

    def facts(self, zone: ZoneInfo) -> EntryFacts:
        """What was written, for the action."""
        good, day = self.cleaned_data, self.cleaned_data["ends_on"]
        side: Any = good["side"]
        return EntryFacts(
            side=side,
            about=good["about"],
            key=good["key_typed"],
            reason=good["reason"],
            scope=(good["scope"] or "all") if side == "allow" else "all",
            ends_at=datetime.combine(day + timedelta(days=1), time(), zone) if day else None,
        )


class SeenEntryForm(EntryForm):
    """A key that the tries of a burst share, refused or trusted: nobody has to type it. `which` is `ip:pay_…`."""

    which = forms.ChoiceField(label=_("Which of them"), widget=forms.RadioSelect)
    field_order = ("key", "which", "side", "scope", "ends_on", "reason")

    def __init__(self, *args: Any, keys: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["about"], self.fields["key_typed"]
        self.fields["which"].choices = keys  # type: ignore[attr-defined]

    def facts_of(self, shown: str, zone: ZoneInfo) -> tuple[str, EntryFacts]:
        """The try it was seen at, and what was decided about it."""
        about, _colon, payment_ref = self.cleaned_data["which"].partition(":")
        self.cleaned_data |= {"about": about, "key_typed": shown}
        return payment_ref, self.facts(zone)


class EntriesForm(KeyedForm):
    """A file of entries."""

    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_("First line: side, about, key, reason, scope, ends. At most 500 more."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> str:
        """Its text."""
        given = self.cleaned_data["file"]
        if given.size > LETTERS_MAX:
            raise forms.ValidationError(_("This file is too large: at most 500 lines."))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no text. Export it as CSV (UTF-8).")) from error
