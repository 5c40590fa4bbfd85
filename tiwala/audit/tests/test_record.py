import pytest
from django.db import connection, transaction

from tiwala.audit import anchor, queries
from tiwala.audit.actions.record import Act, newest, record, record_all
from tiwala.audit.models import Record
from tiwala.audit.names import TAGS
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import InvariantBroken

pytestmark = pytest.mark.django_db
CORA = Actor("person", "usr_cora", label="Cora Dizon", ip="203.0.113.7", request_id="req-1")


def test_a_record_says_who_what_on_what_when_and_with_what_outcome():
    record("payment:capture", "pay_1", by=CORA, amount_minor=500, currency="PHP")

    row = Record.objects.get()
    assert (row.seq, row.tag, row.subject_ref, row.outcome) == (1, "payment:capture", "pay_1", "done")
    assert (row.actor_kind, row.actor_id, row.request_id) == ("person", "usr_cora", "req-1")
    assert row.facts == {"amount_minor": 500, "currency": "PHP"}


def test_the_name_and_address_are_sealed_and_can_be_read_back():
    record("payment:capture", "pay_1", by=CORA)

    row = Record.objects.get()
    assert b"Cora" not in bytes(row.personal)
    assert queries.personal_of(row) == {"label": "Cora Dizon", "ip": "203.0.113.7"}


def test_the_house_itself_has_nothing_personal():
    record("payment:capture", "pay_1", by=SYSTEM)

    assert queries.personal_of(Record.objects.get()) == {}


def test_an_unknown_tag_stops_the_action():
    with pytest.raises(AssertionError):
        record("payment:explode", "pay_1", by=CORA)


def test_a_float_in_the_facts_stops_the_action():
    with pytest.raises(AssertionError):
        record("payment:capture", "pay_1", by=CORA, rates=[{"a": 0.5}])


def test_facts_that_the_database_cannot_hold_are_cleaned():
    record("payment:capture", "pay_1", by=CORA, reason="a\0b\ud800", parts=("x", None), seen={"k": True})

    assert Record.objects.get().facts == {"reason": "ab?", "parts": ["x", None], "seen": {"k": True}}


def test_one_record_takes_three_statements(django_assert_num_queries):
    record("payment:capture", "pay_1", by=CORA)

    with django_assert_num_queries(3):
        record("payment:capture", "pay_2", by=CORA)


def test_many_records_take_three_statements(django_assert_num_queries):
    record("payment:capture", "pay_1", by=CORA)
    acts = [Act("invoice:issue", f"inv_{number}") for number in range(500)]

    with django_assert_num_queries(3):
        record_all(acts, by=CORA)

    assert newest().seq == 501
    record_all([], by=CORA)
    assert newest().seq == 501


def test_the_tags_are_sorted_and_well_formed():
    assert all(tag.count(":") == 1 and tag == tag.lower() for tag in TAGS)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_stand_outside_a_transaction():
    with pytest.raises(InvariantBroken):
        record("payment:capture", "pay_1", by=CORA)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_record_and_no_gap():
    with transaction.atomic():
        record("payment:capture", "pay_1", by=CORA)
        transaction.set_rollback(True)
    with transaction.atomic():
        record("payment:capture", "pay_2", by=CORA)

    assert list(Record.objects.values_list("seq", "subject_ref")) == [(1, "pay_2")]
    assert anchor.read() == newest()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM audit_record",
        "UPDATE audit_record SET outcome = 'x'",
        "UPDATE audit_record SET personal = 'x'::bytea",
        "UPDATE audit_record SET personal = ''::bytea, seq = 9",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = 9",
    ],
)
def test_even_the_owner_is_refused_a_change(sql):
    from django.db import IntegrityError

    from tiwala.audit.actions.sign_head import sign_head

    with transaction.atomic():
        record("payment:capture", "pay_1", by=CORA)
    sign_head()

    with pytest.raises(IntegrityError, match="only added to"), connection.cursor() as cursor:
        cursor.execute(sql)
