"""The tries of one burst, from its first minute to its last, and whose keys they share."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from tiwala.fraud.models import Assessment, Burst, Sighting
from tiwala.fraud.monitor.busy import NEWEST, Busy, busy_sql
from tiwala.fraud.trails import Trace, traces_of

SHOWN: Final = 50
_BEFORE: Final = {"cards": timedelta(hours=1), "disputes": timedelta(days=30)}
_TEN: Final = timedelta(minutes=10)
_OF: Final = f"""
    SELECT s.* FROM fraud_assessment a JOIN fraud_sighting s USING (payment_ref)
     WHERE a.at >= %(since)s AND a.at <= %(until)s
       AND (%(mark)s::bytea IS NULL OR s.ip_mark = %(mark)s OR s.device_mark = %(mark)s)
       AND (%(customer)s = '' OR s.customer_ref = %(customer)s)
     ORDER BY a.at DESC LIMIT {NEWEST}"""  # noqa: S608 -- own names


def busy_in(burst: Burst) -> list[Busy]:
    """The ten busiest keys of its newest tries: one statement (two for a customer's burst)."""
    asked = {
        "since": burst.created_at - _BEFORE.get(burst.kind, _TEN),
        "until": burst.last_at,
        "mark": bytes(burst.mark) if burst.about in ("ip", "device") else None,
        "customer": _customer(burst) if burst.about == "customer" else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(busy_sql(_OF), asked)
        return [Busy(*row) for row in cursor.fetchall()]


def tries_of(burst: Burst) -> list[Trace]:
    """Its newest tries, so many as people read, with what became of each."""
    return traces_of(list(_tries(burst).order_by("-at")[:SHOWN]))


def is_of(burst: Burst, payment_ref: str) -> bool:
    """Whether this try belongs to it."""
    return _tries(burst).filter(payment_ref=payment_ref).exists()


def _tries(burst: Burst) -> QuerySet[Sighting]:
    since = burst.created_at - _BEFORE.get(burst.kind, _TEN)
    found = Sighting.objects.filter(at__gte=since, at__lte=burst.last_at)
    match burst.about:
        case "ip" | "device":
            return found.filter(**{f"{burst.about}_mark": bytes(burst.mark)})
        case "customer":
            return found.filter(customer_ref=_customer(burst))
        case _:
            refs = Assessment.objects.filter(at__gte=since, at__lte=burst.last_at).order_by("-at")
            refs = refs.filter(verdict="block") if burst.kind == "blocks" else refs
            return Sighting.objects.filter(Q(payment_ref__in=refs.values("payment_ref")[:NEWEST]))


def _customer(burst: Burst) -> str:
    found = Sighting.objects.filter(payment_ref=burst.payment_ref).values_list("customer_ref", flat=True).first()
    return found or "nobody"
