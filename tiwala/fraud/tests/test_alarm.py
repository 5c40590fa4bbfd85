"""Under attack: the stricter pack counts for some hours, and ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tiwala.approvals.tests.people import make, now
from tiwala.audit.models import Record
from tiwala.fraud import standing
from tiwala.fraud.actions.begin_alarm import begin_alarm
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.actions.draft_rule import DraftFacts, draft_rule
from tiwala.fraud.actions.end_alarm import end_alarm
from tiwala.fraud.actions.put_in_shadow import put_in_shadow
from tiwala.fraud.actions.put_live import put_live
from tiwala.fraud.models import Alarm
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db


def attacked() -> list[str]:
    """Three strangers' cards from one address, declined."""
    return [tried(ip=OFFICE, customer_ref=f"cus_{n}", ends="do_not_honor").verdict for n in range(3)]


@pytest.mark.parametrize("written", [True, False])
def test_the_stricter_pack_counts_until_the_hours_are_over(written):
    if written:
        bring_packs(by=SYSTEM)
    assert attacked() == ["accept"] * 3
    begin = clock.now()
    begin_alarm(hours=4, why="Cards are tried", by=SYSTEM)
    seen = tried(ip=OFFICE)
    assert (seen.verdict, {one.rule for one in seen.reasons if not one.is_shadow}) == (
        "block", {"attack_address"},
    )  # fmt: skip
    with clock.hold(begin + timedelta(hours=4, minutes=1)):
        standing.ask_again()
        ended = tried(ip=OFFICE)
    assert ended.verdict == "accept"
    assert not any(one.rule == "attack_address" and not one.is_shadow for one in ended.reasons)


def test_it_can_be_ended_early_and_both_are_in_the_trail():
    begin_alarm(hours=4, why="Cards are tried", by=SYSTEM)
    assert end_alarm(by=SYSTEM)
    assert not end_alarm(by=SYSTEM)
    attacked()
    assert tried(ip=OFFICE).verdict == "accept"
    tags = Record.objects.filter(tag__startswith="fraud_alarm").order_by("seq").values_list("tag", flat=True)
    assert list(tags) == ["fraud_alarm:begin", "fraud_alarm:end"]


def test_said_again_the_newest_word_counts():
    begin_alarm(hours=72, why="Cards are tried", by=SYSTEM)
    newest = begin_alarm(hours=1, why="Less than I thought", by=SYSTEM)
    assert [one.pk for one in Alarm.objects.filter(ends_at__gt=clock.now())] == [newest.pk]


def test_what_one_person_wrote_for_attacks_counts_only_when_another_approved_it():
    """The switch needs one person only: it must be no way around the second one."""
    cora = now(make("owner", "cora"))
    facts = DraftFacts(name="attack_all", pack="under_attack", text="true", verdict="block")
    one = put_in_shadow(draft_rule(facts, by=cora).public_id, by=cora)
    begin_alarm(hours=4, why="Cards are tried", by=cora)
    assert tried().verdict == "accept"
    put_live([one.public_id], by=SYSTEM)
    assert tried().verdict == "block"
    end_alarm(by=cora)
    assert tried().verdict == "accept"


@pytest.mark.parametrize(("hours", "why"), [(0, "x"), (73, "x"), (4, "  "), (4, "x" * 201)])
def test_it_refuses_no_reason_and_too_long(hours, why):
    with pytest.raises(BadInput):
        begin_alarm(hours=hours, why=why, by=SYSTEM)
    assert not Alarm.objects.exists()


def test_it_needs_the_permission():
    ada = now(make("accountant", "ada"))
    with pytest.raises(NotAllowed):
        begin_alarm(hours=4, why="x", by=ada)
    with pytest.raises(NotAllowed):
        end_alarm(by=ada)


def test_the_database_refuses_one_without_end_and_to_change_why():
    one = begin_alarm(hours=4, why="Cards are tried", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.update(ends_at=clock.now() + timedelta(days=9))
    for deed in (lambda: Alarm.objects.update(why="x"), one.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
