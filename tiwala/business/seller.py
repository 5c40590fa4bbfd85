"""The seller block that every document carries (TAX-03, TAX-16, TAX-17)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.utils.translation import gettext_lazy as _

from tiwala.business.words import TIN_WORDS, VatStatus
from tiwala.kit.errors import Refusal

NOT_REGISTERED = "NOT REGISTERED: no Acknowledgement Certificate from the BIR yet"
"""The mark on documents until the system is registered (TAX-17). A legal text: never translated."""


class BusinessNotReady(Refusal):
    """Documents need a seller."""

    code = "business_not_ready"
    message = _("First fill in the business's registered name, TIN, VAT status and address, in the settings.")


@dataclass(frozen=True, slots=True)
class SellerBlock:
    """Who sells, as printed. Snapshot it on issue: `as_json()` now, `from_json()` for ever. Dates are ISO text."""

    registered_name: str
    trade_name: str
    tin: str
    vat_status: str
    address: str
    email: str
    phone: str
    branch_code: str
    branch_name: str
    ac_number: str
    ac_date: str
    time_zone: str
    currency: str

    @property
    def may_charge_vat(self) -> bool:
        """Whether this seller may issue a VAT invoice at all (TAX-16)."""
        return self.vat_status == VatStatus.VAT

    @property
    def tin_line(self) -> str:
        """The TIN with the words the tax office wants before it."""
        return f"{TIN_WORDS[VatStatus(self.vat_status)]} {self.tin}"

    @property
    def is_registered(self) -> bool:
        """Whether the tax office has acknowledged this system."""
        return bool(self.ac_number)

    @property
    def registration_line(self) -> str:
        """The footer line: the certificate's number and date, or the mark that there is none."""
        if not self.is_registered:
            return NOT_REGISTERED
        return f"Acknowledgement Certificate No. {self.ac_number}, issued {self.ac_date}"

    def as_json(self) -> dict[str, str]:
        """Plain values, to be sealed with the document."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, str]) -> SellerBlock:
        """The block as it was on the day of issue."""
        return cls(**kept)
