import pytest
from django.db import transaction

from tiwala.events.actions.publish import publish, publish_all
from tiwala.events.models import Delivery, Message
from tiwala.events.tests.conftest import CupFilled, NobodyHears, queued
from tiwala.kit.errors import InvariantBroken


def jobs():
    return queued("events.deliver")


@pytest.mark.django_db
def test_a_message_and_one_delivery_with_its_job_for_each_who_hears():
    publish(CupFilled("cup_1", 500, (("inv_1", 500),)))

    message = Message.objects.get()
    assert (message.name, message.version) == ("tests.cup_filled", 1)
    assert message.payload == {"cup_ref": "cup_1", "amount_minor": 500, "targets": [["inv_1", 500]]}
    names = [name.rpartition(".")[2] for name in Delivery.objects.order_by("pk").values_list("handler", flat=True)]
    assert names == ["drink", "wash"]
    assert {job["delivery_id"] for job in jobs()} == set(Delivery.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_an_event_nobody_hears_is_kept_all_the_same():
    publish(NobodyHears())

    assert Message.objects.count() == 1
    assert jobs() == []


@pytest.mark.django_db
def test_many_are_told_in_two_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        publish_all([CupFilled(f"cup_{number}") for number in range(300)])

    assert Delivery.objects.count() == 600
    publish_all([])
    assert Delivery.objects.count() == 600


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_rolled_back_tells_nothing():
    with transaction.atomic():
        publish(CupFilled("cup_1"))
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    assert jobs() == []


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_stand_outside_a_transaction():
    with pytest.raises(InvariantBroken):
        publish(CupFilled("cup_1"))
