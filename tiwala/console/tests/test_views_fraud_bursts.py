"""From the page of a burst: its tries, what they share, and a list entry for it without typing a key."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_customer
from tiwala.audit.models import Record
from tiwala.console.tests.forms import fill
from tiwala.console.tests.people import come_in
from tiwala.fraud.actions.learn_card import learn_card
from tiwala.fraud.facts import CardFacts
from tiwala.fraud.models import Burst, ListEntry, Sighting
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit import clock

pytestmark = pytest.mark.django_db
THIEF = "198.51.100.66"


def burst_of_thief() -> str:
    """Six declined tries from one address and browser, one of somebody else, and the burst they make."""
    for _again in range(6):
        tried(customer_ref=make_customer("Ben").public_id, ip=THIEF, device_key="thief", ends="card_declined")
    tried(customer_ref=make_customer("Good Gina").public_id, ip=OFFICE)
    return str(Burst.objects.create(kind="declines", n=6, usual=0, last_at=clock.now()).public_id)


def page(ref: str) -> str:
    return f"/console/fraud/bursts/{ref}/"


def of_thief(about: str) -> str:
    newest = Sighting.objects.filter(device_mark__isnull=False).latest("id").payment_ref
    return f"{about}:{newest}"


def test_its_tries_and_what_they_share_are_there_to_be_acted_on(owner: Client) -> None:
    ref = burst_of_thief()
    shown = owner.get(page(ref)).content.decode()
    assert f"{page(ref)}refusal/?which={of_thief('device')}" in shown
    assert shown.count('name="ref"') == 7
    assert "We are under attack" in shown
    assert THIEF not in shown


@pytest.mark.parametrize("about", ["ip", "device"])
def test_what_they_share_is_refused_from_the_next_try_on(owner: Client, about: str) -> None:
    ref = burst_of_thief()
    door = f"{page(ref)}refusal/?which={of_thief(about)}"
    form = fill(owner, door, which=of_thief(about), side="deny", reason="<script>alert(1)</script> cards", ends_on="")
    assert owner.post(door, form).status_code == 302
    assert owner.post(door, form).status_code == 302
    entry = ListEntry.objects.get()
    assert (entry.about, entry.side, entry.scope) == (about, "deny", "all")
    assert Record.objects.filter(tag="fraud_list:add").count() == 1
    assert "<script>alert" not in owner.get("/console/fraud/lists/").content.decode()
    assert tried(ip=THIEF, device_key="thief", customer_ref="cus_new").verdict == "block"
    assert tried(ip=OFFICE, device_key="hers", customer_ref="cus_gina").verdict == "accept"


def test_the_first_digits_that_its_cards_share_are_listed_without_typing_them(owner: Client) -> None:
    ref = burst_of_thief()
    thiefs = list(Sighting.objects.filter(device_mark__isnull=False).order_by("id"))
    for number, one in enumerate(thiefs[:4]):
        learn_card(one.payment_ref, CardFacts("acc", fingerprint=f"card {number}", bin="41111122"))
    which = f"bin:{thiefs[3].payment_ref}"
    door = f"{page(ref)}refusal/?which={which}"
    assert "41111122" in owner.get(page(ref)).content.decode()
    owner.post(door, fill(owner, door, which=which, side="watch", reason="Cards of one batch", ends_on=""))
    entry = ListEntry.objects.get()
    assert (entry.about, entry.side, entry.shown) == ("bin", "watch", "41111122")
    card = CardFacts("acc", fingerprint="another", bin="41111122")
    assert tried(customer_ref="cus_new", card=card).verdict == "review"
    assert "41111122" not in owner.get("/console/fraud/now/").content.decode()


def test_good_payers_are_trusted_within_a_pack_and_until_a_day_only(owner: Client) -> None:
    ref = burst_of_thief()
    door = f"{page(ref)}refusal/"
    form = fill(owner, door, which=of_thief("ip"), side="allow", scope="velocity", reason="Our own office", ends_on="")
    assert owner.post(door, form).status_code == 422
    assert not ListEntry.objects.exists()
    owner.post(door, form | {"ends_on": "2099-01-01"})
    assert ListEntry.objects.get().scope == "velocity"


@pytest.mark.parametrize("which", ["ip:pay_nobody", "mail_domain:x", "card:", "", "ip", "' OR 1=1 --:pay_1"])
def test_what_is_not_of_the_burst_is_refused(owner: Client, which: str) -> None:
    ref = burst_of_thief()
    door = f"{page(ref)}refusal/"
    form = fill(owner, door, side="deny", reason="x", ends_on="") | {"which": which}
    assert owner.post(door, form).status_code == 422
    assert not ListEntry.objects.exists()


def test_a_burst_without_tries_stands_and_an_auditor_only_reads(owner: Client) -> None:
    ref = burst_of_thief()
    auditor = come_in("auditor")
    shown = auditor.get(page(ref)).content.decode()
    assert "refusal/" not in shown
    assert 'name="ref"' not in shown
    assert auditor.get(f"{page(ref)}refusal/").status_code == 403
    empty = Burst.objects.create(kind="disputes", about="all", n=2500, usual=100).public_id
    assert owner.get(page(empty)).status_code == 200
