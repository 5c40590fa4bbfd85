"""A key file that belongs to another database is told at start."""

import pytest
from django.db import connection

from tiwala.kit import keyring, keysets, secrets
from tiwala.vault.checks import check_key_file
from tiwala.vault.queries import key_file_fits

pytestmark = pytest.mark.django_db


def test_a_key_file_that_fits_is_no_error():
    secrets.seal(b"x", owner="cus_a", aad=b"x")
    secrets.rotate_kek()
    assert key_file_fits()
    assert check_key_file(databases=["default"]) == []
    assert check_key_file() == []


def test_a_key_file_of_another_database_is_an_error(key_file):
    secrets.seal(b"x", owner="cus_a", aad=b"x")
    key_file.unlink()
    assert not key_file_fits()
    (error,) = check_key_file(databases=["default"])
    assert str(key_file) in error.msg


def test_before_the_first_migration_there_is_nothing_to_say():
    keyring.save({**keyring.current().document, "kek": keysets.new("aead")})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vault_keyset RENAME TO vault_gone")
    assert check_key_file(databases=["default"]) == []
