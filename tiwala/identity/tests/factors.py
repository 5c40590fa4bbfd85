"""How people in this room's tests set a second factor up, and the codes they read off."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tiwala.identity.tests.people import PASSWORD
from tiwala.kit import clock


def code_for(secret: str) -> str:
    """What the app shows at this instant."""
    code: str = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    return code


def set_up_app(client: Client) -> str:
    """Switch an authenticator app on for who is signed in; returns its seed."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret: str = page.context["form"].secret
    assert client.post("/account/2fa/totp/activate/", {"code": code_for(secret)}).status_code == 302
    for app in Authenticator.objects.filter(type="totp"):  # as if half a minute had passed
        app.data = {**app.data, "last_step": 0}
        app.save()
    return secret
