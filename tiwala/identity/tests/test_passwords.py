"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from tiwala.identity import about_business, breached, rule_values
from tiwala.identity.about_business import AboutBusiness
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.models import OldPassword, User
from tiwala.identity.tests.people import ANA, PASSWORD, fill_in
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf

EIGHT, NINE, TWELVE, FIFTEEN = "kz8#vQ2m", "kz8#vQ2mX", "quay lamp 93", "quay lamp 93 ox"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    held, place = conf.passwords, conf.ops
    yield
    conf.passwords, conf.ops = held, place
    about_business.set_source(None)
    rule_values.forget()


def why(password: str, user: User | None = None) -> set[str]:
    """The reasons why it is refused; none when it is taken."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


def test_fifteen_letters_alone_and_eight_beside_a_second_factor(ana: User) -> None:
    assert why(TWELVE, ana) == why(NINE, ana) == {"password_too_short"}
    assert why(FIFTEEN, ana) == set()
    Authenticator.objects.create(user=ana, type="recovery_codes", data={})
    assert why(NINE, ana) == {"password_too_short"}
    Authenticator.objects.create(user=ana, type="totp", data={})
    assert why(NINE, ana) == set()
    assert "password_too_short" not in why(EIGHT, ana)  # though hardly any eight letters are hard enough to guess
    assert why(EIGHT[:7], ana) >= {"password_too_short"}


def test_staff_need_twelve_and_a_tightened_rule_counts(cora: User) -> None:
    assert why(TWELVE, cora) == set()
    assert "password_too_short" in why(TWELVE[:11], cora)
    tighten_rule("staff_password_letters", number=14, by=SYSTEM)
    assert why(TWELVE, cora) == {"password_too_short"}


def test_letters_are_counted_as_people_see_them() -> None:
    assert why("piñata ñandú ñame"[:14].replace("ñ", "n\u0303")) >= {"password_too_short"}  # 14 seen, more typed


def test_accents_typed_in_another_way_are_the_same_password(client: Client, ana: User) -> None:
    composed, apart = "mañana ulan sa dagat 7", "man\u0303ana ulan sa dagat 7"
    ana.set_password(apart)
    ana.save()
    assert ana.check_password(composed)
    assert fill_in(client, ANA, composed).headers["Location"] == "/home/"


def test_long_ones_are_taken_whole(ana: User) -> None:
    long = "a" + "correct horse battery staple " * 8
    assert why(long) == set()
    assert why("quay " * 60) == {"password_too_long"}
    ana.set_password(long)
    assert ana.check_password(long)
    assert not ana.check_password(long[:-1])


def test_no_rules_about_characters_and_any_script() -> None:
    for fine in (
        "ulan bughaw tahimik na kuting",
        "雨が静かに降る青い港の朝に鳥がいる",
        "    spaces    count   too  ok",
    ):
        assert why(fine) == set(), fine


@pytest.mark.parametrize(
    "weak",
    ["passwordpassword", "Password-Password 2026", "mahal kita forever 143", "QwertyUiopAsdfghjkl1", "Tiwala Portal 26",
     "Mahal na mahal kita 2025", "MabuhayAngPilipinas123"],
)  # fmt: skip
def test_what_everybody_tries_is_refused_and_it_says_why(weak: str) -> None:
    assert "password_too_common" in why(weak)


@pytest.mark.parametrize("weak", ["ana reyes ana reyes", "ana.reyes@example.ph", "Ana.Reyes@example.ph2026"])
def test_the_persons_own_words_are_refused(ana: User, weak: str) -> None:
    assert why(weak, ana) & {"password_is_a_name", "password_too_weak"}


def test_the_businesss_words_are_refused() -> None:
    weak = "Bayanihan Fiber 2026"
    assert why(weak) == set()
    about_business.set_source(lambda: AboutBusiness("Bayanihan Fiber", ("Bayanihan Fiber Services, Inc.",)))
    assert "password_is_a_name" in why(weak)
    assert "password_too_weak" in why("bayanihan services fiber")


def test_a_business_adds_a_list_of_its_own(tmp_path: Path) -> None:
    assert why("Lihim Na Salita 12345") == set()
    file = tmp_path / "own.txt"
    file.write_text("# ours\nlihim na salita\n")
    conf.passwords = replace(conf.passwords, blocked_file=str(file))
    assert why("Lihim Na Salita 12345") == {"password_too_common"}


def test_stolen_ones_are_refused_when_the_list_is_there(tmp_path: Path) -> None:
    stolen, fine = "purple monkey dishwasher 41", "seven lamps beside a slow river"
    conf.ops = replace(conf.ops, data_dir=str(tmp_path))
    assert why(stolen) == set()
    hashes = [hashlib.sha1(f"{number}".encode(), usedforsecurity=False).digest() for number in range(1000)]
    hashes.append(hashlib.sha1(stolen.encode(), usedforsecurity=False).digest())
    assert breached.build(hashes, most=1001, source_date="2026-11-01") == 1001
    assert why(stolen) == {"password_breached"}
    assert why(fine) == set()
    assert all(breached.is_breached(str(number)) for number in range(1000))
    wrong = sum(breached.is_breached(f"not there {number}") for number in range(5000))
    assert wrong < 25
    assert breached.facts()["source_date"] == "2026-11-01"


def test_staff_do_not_go_back_to_the_last_four(cora: User) -> None:
    olds = [PASSWORD, *(f"{word} lamps beside a slow river" for word in ("five", "six", "nine", "ten"))]
    for old in olds[1:]:
        cora.set_password(old)
        cora.save()
    for recent in olds[1:]:
        assert why(recent, cora) == {"password_used_before"}, recent
    assert why(PASSWORD, cora) == set()  # the fifth from now
    assert OldPassword.objects.filter(user=cora).count() == 5
    assert PASSWORD not in str(OldPassword.objects.values_list("password"))


def test_customers_may_and_nothing_is_kept_of_theirs(ana: User) -> None:
    assert why(PASSWORD, ana) == set()
    assert not OldPassword.objects.exists()


def test_a_short_password_is_marked_and_a_long_one_is_not(ana: User) -> None:
    for password, is_short in ((EIGHT, True), (FIFTEEN, False)):
        ana.set_password(password)
        ana.save()
        ana.refresh_from_db()
        assert ana.has_short_password is is_short


def test_very_long_ones_are_refused_quickly() -> None:
    start = time.perf_counter()
    assert why("correct horse " * 1000) == {"password_too_long"}
    assert time.perf_counter() - start < 2


def test_they_are_kept_by_argon2id_with_64_mib() -> None:
    with override_settings(PASSWORD_HASHERS=["tiwala.identity.passwords.Argon2Hasher"]):
        assert make_password("x").startswith("argon2$argon2id$v=19$m=65536,t=3,p=1$")


def test_a_cheaper_hash_is_made_anew_at_sign_in(client: Client, ana: User) -> None:
    cheap = ana.password
    with override_settings(
        PASSWORD_HASHERS=["tiwala.identity.passwords.Argon2Hasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
    ):
        assert fill_in(client, ANA).status_code == 302
        ana.refresh_from_db()
        assert ana.password.startswith("argon2$argon2id$")
        assert ana.password != cheap
        assert ana.check_password(PASSWORD)


def test_people_are_told_beforehand() -> None:
    assert any("15" in text for text in password_validators_help_texts())


def test_fields_work_with_managers_and_can_be_shown(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username webauthn"' in page
    assert 'data-does="show-password"' in page
    assert "onpaste" not in page
