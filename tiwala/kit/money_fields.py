"""Columns for money: whole smallest units and a currency, and the checks that guard them in the database."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


def minor_field(**kwargs: Any) -> models.BigIntegerField[Any, Any]:
    """An amount in smallest units (centavos for PHP)."""
    return models.BigIntegerField(**kwargs)


def currency_field(**kwargs: Any) -> models.CharField[Any, Any]:
    """An ISO 4217 code; three letters."""
    return models.CharField(max_length=3, **kwargs)


def money_checks(
    prefix: str, *, amounts: tuple[str, ...] = ("amount_minor",), currency: str = "currency", least: int | None = 0
) -> list[models.CheckConstraint]:
    """Guards for a model's Meta.constraints: no amount under `least` (None: any sign), a currency of three letters."""
    checks = [models.CheckConstraint(condition=Q(**{f"{currency}__regex": "^[A-Z]{3}$"}), name=f"{prefix}_{currency}")]
    if least is not None:
        checks += [
            models.CheckConstraint(condition=Q(**{f"{amount}__gte": least}), name=f"{prefix}_{amount}_least")
            for amount in amounts
        ]
    return checks
