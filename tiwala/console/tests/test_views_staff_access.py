"""Staff who are locked out, switched off or leave; invitations sent again and taken back."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client

from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in
from tiwala.identity.actions.invite import InvitationFacts, invite
from tiwala.identity.models import Invitation, Tries, User
from tiwala.identity.tests.people import sign_in
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.notify.models import Letter

EVE = InvitationFacts("Eve Santos", "eve@example.ph", role="cashier")


def colleague() -> tuple[User, Client, str]:
    """Somebody else who works here, their browser, and their page."""
    browser = come_in("cashier")
    found = next(one for one in User.objects.all() if "Cashier" in one.name)
    return found, browser, f"/console/settings/people/{found.public_id}/"


def test_leaving_asks_why_and_ends_their_session_at_once(owner: Client) -> None:
    user, browser, page = colleague()
    assert "Leaves the business" in owner.get(page).content.decode()
    assert send(owner, f"{page}leaving/", reason=" ").status_code == 422
    assert browser.get("/console/").status_code == 200
    assert send(owner, f"{page}leaving/", reason="Moves to Cebu").headers["Location"] == "/console/settings/people/"
    assert browser.get("/console/").headers["Location"].startswith("/account/login/")
    user.refresh_from_db()
    assert user.left_at is not None
    assert "Left" in owner.get("/console/settings/people/").content.decode()
    assert "leaving/" not in owner.get(page).content.decode()


def test_a_colleague_is_signed_out_everywhere_and_may_come_back(owner: Client) -> None:
    user, browser, page = colleague()
    assert "Sign them out everywhere" in owner.get(page).content.decode()
    assert browser.get("/console/").status_code == 200
    assert press(owner, f"{page}sessions/end/").headers["Location"] == page
    assert browser.get("/console/").headers["Location"].startswith("/account/login/")
    user.refresh_from_db()
    assert user.is_active


def test_the_last_owner_cannot_leave_and_is_told_why(owner: Client) -> None:
    me = User.objects.get()
    answer = send(owner, f"/console/settings/people/{me.public_id}/leaving/", reason="Tired")
    assert answer.status_code == 409
    assert "last owner" in answer.content.decode()


def test_somebody_locked_out_is_unlocked_with_a_word(owner: Client) -> None:
    user, _browser, page = colleague()
    sign_in(Client(), "cashier@example.ph")
    Tries.objects.filter(user=user).update(count=10, opens_at=clock.now() + timedelta(minutes=20))
    assert "Locked for now" in owner.get(page).content.decode()
    assert send(owner, f"{page}unlocking/", reason="Called her number").status_code == 302
    assert "Can sign in." in owner.get(page).content.decode()
    assert set(Tries.objects.filter(user=user).values_list("count", flat=True)) == {0}


def test_somebody_switched_off_is_switched_on(owner: Client) -> None:
    user, _browser, page = colleague()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "Switched off" in owner.get(page).content.decode()
    assert send(owner, f"{page}return/", reason="Back from leave").status_code == 302
    user.refresh_from_db()
    assert user.is_active


def test_an_invitation_is_sent_again_and_the_old_link_ends(owner: Client) -> None:
    row, first = invite(EVE, by=SYSTEM)
    assert "Eve Santos" in owner.get("/console/settings/people/").content.decode()
    press(owner, f"/console/settings/invitations/{row.public_id}/letters/")
    assert Client().get(f"/account/invitation/{first}/").status_code == 404
    again = re.search(
        r"/account/invitation/[\w-]{43}/",
        owner.get(f"/console/outbox/{Letter.objects.get().public_id}/page/").content.decode(),
    )
    assert again is not None
    assert Client().get(again[0]).status_code == 200


def test_one_that_ended_is_still_listed_and_can_be_sent_again(owner: Client) -> None:
    row, _token = invite(EVE, by=SYSTEM)
    Invitation.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(days=1))
    assert "the link has ended" in owner.get("/console/settings/people/").content.decode()
    press(owner, f"/console/settings/invitations/{row.public_id}/letters/")
    row.refresh_from_db()
    assert row.is_open(now=clock.now())


def test_a_withdrawn_one_is_gone(owner: Client) -> None:
    row, token = invite(EVE, by=SYSTEM)
    press(owner, f"/console/settings/invitations/{row.public_id}/end/")
    assert Client().get(f"/account/invitation/{token}/").status_code == 404
    assert "Eve Santos" not in owner.get("/console/settings/people/").content.decode()
    press(owner, f"/console/settings/invitations/{row.public_id}/letters/")
    assert not Letter.objects.exists()


def test_an_admin_sends_no_invitation_of_an_owner_again() -> None:
    admin = come_in("admin")
    row, _token = invite(InvitationFacts("Eve Santos", "eve@example.ph", role="owner"), by=SYSTEM)
    press(admin, f"/console/settings/invitations/{row.public_id}/letters/")
    assert not Letter.objects.exists()
