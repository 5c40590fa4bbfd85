"""Who may open a customer's things, and who is invited to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from tiwala.customers.access import must_see
from tiwala.identity.models import CustomerAccess, Invitation, Level, User
from tiwala.kit import fields
from tiwala.kit.actor import Actor

SHOWN = 100


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person with access."""

    ref: str
    name: str
    email: str
    level: str
    level_words: str
    last_seen_at: datetime | None
    is_me: bool


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """One invitation that still leads in."""

    ref: str
    name: str
    email: str
    level_words: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """Everybody, the longest there first. Who only sees or pays is shown themselves alone."""

    persons: tuple[PersonRow, ...]
    invited: tuple[InvitedRow, ...]

    @property
    def me(self) -> PersonRow | None:
        """The reader's own line."""
        return next((one for one in self.persons if one.is_me), None)


def people_of(customer_ref: str, *, by: Actor) -> People:
    """The people of this customer as far as this actor may see them. NotFound without any access. Five statements."""
    must_see(customer_ref, by=by)
    held = CustomerAccess.objects.visible_to(by).filter(customer_ref=customer_ref, user__is_active=True)
    accesses = list(held.select_related("user").order_by("id")[:SHOWN])
    fields.preload([one.user for one in accesses])
    mails = _mails([one.user for one in accesses])
    invited = list(_open(customer_ref, by=by))
    fields.preload(invited)
    return People(
        persons=tuple(_person(one, email=mails.get(one.user_id, ""), by=by) for one in accesses),
        invited=tuple(_invited(one) for one in invited),
    )


def access_of(ref: str, *, by: Actor) -> CustomerAccess:
    """One access this actor may see, or NotFound."""
    found: CustomerAccess = CustomerAccess.objects.visible_to(by).select_related("user").by_public_id(ref)
    return found


def managers_of(customer_ref: str) -> list[User]:
    """Who manages this customer and can sign in."""
    held = CustomerAccess.objects.filter(customer_ref=customer_ref, level=Level.MANAGES, user__is_active=True)
    return [one.user for one in held.select_related("user").order_by("id")]


def _open(customer_ref: str, *, by: Actor) -> list[Invitation]:
    found = Invitation.objects.visible_to(by).still_open().filter(customer_ref=customer_ref)
    return list(found.order_by("-id")[:SHOWN])


def _mails(users: list[User]) -> dict[object, str]:
    found = EmailAddress.objects.filter(user__in=users, primary=True, verified=True)
    return {one.user_id: one.email for one in found}


def _invited(one: Invitation) -> InvitedRow:
    return InvitedRow(one.public_id, one.name, one.email, str(Level(one.level).label), one.expires_at)


def _person(access: CustomerAccess, *, email: str, by: Actor) -> PersonRow:
    return PersonRow(
        ref=access.public_id,
        name=access.user.name,
        email=email,
        level=access.level,
        level_words=access.get_level_display(),
        last_seen_at=access.user.last_seen_at,
        is_me=access.user.public_id == by.id,
    )
