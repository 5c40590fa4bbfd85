"""Reviews of who may do what: begun when due, every line decided, signed once and for good."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import Error, transaction

from tiwala.audit.models import Record
from tiwala.identity.actions.decide_line import decide_line
from tiwala.identity.actions.end_staff import end_staff
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.open_review import open_review
from tiwala.identity.actions.open_service_account import open_service_account
from tiwala.identity.actions.sign_review import sign_review
from tiwala.identity.models import AccessReview, ApiKey, ReviewLine, Session, User
from tiwala.identity.refusals import LastOwner, ReviewNotDone
from tiwala.identity.tests.people import as_actor, make_cora, sign_in
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed, WrongState
from tiwala.tasks.models import Task


@pytest.fixture
def dan(cora: User) -> User:
    """Somebody with a small role and a key."""
    dan = make_cora("developer", "dan@example.ph", name="Dan Uy")
    issue_key(KeyFacts("Dan's script", frozenset({"invoice.view"})), by=as_actor(dan))
    return dan


def begun() -> AccessReview:
    review = open_review(by=SYSTEM, even_early=True)
    assert review is not None
    return review


def line_of(ref: str) -> ReviewLine:
    return ReviewLine.objects.get(subject_ref=ref)


def test_it_begins_by_itself_after_six_months_and_once(cora: User) -> None:
    assert open_review(by=SYSTEM) is None
    with clock.hold(clock.now() + timedelta(days=180)):
        assert open_review(by=SYSTEM) is None
    with clock.hold(clock.now() + timedelta(days=185)):
        assert open_review(by=SYSTEM) is not None
        assert open_review(by=SYSTEM) is None
    assert Task.objects.get(kind="access_review").state == "open"
    assert Record.objects.filter(tag="access_review:open").count() == 1


def test_every_person_program_and_key_is_on_it(cora: User, dan: User) -> None:
    open_service_account("Web shop", by=SYSTEM)
    begun()
    facts = {line.subject_ref[:3]: line.facts for line in ReviewLine.objects.exclude(subject_ref=cora.public_id)}
    assert facts["usr"]["roles"] == ["developer"]
    assert facts["usr"]["factors"]
    assert facts["key"]["scopes"] == ["invoice.view"]
    assert facts["key"]["owner"] == dan.public_id
    assert set(facts) == {"usr", "key", "svc"}


def test_ending_a_person_ends_sessions_roles_and_keys(cora: User, dan: User, client) -> None:
    sign_in(client, "dan@example.ph")
    assert Session.objects.filter(user=dan).exists()
    begun()
    decide_line(line_of(dan.public_id).pk, verdict="end", by=as_actor(cora))
    dan.refresh_from_db()
    assert not dan.is_active
    assert not as_actor(dan).permissions
    assert not Session.objects.filter(user=dan).exists()
    assert not ApiKey.objects.filter(owner=dan, revoked_at=None).exists()
    assert client.get("/console/").status_code == 302
    with pytest.raises(WrongState):
        decide_line(line_of(dan.public_id).pk, verdict="keep", by=as_actor(cora))


def test_the_last_owner_is_not_ended(cora: User) -> None:
    begun()
    with pytest.raises(LastOwner):
        decide_line(line_of(cora.public_id).pk, verdict="end", by=as_actor(cora))
    assert not line_of(cora.public_id).verdict
    with pytest.raises(LastOwner):
        end_staff(cora.pk, by=SYSTEM)


def test_only_who_reviews_decides_and_signs(cora: User, dan: User) -> None:
    review = begun()
    line = line_of(dan.public_id)
    with pytest.raises(NotAllowed):
        decide_line(line.pk, verdict="keep", by=as_actor(dan))
    with pytest.raises(NotAllowed):
        sign_review(review.pk, by=as_actor(dan))
    with pytest.raises(BadInput):
        decide_line(line.pk, verdict="perhaps", by=as_actor(cora))


def test_it_is_signed_when_every_line_is_decided_and_stays_so(cora: User, dan: User) -> None:
    review = begun()
    with pytest.raises(ReviewNotDone):
        sign_review(review.pk, by=as_actor(cora))
    for line in ReviewLine.objects.all():
        decide_line(line.pk, verdict="keep", by=as_actor(cora))
    signed = sign_review(review.pk, by=as_actor(cora))
    paper = str(AccessReview.objects.get().paper)
    assert hashlib.sha256(paper.encode()).hexdigest() == signed.paper_sha256
    told = json.loads(paper)
    assert told["signed_by"] == {"id": cora.public_id, "name": "Cora Lim"}
    assert {line["name"] for line in told["lines"]} == {"Cora Lim", "Dan Uy", "Dan's script"}
    assert Record.objects.get(tag="access_review:sign").facts["sha256"] == signed.paper_sha256
    assert Task.objects.get(kind="access_review").state == "done"
    for again in (
        lambda: sign_review(review.pk, by=as_actor(cora)),
        lambda: decide_line(line_of(dan.public_id).pk, verdict="end", by=as_actor(cora)),
    ):
        with pytest.raises(WrongState):
            again()
    for change in ({"signed_by": "usr_x"}, {"paper_sha256": "0" * 64}, {"state": "open"}):
        with pytest.raises(Error), transaction.atomic():
            AccessReview.objects.filter(pk=review.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        AccessReview.objects.filter(pk=review.pk).delete()


def test_the_next_one_is_due_six_months_after_the_signature(cora: User) -> None:
    review = begun()
    decide_line(line_of(cora.public_id).pk, verdict="keep", by=as_actor(cora))
    sign_review(review.pk, by=as_actor(cora))
    with clock.hold(clock.now() + timedelta(days=180)):
        assert open_review(by=SYSTEM) is None
    with clock.hold(clock.now() + timedelta(days=185)):
        assert open_review(by=SYSTEM) is not None
