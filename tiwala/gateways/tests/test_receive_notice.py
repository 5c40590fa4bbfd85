"""The notice door: proven and stored once, or refused and hardly a trace."""

import pytest
from django.db import connection

from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.actions.rotate_keys import NewKeys, rotate_keys
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.models import Notice
from tiwala.gateways.tests.makers import make_account, make_body, post_notice, sign
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account()


def calls_for_a_reader():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'gateways.read_notices'")
        return cursor.fetchone()[0]


def test_it_stores_a_proven_notice_and_calls_a_reader(client, account):
    body = make_body("evt_1")
    answer = post_notice(client, account, body)
    notice = Notice.objects.get()
    assert (answer.status_code, answer.content) == (200, b"")
    assert (notice.event_id, notice.proof, notice.state) == ("evt_1", "ok", "received")
    assert bytes(notice.body) == body
    assert set(notice.proof_facts["headers"]) == {"sandbox-signature"}
    assert calls_for_a_reader() == 1


def test_what_it_stores_is_sealed(client, account):
    post_notice(client, account, make_body("evt_1", note="planted-secret of Ana"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, proof_facts FROM gateways_notice")
        raw = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"Ana" not in raw
    assert b"v1=" not in raw


def test_a_doubled_notice_is_stored_once_and_answered_as_before(client, account):
    body = make_body("evt_1")
    answers = [post_notice(client, account, body).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert Notice.objects.count() == 1


def test_many_notices_need_one_waiting_reader(client, account):
    for _ in range(5):
        assert post_notice(client, account, make_body()).status_code == 200
    assert Notice.objects.count() == 5
    assert calls_for_a_reader() == 1


@pytest.mark.parametrize(
    "header", ["", "t=1,v1=00", "v1=00", "t=99999999999999,v1=aa", "t=١٢,v1=aa", "x" * 5000, "t=1,t=2,v1=aa"]
)
def test_it_refuses_what_has_no_good_proof_and_keeps_one_trace_an_hour(client, account, header):
    for _ in range(3):
        assert post_notice(client, account, make_body(), header).status_code == 401
    trace = Notice.objects.get()
    assert (trace.proof, trace.state) == ("refused", "ignored")
    assert trace.why in {"no_proof", "bad_proof", "stale"}
    assert calls_for_a_reader() == 0
    assert read_notices(by=SYSTEM) == 0


@pytest.mark.parametrize("shift_s", [-301, 310, -86_400])
def test_it_refuses_a_stale_one(client, account, shift_s):
    body = make_body()
    assert post_notice(client, account, body, sign(body, shift_s=shift_s)).status_code == 401


def test_it_refuses_one_of_the_other_mode_or_account(client, account):
    assert post_notice(client, account, make_body(live=True)).status_code == 401
    assert post_notice(client, account, make_body(account="other")).status_code == 401


def test_an_account_that_is_not_there_is_not_found(client, account):
    nobody = ids.encode("gac", ids.uuid7())
    for ref in (nobody, "demo", "gac_", "gac_ł" + "0" * 25):
        assert post_notice(client, ref, make_body()).status_code == 404
    wrong_gateway = client.post(f"/notices/stripe/{account.public_id}/", data=b"{}", content_type="application/json")
    assert wrong_gateway.status_code == 404
    assert Notice.objects.count() == 0


def test_it_takes_no_other_method(client, account):
    assert client.get(f"/notices/sandbox/{account.public_id}/").status_code == 405


def test_a_body_that_is_too_large_is_refused_unread(client, account):
    body = make_body(padding="x" * 300_000)
    assert post_notice(client, account, body).status_code == 413
    assert Notice.objects.count() == 0


def test_a_proven_one_that_cannot_be_read_is_kept(client, account):
    assert post_notice(client, account, b"not json").status_code == 200
    assert post_notice(client, account, b"not json").status_code == 200
    assert Notice.objects.get().event_id.startswith("sha256:")


def test_a_switched_off_account_still_hears_of_late_money(client, account):
    switch_account(account.id, enabled=False, by=SYSTEM)
    assert post_notice(client, account, make_body()).status_code == 200


def test_a_secret_that_was_just_rotated_in_is_accepted(client, account, monkeypatch):
    assert post_notice(client, account, make_body()).status_code == 200
    rotate_keys(account.id, new=NewKeys(notice_secret="whsec_newer"), by=SYSTEM)
    monkeypatch.setattr("tiwala.gateways.known_accounts.ASK_AGAIN_S", 0.0)
    body = make_body()
    assert post_notice(client, account, body, sign(body, secret="whsec_newer")).status_code == 200
    assert post_notice(client, account, make_body()).status_code == 200


def test_the_hot_path_asks_the_database_for_nothing_but_its_one_insert(client, account, django_assert_num_queries):
    post_notice(client, account, make_body())
    with django_assert_num_queries(1):
        assert post_notice(client, account, make_body()).status_code == 200
    assert Notice.objects.count() == 2
    body = make_body()
    post_notice(client, account, body, sign(body, secret="wrong"))
    with django_assert_num_queries(0):
        assert post_notice(client, account, body, sign(body, secret="wrong")).status_code == 401


def test_it_sets_no_cookie_and_touches_no_session(client, account):
    answer = post_notice(client, account, make_body())
    assert not answer.cookies
