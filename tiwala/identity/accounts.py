"""The one step by which any account comes to be: called by the verbs that make people."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tiwala.identity.models import CustomerAccess, Level, RoleGrant, User, UserKind
from tiwala.identity.refusals import EmailTaken
from tiwala.kit.db import advisory_lock, assert_in_transaction
from tiwala.kit.errors import BadInput

EMAIL_LETTERS = 120
NAME_LETTERS = 120


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who the person is. `password` empty: the person sets one by way of "forgot it?".

    `totp_seed` (base32) switches a second step on at once: for the demo's own people.
    """

    name: str
    email: str
    language: str = "en"
    password: str = field(default="", repr=False)
    totp_seed: str = field(default="", repr=False)


def clean_email(text: str) -> str:
    """The address in the one form we keep; refuses what is none."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > EMAIL_LETTERS:
        raise BadInput(fields={"email": _("Please write an e-mail address, such as ana@example.ph.")})
    return address


def clean_name(text: str) -> str:
    """The name without stray blanks; refuses none at all."""
    name = " ".join(text.split())
    if not name or len(name) > NAME_LETTERS:
        raise BadInput(fields={"name": _("Please write a name of at most 120 letters.")})
    return name


def open_staff_account(person: PersonFacts, *, role: str, granted_by: str) -> User:
    """A staff member with one role and a verified address. EmailTaken when somebody has the address."""
    user = _open_account(person, kind=UserKind.STAFF)
    RoleGrant.objects.create(user=user, role=role, granted_by=granted_by)
    return user


def open_customer_account(person: PersonFacts, *, customer_ref: str, level: str = Level.MANAGES) -> User:
    """A customer's sign-in with a verified address. EmailTaken when somebody has the address."""
    user = _open_account(person, kind=UserKind.CUSTOMER)
    CustomerAccess.objects.create(user=user, customer_ref=customer_ref, level=level)
    return user


def _open_account(person: PersonFacts, *, kind: UserKind) -> User:
    assert_in_transaction()
    email, name = clean_email(person.email), clean_name(person.name)
    advisory_lock("identity:addresses")
    if EmailAddress.objects.filter(email=email).exists():
        raise EmailTaken
    user = User(kind=kind, name=name, language="fil" if person.language == "fil" else "en")
    if person.password:
        user.set_password(person.password)
    else:
        user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if person.totp_seed:
        TOTP.activate(user, person.totp_seed)
    return user
