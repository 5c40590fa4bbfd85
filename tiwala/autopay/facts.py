"""Plain values that come into autopay."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money

MOST_COVERED = 50


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payer sets: how much at a time and in a calendar month, how long before they are told, and for what.

    `covers` are public ids: invoices, or branches whose invoices count; empty for everything they owe.
    """

    method_ref: str
    cap: Money
    month_cap: Money
    notice_days: int
    covers: tuple[str, ...] = ()

    def checked(self) -> Terms:
        """The same; refuses every wrong field at once."""
        wrong: dict[str, str] = {}
        if self.cap.minor <= 0:
            wrong["cap"] = _("Write the most that may be taken at a time.")
        if self.month_cap.currency != self.cap.currency or self.month_cap.minor < self.cap.minor:
            wrong["month_cap"] = _("The most for a month is at least the most at a time.")
        if not 1 <= self.notice_days <= conf.autopay.notice_days_max:
            wrong["notice_days"] = _("Choose from 1 to %(most)d days.") % {"most": conf.autopay.notice_days_max}
        if len(self.covers) > MOST_COVERED or any(ref[:4] not in ("inv_", "brn_") for ref in self.covers):
            wrong["covers"] = _("Choose what is to be paid automatically.")
        if wrong:
            raise BadInput(fields=wrong)
        return self


@dataclass(frozen=True, slots=True)
class Yes:
    """The payer's yes: the hash of the words on their page, the language they read, their browser's own word."""

    words_sha256: str
    language: str = "en"
    agent: str = field(default="", repr=False)
