from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Mail, conf
from tiwala.notify.actions.deliver_letter import deliver_letter
from tiwala.notify.models import Letter
from tiwala.notify.states import LetterState
from tiwala.notify.tests.mail_server import MailServerLog, mail_server
from tiwala.notify.tests.makers import a_letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1", "::1"])]
USER = "house%40nenas.example"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of "localhost" that it signed itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    secret = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "localhost.pem"
    path.write_bytes(secret + made.public_bytes(form))
    return path


@pytest.fixture
def server(certificate: Path) -> Iterator[MailServerLog]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    before = conf.mail
    with mail_server(context) as log:
        yield log
    conf.mail = before


RIGHT = "p%40ss%3Aw%2Frd%231"


def _send(server: MailServerLog, *, password: str = RIGHT, host: str = "localhost") -> Letter:
    conf.mail = Mail(sender="Nena <billing@nenas.example>", smtp_url=_url(server, password, host), tries_max=3)
    letter = a_letter()
    deliver_letter(letter.pk, by=SYSTEM)
    found: Letter = Letter.objects.get(pk=letter.pk)
    return found


def _url(server: MailServerLog, password: str, host: str) -> str:
    return f"smtp://{USER}:{password}@{host}:{server.port}?tls=1"


def test_a_letter_leaves_under_tls_and_by_password(
    server: MailServerLog, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    letter = _send(server)
    assert (letter.state, letter.last_error) == ("sent", "")
    assert server.signed_in == ["house@nenas.example"]
    assert len(server.letters) == 1


def test_nothing_is_said_to_a_server_whose_certificate_nobody_vouches_for(server: MailServerLog) -> None:
    letter = _send(server)
    assert letter.state == LetterState.WAITING
    assert letter.last_error.startswith("the mail server's certificate is not to be trusted (self-signed certificate")
    assert (server.signed_in, server.letters) == ([], [])


def test_nothing_is_said_to_a_server_of_another_name(
    server: MailServerLog, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    letter = _send(server, host="127.0.0.1")
    assert "IP address mismatch" in letter.last_error
    assert (server.signed_in, server.letters) == ([], [])


def test_a_wrong_password_delays_the_letter_and_says_so(
    server: MailServerLog, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    letter = _send(server, password="wrong")
    assert (letter.state, letter.last_error) == ("waiting", "the mail server refused our password (535)")
    assert server.letters == []


def test_no_password_goes_to_a_server_that_has_no_tls(server: MailServerLog) -> None:
    server.tls = None
    letter = _send(server)
    assert letter.state == LetterState.WAITING
    assert "does not offer the TLS" in letter.last_error
    assert server.envelopes == []
