"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import override_settings

from tiwala.identity.models import User

TWELVE = "quay lamp 93"


def test_twelve_letters_do_with_a_second_factor_only(ana: User) -> None:
    with pytest.raises(ValidationError):
        validate_password(TWELVE, ana)
    Authenticator.objects.create(user=ana, type="recovery_codes", data={})
    with pytest.raises(ValidationError):
        validate_password(TWELVE, ana)
    Authenticator.objects.create(user=ana, type="totp", data={})
    validate_password(TWELVE, ana)


@pytest.mark.parametrize(
    "weak", ["passwordpassword", "ana reyes ana reyes", "ana.reyes@example.ph", "qwertyuiopasdfgh"]
)
def test_what_is_guessed_soon_is_refused(ana: User, weak: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(weak, ana)


def test_very_long_ones_are_refused_quickly() -> None:
    start = time.perf_counter()
    with pytest.raises(ValidationError):
        validate_password("correct horse " * 100)
    assert time.perf_counter() - start < 1
    validate_password("a" + "correct horse battery staple " * 4)


def test_they_are_kept_by_argon2id_with_64_mib() -> None:
    with override_settings(PASSWORD_HASHERS=["tiwala.identity.passwords.Argon2Hasher"]):
        assert make_password("x").startswith("argon2$argon2id$v=19$m=65536,t=3,p=1$")


def test_people_are_told_beforehand() -> None:
    assert any("15" in text for text in password_validators_help_texts())
