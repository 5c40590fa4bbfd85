"""What waits for a second person, through the console's pages."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from tests.makers import make_invoice
from tiwala.approvals.models import FourEyes, Proposal
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.console.tests.world import pay
from tiwala.kit import clock
from tiwala.payments.models import Refund


def ask_refund(client: Client, amount: str = "6,000.00") -> str:
    """The address of the proposal's page."""
    payment = pay(make_invoice(), 1_000_000)
    answer = send(
        client, f"/console/payments/{payment.public_id}/refunds/new/", amount=amount, to="cash", reason="Broken"
    )
    return str(answer.headers["Location"])


def test_a_refund_over_the_limit_waits_and_happens_with_both_names(owner: Client) -> None:
    page = ask_refund(owner)
    assert page.startswith("/console/approvals/")
    shown = owner.get(page).content.decode()
    assert "₱6,000.00" in shown
    assert "Broken" in shown
    assert "decision/" not in shown
    assert "1" in owner.get("/console/").content.decode()
    second_yes("accountant")
    assert Refund.objects.get().state == "done"
    shown = owner.get(page).content.decode()
    assert "Cora Owner" in shown
    assert "Cora Accountant" in shown


def test_a_refund_up_to_the_limit_happens_at_once(owner: Client) -> None:
    assert ask_refund(owner, "5,000.00").startswith("/console/refunds/")


def test_it_is_declined_with_a_word(owner: Client) -> None:
    page = ask_refund(owner)
    accountant = come_in("accountant")
    assert send(accountant, f"{page}decision/", verdict="decline", word="").status_code == 422
    assert send(accountant, f"{page}decision/", verdict="decline", word="Ask the supplier").status_code == 302
    assert "Ask the supplier" in owner.get(page).content.decode()
    assert not Refund.objects.exists()


def test_it_is_taken_back_by_who_asked_only(owner: Client) -> None:
    page = ask_refund(owner)
    assert press(come_in("accountant"), f"{page}withdrawal/").status_code == 403
    press(owner, f"{page}withdrawal/")
    assert Proposal.objects.get().state == "withdrawn"


def test_nobody_decides_their_own_by_any_door(owner: Client) -> None:
    page = ask_refund(owner)
    answer = send(owner, f"{page}decision/", verdict="approve")
    assert answer.status_code == 403
    assert "Somebody else has to decide" in answer.content.decode()
    assert not Refund.objects.exists()


def test_who_could_neither_ask_nor_decide_does_not_see_it(owner: Client) -> None:
    page = ask_refund(owner)
    cashier = come_in("cashier")
    assert cashier.get(page).status_code == 404
    assert "Give money back" not in cashier.get("/console/approvals/").content.decode()
    assert come_in("auditor").get(page).status_code == 200


def test_alone_one_says_so_and_confirms_after_the_rest(owner: Client) -> None:
    page = ask_refund(owner)
    assert "Nobody else here could decide this" in owner.get(page).content.decode()
    assert send(owner, "/console/settings/four-eyes/alone/", why="I run it by myself").status_code == 302
    assert FourEyes.objects.get().alone_by
    assert "It rests" in owner.get(page).content.decode()
    early = send(owner, f"{page}decision/", verdict="approve")
    assert early.status_code == 409
    with clock.hold(clock.now() + timedelta(minutes=6)):
        asked_again = owner.post(f"{page}decision/", {"verdict": "approve"})
        assert "reauthenticate" in asked_again.headers["Location"]
    press(owner, "/console/settings/four-eyes/together/")
    assert not FourEyes.objects.get().alone_by


def test_the_limit_goes_down_at_once_and_up_with_two(owner: Client) -> None:
    send(owner, "/console/settings/four-eyes/limit/", limit="1,000.00")
    assert FourEyes.objects.get().refund_limit_minor == 100_000
    assert send(owner, "/console/settings/four-eyes/limit/", limit="9,000.00", reason="").status_code == 422
    send(owner, "/console/settings/four-eyes/limit/", limit="9,000.00", reason="Bigger bills")
    assert FourEyes.objects.get().refund_limit_minor == 100_000
    second_yes()
    assert FourEyes.objects.get().refund_limit_minor == 900_000


def test_the_settings_say_who_could_be_the_second_person(owner: Client) -> None:
    shown = owner.get("/console/settings/four-eyes/").content.decode()
    assert "one person or none" in shown
    assert "₱5,000.00" in shown
