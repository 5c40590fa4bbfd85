"""A row is fetched by who asks, by its public id, or locked; what is not there is refused the same way."""

import pytest
from django.db import connection
from django.test.utils import isolate_apps

from tiwala.kit import ids
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.errors import NotFound
from tiwala.kit.rows import Row

with isolate_apps("tiwala.kit"):

    class Leaf(Row):
        PREFIX = "lin"

        class Meta:
            app_label = "kit"
            db_table = "kit_test_leaf"


@pytest.fixture
def leaf(db):
    with connection.schema_editor() as editor:
        editor.create_model(Leaf)
    return Leaf.objects.create()


def test_it_is_found_by_its_public_id(leaf):
    assert leaf.public_id.startswith("lin_")
    assert Leaf.objects.by_public_id(leaf.public_id) == leaf
    with pytest.raises(NotFound):
        Leaf.objects.by_public_id(ids.encode("lin", ids.uuid7()))


def test_it_is_locked(leaf):
    assert Leaf.objects.locked(leaf.pk) == leaf
    with pytest.raises(NotFound):
        Leaf.objects.locked(ids.uuid7())


def test_nobody_sees_it_unless_a_noun_says_so(leaf):
    assert list(Leaf.objects.visible_to(NOBODY)) == []
    assert list(Leaf.objects.visible_to(SYSTEM)) == [leaf]
