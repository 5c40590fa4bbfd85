"""Why a letter did not leave, in the reader's language: kept in English, said when it is read."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, gettext_noop

REASONS: Final = (
    gettext_noop("no mail server is set"),
    gettext_noop("the mail server's address is not like smtp://host:port"),
    gettext_noop("the mail server refused the address"),
    gettext_noop("the mail server refused the letter"),
    gettext_noop("the mail server refused our password"),
    gettext_noop("the mail server refused our sender"),
    gettext_noop("the mail server does not offer the TLS or the sign-in that TIWALA_SMTP_URL asks for"),
    gettext_noop("the mail server does not speak with us"),
    gettext_noop("the mail server's certificate is not to be trusted"),
    gettext_noop("the mail server cannot be reached"),
    gettext_noop("workers died over this letter"),
    gettext_noop("the letter could not be made ready"),
)


def said(why: str) -> str:
    """The reason in words; what stands in brackets after it (a code) stays, and one that is unknown stays whole."""
    reason, bracket, code = why.partition(" (")
    return gettext(reason) + bracket + code if reason in REASONS else why
