"""Fraud rules and lists without scripts: written, watched, live by two, stopped; refused and trusted."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.makers import make_business
from tiwala.approvals.models import Proposal
from tiwala.audit.models import Record
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.fraud.actions.begin_alarm import begin_alarm
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.models import Alarm, ListEntry, RuleVersion
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit.actor import SYSTEM

RULES, LISTS, NEW = "/console/fraud/rules/", "/console/fraud/lists/", "/console/fraud/drafts/new/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _packs(db: None) -> None:
    make_business()
    bring_packs(by=SYSTEM)


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def draft(client: Client, text: str = "amount_minor >= 5000000") -> RuleVersion:
    answer = send(client, NEW, name="very_large", pack="amount", text=text, verdict="block", why="Nobody pays so much")
    assert answer.status_code == 302, text_of(answer)
    return RuleVersion.objects.get(name="very_large")


def test_a_rule_goes_from_draft_to_live_by_two_people(owner: Client):
    one = draft(owner)
    versions = f"/console/fraud/versions/{one.public_id}"
    assert press(owner, f"{versions}/shadow/").status_code == 302
    assert tried(60_000_00).shadow_verdict == "block"
    answer = send(owner, f"{versions}/live/", reason="Watched for two weeks")
    assert answer.headers["Location"] == f"/console/approvals/{Proposal.objects.get().public_id}/"
    assert "very_large 1" in text_of(owner.get(answer.headers["Location"]))
    assert tried(60_000_00).verdict == "accept"
    assert second_yes().status_code == 302
    assert tried(60_000_00).verdict == "block"
    page = text_of(owner.get(f"{RULES}very_large/"))
    assert "Approved by" in page
    assert "of these 1 when it counted" in page
    assert press(owner, f"{versions}/shadow/").status_code == 302
    assert tried(60_000_00).verdict == "accept"


def test_a_whole_pack_is_asked_for_at_once(owner: Client):
    send(owner, "/console/fraud/packs/new_account/live/", reason="A month in shadow")
    second_yes()
    assert not RuleVersion.objects.filter(pack="new_account").exclude(stage="live").exists()
    assert "Put this pack live" in text_of(owner.get(RULES))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ip_declins_1h >= 4", "Did you mean “ip_declines_1h”? At sign 1: ▸ ip_declins_1h"),
        ("amount_minor >= 5 and", "stops too early"),
        ("amount_minor >> 5", "At sign"),
        ('amount_minor > "5"', "Here a number is needed. At sign 16: amount_minor &gt; ▸"),
        ("__import__(1)", "This sign is not known here. At sign 1"),
        ("(" * 1990, "too much for one rule"),
        ("n" * 19_000, "at most 2,000 signs"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_place_and_nothing_typed_is_lost(owner: Client, text, words):
    answer = send(owner, NEW, name="very_large", pack="amount", text=text, verdict="block", why="Because of that")
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert "Because of that" in page
    assert not RuleVersion.objects.filter(name="very_large").exists()


def test_another_version_begins_with_the_words_of_the_newest(owner: Client):
    draft(owner)
    door = f"{RULES}very_large/versions/new/"
    assert fill(owner, door)["text"] == "amount_minor >= 5000000"
    send(owner, door, text="amount_minor >= 9000000", verdict="review")
    kept = RuleVersion.objects.filter(name="very_large").order_by("version")
    assert list(kept.values_list("version", "verdict")) == [(1, "block"), (2, "review")]


def test_hits_are_counted_and_a_rule_is_read_in_plain_words(owner: Client):
    tried(mail="x@mailinator.com")
    page = text_of(owner.get(f"{RULES}throwaway_mail/"))
    assert "1, of these 0 when it counted" in page
    assert "whether the address is of a service for throwing away: yes" in page


def test_a_rule_with_markup_in_it_is_shown_as_text(owner: Client):
    send(owner, NEW, name="marked_up", pack="amount", text='method == "<script>"', verdict="review", why="<b>x</b>")
    page = text_of(owner.get(f"{RULES}marked_up/"))
    assert "&lt;script&gt;" in page
    assert "<b>x</b>" not in page


def test_what_is_not_there_is_not_found(owner: Client):
    for door in (
        f"{RULES}nothing_here/",
        "/console/fraud/packs/nothing/live/",
        f"/console/fraud/versions/frv_{'0' * 26}/live/",
    ):
        assert owner.get(door).status_code == 404
    assert press(owner, f"{LISTS}fle_{'0' * 26}/end/").status_code == 404


def test_an_attack_is_said_and_is_over(owner: Client):
    send(owner, "/console/fraud/alarm/", hours="4", why="Cards are tried")
    assert "Under attack: the stricter rules count until" in text_of(owner.get(RULES))
    press(owner, "/console/fraud/alarm/end/")
    assert "Under attack: the stricter" not in text_of(owner.get(RULES))
    assert Alarm.objects.count() == 1


def test_somebody_is_put_on_a_list_and_shown_masked(owner: Client):
    send(owner, f"{LISTS}new/", side="deny", about="mail", key_typed="Juan@Shop.test", reason="Three disputes")
    page = text_of(owner.get(LISTS))
    assert "j•••@sh•••.test" in page
    assert "juan@shop" not in page.lower()
    assert tried(mail="juan@shop.test").verdict == "block"
    entry = ListEntry.objects.get()
    press(owner, f"{LISTS}{entry.public_id}/end/")
    assert "j•••@sh•••.test" not in text_of(owner.get(LISTS))
    assert "j•••@sh•••.test" in text_of(owner.get(f"{LISTS}?show=ended"))
    assert tried(mail="juan@shop.test").verdict == "accept"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"key_typed": "not an address"}, "could never be met"),
        ({"side": "allow"}, "Trust has to end"),
        ({"ends_on": "2001-01-01"}, "over already"),
        ({"about": "mail_domain", "key_typed": "gmail.com"}, "Very many good payers"),
    ],
)
def test_what_makes_no_sense_on_a_list_is_said_beside_its_field(owner: Client, wrong, words):
    answer = send(owner, f"{LISTS}new/", **{"side": "deny", "about": "ip", "key_typed": OFFICE, "reason": "x", **wrong})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not ListEntry.objects.exists()


def test_first_digits_are_listed_to_be_looked_at_and_a_whole_number_is_not_shown_again(owner: Client):
    asked = {"side": "watch", "about": "bin", "reason": "Came back often"}
    refused = send(owner, f"{LISTS}new/", **asked, key_typed="4111 1111 1111 1111")
    assert refused.status_code == 422
    assert "never more" in text_of(refused)
    assert "4111" not in text_of(refused)
    assert 'value="bin" selected' in text_of(refused)
    assert "[&#x27;" not in text_of(refused)
    assert send(owner, f"{LISTS}new/", **asked, key_typed="4111 11").status_code == 302
    watched = text_of(owner.get(f"{LISTS}?show=watch"))
    assert "411111" in watched
    assert "Looked at" in watched
    assert "411111" not in text_of(owner.get(f"{LISTS}?show=deny"))
    home = text_of(press(owner, f"{LISTS}export/"))
    assert "watch,bin,411111,Came back often,all" in home


def test_a_file_is_taken_in_and_goes_home_masked_without_a_cell_that_runs(owner: Client):
    text = f"side,about,key,reason\ndeny,ip,{OFFICE},=HYPERLINK(1)\n"
    made = send(owner, f"{LISTS}import/", file=SimpleUploadedFile("list.csv", text.encode()))
    assert made.status_code == 302
    home = text_of(press(owner, f"{LISTS}export/"))
    assert "203.0.•••" in home
    assert OFFICE not in home
    assert ",'=HYPERLINK(1)" in home
    assert Record.objects.filter(tag="export:make").exists()


def test_a_file_with_a_wrong_line_takes_nothing_in(owner: Client):
    text = f"side,about,key,reason\ndeny,ip,{OFFICE},x\ndeny,ip,nonsense,x\n"
    answer = send(owner, f"{LISTS}import/", file=SimpleUploadedFile("list.csv", text.encode()))
    assert answer.status_code == 422
    assert "Line 3" in text_of(answer)
    assert not ListEntry.objects.exists()
    binary = send(owner, f"{LISTS}import/", file=SimpleUploadedFile("list.csv", b"\xff\xfe\x00"))
    assert binary.status_code == 422


def test_the_auditor_sees_and_changes_nothing():
    auditor = come_in("auditor")
    one = RuleVersion.objects.get(name="throwaway_mail")
    begin_alarm(hours=1, why="x", by=SYSTEM)
    for door in (RULES, f"{RULES}throwaway_mail/", LISTS, "/console/fraud/attributes/"):
        page = auditor.get(door)
        assert page.status_code == 200
        assert 'method="post" action="/console/fraud' not in text_of(page)
    for door in (f"/console/fraud/versions/{one.public_id}/shadow/", f"{LISTS}export/", "/console/fraud/alarm/end/"):
        assert press(auditor, door).status_code == 403
    assert come_in("cashier").get(RULES).status_code == 403
