"""What becomes of a session when a person signs in: whose it is, how proven, from where."""

from __future__ import annotations

from django.http import HttpRequest

from tiwala.identity import devices, step_up
from tiwala.identity.client_address import client_ip
from tiwala.identity.models import Assurance, Session, User
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
    request.session.modified = True
    return row
