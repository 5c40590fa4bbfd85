"""What comes from outside is read once, and refused by name when it makes no sense."""

import pytest

from tiwala.config.env import BadEnvironment, read

LIVE = {"TIWALA_MODE": "live", "TIWALA_BASE_URL": "https://pay.example.ph"}


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_a_trial_may_shift_the_clock(mode: str) -> None:
    assert read({"TIWALA_MODE": mode, "TIWALA_CLOCK_OFFSET_S": "-86400"}).clock_offset_s == -86400


def test_outside_a_trial_the_clock_is_never_shifted(capsys: pytest.CaptureFixture[str]) -> None:
    assert read(LIVE).clock_offset_s == 0
    with pytest.raises(BadEnvironment) as end:
        read(LIVE | {"TIWALA_CLOCK_OFFSET_S": "60"})
    assert end.value.code == 2
    assert "TIWALA_CLOCK_OFFSET_S is for trials only" in capsys.readouterr().err


def test_stand_ins_for_gateways_are_named_one_by_one_and_never_live(capsys: pytest.CaptureFixture[str]) -> None:
    found = read({"TIWALA_GATEWAY_URLS": "paymongo=http://127.0.0.1:8011/, maya=http://127.0.0.1:8012"})
    assert found.gateway_urls == {"paymongo": "http://127.0.0.1:8011", "maya": "http://127.0.0.1:8012"}
    with pytest.raises(BadEnvironment):
        read(LIVE | {"TIWALA_GATEWAY_URLS": "maya=https://maya.example.ph"})
    assert "TIWALA_GATEWAY_URLS is for trials only" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TIWALA_GATEWAY_URLS", "paymongo"),
        ("TIWALA_GATEWAY_URLS", "=http://127.0.0.1:8011"),
        ("TIWALA_MODE", "production"),
        ("TIWALA_PORT", "0"),
        ("TIWALA_PORT", "eighty"),
        ("TIWALA_WORKERS", "none"),
        ("TIWALA_CLOCK_OFFSET_S", "tomorrow"),
        ("TIWALA_TRUSTED_PROXIES", "-1"),
        ("TIWALA_BASE_URL", "pay.example.ph"),
        ("TIWALA_BASE_URL", "https://pay.example.ph/shop"),
        ("DATABASE_URL", "sqlite:///books.db"),
        ("DATABASE_URL", "postgresql://shop@127.0.0.1"),
        ("DATABASE_URL", "postgresql://shop@127.0.0.1:port/shop"),
        ("DATABASE_URL", "postgresql://shop@127.0.0.1:70000/shop"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(
    name: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadEnvironment):
        read({name: text})
    said = capsys.readouterr().err
    assert name in said
    assert said.count("\n") == 1


def test_a_live_house_has_a_secure_address(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadEnvironment):
        read({"TIWALA_MODE": "live", "TIWALA_BASE_URL": "http://pay.example.ph"})
    assert "https://" in capsys.readouterr().err


def test_an_address_of_a_database_may_carry_libpqs_options() -> None:
    url = "postgresql://shop:p%40ss@db.example.ph:5433/books?sslmode=verify-full&host=%2Frun%2Fpg"
    found = read({"DATABASE_URL": url})
    assert not found.is_embedded
    assert (found.database.user, found.database.password, found.database.name) == ("shop", "p@ss", "books")
    assert (found.database.host, found.database.port) == ("/run/pg", "5433")
    assert found.database.options == {"sslmode": "verify-full"}
    assert read({"DATABASE_URL": "postgresql:///books"}).database.port == ""


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.ph",
        "http://mail.example.ph",
        "smtp://",
        "smtp://mail.example.ph:port",
        "smtp://me:se/cret@mail.example.ph:587?tls=1",
        "smtp://me:se#cret@mail.example.ph:587?tls=1",
    ],
)
def test_a_mail_server_that_is_none_is_refused_and_its_password_not_repeated(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadEnvironment):
        read({"TIWALA_SMTP_URL": url})
    said = capsys.readouterr().err
    assert "TIWALA_SMTP_URL must look like" in said
    assert "cret" not in said


def test_a_live_house_sends_its_mail_password_over_a_sealed_line_only(capsys: pytest.CaptureFixture[str]) -> None:
    for url in (
        "smtp://me:pass@mail.example.ph:587?tls=1",
        "smtps://me:pass@mail.example.ph",
        "smtp://me:pass@127.0.0.1",
    ):
        assert read(LIVE | {"TIWALA_SMTP_URL": url}).smtp_url == url
    with pytest.raises(BadEnvironment):
        read(LIVE | {"TIWALA_SMTP_URL": "smtp://me:pass@mail.example.ph:587"})
    assert "password unsealed" in capsys.readouterr().err
