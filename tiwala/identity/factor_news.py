"""What follows when a passkey came or went: allauth's signals for whoever listens, a letter, a word on the page."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tiwala.identity import shown_once
from tiwala.identity.models import Passkey


def told_of_new_passkey(request: HttpRequest, passkey: Passkey) -> str:
    """Tell everybody; where the person goes next: to their first recovery codes, else to the list."""
    signals.authenticator_added.send(
        sender=Authenticator, request=request, user=passkey.user, authenticator=passkey.authenticator
    )
    adapter = get_adapter(request)
    adapter.send_notification_mail("mfa/email/webauthn_added", passkey.user)
    adapter.add_message(request, messages.SUCCESS, message=_("Your passkey is ready. You can sign in with it."))
    is_first = shown_once.make_first(request, passkey.user)
    return "mfa_view_recovery_codes" if is_first else "mfa_list_webauthn"


def told_of_removed_passkey(request: HttpRequest, gone: Authenticator) -> None:
    """Tell everybody."""
    signals.authenticator_removed.send(sender=Authenticator, request=request, user=gone.user, authenticator=gone)
    adapter = get_adapter(request)
    adapter.send_notification_mail("mfa/email/webauthn_removed", gone.user)
    adapter.add_message(request, messages.SUCCESS, message=_("The passkey is removed. It no longer lets anybody in."))
