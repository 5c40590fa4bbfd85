"""Each gateway account and when it last spoke: the dashboard's and the settings' view of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from tiwala.gateways.models import GatewayAccount, Notice


@dataclass(frozen=True, slots=True)
class GatewayLine:
    """One account without its keys."""

    ref: str
    gateway: str
    label: str
    mode: str
    external_id: str
    enabled: bool
    last_notice_at: datetime | None


def gateway_lines() -> list[GatewayLine]:
    """Every account and its newest proven notice: one statement; keys stay sealed."""
    newest = Notice.objects.filter(account_id=OuterRef("pk"), proof="ok").order_by("-id").values("created_at")[:1]
    found = GatewayAccount.objects.defer("keys", "notice_secrets", "past_secrets").annotate(last_at=Subquery(newest))
    return [
        GatewayLine(
            ref=one.public_id,
            gateway=one.gateway,
            label=one.label,
            mode=one.mode,
            external_id=one.external_id,
            enabled=one.enabled,
            last_notice_at=one.last_at,
        )
        for one in found
    ]
