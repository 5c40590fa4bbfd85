"""Tampering by somebody who owns the database and not the keys: each touch is found and named."""

import hashlib
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tiwala.audit import anchor, chain
from tiwala.audit.actions.accept_tail import accept_tail
from tiwala.audit.actions.black_out import black_out
from tiwala.audit.actions.record import newest, record
from tiwala.audit.actions.sign_head import sign_head
from tiwala.audit.actions.verify_chain import verify_chain
from tiwala.audit.models import Head, Record
from tiwala.kit.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db(transaction=True)
CORA = Actor("person", "usr_cora", label="Cora", ip="203.0.113.7")


@pytest.fixture(autouse=True)
def ten_records():
    for number in range(1, 11):
        with transaction.atomic():
            record("payment:capture", f"pay_{number}", by=CORA, amount_minor=number)


@contextmanager
def as_superuser():
    """Triggers switched off, as only the database's owner can."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = origin")


def found():
    return [(finding.kind, finding.seq, finding.until) for finding in verify_chain().findings]


def renumber(cursor, where, step):
    cursor.execute(f"UPDATE audit_record SET seq = -(seq + {step}) WHERE {where}")  # noqa: S608
    cursor.execute("UPDATE audit_record SET seq = -seq WHERE seq < 0")


def test_an_untouched_trail_is_sound():
    heard = []
    verdict = verify_chain(lambda done, total: heard.append((done, total)))

    assert verdict.is_sound
    assert verdict.checked == 10
    assert heard[-1] == (10, 10)


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'failed'",
        "facts = '{\"amount_minor\": 99}'",
        "actor_id = 'usr_other'",
        "at = at + interval '1 microsecond'",
        "tag = 'payment:start'",
        "subject_ref = 'pay_99'",
        "request_id = 'x'",
        "personal_digest = ''",
        "personal = 'other'::bytea",
        "personal_owner = 'usr_x'",
        "id = gen_random_uuid()",
        "before = 'other'::bytea",
        "mac = 'other'::bytea",
    ],
)
@pytest.mark.parametrize("seq", [1, 5, 10])
def test_a_changed_record_is_named(change, seq):
    with as_superuser() as cursor:
        cursor.execute(f"UPDATE audit_record SET {change} WHERE seq = %s", [seq])  # noqa: S608

    assert ("changed", seq, seq) in found()
    assert {kind for kind, _, _ in found()} == {"changed"}


def test_a_chain_recomputed_without_the_key_is_named():
    with as_superuser() as cursor:
        before = Record.objects.get(seq=4).mac
        for row in Record.objects.filter(seq__gte=5).order_by("seq"):
            row.facts = {"amount_minor": 0}
            body = chain.content({name: getattr(row, name) for name in chain.FIELDS})
            mac = hashlib.sha256(bytes(before) + body).digest()
            cursor.execute(
                "UPDATE audit_record SET facts = '{\"amount_minor\": 0}', before = %s, mac = %s WHERE seq = %s",
                [before, mac, row.seq],
            )
            before = mac

    assert found() == [("changed", seq, seq) for seq in range(5, 11)]


@pytest.mark.parametrize("seq", [1, 5])
def test_a_removed_record_is_named(seq):
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE seq = %s", [seq])

    assert found() == [("removed", seq, seq)]


def test_a_removed_stretch_is_named():
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE seq BETWEEN 3 AND 6")

    assert found() == [("removed", 3, 6)]


def test_newest_records_that_were_removed_are_named_by_the_anchor():
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE seq > 7")

    assert found() == [("removed", 8, 10)]


def test_a_trail_that_was_emptied_is_named():
    with as_superuser() as cursor:
        cursor.execute("TRUNCATE audit_record")

    assert found() == [("removed", 1, 10)]


def test_without_the_anchor_a_signed_head_names_them():
    sign_head()
    anchor.path().unlink()
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE seq > 7")

    assert found() == [("anchor", 0, 0), ("removed", 8, 10)]


def test_a_removed_record_whose_gap_was_closed_is_named():
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE seq = 5")
        renumber(cursor, "seq > 5", -1)

    assert found() == [("moved", 5, 9), ("removed", 5, 5)]


def copy_of(cursor, seq, new_seq):
    cursor.execute(
        "INSERT INTO audit_record (id, created_at, seq, at, tag, subject_ref, actor_kind, actor_id, request_id,"
        " outcome, facts, personal, personal_owner, personal_digest, before, mac) "
        "SELECT gen_random_uuid(), created_at, %s, at, tag, subject_ref, actor_kind, actor_id, request_id, outcome,"
        " facts, ''::bytea, '', '', %s, 'forged'::bytea FROM audit_record WHERE seq = %s",
        [new_seq, bytes(Record.objects.get(seq=new_seq - 1).mac), seq],
    )


def test_a_record_inserted_in_the_middle_is_named():
    with as_superuser() as cursor:
        renumber(cursor, "seq >= 5", 1)
        copy_of(cursor, 2, 5)

    assert ("inserted", 5, 5) in found()
    assert not [kind for kind, _, _ in found() if kind == "removed"]


def test_a_record_inserted_at_the_end_is_named():
    with as_superuser() as cursor:
        copy_of(cursor, 2, 11)

    assert found() == [("inserted", 11, 11)]


def test_two_records_that_changed_places_are_named():
    with as_superuser() as cursor:
        cursor.execute("UPDATE audit_record SET seq = 1005 WHERE seq = 5")
        cursor.execute("UPDATE audit_record SET seq = 5 WHERE seq = 6")
        cursor.execute("UPDATE audit_record SET seq = 6 WHERE seq = 1005")

    assert found() == [("moved", 5, 5), ("moved", 6, 6)]


def test_a_forged_head_is_named():
    head = sign_head()
    with as_superuser() as cursor:
        cursor.execute("UPDATE audit_head SET seq = 9")

    assert head is not None
    assert found() == [("head", 9, 9)]


def test_a_head_is_signed_once_for_each_newest_record():
    assert sign_head() is not None
    assert sign_head() is None
    assert Head.objects.count() == 1


@pytest.mark.parametrize("content", [b"10 00 00\n", b"rubbish", b"\xff\xfe"])
def test_a_forged_anchor_is_named_and_left_as_it_is(content):
    anchor.path().write_bytes(content)
    with transaction.atomic():
        record("payment:capture", "pay_11", by=CORA)

    assert found() == [("anchor", 0, 0)]
    assert anchor.path().read_bytes() == content


def test_a_missing_anchor_is_named():
    anchor.path().unlink()

    assert found() == [("anchor", 0, 0)]


def test_the_anchor_never_steps_back():
    tail = newest()
    anchor.advance(anchor.Tail(3, b"older"))

    assert anchor.read() == tail


def test_an_old_backup_is_found_and_can_be_accepted_with_a_record():
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM audit_record WHERE seq > 7")
    accept_tail(by=SYSTEM, reason="backup of Monday put back")

    assert verify_chain().is_sound
    last = Record.objects.order_by("-seq").first()
    assert (last.tag, last.facts["anchor_seq"], last.facts["tail_seq"]) == ("audit:accept_tail", 10, 7)


def test_the_chain_still_verifies_after_somebody_was_erased():
    with transaction.atomic():
        assert black_out("business", by=SYSTEM) == 10

    verdict = verify_chain()
    assert verdict.is_sound
    assert verdict.blacked_out == 10
    assert not Record.objects.exclude(personal=b"").exists()
