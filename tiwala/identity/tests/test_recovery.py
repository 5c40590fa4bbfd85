"""Back in without any second factor: two addresses or the business, a hold, and one click that stops it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from tests.cast import CORA as CASHIER
from tests.cast import DAN
from tiwala.audit.models import Record
from tiwala.identity.actions.ask_recovery import ask_recovery
from tiwala.identity.actions.finish_recovery import finish_recovery
from tiwala.identity.actions.give_recovery_codes import give_recovery_codes
from tiwala.identity.actions.help_back import help_back
from tiwala.identity.actions.send_recovery_codes import send_recovery_codes
from tiwala.identity.actions.stop_recovery import stop_recovery
from tiwala.identity.jobs import finish_recoveries
from tiwala.identity.models import Recovery, User
from tiwala.identity.queries import owns_factor
from tiwala.identity.refusals import NoFactorLost, NothingToStop, RecoveryWaits, WrongCodes
from tiwala.identity.tests.factors import set_up_app
from tiwala.identity.tests.people import ANA, is_signed_in, make_cora, sign_in
from tiwala.identity.tests.second import SECOND, with_second_address
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.tasks.models import Task

HOW = "Came in with her passport"


@pytest.fixture
def ana_with_app(ana: User) -> User:
    """Ana, who will lose her phone."""
    client = Client()
    sign_in(client, ANA)
    set_up_app(client)
    mail.outbox.clear()
    return ana


def asked(email: str = ANA) -> Recovery:
    recovery = ask_recovery(email, by=NOBODY)
    send_recovery_codes(recovery.public_id, by=SYSTEM)
    recovery.refresh_from_db()
    return recovery


def codes() -> dict[str, str]:
    """Each address's code in the newest letters."""
    found = {}
    for letter in mail.outbox:
        code = re.search(r"\b[0-9a-z]{4}-[0-9a-z]{4}\b", str(letter.body))
        if code:
            found[letter.to[0]] = code[0]
    return found


def stop_token() -> str:
    found = re.search(r"/account/lost/stop/([\w-]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def waiting(user: User) -> Recovery:
    return help_back(user.pk, how_checked=HOW, by=DAN)


def later(hours: float = 24.1):
    return clock.hold(clock.now() + timedelta(hours=hours))


def test_two_codes_by_two_ways_take_the_factor_off_after_a_day(ana_with_app: User) -> None:
    with_second_address(ana_with_app)
    recovery = asked()
    sent = codes()
    assert set(sent) == {ANA, SECOND}
    give_recovery_codes(recovery.pk, codes=(sent[SECOND].upper(), sent[ANA].replace("-", " ")), by=NOBODY)
    assert owns_factor(ana_with_app)
    assert {one.to[0] for one in mail.outbox[-2:]} == {ANA, SECOND}
    with later(23.9):
        finish_recoveries()
        assert owns_factor(ana_with_app)
    with later():
        finish_recoveries()
    assert not owns_factor(ana_with_app)
    assert not Authenticator.objects.exists()
    assert {one.to[0] for one in mail.outbox[-2:]} == {ANA, SECOND}
    tags = Record.objects.filter(tag__startswith="recovery:").order_by("seq").values_list("tag", flat=True)
    assert list(tags) == ["recovery:ask", "recovery:prove", "recovery:finish"]


def test_a_letter_to_one_address_is_never_enough(ana_with_app: User) -> None:
    recovery = asked()
    assert codes() == {}
    assert "call us or come by" in str(mail.outbox[-1].body)
    for said in (("", ""), ("aaaa-aaaa", "bbbb-bbbb")):
        with pytest.raises(WrongCodes):
            give_recovery_codes(recovery.pk, codes=said, by=NOBODY)
    assert not Recovery.objects.waiting().exists()


def test_one_code_twice_is_not_two(ana_with_app: User) -> None:
    with_second_address(ana_with_app)
    recovery = asked()
    for one in codes().values():
        with pytest.raises(WrongCodes):
            give_recovery_codes(recovery.pk, codes=(one, one), by=NOBODY)


def test_wrong_codes_are_counted_and_a_new_code_forgives_nothing(ana_with_app: User) -> None:
    with_second_address(ana_with_app)
    for _round in range(2):
        recovery = asked()
        good = codes()
        for _try in range(5):
            with pytest.raises(WrongCodes):
                give_recovery_codes(recovery.pk, codes=("aaaa-aaaa", good[SECOND]), by=NOBODY)
        with pytest.raises(WrongCodes):
            give_recovery_codes(recovery.pk, codes=(good[ANA], good[SECOND]), by=NOBODY)
    mail.outbox.clear()
    asked()
    assert codes() == {}


def test_codes_end_and_work_once(ana_with_app: User) -> None:
    with_second_address(ana_with_app)
    recovery = asked()
    good = codes()
    with clock.hold(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(WrongCodes):
        give_recovery_codes(recovery.pk, codes=(good[ANA], good[SECOND]), by=NOBODY)
    give_recovery_codes(recovery.pk, codes=(good[ANA], good[SECOND]), by=NOBODY)
    with pytest.raises(WrongCodes):
        give_recovery_codes(recovery.pk, codes=(good[ANA], good[SECOND]), by=NOBODY)


def test_nobody_and_somebody_without_a_factor_get_no_codes(ana: User) -> None:
    asked("nobody@example.ph")
    assert not mail.outbox
    asked()
    assert codes() == {}
    assert "no second step" in str(mail.outbox[-1].body)


def test_the_link_in_every_letter_stops_it(ana_with_app: User) -> None:
    recovery = waiting(ana_with_app)
    token = stop_token()
    stop_recovery(token, by=NOBODY)
    with later():
        assert not finish_recovery(recovery.pk, by=SYSTEM)
    assert owns_factor(ana_with_app)
    assert Task.objects.get().kind == "recovery_stopped"
    with pytest.raises(NothingToStop):
        stop_recovery(token, by=NOBODY)


def test_the_business_says_how_it_checked_and_who_did_it_stays_written(ana_with_app: User) -> None:
    recovery = waiting(ana_with_app)
    assert (recovery.asked_by, recovery.how_checked) == (DAN.id, HOW)
    with pytest.raises(RecoveryWaits):
        waiting(ana_with_app)
    assert Record.objects.get(tag="recovery:prove").actor_id == DAN.id


def test_the_business_helps_no_one_without_reason_right_or_need(ana: User) -> None:
    with pytest.raises(NotAllowed):
        help_back(ana.pk, how_checked=HOW, by=CASHIER)
    with pytest.raises(NotAllowed):
        help_back(make_cora().pk, how_checked=HOW, by=DAN)
    with pytest.raises(BadInput):
        help_back(ana.pk, how_checked="  yes     ", by=DAN)
    with pytest.raises(NoFactorLost):
        help_back(ana.pk, how_checked=HOW, by=DAN)
    assert not Recovery.objects.exists()


def test_it_is_never_early_not_even_by_hand(ana_with_app: User) -> None:
    recovery = waiting(ana_with_app)
    assert not finish_recovery(recovery.pk, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(done_at=clock.now())


def test_when_it_is_done_every_session_is_over(ana_with_app: User) -> None:
    client = Client()
    recovery = waiting(ana_with_app)
    sign_in(client, ANA)
    with later():
        assert finish_recovery(recovery.pk, by=SYSTEM)
        assert not finish_recovery(recovery.pk, by=SYSTEM)
        assert not is_signed_in(client)


def test_the_pages_say_the_same_for_every_address(ana_with_app: User) -> None:
    with_second_address(ana_with_app)
    answers = []
    for email in (ANA, "nobody@example.ph"):
        client = Client()
        first = client.post("/account/lost/", {"email": email})
        assert first.headers["Location"] == "/account/lost/codes/"
        page = client.get("/account/lost/codes/").content.decode()
        answers.append(" ".join(one for one in page.split("\n") if "csrf" not in one and "nonce" not in one))
        assert client.post("/account/lost/codes/", {"first": "a", "second": "b"}).status_code == 422
    assert answers[0] == answers[1]


def test_the_stop_page_changes_nothing_by_looking(ana_with_app: User) -> None:
    waiting(ana_with_app)
    page, client = f"/account/lost/stop/{stop_token()}/", Client()
    assert "It was not me" in client.get(page).content.decode()
    assert Recovery.objects.waiting().exists()
    assert "It is stopped" in client.post(page).content.decode()
    assert client.get(page).status_code == 404
    assert not Recovery.objects.waiting().exists()
