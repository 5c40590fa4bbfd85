"""Reading the inbox: proven again, told once, never dropped."""

from math import inf

import pytest
from django.db import connection

from tiwala.audit.models import Record
from tiwala.events.models import Message
from tiwala.gateways import inbox, jobs
from tiwala.gateways.actions.end_old_secret import end_old_secret
from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.replay_notice import replay_notice
from tiwala.gateways.actions.rotate_keys import NewKeys, rotate_keys
from tiwala.gateways.models import Notice
from tiwala.gateways.tests.makers import make_account, make_body, post_notice, sign
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound, WrongState
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account()


def told():
    return [message.payload for message in Message.objects.filter(name="gateways.notice_arrived").order_by("id")]


def test_it_tells_the_house_what_the_notice_is_about(client, account):
    post_notice(client, account, make_body("evt_1"))
    assert read_notices(by=SYSTEM) == 1
    notice = Notice.objects.get()
    assert told() == [
        {
            "notice_ref": notice.public_id,
            "account_ref": account.public_id,
            "attempt_key": "att_1",
            "reference": "chk_1",
            "kind": "payment",
        }
    ]
    assert (notice.state, notice.name, notice.kind, notice.tries) == ("handled", "checkout.paid", "payment", 1)
    assert notice.handled_at is not None
    assert Record.objects.filter(tag="notice:read", subject_ref=notice.public_id, outcome="done").count() == 1


def test_it_reads_each_notice_once(client, account):
    post_notice(client, account, make_body("evt_1"))
    assert [read_notices(by=SYSTEM) for _ in range(3)] == [1, 0, 0]
    post_notice(client, account, make_body("evt_1"))
    assert read_notices(by=SYSTEM) == 0
    assert len(told()) == 1


def test_an_unknown_name_is_kept_and_told_to_nobody(client, account):
    post_notice(client, account, make_body(type="moon.landed", data={"object": "moon"}))
    read_notices(by=SYSTEM)
    assert Notice.objects.get().state == "ignored"
    assert told() == []
    assert Task.objects.count() == 0


def test_an_unreadable_one_is_kept_and_a_person_is_told(client, account):
    post_notice(client, account, b"[1, 2")
    read_notices(by=SYSTEM)
    notice = Notice.objects.get()
    assert (notice.state, notice.why, bytes(notice.body)) == ("failed", "unreadable", b"[1, 2")
    task = Task.objects.get()
    assert (task.kind, task.subject_ref) == ("notice_unreadable", notice.public_id)
    assert Record.objects.filter(tag="notice:read", outcome="failed").count() == 1
    assert told() == []


def test_a_row_written_past_the_door_is_not_believed(client, account):
    post_notice(client, account, make_body("evt_1"))
    forged = Notice.objects.get()
    forged.body = make_body("evt_1", data={"object": "checkout", "id": "chk_2", "reference": "att_2"})
    forged.save()
    read_notices(by=SYSTEM)
    assert Notice.objects.get().why == "bad_proof"
    assert told() == []


def test_sealed_bytes_moved_to_another_row_stop_nobody_else(client, account):
    for name in ("evt_1", "evt_2"):
        post_notice(client, account, make_body(name))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateways_notice SET body = (SELECT body FROM gateways_notice WHERE event_id = 'evt_2')"
            " WHERE event_id = 'evt_1'"
        )
    assert read_notices(by=SYSTEM) == 2
    assert dict(Notice.objects.values_list("event_id", "state")) == {"evt_1": "failed", "evt_2": "handled"}


def test_age_is_judged_by_arrival_so_a_late_reader_still_believes(client, account):
    post_notice(client, account, make_body())
    Notice.objects.update(created_at="2020-01-01T00:00:00Z")
    assert read_notices(by=SYSTEM) == 1
    assert Notice.objects.get().state == "handled"


def test_a_notice_whose_job_died_is_read_by_the_sweep(client, account):
    post_notice(client, account, make_body())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    jobs.sweep_notices(0)
    assert Notice.objects.get().state == "handled"


def test_the_job_empties_an_inbox_larger_than_one_batch(client, account, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    monkeypatch.setattr(jobs, "read_some", lambda *, by: read_notices(by=by, most=2))
    for _ in range(5):
        post_notice(client, account, make_body())
    jobs.read_notices()
    assert set(Notice.objects.values_list("state", flat=True)) == {"handled"}
    assert len(told()) == 5


def test_a_notice_can_be_read_again(client, account):
    post_notice(client, account, make_body())
    read_notices(by=SYSTEM)
    notice = Notice.objects.get()
    replay_notice(notice.id, by=SYSTEM)
    assert read_notices(by=SYSTEM) == 1
    assert len(told()) == 2
    assert Notice.objects.get().tries == 2
    assert Record.objects.filter(tag="notice:replay").count() == 1


def test_what_came_under_the_old_secret_is_read_and_read_again_after_that_has_ended(client, account):
    rotate_keys(account.id, new=NewKeys(notice_secret="the-new-one"), by=SYSTEM)
    post_notice(client, account, make_body("evt_old"))
    end_old_secret(account.id, by=SYSTEM)
    assert read_notices(by=SYSTEM) == 1
    old = Notice.objects.get()
    assert old.state == "handled"
    replay_notice(old.id, by=SYSTEM)
    read_notices(by=SYSTEM)
    assert (Notice.objects.get().state, len(told()), Task.objects.count()) == ("handled", 2, 0)


def test_the_door_believes_an_ended_secret_no_more(client, account):
    rotate_keys(account.id, new=NewKeys(notice_secret="the-new-one", forget_old_secret=True), by=SYSTEM)
    assert post_notice(client, account, make_body()).status_code == 401
    new = make_body()
    assert post_notice(client, account, new, sign(new, secret="the-new-one")).status_code == 200


def test_a_row_written_past_the_door_is_not_believed_for_a_secret_that_ended(client, account):
    post_notice(client, account, make_body())
    notice = Notice.objects.get()
    notice.body = make_body("evt_forged")
    notice.save()
    rotate_keys(account.id, new=NewKeys(notice_secret="the-new-one", forget_old_secret=True), by=SYSTEM)
    read_notices(by=SYSTEM)
    assert (Notice.objects.get().state, told()) == ("failed", [])


def test_a_refused_one_is_never_read_again(client, account):
    post_notice(client, account, make_body(), "t=1,v1=00")
    with pytest.raises(WrongState):
        replay_notice(Notice.objects.get().id, by=SYSTEM)
    with pytest.raises(NotFound):
        replay_notice(ids.uuid7(), by=SYSTEM)


def rests_of(client, account, monkeypatch, *, ago_s):
    """How often the reader rests over 25 notices in batches of 10, the newest of which came so long ago."""
    for at in range(25):
        post_notice(client, account, make_body(f"evt_{at}"))
    rests = []
    monkeypatch.setattr(jobs, "BATCH", 10)
    monkeypatch.setattr(jobs, "read_some", lambda *, by: read_notices(by=by, most=10))
    monkeypatch.setattr(jobs.inbox, "seconds_since_newest", lambda: ago_s)
    monkeypatch.setattr(jobs.time, "sleep", rests.append)
    jobs.read_notices()
    assert not Notice.objects.filter(state="received").exists()
    return rests


def test_while_the_door_is_busy_the_reader_rests_between_full_batches(client, account, monkeypatch):
    assert rests_of(client, account, monkeypatch, ago_s=0.01) == [jobs.REST_S, jobs.REST_S, jobs.LINGER_S]


def test_once_the_door_is_quiet_it_reads_without_rest(client, account, monkeypatch):
    assert rests_of(client, account, monkeypatch, ago_s=1.0) == [jobs.LINGER_S]


def test_how_long_ago_the_newest_came(client, account):
    assert inbox.seconds_since_newest() == inf
    post_notice(client, account, make_body("evt_1"))
    assert 0 <= inbox.seconds_since_newest() < 60
