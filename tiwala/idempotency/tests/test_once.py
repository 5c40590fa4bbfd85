import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tiwala.idempotency.actions.forget import forget
from tiwala.idempotency.actions.once import LEASE, once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.idempotency.models import Key
from tiwala.idempotency.refusals import BadKey, KeyReused, StillRunning
from tiwala.kit import clock
from tiwala.kit.errors import NotFound

pytestmark = pytest.mark.django_db(transaction=True)
SAME = fingerprint("POST", "/x", {"a": 1, "b": 2})


class Work:
    """Counts its runs."""

    def __init__(self, *answers):
        self.answers = list(answers) or [Answer(201, b'{"name": "Ana Cruz"}')]
        self.runs = 0

    def __call__(self):
        self.runs += 1
        answer = self.answers[min(self.runs, len(self.answers)) - 1]
        if isinstance(answer, BaseException):
            raise answer
        return answer


def test_the_same_key_and_question_get_the_same_answer():
    work = Work()
    first = once("door", "k1", SAME, work)
    again = once("door", "k1", fingerprint("POST", "/x", {"b": 2, "a": 1}), work)

    assert work.runs == 1
    assert (again.status, again.body, again.is_replay) == (201, first.body, True)
    assert first.is_replay is False


def test_a_form_is_sent_on_to_the_same_place():
    work = Work(Answer(303, location="/pay/x/thanks/"))
    once("form", "k1", SAME, work)

    assert once("form", "k1", SAME, work).location == "/pay/x/thanks/"


def test_another_question_under_the_key_is_refused():
    once("door", "k1", SAME, Work())
    work = Work()

    with pytest.raises(KeyReused) as refused:
        once("door", "k1", fingerprint("POST", "/x", {"a": 2}), work)
    assert (refused.value.status, work.runs) == (422, 0)


def test_another_scope_or_key_is_another_thing():
    work = Work()
    for scope, key in (("door", "k1"), ("door", "k2"), ("other", "k1"), ("doork", "1")):
        once(scope, key, SAME, work)

    assert work.runs == 4


def test_while_it_runs_others_are_refused():
    inside, may_end = threading.Event(), threading.Event()

    def slow():
        inside.set()
        may_end.wait(10)
        return Answer(201)

    def first():
        try:
            return once("door", "k1", SAME, slow)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        inside.wait(10)
        with pytest.raises(StillRunning) as refused:
            once("door", "k1", SAME, Work())
        may_end.set()
        assert running.result().status == 201
    assert refused.value.status == 409


def test_many_at_once_run_the_work_once():
    work = Work()

    def ask(_):
        try:
            return once("door", "k1", SAME, work).status
        except StillRunning:
            return 409
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(ask, range(40)))

    assert work.runs == 1
    assert statuses <= {201, 409}


def test_a_refusal_frees_the_key_for_a_corrected_request():
    with pytest.raises(NotFound):
        once("door", "k1", SAME, Work(NotFound()))

    assert once("door", "k1", fingerprint("corrected"), Work()).status == 201


def test_a_breakdown_lets_the_same_question_be_asked_again_and_no_other():
    work = Work(RuntimeError("line broke"), Answer(201))
    with pytest.raises(RuntimeError):
        once("door", "k1", SAME, work)

    with pytest.raises(KeyReused):
        once("door", "k1", fingerprint("other"), work)
    assert once("door", "k1", SAME, work).status == 201
    assert work.runs == 2


def test_after_a_kill_the_lease_ends_and_a_retry_runs_again():
    now = clock.now()
    Key.objects.create(
        scope="door", digest=_digest("door", "k1"), fingerprint=SAME, leased_until=now + LEASE, created_at=now
    )

    with pytest.raises(StillRunning):
        once("door", "k1", SAME, Work())
    with clock.hold(now + LEASE + timedelta(seconds=1)):
        assert once("door", "k1", SAME, Work()).status == 201
        assert once("door", "k1", SAME, Work(Answer(500))).status == 201


def test_a_run_that_was_taken_over_does_not_write_over_the_later_answer():
    now = clock.now()

    def overtaken():
        with clock.hold(now + LEASE + timedelta(seconds=5)):
            once("door", "k1", SAME, Work(Answer(201, b"second")))
        return Answer(201, b"first")

    assert once("door", "k1", SAME, overtaken).body == b"first"
    assert once("door", "k1", SAME, Work()).body == b"second"


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "a\0b"])
def test_a_key_that_makes_no_sense_is_refused(key):
    with pytest.raises(BadKey):
        once("door", key, SAME, Work())


def test_neither_key_nor_answer_can_be_read_in_the_table():
    once("door", "k-secret-1", SAME, Work())
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM idempotency_key k")
        row = cursor.fetchone()[0]

    assert b"Ana".hex() not in row
    assert "secret" not in row


def test_old_keys_are_forgotten():
    once("door", "k1", SAME, Work())

    assert forget() == 0
    with clock.hold(clock.now() + timedelta(hours=49)):
        assert forget() == 1


def _digest(scope, key):
    return hashlib.sha256(f"{scope}\0{key}".encode()).digest()
