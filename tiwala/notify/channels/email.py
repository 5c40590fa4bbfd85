"""Letters by e-mail: one SMTP conversation a letter, or none when no mail server is set."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from tiwala.kit.conf import conf
from tiwala.notify.attachments import Attachment

TIMEOUT_S = 15
"""To be reached, to greet, to agree on TLS and a password."""
TAKEN_WITHIN_S = 120
"""For each answer after that: a server that looks long at a letter may have taken it, and would get a second copy."""
_PERMANENT = range(500, 600)
_SERVER_S_OWN = frozenset({421, 452})  # closing down, out of room: true of every letter
_POLICY = b"5.7."  # RFC 3463: refused by a rule (relaying, a missing record of our name), not for the address
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the mail server is given. `message_id` is the same at every try, so that a second copy is known as one."""

    message_id: str
    to_name: str
    to_email: str
    language: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()


class MailRefusedError(Exception):
    """The letter did not leave; `why` holds no address of a person.

    `permanent` says that asking again cannot help; `is_server` that the server itself ails, for every letter.
    """

    def __init__(self, why: str, *, permanent: bool = False, is_server: bool = False) -> None:
        self.why, self.permanent, self.is_server = why, permanent, is_server
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server as written in TIWALA_SMTP_URL: smtp://user:password@host:587?tls=1, or smtps:// for TLS at once."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    implicit_tls: bool

    @classmethod
    def read(cls, url: str) -> MailServer:
        """Take the address apart. MailRefusedError when it is not one: the letters wait until it is put right."""
        if not url:
            raise MailRefusedError("no mail server is set", is_server=True)
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise MailRefusedError("the mail server's address is not like smtp://host:port", is_server=True)
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=parse_qs(parts.query).get("tls", ["0"])[0] in ("1", "yes", "true"),
            implicit_tls=parts.scheme == "smtps",
        )


def has_server() -> bool:
    """Whether letters can leave the house at all."""
    return bool(conf.mail.smtp_url)


def send(envelope: Envelope) -> None:
    """Hand one letter to the mail server. Raises MailRefusedError when it did not take it."""
    server = MailServer.read(conf.mail.smtp_url)
    backend = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.starttls,
        use_ssl=server.implicit_tls,
        timeout=TIMEOUT_S,
    )
    try:
        _hand_over(backend, _message(envelope))
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(*max(error.recipients.values(), default=(0, b"")), "the address") from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, b"", "the letter") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailRefusedError(_ails(error), is_server=True) from error


def _hand_over(backend: EmailBackend, message: EmailMultiAlternatives) -> None:
    try:
        backend.open()
        _be_patient(backend, TAKEN_WITHIN_S)
        backend.send_messages([message])
    finally:
        _be_patient(backend, TIMEOUT_S)
        with suppress(smtplib.SMTPException, OSError):  # what was taken is taken, however the line ends
            backend.close()


def _be_patient(backend: EmailBackend, seconds: int) -> None:
    line = backend.connection.sock if backend.connection else None
    if line is not None:
        line.settimeout(seconds)


def _refused(code: int, words: bytes, what: str) -> MailRefusedError:
    """Said of this letter, unless the code means the server itself."""
    why = f"the mail server refused {what} ({code})"
    if code in _SERVER_S_OWN:
        return MailRefusedError(why, is_server=True)
    return MailRefusedError(why, permanent=code in _PERMANENT and not words.startswith(_POLICY))


def _ails(error: smtplib.SMTPException | OSError) -> str:
    """What keeps the server from taking any letter."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"the mail server refused our password ({error.smtp_code})"
        case smtplib.SMTPSenderRefused():
            return f"the mail server refused our sender ({error.smtp_code})"
        case smtplib.SMTPNotSupportedError():
            return "the mail server does not offer the TLS or the sign-in that TIWALA_SMTP_URL asks for"
        case smtplib.SMTPResponseException():
            return f"the mail server does not speak with us ({error.smtp_code})"
        case ssl.SSLCertVerificationError():
            return f"the mail server's certificate is not to be trusted ({error.verify_message})"[:200]
        case _:
            return f"the mail server cannot be reached ({type(error).__name__})"


def _message(envelope: Envelope) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=envelope.subject,
        body=envelope.text,
        from_email=conf.mail.sender,
        reply_to=[envelope.reply_to] if envelope.reply_to else None,
        to=[sanitize_address((envelope.to_name, envelope.to_email), "utf-8")],
        headers={
            "Message-ID": envelope.message_id,
            "Content-Language": envelope.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(envelope.html, "text/html")
    for file in envelope.attachments:
        message.attach(file.filename, file.data, file.media_type)
    return message
