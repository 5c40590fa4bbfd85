"""What goes into the verbs of this room: plain values, checked at the border."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from tiwala.business import tin
from tiwala.business.contact import is_email, read_phone
from tiwala.business.words import OtherTax, VatStatus
from tiwala.kit import currencies
from tiwala.kit.errors import BadInput

NAME_MAX, ADDRESS_MAX, AC_MAX, LABEL_MAX = 120, 300, 60, 60
POSITION_MAX, PARTIAL_MAX_MINOR = 999, 10**12
FEE_MAX_BP, FEE_MAX_MINOR = 3_000, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """Who collects. `vat_status` has no default: "vat" or "non_vat", said by a person (TAX-03)."""

    registered_name: str
    tin: str
    vat_status: str
    address: str
    trade_name: str = ""
    email: str = ""
    phone: str = ""
    other_tax: str = ""
    time_zone: str = "Asia/Manila"
    currency: str = "PHP"
    ac_number: str = ""
    ac_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchFacts:
    """A branch: its code (3 to 5 digits), its name, its registered address."""

    code: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFacts:
    """A method at a gateway account, and whether part of an invoice may be paid with it.

    The fee of the contract has two parts, a share in hundredths of a percent and a fixed one; both or none are known.
    A surcharge needs somebody who says that law and contract were checked.
    """

    method: str
    gateway_account_ref: str
    name: str = ""
    enabled: bool = True
    position: int = 0
    allow_partial: bool = False
    min_partial_minor: int = 0
    fee_share_bp: int | None = None
    fee_fixed_minor: int | None = None
    surcharge_share_bp: int = 0
    surcharge_fixed_minor: int = 0
    is_surcharge_checked: bool = False


@dataclass(slots=True)
class Wrong:
    """Collects what is wrong, field by field, and refuses once with all of it."""

    fields: dict[str, str] = field(default_factory=dict)

    def unless(self, name: str, good: object, why: str) -> None:
        """Note the sentence at the field when it is not good; the first one said stays."""
        if not good:
            self.fields.setdefault(name, why)

    def refuse(self) -> None:
        """Raise BadInput when anything was noted."""
        if self.fields:
            raise BadInput(fields=self.fields)


def check_profile(facts: ProfileFacts) -> tin.Tin:
    """Refuse facts an invoice could not carry, every field at once; give the TIN read."""
    wrong = Wrong()
    _check_text(wrong, "registered_name", facts.registered_name, NAME_MAX)
    _check_text(wrong, "address", facts.address, ADDRESS_MAX)
    wrong.unless("trade_name", len(facts.trade_name) <= NAME_MAX and facts.trade_name.isprintable(), _("Too long."))
    wrong.unless("vat_status", facts.vat_status in set(VatStatus), _("Choose VAT or non-VAT."))
    _check_other_tax(wrong, facts)
    wrong.unless("email", not facts.email or is_email(facts.email), _("That is not an e-mail address."))
    wrong.unless("phone", not facts.phone or read_phone(facts.phone), _("That is not a phone number."))
    wrong.unless("time_zone", _is_zone(facts.time_zone), _("That is not a time zone, such as Asia/Manila."))
    wrong.unless("currency", currencies.is_currency(facts.currency), _("That is not a currency, such as PHP."))
    _check_ac(wrong, facts)
    try:
        read = tin.read(facts.tin)
    except tin.BadTin as refusal:
        wrong.unless("tin", False, refusal.text)
    wrong.refuse()
    return read


def check_branch(facts: BranchFacts) -> str:
    """Refuse a branch without code, name or address; give the code in five digits."""
    wrong = Wrong()
    _check_text(wrong, "name", facts.name, NAME_MAX)
    _check_text(wrong, "address", facts.address, ADDRESS_MAX)
    wrong.refuse()
    return tin.read_branch_code(facts.code)


def check_option(facts: OptionFacts) -> None:
    """Refuse a method or account reference that cannot be one."""
    wrong = Wrong()
    wrong.unless("method", re.fullmatch(r"[a-z][a-z0-9_]{1,23}", facts.method), _("That is not a payment method."))
    wrong.unless(
        "gateway_account_ref",
        re.fullmatch(r"gac_[0-9a-z]{26}", facts.gateway_account_ref),
        _("Choose a gateway account."),
    )
    wrong.unless("name", len(facts.name) <= LABEL_MAX and facts.name.isprintable(), _("Too long."))
    wrong.unless("position", 0 <= facts.position <= POSITION_MAX, _("A position is a number from 0 to 999."))
    wrong.unless(
        "min_partial_minor", 0 <= facts.min_partial_minor <= PARTIAL_MAX_MINOR, _("That amount is out of range.")
    )
    _check_fee(wrong, facts)
    wrong.refuse()


def _check_fee(wrong: Wrong, facts: OptionFacts) -> None:
    share, fixed = facts.fee_share_bp, facts.fee_fixed_minor
    wrong.unless("fee_percent", share is None or 0 <= share <= FEE_MAX_BP, _("A fee is at most 30 %."))
    wrong.unless("fee_fixed", fixed is None or 0 <= fixed <= FEE_MAX_MINOR, _("That amount is out of range."))
    wrong.unless("fee_fixed", (share is None) == (fixed is None), _("Fill in both parts of the fee, or none."))
    wrong.unless("surcharge_percent", 0 <= facts.surcharge_share_bp <= FEE_MAX_BP, _("A fee is at most 30 %."))
    wrong.unless(
        "surcharge_fixed", 0 <= facts.surcharge_fixed_minor <= FEE_MAX_MINOR, _("That amount is out of range.")
    )
    has_surcharge = facts.surcharge_share_bp > 0 or facts.surcharge_fixed_minor > 0
    wrong.unless(
        "is_surcharge_checked",
        facts.is_surcharge_checked or not has_surcharge,
        _("Check the law and your contract first, then say so here."),
    )


def _check_text(wrong: Wrong, name: str, value: str, longest: int) -> None:
    wrong.unless(name, value.strip(), _("This is needed."))
    wrong.unless(name, len(value) <= longest, _("Too long."))
    wrong.unless(name, value.replace("\n", " ").replace("\r", " ").isprintable(), _("There are odd characters in it."))


def _check_other_tax(wrong: Wrong, facts: ProfileFacts) -> None:
    known = facts.other_tax in set(OtherTax)
    fits = not facts.other_tax or facts.vat_status == VatStatus.NON_VAT
    wrong.unless("other_tax", known and fits, _("Percentage tax and the 8 % rate are for non-VAT businesses."))


def _check_ac(wrong: Wrong, facts: ProfileFacts) -> None:
    wrong.unless("ac_number", len(facts.ac_number) <= AC_MAX and facts.ac_number.isprintable(), _("Too long."))
    both = bool(facts.ac_number.strip()) == (facts.ac_date is not None)
    wrong.unless("ac_date", both, _("The certificate's control number and its date belong together."))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
