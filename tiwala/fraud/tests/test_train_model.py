"""The worker trains from the house's own history: enough, in time, in a process of its own, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from tiwala.audit.models import Record
from tiwala.fraud import jobs, standing
from tiwala.fraud.actions.train_model import train_model
from tiwala.fraud.learning import child
from tiwala.fraud.learning.enough import enough
from tiwala.fraud.learning.history import lessons
from tiwala.fraud.models import Assessment, ModelVersion, Training
from tiwala.fraud.scorers import read_whole
from tiwala.fraud.tests.makers import tried
from tiwala.fraud.tests.schools import a_history, keep_model
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    standing.forget()
    before = conf.fraud
    yield
    conf.fraud = before
    standing.forget()


def test_with_too_little_nothing_is_read_and_what_is_missing_is_told():
    assert train_model(by=SYSTEM) is None
    known = enough()
    assert (known.frauds_missing, known.goods_missing, known.is_enough) == (80, 500, False)
    a_history(700)
    known = enough()
    assert (known.frauds_missing, known.goods_missing) == (80 - known.frauds, 0)
    assert train_model(by=SYSTEM) is None
    assert not Training.objects.exists()


def test_enough_makes_a_model_that_stands_in_shadow_and_scores_the_next_try():
    a_history()
    training = train_model(by=SYSTEM)
    assert training is not None
    assert training.how == "kept"
    made = ModelVersion.objects.get()
    assert (training.model_ref, made.stage, made.number) == (made.public_id, "shadow", 1)
    assert made.frauds >= conf.fraud.model_frauds
    assert made.measures["whole"]["auc"] > 0.9
    assert made.known_until == training.began_at
    assert made.tries_until < training.began_at
    assert training.facts["peak_mb"] < conf.fraud.model_memory_mb
    assert read_whole(made).columns
    assert Record.objects.filter(tag="fraud_model:train", subject_ref=made.public_id).exists()
    tried()
    row = Assessment.objects.order_by("-id")[0]
    assert row.shadow_model_ref == made.public_id
    assert row.shadow_score is not None


def test_it_trains_again_after_a_week_and_the_new_one_waits_as_a_draft_for_the_one_before():
    a_history()
    train_model(by=SYSTEM)
    assert train_model(by=SYSTEM) is None
    for weeks in (1, 2):
        with clock.hold(clock.now() + timedelta(days=conf.fraud.model_every_days * weeks)):
            assert train_model(by=SYSTEM) is not None
    stages = list(ModelVersion.objects.order_by("number").values_list("stage", flat=True))
    assert stages == ["shadow", "retired", "draft"]


def test_one_that_takes_too_long_or_too_much_memory_leaves_a_word_and_no_model():
    a_history()
    conf.fraud = replace(conf.fraud, model_train_s=0)
    late = train_model(by=SYSTEM)
    assert late is not None
    assert late.how == "too_long"
    conf.fraud = replace(conf.fraud, model_train_s=600, model_memory_mb=1)
    assert train_model(by=SYSTEM) is None
    with clock.hold(clock.now() + timedelta(days=1)):
        large = train_model(by=SYSTEM)
    assert large is not None
    assert (large.how, large.facts["why"]) == ("failed", "MemoryError")
    assert not ModelVersion.objects.exists()


def test_a_broken_standing_model_does_not_stop_a_training():
    a_history()
    keep_model(stage="live", document="{", tries_until=clock.now() - timedelta(days=400))
    training = train_model(by=SYSTEM)
    assert training is not None
    assert training.how == "kept"


def test_the_child_is_given_no_keys_and_no_way_to_the_database(monkeypatch):
    monkeypatch.setenv("TIWALA_KEYS", "/somewhere")
    monkeypatch.setenv("DATABASE_URL", "postgres://x")
    assert not [name for name in child._surroundings() if name.startswith(("TIWALA", "DATABASE", "PG"))]


def test_of_more_than_the_most_every_fraud_and_an_even_share_of_the_others_is_read():
    a_history()
    whole = lessons()
    conf.fraud = replace(conf.fraud, model_rows=500)
    some = lessons()
    assert len(some.at) < len(whole.at) * 0.6
    for each in (whole, some):
        assert sum(each.fraud_known_at < float("inf")) == sum(whole.fraud_known_at < float("inf"))
    assert some.stands_for.sum() == pytest.approx(whole.stands_for.sum(), rel=0.15)


def test_degraded_assessments_teach_nothing():
    a_history(50)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fraud_assessment (payment_ref, at, verdict, shadow_verdict, is_shadow, is_degraded, values,"
            " reasons, listed, took_us) VALUES ('bad', now(), 'accept', 'accept', false, true, '{}', '[]', '[]', 1)"
        )
    assert len(lessons().at) == 50


def test_the_nightly_job_does_the_same():
    a_history()
    jobs.train()
    assert Training.objects.get().how == "kept"
