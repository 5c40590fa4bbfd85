"""Which columns of a model say nearly the same: as a reason they speak together."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = {
    "habit": (
        *("times_middle", "times_most", "amount_z", "times_usual", "usual_minor", "most_minor"),
        "is_large_after_small",
    ),
    "size": ("amount_minor", "amount_risk"),
    "outliers": ("outliers_14d", "outlier_ago_h", "own_frauds_28d"),
    "mismatch": (
        *("is_ip_bin_mismatch", "is_ip_bill_mismatch", "is_bill_ship_mismatch", "is_bin_bill_mismatch"),
        "country_mismatches",
    ),
    "known": ("customer_paid", "habit_count"),
}
_GROUP_OF: Final = {name: group for group, names in _GROUPS.items() for name in names}
_KEYS: Final = ("ip", "net", "device", "card", "mail", "phone", "address", "house", "shared")


def group_of(name: str) -> str:
    """The group of a column: all that is counted on one key is one, and what stands alone is its own."""
    if name in _GROUP_OF:
        return _GROUP_OF[name]
    key, sign, _rest = name.partition("_")
    return key if sign and key in _KEYS else name
