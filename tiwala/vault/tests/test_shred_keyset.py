"""What was shredded never opens again, and the owner gets no new keys."""

import pytest
from django.db import transaction

from tiwala.kit import secrets
from tiwala.kit.errors import InvariantBroken
from tiwala.vault.actions.ensure_keyset import ensure_keyset
from tiwala.vault.actions.shred_keyset import shred_keyset
from tiwala.vault.models import KeySet

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_shredded_never_opens_again():
    sealed = secrets.seal(b"Ana", owner="cus_a", aad=b"x")
    other = secrets.seal(b"Ben", owner="cus_b", aad=b"x")
    with transaction.atomic():
        shred_keyset("cus_a")
    with pytest.raises(secrets.Shredded):
        secrets.unseal(sealed, owner="cus_a", aad=b"x")
    with pytest.raises(secrets.Shredded):
        secrets.seal(b"again", owner="cus_a", aad=b"x")
    with pytest.raises(secrets.Shredded), transaction.atomic():
        ensure_keyset("cus_a")
    assert secrets.unseal(other, owner="cus_b", aad=b"x") == b"Ben"
    assert bytes(KeySet.objects.get(pk="cus_a").wrapped) == b""


def test_an_owner_without_keys_gets_none_later_and_again_changes_nothing():
    with transaction.atomic():
        shred_keyset("cus_new")
    at = KeySet.objects.get(pk="cus_new").shredded_at
    with transaction.atomic():
        shred_keyset("cus_new")
    assert KeySet.objects.get(pk="cus_new").shredded_at == at
    with pytest.raises(secrets.Shredded):
        secrets.seal(b"x", owner="cus_new", aad=b"x")


def test_it_refuses_outside_a_transaction():
    with pytest.raises(InvariantBroken):
        shred_keyset("cus_a")
