"""What the gateway keeps of each payment, and the money it knows."""

EXPONENTS = {"PHP": 2, "USD": 2, "EUR": 2, "SGD": 2, "HKD": 2, "JPY": 0}
SYMBOLS = {"PHP": "₱", "USD": "$", "EUR": "€", "SGD": "S$", "HKD": "HK$", "JPY": "¥"}
CURRENCIES = tuple(EXPONENTS)

# method: (hundredths of a percent, centavos on top when in pesos)
RATES = {"card": (350, 1500), "wallet": (200, 0), "qrph": (100, 0), "bank": (0, 1500), "otc": (0, 2000)}
DISPUTE_FEE_MINOR = 50_000


def fee_for(amount_minor: int, *, method: str, currency: str) -> int:
    """The fee of a payment in its own minor units, rounded half up, never more than the payment."""
    rate, fixed = RATES[method]
    fee = (amount_minor * rate * 2 + 10_000) // 20_000 + (fixed if currency == "PHP" else 0)
    return min(fee, amount_minor)


def decimal_text(amount_minor: int, currency: str) -> str:
    """The amount with a decimal point, as QR payloads write it: 150000 PHP is `1500.00`."""
    exponent = EXPONENTS[currency]
    if exponent == 0:
        return str(amount_minor)
    whole, part = divmod(amount_minor, 10**exponent)
    return f"{whole}.{part:0{exponent}d}"


def money_text(amount_minor: int, currency: str) -> str:
    """The amount as a person reads it: `₱1,500.00`."""
    whole, dot, part = decimal_text(amount_minor, currency).partition(".")
    return f"{SYMBOLS[currency]}{int(whole):,}{dot}{part}"
