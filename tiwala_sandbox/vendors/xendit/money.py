"""Amounts on this wire: JSON numbers in whole pesos. Kept here in centavos."""

from decimal import Decimal
from typing import Any

from tiwala_sandbox.problems import Problem

_MOST = 10**12


def minor(value: Any, *, name: str, code: str = "API_VALIDATION_ERROR") -> int:
    """Centavos of an amount above zero; two decimals at most."""
    if type(value) not in (int, float):
        raise Problem(code, f"request/body/{name} must be number", status=400)
    exact = Decimal(str(value))
    if not exact.is_finite() or not 0 < exact < _MOST or exact != exact.quantize(Decimal("0.01")):
        raise Problem(code, f"{name} is not an amount", status=400)
    return int(exact * 100)


def number(centavos: int) -> int | float:
    """Centavos as Xendit writes them: 1500 or 1500.5."""
    return centavos // 100 if centavos % 100 == 0 else float(Decimal(centavos) / 100)


def fixed(centavos: int) -> str:
    """Centavos as disputes write them: "1500.00"."""
    return f"{centavos // 100}.{centavos % 100:02d}"


def fee_of(centavos: int) -> tuple[int, int]:
    """A fee and its VAT: three in a hundred and twelve in a hundred of that. Invented; real ones are in a contract."""
    fee = centavos * 3 // 100
    return fee, fee * 12 // 100
