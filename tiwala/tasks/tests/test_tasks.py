import pytest

from tiwala.audit.models import Record
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import InvariantBroken, WrongState
from tiwala.tasks.actions.claim_task import claim_task
from tiwala.tasks.actions.close_task import close_task, close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task
from tiwala.tasks.jobs import raise_task as raise_job
from tiwala.tasks.kinds import KINDS
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
CORA = Actor("person", "usr_cora", is_staff=True, permissions=frozenset({"task.view"}))
BEN = Actor("person", "usr_ben")


def raised(kind="late_money", subject="pay_1", **facts):
    return raise_task(kind, subject, by=SYSTEM, summary_facts=facts)


def test_a_task_is_raised_once_while_it_is_open():
    first = raised(amount_minor=500)
    again = raised(amount_minor=700)

    assert (again.pk, again.times) == (first.pk, 2)
    assert Task.objects.get().facts == {"amount_minor": 700, "raised_by": "system:tiwala"}


def test_another_subject_or_kind_is_another_task():
    raised()
    raised(subject="pay_2")
    raised(kind="refund_failed")

    assert Task.objects.open().count() == 3


def test_it_is_raised_anew_after_it_was_closed():
    first = raised()
    close_task(first.pk, by=CORA, outcome="Kept as credit")

    assert raised().pk != first.pk


def test_an_unknown_kind_breaks():
    with pytest.raises(InvariantBroken):
        raised(kind="no_such_kind")


@pytest.mark.django_db(transaction=True)
def test_it_is_raised_only_inside_a_transaction():
    with pytest.raises(InvariantBroken):
        raised()


def test_it_is_claimed_and_closed_with_a_record_of_each():
    task = claim_task(raised().pk, by=CORA)
    closed = close_task(task.pk, by=CORA, outcome="Called her")

    assert (closed.state, closed.claimed_by, closed.closed_by) == ("done", "usr_cora", "usr_cora")
    assert Task.objects.get().outcome == "Called her"
    assert list(Record.objects.order_by("seq").values_list("tag", flat=True)) == ["task:claim", "task:close"]


def test_a_colleague_may_take_it_over():
    task = claim_task(raised().pk, by=BEN)

    assert claim_task(task.pk, by=CORA).claimed_by == "usr_cora"


def test_a_closed_task_is_neither_claimed_nor_closed_again():
    task = close_task(raised().pk, by=CORA, outcome="")

    with pytest.raises(WrongState):
        claim_task(task.pk, by=CORA)
    with pytest.raises(WrongState):
        close_task(task.pk, by=CORA, outcome="")


def test_it_closes_by_itself_when_the_need_went_away():
    raised()

    assert close_tasks_about("late_money", "pay_1", by=SYSTEM, outcome="used") == 1
    assert close_tasks_about("late_money", "pay_1", by=SYSTEM, outcome="used") == 0


def test_only_those_who_may_view_tasks_see_them():
    raised()

    assert Task.objects.visible_to(CORA).count() == 1
    assert Task.objects.visible_to(BEN).count() == 0


def test_a_stranger_room_raises_one_by_the_name_of_a_job():
    raise_job(kind="ledger_finding", subject_ref="x", facts={"check": "x"})

    assert Task.objects.get().about is KINDS["ledger_finding"]
