"""Who walks: nobody, two customers, every role of staff and one who may nothing, and what each has proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.walk.world import Own, World
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.identity.models import CustomerAccess, RoleGrant
from tiwala.identity.permissions import PERMISSIONS, ROLES, permissions_of
from tiwala.identity.tests.people import PASSWORD, code_of, fill_in, make_cora, seed_of, sign_in
from tiwala.kit.actor import SYSTEM
from tiwala.kit.policy import Who, actor_of

WITHOUT_ANY_ROLE: Final = "nothing"
SECOND_STEP: Final = "/account/2fa/authenticate/"
STAFF: Final = (*ROLES, WITHOUT_ANY_ROLE)


@dataclass(frozen=True)
class Walker:
    """Somebody with a browser; what they are and may do, as the marks on doors speak of it."""

    name: str
    client: Client
    kinds: frozenset[Who]
    own: Own
    permissions: frozenset[str] = frozenset()
    access: str = ""
    has_factor: bool = False
    strange_words: tuple[str, ...] = field(default=())


def nobody(world: World) -> Walker:
    """A browser that never signed in."""
    return Walker("nobody", Client(), frozenset({"anyone"}), world.ana)


def customer(own: Own, *, access: str = "manages", has_factor: bool = False) -> Walker:
    """Somebody who pays for this customer and for nobody else."""
    email = f"{own.name.split()[0].lower()}.{access}@example.ph"
    user = make_customer_user(PersonFacts(own.name, email, password=PASSWORD), customer_ref=own.customer, by=SYSTEM)
    CustomerAccess.objects.filter(user=user).update(level=access)
    if has_factor:
        TOTP.activate(user, seed_of(email))
    client = signed_in(email)
    assert shown(client) == has_factor
    kinds: frozenset[Who] = frozenset({"anyone", "person", "customer"})
    return Walker(own.name, client, kinds, own, access=access, has_factor=has_factor)


def staff(world: World, role: str) -> Walker:
    """Somebody who works here with this role, and proved it a moment ago."""
    email = f"{role}.walks@example.ph"
    user = make_cora(role if role in ROLES else "auditor", email)
    if role == WITHOUT_ANY_ROLE:
        RoleGrant.objects.filter(user=user).delete()
    client = signed_in(email)
    may = permissions_of({role} & set(ROLES))
    return Walker(role, client, frozenset({"anyone", "person", "staff"}), world.ana, may, has_factor=shown(client))


def half_in(world: World) -> Walker:
    """The owner after the password, without any second step."""
    make_cora("owner", "half.walks@example.ph", has_app=False)
    client = Client(raise_request_exception=False)
    fill_in(client, "half.walks@example.ph")
    return Walker("half in", client, frozenset({"anyone", "person", "staff"}), world.ana, PERMISSIONS)


def signed_in(email: str) -> Client:
    """A browser after the doors of signing in, whatever they asked for."""
    client = Client(raise_request_exception=False)
    answer = sign_in(client, email)
    if answer.headers.get("Location") == SECOND_STEP:
        answer = client.post(SECOND_STEP, {"code": code_of(email)})
    assert answer.headers.get("Location") in ("/console/", "/home/"), (answer.status_code, answer.headers)
    return client


def shown(client: Client) -> bool:
    """Whether this session showed a second factor."""
    request = client.get("/account/2fa/").wsgi_request
    return bool(actor_of(request).has_factor)
