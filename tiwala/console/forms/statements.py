"""The form of a gateway's statement: a day that is asked for, or a file of theirs."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tiwala.console.forms.base import DayField
from tiwala.console.forms.given_lists import GivenListForm, file_field, lines_field
from tiwala.payments.asked_statements import Asked
from tiwala.payments.statement_files import LONGEST

_PASTED: Final = 200_000


class StatementForm(GivenListForm):
    """One of the three is needed; a file counts before pasted lines, and these before a day."""

    file_max = 4 * LONGEST

    day = DayField(
        label=_("The gateway's own statement of this day"),
        required=False,
        help_text=_("We ask the gateway for it. It may take twenty seconds."),
    )
    file = file_field(_("A settlement report as their dashboard exports it, with its headings. At most 5,000 lines."))
    lines = lines_field(_("With the line of headings."), most=_PASTED, rows=6, strip=False)
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
        good = super().clean()
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

    @property
    def is_to_book(self) -> bool:
        """Whether the button pressed was the one that books."""
        return bool(self.data.get("book") == "on")

    @property
    def decided(self) -> str:
        """The mark of what waited when the person gave their word for it; empty when they did not."""
        return str(self.data.get("decided", ""))
