"""The form of a gateway's statement: a day that is asked for, or a file of theirs."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField, KeyedForm
from tiwala.payments.actions.compare_statement import Asked
from tiwala.payments.statement_files import LONGEST

_PASTED: Final = 200_000


class StatementForm(KeyedForm):
    """One of the three is needed; a file counts before pasted lines, and these before a day."""

    day = DayField(
        label=_("The gateway's own statement of this day"),
        required=False,
        help_text=_("We ask the gateway for it. It may take twenty seconds."),
    )
    file = forms.FileField(
        label=_("A CSV file of theirs"),
        required=False,
        help_text=_("A settlement report as their dashboard exports it, with its headings. At most 5,000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    lines = forms.CharField(
        label=_("Or lines, pasted"),
        required=False,
        max_length=_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("With the line of headings."),
    )
    columns = forms.CharField(
        label=_("What their headings mean, if we do not know them"),
        required=False,
        max_length=500,
        help_text=_("Such as: Ref. No. = reference; Gross Amt = amount; Net Settlement = net"),
    )

    def __init__(self, *args: Any, has_days: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_days:
            del self.fields["day"]

    def clean(self) -> dict[str, Any]:
        """`text`: what was given, as text; empty where a day was."""
        good = super().clean() or {}
        given = good.get("file")
        if given is not None:
            if given.size > 4 * LONGEST:
                raise forms.ValidationError({"file": _("This file is too large.")})
            try:
                good["text"] = given.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise forms.ValidationError({"file": _("This is no text. Export it as CSV (UTF-8).")}) from error
        else:
            good["text"] = good.get("lines", "")
        if not good["text"].strip() and not good.get("day") and not self.errors:
            words = _("Choose a day, a file, or paste the lines.") if "day" in self.fields else None
            raise forms.ValidationError(words or _("Choose a file, or paste the lines."))
        return good

    def asked(self) -> Asked:
        """Which statement, for the action."""
        good = self.cleaned_data
        if good["text"].strip():
            return Asked(text=good["text"], columns=good["columns"])
        return Asked(day=good["day"])
