"""Keys are made once for each owner, whoever comes first, and never outlive a rollback."""

import threading

import pytest
from django.db import connection, transaction

from tiwala.kit import secrets
from tiwala.kit.errors import InvariantBroken
from tiwala.vault.actions.ensure_keyset import ensure_keyset
from tiwala.vault.models import KeySet


class OopsError(Exception):
    """Something went wrong in the middle."""


def seal_and_fail():
    secrets.seal(b"lost", owner="cus_a", aad=b"x")
    raise OopsError


@pytest.mark.django_db
def test_what_is_sealed_opens_for_the_same_owner_and_place_only():
    sealed = secrets.seal(b"Ana", owner="cus_a", aad=b"customers:name:1")
    assert secrets.unseal(sealed, owner="cus_a", aad=b"customers:name:1") == b"Ana"
    with pytest.raises(secrets.CannotUnseal):
        secrets.unseal(sealed, owner="cus_a", aad=b"customers:name:2")
    with pytest.raises(secrets.Shredded):
        secrets.unseal(sealed, owner="cus_b", aad=b"customers:name:1")


@pytest.mark.django_db
def test_making_keys_twice_changes_nothing():
    ensure_keyset("cus_a")
    before = bytes(KeySet.objects.get(pk="cus_a").wrapped)
    ensure_keyset("cus_a")
    assert bytes(KeySet.objects.get(pk="cus_a").wrapped) == before


@pytest.mark.django_db(transaction=True)
def test_it_refuses_outside_a_transaction():
    with pytest.raises(InvariantBroken):
        ensure_keyset("cus_a")


@pytest.mark.django_db(transaction=True)
def test_keys_that_were_rolled_back_never_seal_again():
    with pytest.raises(OopsError), transaction.atomic():
        seal_and_fail()
    assert not KeySet.objects.exists()
    sealed = secrets.seal(b"kept", owner="cus_a", aad=b"x")
    secrets.forget()
    assert secrets.unseal(sealed, owner="cus_a", aad=b"x") == b"kept"


@pytest.mark.django_db(transaction=True)
def test_keys_rolled_back_to_a_savepoint_never_seal_again():
    with transaction.atomic():
        secrets.seal(b"first", owner="cus_b", aad=b"x")
        with pytest.raises(OopsError), transaction.atomic():
            seal_and_fail()
        sealed = secrets.seal(b"kept", owner="cus_a", aad=b"x")
    secrets.forget()
    assert secrets.unseal(sealed, owner="cus_a", aad=b"x") == b"kept"
    assert KeySet.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_share_one_keyset():
    gate, sealed, troubles = threading.Barrier(20), [], []

    def come_first(number):
        try:
            gate.wait(timeout=20)
            with transaction.atomic():
                sealed.append(secrets.seal(b"%d" % number, owner="cus_race", aad=b"x"))
        except Exception as trouble:  # noqa: BLE001 -- told below
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=come_first, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []
    assert KeySet.objects.count() == 1
    secrets.forget()
    assert {secrets.unseal(one, owner="cus_race", aad=b"x") for one in sealed} == {b"%d" % n for n in range(20)}


@pytest.mark.django_db(transaction=True)
def test_a_list_of_owners_opens_with_one_query(django_assert_num_queries):
    owners = [f"cus_{number}" for number in range(50)]
    for owner in owners:
        secrets.seal(b"x", owner=owner, aad=b"x")
    secrets.forget()
    with django_assert_num_queries(1):
        secrets.preload(owners)
    with django_assert_num_queries(0):
        secrets.preload(owners)
        secrets.seal(b"x", owner="cus_49", aad=b"x")
