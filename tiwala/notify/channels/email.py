"""Letters by e-mail: one SMTP conversation a letter, or none when no mail server is set."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from tiwala.kit.conf import conf
from tiwala.notify.attachments import Attachment

TIMEOUT_S = 15
_PERMANENT = range(500, 600)
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
    attachments: tuple[Attachment, ...] = ()


class MailRefusedError(Exception):
    """The letter did not leave. `permanent` says that asking again cannot help; `why` holds no address."""

    def __init__(self, why: str, *, permanent: bool) -> None:
        self.why, self.permanent = why, permanent
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
            raise MailRefusedError("no mail server is set", permanent=False)
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise MailRefusedError("the mail server's address is not like smtp://host:port", permanent=False)
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
        backend.send_messages([_message(envelope)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _refused(max(codes, default=0), "the address") from error
    except smtplib.SMTPSenderRefused as error:
        raise MailRefusedError(f"the mail server refused our sender ({error.smtp_code})", permanent=False) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefusedError(f"the mail server refused our password ({error.smtp_code})", permanent=False) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, "the letter") from error
    except (smtplib.SMTPException, ssl.SSLError, OSError) as error:
        raise MailRefusedError(
            f"the mail server cannot be reached ({type(error).__name__})", permanent=False
        ) from error


def _refused(code: int, what: str) -> MailRefusedError:
    return MailRefusedError(f"the mail server refused {what} ({code})", permanent=code in _PERMANENT)


def _message(envelope: Envelope) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=envelope.subject,
        body=envelope.text,
        from_email=conf.mail.sender,
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
