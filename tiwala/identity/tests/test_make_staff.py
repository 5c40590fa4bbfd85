"""Making staff at once."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.models import User
from tiwala.identity.refusals import EmailTaken
from tiwala.identity.tests.people import CORA, as_actor
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput


def test_the_person_can_sign_in_and_holds_the_role() -> None:
    user = make_staff(PersonFacts("  Dan   Uy ", " DAN@Example.ph", password="x"), role="owner", by=SYSTEM)
    assert user.name == "Dan Uy"
    assert EmailAddress.objects.get(user=user).email == "dan@example.ph"
    assert as_actor(user).is_staff
    assert as_actor(user).may("gateway.edit")


def test_without_a_password_nobody_signs_in_until_one_is_set() -> None:
    assert not make_staff(PersonFacts("Dan", "dan@example.ph"), role="owner", by=SYSTEM).has_usable_password()


def test_an_address_serves_one_person(cora: User) -> None:
    with pytest.raises(EmailTaken):
        make_staff(PersonFacts("Dan", CORA.upper()), role="cashier", by=SYSTEM)
    with pytest.raises(BadInput):
        make_staff(PersonFacts("Dan", "dan@example.ph"), role="king", by=SYSTEM)
    assert User.objects.count() == 1
