"""What other rooms read about the business: the seller block, the methods offered, the face of every page."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Subquery
from django.urls import reverse

from tiwala.business import tin
from tiwala.business.cache import kept
from tiwala.business.facts import OptionFacts
from tiwala.business.models import Branch, Brand, PaymentOption, Profile, TaxRegime
from tiwala.business.seller import BusinessNotReady, SellerBlock
from tiwala.business.words import method_words
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotFound

__all__ = ["BusinessFacts", "BusinessNotReady", "OfferedMethod", "SellerBlock", "offered_methods", "profile_facts"]


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """The face of every page: `brand` in templates. `name` is what people call it.

    `is_ready` says whether invoices can be issued. `colour` and `logo_url` are empty when the business keeps our
    look; the address changes with the logo. `is_trial` is said on every page outside live mode.
    """

    name: str = ""
    registered_name: str = ""
    tin: str = ""
    vat_status: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    time_zone: str = "Asia/Manila"
    currency: str = "PHP"
    is_ready: bool = False
    colour: str = ""
    logo_url: str = ""
    trust_url: str = "/trust/"
    chat_url: str = ""
    is_trial: bool = True


@dataclass(frozen=True, slots=True)
class OfferedMethod:
    """One method at one account. `min_partial_minor` counts smallest units, and only when `allow_partial`.

    Several may be the same method at different accounts: the pay page shows one row, in the first one's name.
    """

    method: str
    gateway_account_ref: str
    name: str
    note: str
    icon: str
    position: int
    allow_partial: bool
    min_partial_minor: int
    fee_share_bp: int | None = None
    fee_fixed_minor: int | None = None
    surcharge_share_bp: int = 0
    surcharge_fixed_minor: int = 0


@kept
def profile_facts() -> BusinessFacts:
    """Who collects, for pages and letters: one statement, then kept for five seconds. Empty before set-up."""
    look = Brand.objects.filter(id=1)
    profile = (
        Profile.objects.filter(id=1)
        .annotate(colour=Subquery(look.values("colour")), logo_digest=Subquery(look.values("logo_digest")))
        .first()
    )
    if profile is None:
        return BusinessFacts(is_trial=conf.ops.mode != "live")
    return BusinessFacts(
        name=profile.trade_name or profile.registered_name,
        registered_name=profile.registered_name,
        tin=profile.tin,
        vat_status=profile.vat_status,
        address=profile.address,
        email=profile.email,
        phone=profile.phone,
        time_zone=profile.time_zone,
        currency=profile.currency,
        is_ready=profile.is_ready(),
        colour=profile.colour or "",
        logo_url=f"{reverse('brand_logo')}?v={profile.logo_digest}" if profile.logo_digest else "",
        is_trial=conf.ops.mode != "live",
    )


def letter_head() -> dict[str, object]:
    """Who writes, as every letter shows it."""
    facts = profile_facts()
    return {
        "business_name": facts.name,
        "registered_name": facts.registered_name,
        "business_address": facts.address,
        "support_email": facts.email,
        "support_phone": facts.phone,
    }


@kept
def _enabled_options() -> tuple[PaymentOption, ...]:
    return tuple(PaymentOption.objects.filter(enabled=True).order_by("position", "id"))


def offered_methods() -> list[OfferedMethod]:
    """The ways to pay that are switched on, in the business's order, in the reader's language."""
    return [_offered(option) for option in _enabled_options()]


def seller_block(branch: Branch) -> SellerBlock:
    """The seller as documents of this branch must show it, read fresh. Refuses while the profile is not complete."""
    profile = Profile.objects.filter(id=1).first()
    if profile is None or not profile.is_ready():
        raise BusinessNotReady
    return SellerBlock(
        registered_name=profile.registered_name,
        trade_name=profile.trade_name,
        tin=str(tin.read(profile.tin).at(branch.code)),
        vat_status=profile.vat_status,
        address=branch.address or profile.address,
        email=profile.email,
        phone=profile.phone,
        branch_code=branch.code,
        branch_name=branch.name,
        ac_number=profile.ac_number,
        ac_date=profile.ac_date.isoformat() if profile.ac_date else "",
        time_zone=profile.time_zone,
        currency=profile.currency,
    )


def profile() -> Profile | None:
    """The row itself, for the settings page."""
    return Profile.objects.filter(id=1).first()


def head_branch() -> Branch:
    """The branch with the lowest code: the head office, where there is one."""
    branch = Branch.objects.order_by("code").first()
    if branch is None:
        raise NotFound(wanted="branch")
    return branch


def branches() -> list[Branch]:
    """Every branch, head office first."""
    return list(Branch.objects.order_by("code"))


@kept
def has_several_branches() -> bool:
    """Whether the business sells from more than one place; kept for five seconds."""
    return len(Branch.objects.values_list("id", flat=True)[:2]) > 1


def payment_options() -> list[PaymentOption]:
    """Every option, those switched off too, for the settings page."""
    return list(PaymentOption.objects.order_by("position", "id"))


def regime_on(day: date) -> TaxRegime | None:
    """Which tax the business paid on that day; the first known one for days before it."""
    found = TaxRegime.objects.filter(starts_on__lte=day).order_by("-starts_on").first()
    return found or TaxRegime.objects.order_by("starts_on").first()


def brand() -> Brand:
    """The look as it is stored; an empty one before anybody chose."""
    return Brand.objects.filter(id=1).first() or Brand(version=0)


def _offered(option: PaymentOption) -> OfferedMethod:
    words = method_words(option.method)
    return OfferedMethod(
        method=option.method,
        gateway_account_ref=option.gateway_account_ref,
        name=option.name or str(words.name),
        note=str(words.note),
        icon=words.icon,
        position=option.position,
        allow_partial=option.allow_partial,
        min_partial_minor=option.min_partial_minor if option.allow_partial else 0,
        fee_share_bp=option.fee_share_bp,
        fee_fixed_minor=option.fee_fixed_minor,
        surcharge_share_bp=option.surcharge_share_bp,
        surcharge_fixed_minor=option.surcharge_fixed_minor,
    )


def facts_of(option: PaymentOption) -> OptionFacts:
    """A way to pay as it stands, to be changed in a part. A surcharge that stands was checked when it was written."""
    kept = {one.name: getattr(option, one.name) for one in fields(OptionFacts) if one.name != "is_surcharge_checked"}
    return OptionFacts(**kept, is_surcharge_checked=True)
