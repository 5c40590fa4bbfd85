"""What becomes of a session when a person signs in: whose it is, how proven, from which device."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from tiwala.identity import browsers, devices, step_up
from tiwala.identity.client_address import client_ip
from tiwala.identity.models import Assurance, Device, Session, User
from tiwala.identity.tokens import digest
from tiwala.kit import clock


def open_session(request: HttpRequest, user: User) -> Session:
    """Write it into the session's row; Django has just given the session a new key. Saved with the answer."""
    now, row = clock.now(), step_up.row_of(request)
    row.user = user
    row.started_at = row.last_active_at = row.proved_at = now
    row.assurance = step_up.assurance_of(request, user)
    row.factor_proved_at = None if row.assurance == Assurance.PASSWORD else now
    row.agent = devices.brief_agent(request.headers.get("User-Agent", ""))
    row.neighbourhood = devices.neighbourhood(client_ip(request))
    row.device = _device(request, user)
    request.session.modified = True
    return row


def _device(request: HttpRequest, user: User) -> Device:
    """The browser, known from before or new. Of a new one the person is told, but for the very first sign-in."""
    token = browsers.greet(request)
    facts = {
        "agent": devices.brief_agent(request.headers.get("User-Agent", "")),
        "neighbourhood": devices.neighbourhood(client_ip(request)),
        "last_signed_in_at": clock.now(),
    }
    device, is_new = Device.objects.update_or_create(user=user, token_hash=digest(token), defaults=facts)
    if is_new and user.last_login is not None:
        get_adapter(request).send_notification_mail("account/email/new_device", user)
    return device
