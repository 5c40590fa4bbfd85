"""Models that stand: scored at every try, put live by two people, and never in the way of a payment."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiwala.approvals.actions.approve import approve
from tiwala.approvals.refusals import FactsChanged, OwnProposal
from tiwala.approvals.tests.people import make, now
from tiwala.audit.models import Record
from tiwala.fraud import standing
from tiwala.fraud.actions.ask_model_live import ask_model_live
from tiwala.fraud.actions.draft_rule import DraftFacts, draft_rule
from tiwala.fraud.actions.put_in_shadow import put_in_shadow
from tiwala.fraud.actions.put_live import put_live
from tiwala.fraud.actions.put_model_in_shadow import put_model_in_shadow
from tiwala.fraud.actions.retire_model import retire_model
from tiwala.fraud.errors import ModelRefused, ModelTooYoung
from tiwala.fraud.facts import Assessed
from tiwala.fraud.models import Assessment, ModelVersion
from tiwala.fraud.tests.makers import tried
from tiwala.fraud.tests.schools import keep_model, small_model
from tiwala.kit import clock, ids
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db(transaction=True)
LARGE, SMALL = 900_00_00, 100_00


@pytest.fixture(autouse=True)
def _fresh():
    standing.forget()
    yield
    standing.forget()


def score_rule(verdict: str = "block") -> None:
    """A live rule that leans on the score."""
    one = draft_rule(DraftFacts("by_score", "amount", "score >= 500", verdict), by=SYSTEM)  # type: ignore[arg-type]
    put_in_shadow(one.public_id, by=SYSTEM)
    put_live([one.public_id], by=SYSTEM)


def kept(assessed: Assessed) -> Assessment:
    """The newest assessment as it was kept."""
    found = Assessment.objects.order_by("-id")[0]
    assert found.verdict == assessed.verdict
    return found


def test_without_a_model_there_is_no_score_and_a_rule_that_asks_for_it_is_silent():
    score_rule()
    seen = tried(LARGE)
    row = kept(seen)
    assert (seen.verdict, row.score, row.model_ref, row.score_reasons, row.score_us) == ("accept", None, "", [], None)
    assert "score" not in row.values


def test_the_live_model_scores_and_rules_lean_on_it_while_the_one_in_shadow_only_looks():
    live = keep_model(stage="live")
    watched = keep_model(small_model(high=4.0), stage="shadow")
    score_rule()
    seen = tried(LARGE)
    row = kept(seen)
    assert (seen.verdict, row.score, row.values["score"]) == ("block", 881, 881)
    assert (row.model_ref, row.shadow_model_ref, row.shadow_score) == (live.public_id, watched.public_id, 982)
    assert row.score_us is not None
    assert row.score_us < 50_000
    assert tried(SMALL).verdict == "accept"


def test_a_reason_tells_attribute_points_value_and_what_is_usual():
    keep_model(stage="live")
    tried(LARGE)
    (reason,) = Assessment.objects.order_by("-id")[0].score_reasons
    assert reason == {"attribute": "amount_minor", "points": 29, "value": LARGE, "usual": 11000.0}


@pytest.mark.parametrize(("frauds", "verdict"), [(299, "review"), (300, "step_up"), (599, "step_up"), (600, "block")])
def test_a_rule_is_no_more_severe_than_the_model_it_leans_on_may_carry(frauds, verdict):
    keep_model(stage="live", frauds=frauds)
    score_rule()
    assert tried(LARGE).verdict == verdict


def test_a_model_whose_document_is_not_the_trained_one_scores_nothing_and_rules_go_on():
    one = keep_model(stage="live")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fraud_modelversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE fraud_modelversion SET document = replace(document, '50000', '50001')")
        cursor.execute("ALTER TABLE fraud_modelversion ENABLE TRIGGER USER")
    draft = draft_rule(DraftFacts("large", "amount", "amount_minor > 5000000", "review"), by=SYSTEM)
    put_in_shadow(draft.public_id, by=SYSTEM)
    put_live([draft.public_id], by=SYSTEM)
    seen = tried(LARGE)
    row = kept(seen)
    assert (seen.verdict, row.score, row.score_trouble, row.model_ref) == (
        "review", None, "live_unreadable", one.public_id,
    )  # fmt: skip
    assert not seen.is_degraded


@pytest.mark.parametrize("document", ["", "[" * 100_000, '{"kind": 1}', "null", "\x01", '{"a": NaN}'])
def test_no_document_whatever_breaks_an_assessment(document):

    keep_model(stage="shadow", document=document, sha256=hashlib.sha256(document.encode()).hexdigest())
    row = kept(tried(LARGE))
    assert (row.shadow_score, row.score_trouble, row.is_degraded) == (None, "shadow_unreadable", False)


def test_a_model_costs_no_statement_of_a_try_but_the_first():
    keep_model(stage="live")
    keep_model(stage="shadow")
    tried(LARGE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tried(LARGE)
    assert not [one for one in asked if "modelversion" in one["sql"] and "document" in one["sql"]]


def test_two_people_put_it_live_after_it_was_watched_and_the_one_before_is_retired():
    cora, ben = make("owner", "cora"), make("admin", "ben")
    before = keep_model(stage="live")
    one = keep_model(stage="draft", frauds=90)
    put_model_in_shadow(one.public_id, by=now(cora))
    with pytest.raises(ModelTooYoung):
        ask_model_live(one.public_id, reason="Better", key=ids.uuid7().hex, by=now(cora))
    with clock.hold(clock.now() + timedelta(days=conf.fraud.model_shadow_days)):
        asked = ask_model_live(one.public_id, reason="Better", key=ids.uuid7().hex, by=now(cora))
        assert ModelVersion.objects.get(stage="live") == before
        with pytest.raises(OwnProposal):
            approve(asked.id, by=now(cora))
        approve(asked.id, by=now(ben))
    live = ModelVersion.objects.get(stage="live")
    assert (live, live.approved_by, live.is_alone) == (one, ben.public_id, False)
    assert ModelVersion.objects.get(pk=before.pk).stage == "retired"
    assert Record.objects.filter(tag="fraud_model:live", subject_ref=one.public_id).exists()


def test_what_left_the_shadow_meanwhile_is_not_put_live():
    cora, ben = make("owner", "cora"), make("admin", "ben")
    one = keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30))
    asked = ask_model_live(one.public_id, reason="Better", key=ids.uuid7().hex, by=now(cora))
    retire_model(one.public_id, by=now(cora))
    with pytest.raises(FactsChanged):
        approve(asked.id, by=now(ben))
    with pytest.raises(WrongState):
        ask_model_live(one.public_id, reason="Again", key=ids.uuid7().hex, by=now(cora))


def test_the_live_one_is_stopped_at_once_by_going_back_to_shadow():
    one = keep_model(stage="live")
    keep_model(stage="shadow")
    put_model_in_shadow(one.public_id, by=SYSTEM)
    row = kept(tried(LARGE))
    assert (row.score, row.shadow_model_ref) == (None, one.public_id)
    assert ModelVersion.objects.filter(stage="retired").count() == 1


def test_it_needs_the_permission_and_an_unreadable_one_goes_nowhere():
    one = keep_model()
    for verb in (put_model_in_shadow, retire_model):
        with pytest.raises(NotAllowed):
            verb(one.public_id, by=NOBODY)
    with pytest.raises(NotAllowed):
        ask_model_live(one.public_id, reason="x", key="k" * 20, by=replace(NOBODY, kind="person"))
    broken = keep_model(sha256="0" * 64)
    with pytest.raises(ModelRefused):
        put_model_in_shadow(broken.public_id, by=SYSTEM)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE fraud_modelversion SET document = '{}'",
        "UPDATE fraud_modelversion SET measures = '{}'",
        "UPDATE fraud_modelversion SET frauds = 9999",
        "UPDATE fraud_modelversion SET stage = 'live'",
        "DELETE FROM fraud_modelversion",
    ],
)
def test_the_database_itself_keeps_what_was_trained(deed):
    keep_model()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


def test_one_at_most_is_live_and_none_without_a_second_person():
    keep_model(stage="live")
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_model(stage="live")
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_model(stage="live", approved_by="")
