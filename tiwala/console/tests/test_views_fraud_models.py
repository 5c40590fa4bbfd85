"""Models of fraud in the console: what is missing, two side by side, what moved; live by two, stopped by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.makers import make_business
from tiwala.approvals.models import Proposal
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.fraud.actions.measure_drift import measure_drift
from tiwala.fraud.models import Drift, ModelVersion, Training
from tiwala.fraud.tests.schools import a_history, keep_model
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

MODELS = "/console/fraud/models/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _business(db: None) -> None:
    make_business()


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def page_of(one: ModelVersion) -> str:
    return f"{MODELS}{one.public_id}/"


def watched(**more: object) -> ModelVersion:
    return keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=15), **more)


def test_without_enough_it_says_how_many_are_missing(owner: Client):
    page = text_of(owner.get(MODELS))
    assert "80 known frauds of 80 are missing." in page
    assert "500 good payments of 500 are missing, paid 60 days ago or longer." in page
    a_history(700)
    page = text_of(owner.get(MODELS))
    assert "good payments of 500 are missing" not in page
    assert "known frauds of 80 are missing." in page


def test_one_is_put_live_by_two_people_and_comes_back_by_one(owner: Client):
    one = watched()
    answer = send(owner, f"{page_of(one)}live/", reason="Watched for two weeks")
    assert answer.headers["Location"] == f"/console/approvals/{Proposal.objects.get().public_id}/"
    asked = text_of(owner.get(answer.headers["Location"]))
    assert "Known frauds it learned from" in asked
    assert "Refuse" in asked
    assert ModelVersion.objects.get().stage == "shadow"
    assert second_yes().status_code == 302
    assert ModelVersion.objects.get().stage == "live"
    page = text_of(owner.get(page_of(one)))
    assert "Approved by" in page
    assert press(owner, f"{page_of(one)}shadow/").status_code == 302
    assert ModelVersion.objects.get().stage == "shadow"
    assert press(owner, f"{page_of(one)}retirement/").status_code == 302
    assert ModelVersion.objects.get().stage == "retired"


def test_one_that_is_too_young_is_refused_and_the_page_says_why(owner: Client):
    one = keep_model(stage="shadow")
    assert "watched in shadow for 14 days" in text_of(owner.get(page_of(one)))
    answer = send(owner, f"{page_of(one)}live/", reason="At once")
    assert answer.status_code == 409
    assert "has not been watched in shadow long enough" in text_of(answer)
    assert not Proposal.objects.exists()


def test_the_live_one_and_the_one_in_shadow_stand_side_by_side(owner: Client):
    keep_model(stage="live")
    whole = {"tries": 900, "frauds": 90, "auc": 0.8765, "precision": 0.6543, "recall": 0.5}
    fold = {"since": 1_700_000_000.0, "until": 1_700_500_000.0, "tries": 9, "frauds": 0,
            "auc": None, "precision": None, "recall": None}  # fmt: skip
    one = watched(measures={"whole": whole, "folds": [fold]})
    page = text_of(owner.get(MODELS))
    for words in ("Side by side", "0.720", "0.654", "0.877", "Model 1", "Model 2"):
        assert words in page
    assert "0.654" in text_of(owner.get(page_of(one)))


def test_what_moved_is_told_in_words(owner: Client):
    one = watched()
    a_history(3_000)
    measure_drift(by=SYSTEM)
    assert Drift.objects.get().shifts["score"] is None
    page = text_of(owner.get(MODELS))
    assert page.count('aria-label="What has moved most since Model 1 was trained"') == 1
    assert "amount_minor" in page
    shifts = {"score": 0.25, "scored": 400, "columns": {"amount_minor": 0.41, "ip_tries_1h": 0.1}}
    Drift.objects.create(model_ref=one.public_id, tries=4000, at=clock.now() + timedelta(hours=1), shifts=shifts)
    page = text_of(owner.get(page_of(one)))
    for words in (">moving<", ">changed<", ">steady<", "0.41", "4000"):
        assert words in page.replace("4,000", "4000")


def test_scores_are_told_beside_what_became_known_and_beside_the_live_one(owner: Client):
    live, one = keep_model(stage="live"), watched()
    asked = {"model": live.public_id, "frauds": 3, "goods": 70, "ours": None, "theirs": None}
    held = {"tries": 900, "expected": 12.4, "known": 41}
    for more, words in (
        (asked, "Not enough yet: 3 of 10 known frauds and 70 of 100 good payments that both scored"),
        (asked | {"ours": 0.4, "theirs": 0.6}, "Average precision 0.400 against 0.600, on 73 payments with 3 frauds."),
    ):
        shifts = {"score": None, "columns": {}, "held": {**held, "against": more}}
        Drift.objects.create(model_ref=one.public_id, tries=4000, shifts=shifts, at=clock.now())
        for page in (text_of(owner.get(MODELS)), text_of(owner.get(page_of(one)))):
            assert words in page
            assert "12.4 frauds expected, 41 became known." in page
            assert ">too low<" in page
    assert "The live one is better." in page


def test_a_training_that_could_not_be_compared_says_what_is_missing(owner: Client):
    waits = [{"model": "fmv_x", "tries": 40, "frauds": 2}]
    Training.objects.create(began_at=clock.now(), how="kept", tries=1, frauds=1, facts={"compared": [], "waits": waits})
    assert "Not compared yet: 2 of 10 known frauds" in text_of(owner.get(MODELS))


def test_what_the_last_night_did_is_told(owner: Client):
    compared = [{"model": "fmv_x", "ours": 0.61, "theirs": 0.66, "tries": 900, "frauds": 30}]
    Training.objects.create(began_at=clock.now(), how="worse", tries=1, frauds=1, facts={"compared": compared})
    page = text_of(owner.get(MODELS))
    assert (
        "the new one was worse than the one that stands; nothing was kept. Average precision 0.610 against 0.660."
        in page
    )


def test_what_is_not_there_is_not_found_and_who_may_not_changes_nothing(owner: Client):
    assert owner.get(f"{MODELS}fmv_{'0' * 26}/").status_code == 404
    assert press(owner, f"{MODELS}fmv_{'0' * 26}/retirement/").status_code == 404
    one = watched()
    auditor = come_in("auditor")
    assert auditor.get(page_of(one)).status_code == 200
    assert "Retire" not in text_of(auditor.get(page_of(one)))
    assert press(auditor, f"{page_of(one)}retirement/").status_code == 403


def test_the_list_asks_the_database_no_more_often_with_many(owner: Client, django_assert_max_num_queries):
    for _ in range(30):
        keep_model()
    keep_model(stage="live")
    watched()
    owner.get(MODELS)
    with django_assert_max_num_queries(14):
        page = text_of(owner.get(MODELS))
    assert "document" not in page
