"""Rules as they are kept: written, watched in shadow, put live by two people, retired, and never reworded."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiwala.approvals.actions.approve import approve
from tiwala.approvals.actions.work_alone import work_alone
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import FactsChanged, NotYet, OwnProposal, SecondPersonNeeded
from tiwala.approvals.tests.people import make, now
from tiwala.audit.models import Record
from tiwala.fraud import standing
from tiwala.fraud.actions.ask_live import ask_live
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.actions.draft_rule import DraftFacts, draft_rule
from tiwala.fraud.actions.put_in_shadow import put_in_shadow
from tiwala.fraud.actions.put_live import put_live
from tiwala.fraud.actions.retire_rule import retire_rule
from tiwala.fraud.errors import OwnRule, RuleRefused
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.packs import FIRST_DAY
from tiwala.fraud.tests.makers import OFFICE, goes_live, tried
from tiwala.fraud.tests.test_language import HOSTILE
from tiwala.identity.models import User
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cora(db: None) -> User:
    """The owner."""
    return make("owner", "cora")


@pytest.fixture
def ben(db: None) -> User:
    """Another who may approve."""
    return make("admin", "ben")


def draft(by: Actor = SYSTEM, text: str = "amount_minor >= 5000000", **more: str) -> RuleVersion:
    """A rule of one's own."""
    facts = {"name": "very_large", "pack": "amount", "verdict": "block", **more}
    return draft_rule(DraftFacts(text=text, **facts), by=by)  # type: ignore[arg-type]


def ask(one: RuleVersion, by: User) -> Proposal:
    """It waits for a second person."""
    return ask_live([one.public_id], reason="Watched for two weeks", key=ids.uuid7().hex, by=now(by))


def test_a_draft_is_asked_nowhere_in_shadow_it_speaks_and_live_it_counts():
    one = draft()
    assert tried(60_000_00).shadow_verdict == "accept"
    put_in_shadow(one.public_id, by=SYSTEM)
    seen = tried(60_000_00)
    assert (seen.verdict, seen.shadow_verdict) == ("accept", "block")
    put_live([one.public_id], by=SYSTEM)
    done = tried(60_000_00)
    assert (done.verdict, done.reasons[0].rule, done.reasons[0].is_shadow) == ("block", "very_large", False)
    retire_rule(one.public_id, by=SYSTEM)
    assert tried(60_000_00).shadow_verdict == "accept"


def test_a_live_rule_is_stopped_at_once_by_going_back_to_shadow():
    one = draft()
    put_in_shadow(one.public_id, by=SYSTEM)
    put_live([one.public_id], by=SYSTEM)
    put_in_shadow(one.public_id, by=SYSTEM)
    assert (tried(60_000_00).verdict, tried(60_000_00).shadow_verdict) == ("accept", "block")


def test_a_person_needs_a_second_one_and_both_names_are_kept(cora: User, ben: User):
    one = draft(now(cora))
    put_in_shadow(one.public_id, by=now(cora))
    with pytest.raises(SecondPersonNeeded):
        put_live([one.public_id], by=now(cora))
    proposal = ask(one, cora)
    assert tried(60_000_00).verdict == "accept"
    with pytest.raises(OwnProposal):
        approve(proposal.pk, by=now(cora))
    approve(proposal.pk, by=now(ben))
    assert tried(60_000_00).verdict == "block"
    one.refresh_from_db()
    assert (one.stage, one.author_ref, one.approved_by) == ("live", cora.public_id, ben.public_id)
    record = Record.objects.get(tag="fraud_rule:live")
    assert (record.actor_id, record.facts["asked_by"]) == (ben.public_id, cora.public_id)


def test_whoever_wrote_it_is_no_second_person_though_another_asked(cora: User, ben: User):
    one = draft(now(cora))
    put_in_shadow(one.public_id, by=now(ben))
    proposal = ask(one, ben)
    with pytest.raises(OwnRule):
        approve(proposal.pk, by=now(cora))
    one.refresh_from_db()
    assert one.stage == "shadow"


def test_who_works_alone_confirms_after_a_rest(cora: User):
    one = draft(now(cora))
    put_in_shadow(one.public_id, by=now(cora))
    work_alone(alone=True, why="There is only me", by=now(cora))
    proposal = ask(one, cora)
    with pytest.raises(NotYet):
        approve(proposal.pk, by=now(cora))
    with clock.hold(clock.now() + timedelta(hours=1)):
        approve(proposal.pk, by=now(cora))
    one.refresh_from_db()
    assert (one.stage, one.is_alone, one.approved_by) == ("live", True, cora.public_id)


def test_what_left_the_shadow_meanwhile_does_not_go_live(cora: User, ben: User):
    one = draft(now(cora))
    with pytest.raises(WrongState):
        ask(one, cora)
    put_in_shadow(one.public_id, by=now(cora))
    proposal = ask(one, cora)
    retire_rule(one.public_id, by=now(cora))
    with pytest.raises(FactsChanged):
        approve(proposal.pk, by=now(ben))


def test_a_whole_pack_goes_live_by_one_yes(cora: User, ben: User):
    bring_packs(by=SYSTEM)
    found = RuleVersion.objects.filter(pack="new_account")
    asked = ask_live([one.public_id for one in found], reason="A month", key=ids.uuid7().hex, by=now(cora))
    approve(asked.pk, by=now(ben))
    assert set(RuleVersion.objects.filter(stage="live").values_list("pack", flat=True)) == {"new_account"}
    assert tried(mail="x@mailinator.com").verdict == "review"


def test_a_new_version_goes_beside_the_live_one_and_takes_its_place():
    first = draft()
    put_in_shadow(first.public_id, by=SYSTEM)
    put_live([first.public_id], by=SYSTEM)
    second = draft(text="amount_minor >= 9000000")
    third = draft(text="amount_minor >= 8000000")
    for one in (second, third):
        put_in_shadow(one.public_id, by=SYSTEM)
    assert stages() == {1: "live", 2: "retired", 3: "shadow"}
    assert (tried(60_000_00).verdict, tried(85_000_00).verdict) == ("block", "block")
    put_live([third.public_id], by=SYSTEM)
    assert stages() == {1: "retired", 2: "retired", 3: "live"}
    assert (tried(60_000_00).verdict, tried(85_000_00).verdict) == ("accept", "block")
    put_in_shadow(first.public_id, by=SYSTEM)
    assert stages() == {1: "shadow", 2: "retired", 3: "live"}


def stages() -> dict[int, str]:
    """Each version's stage."""
    return dict(RuleVersion.objects.filter(name="very_large").values_list("version", "stage"))


def test_the_packs_are_asked_in_shadow_before_anybody_wrote_them_down():
    assert not RuleVersion.objects.exists()
    seen = tried(mail="x@mailinator.com")
    assert (seen.verdict, seen.shadow_verdict) == ("accept", "review")
    assert bring_packs(by=SYSTEM) == len(FIRST_DAY)
    assert bring_packs(by=SYSTEM) == 0
    again = tried(mail="x@mailinator.com")
    assert (again.verdict, again.shadow_verdict, len(again.reasons)) == ("accept", "review", len(seen.reasons))


def test_an_upgrade_proposes_and_never_overwrites(monkeypatch: pytest.MonkeyPatch):
    goes_live("throwaway_mail")
    own = draft(name="throwaway_mail", pack="new_account", text="mail_is_disposable and is_payer_present")
    put_in_shadow(own.public_id, by=SYSTEM)
    retire_rule(RuleVersion.objects.get(name="busy_customer").public_id, by=SYSTEM)
    from_now = [one for one in FIRST_DAY if one.name not in ("throwaway_mail", "busy_customer")]
    monkeypatch.setattr("tiwala.fraud.actions.bring_packs.FIRST_DAY", [*from_now, *reworded()])
    assert bring_packs(by=SYSTEM) == 2
    kept = RuleVersion.objects.filter(name="throwaway_mail").order_by("version").values_list("version", "stage")
    assert list(kept) == [(1, "live"), (2, "shadow"), (3, "draft")]
    busy = RuleVersion.objects.filter(name="busy_customer").order_by("version").values_list("version", "stage")
    assert list(busy) == [(1, "retired"), (2, "draft")]


def reworded() -> list[object]:
    """The same names with other words, as the next release might bring them."""
    read = standing.rule
    return [
        read("throwaway_mail", "mail_is_disposable and customer_age_h < 99", pack="new_account", verdict="review"),
        read("busy_customer", "customer_tries_24h >= 40", pack="velocity", verdict="review"),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "Very Large"}, "name"),
        ({"name": "ab"}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"pack": "nothing"}, "pack"),
        ({"verdict": "accept"}, "verdict"),
        ({"why": "x" * 201}, "why"),
    ],
)
def test_it_refuses_what_makes_no_sense(wrong, field):
    with pytest.raises(BadInput) as refused:
        draft(**wrong)
    assert field in (refused.value.fields or {})
    assert not RuleVersion.objects.exists()


@pytest.mark.parametrize("text", [one for name, one in HOSTILE.items() if name not in ("spaces", "a regex")])
def test_what_is_made_to_hang_is_refused_when_saved_and_nothing_is_kept(text):
    began = time.process_time()
    with pytest.raises(RuleRefused):
        draft(text=text)
    assert time.process_time() - began < 0.05
    assert not RuleVersion.objects.exists()


def test_sent_twice_it_is_written_once_and_a_name_stays_in_its_pack():
    assert draft().pk == draft().pk
    with pytest.raises(BadInput):
        draft(pack="velocity", text="amount_minor > 1")


def test_nobody_without_the_permission_changes_a_rule(cora: User):
    one, clerk = draft(), now(make("accountant", "ada"))
    for deed in (
        lambda: draft(clerk, name="another"),
        lambda: put_in_shadow(one.public_id, by=clerk),
        lambda: retire_rule(one.public_id, by=clerk),
        lambda: ask_live([one.public_id], reason="x", key="k", by=clerk),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize(
    "change",
    [
        {"text": "true"},
        {"verdict": "review"},
        {"name": "x_y_z"},
        {"pack": "velocity"},
        {"version": 9},
        {"author_ref": "usr_else"},
        {"stage": "live"},
    ],
    ids=str,
)
def test_the_database_refuses_to_reword_a_rule_or_to_skip_the_shadow(change):
    draft()
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleVersion.objects.update(**change)


def test_the_database_refuses_a_live_rule_that_nobody_else_approved():
    one = put_in_shadow(draft(by=SYSTEM).public_id, by=SYSTEM)
    for approved in ({}, {"approved_by": one.author_ref, "approved_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleVersion.objects.filter(pk=one.pk).update(stage="live", **approved)
    with pytest.raises(DatabaseError), transaction.atomic():
        one.delete()


def test_the_database_refuses_two_live_versions_of_one_name():
    goes_live("throwaway_mail")
    other = draft(name="throwaway_mail", pack="new_account")
    RuleVersion.objects.filter(pk=other.pk).update(stage="shadow")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=other.pk).update(stage="live", approved_by="usr_x", approved_at=clock.now())


def test_a_rule_that_this_release_no_longer_reads_is_left_out_and_the_others_are_asked():
    goes_live("throwaway_mail")
    RuleVersion.objects.create(
        name="of_another_time", pack="amount", version=1, text="gone_attribute > 1", verdict="block",
        author_ref=SYSTEM.id, stage="shadow",
    )  # fmt: skip
    standing.ask_again()
    assert tried(mail="x@mailinator.com").verdict == "review"


def test_which_rules_stand_is_asked_once_in_a_while_and_a_change_elsewhere_is_seen_then():
    goes_live("throwaway_mail")
    tried()
    with CaptureQueriesContext(connection) as seen:
        for _ in range(5):
            standing.rules_now()
    assert not seen.captured_queries
    RuleVersion.objects.filter(name="throwaway_mail").update(stage="retired")  # as another process does
    assert tried(mail="x@mailinator.com").verdict == "review"
    standing.ask_again()  # as two seconds do
    assert tried(ip=OFFICE, mail="x@mailinator.com").verdict == "accept"
