"""What the pay forms send, read into values; anything odd is refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.kit.errors import BadInput, BadMoney
from tiwala.kit.money import Money
from tiwala.ui.templatetags.ui import money

VALUE_MAX = 80
DIGITS_MAX = 15


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """One level as a row to choose: what it is called, what it lets people do."""

    value: str
    title: Promise | str
    facts: Promise | str
    icon: str


LEVELS = (
    LevelChoice("sees", gettext_lazy("See"), gettext_lazy("Invoices, receipts and statements"), "eye"),
    LevelChoice("pays", gettext_lazy("See and pay"), gettext_lazy("Also pay and use credit"), "wallet"),
    LevelChoice(
        "manages", gettext_lazy("Manage"), gettext_lazy("Also correct the data and decide who has access"), "users"
    ),
)


@dataclass(frozen=True, slots=True)
class PayForm:
    """A wish to pay as the form says it: how, how much (minor units), and the key that makes it happen once.

    `keep` is the hash of the words agreed to when the method is to be kept.
    `agreed_minor` is the fee on top that the payer saw with the total, 0 when none was shown.
    """

    way: str
    amount_minor: int
    key: str
    keep: str = ""
    agreed_minor: int = 0

    @classmethod
    def read(cls, request: HttpRequest) -> PayForm:
        """The form; refuses a missing key or an amount that is no number."""
        return cls(
            way=request.POST.get("way", "")[:VALUE_MAX],
            amount_minor=_minor(request.POST.get("amount_minor", "")),
            key=read_key(request.POST),
            keep=request.POST.get("keep", "")[:VALUE_MAX],
            agreed_minor=_minor(request.POST.get("agreed_minor", "0")),
        )


def read_key(posted: QueryDict) -> str:
    """The hidden key of a form that moves money, in one spelling; refuses what is no uuid."""
    try:
        return str(UUID(posted.get("key", "")))
    except ValueError:
        raise BadInput(fields={"key": _("Please reload the page and try again.")}) from None


def read_part(text: str, owed: Money, *, least_minor: int) -> Money:
    """The amount a person wants to pay now; refuses what is no amount, too small, or more than is owed."""
    try:
        wanted = Money.parse(text, owed.currency)
    except BadMoney:
        raise BadInput(fields={"amount": _("Write an amount such as 500 or 1,250.50.")}) from None
    if wanted.minor > owed.minor:
        raise BadInput(fields={"amount": _("That is more than the %(owed)s that are due.") % {"owed": money(owed)}})
    least = Money(min(least_minor, owed.minor), owed.currency)
    if wanted.minor < least.minor:
        raise BadInput(fields={"amount": _("Please pay at least %(least)s.") % {"least": money(least)}})
    return wanted


def _minor(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS_MAX:
        raise BadInput(fields={"amount": _("Please reload the page and try again.")})
    return int(text)
