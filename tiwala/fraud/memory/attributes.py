"""What rules and models may ask of long memory: each attribute's meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NUMBERS: Final[Mapping[str, str]] = {
    "amount_risk": "of amounts of about this size and larger ones, the share that became known as fraud, 0 to 1",
    "habit_count": "how many ordinary amounts of this customer are remembered, at most 50",
    "times_middle": "this amount as a multiple of the middle one of these; missing below five",
    "times_most": "this amount as a multiple of the largest of these; missing below five",
    "amount_z": "how many usual distances this amount lies above the middle one; missing below five",
    "outliers_14d": "amounts far out of this customer in the last 14 days, this one not included",
    "outlier_ago_h": "hours since the last of them; missing when there is none",
    "own_frauds_28d": "frauds of this customer that their amount explains, known in the last 28 days",
    "own_known_d": "days since this customer's first try; missing on the first",
    "own_last_h": "hours since this customer's last try; missing on the first",
    "own_tries_1d": "earlier tries of this customer today",
    "own_tries_7d": "earlier tries of this customer on the last 7 days",
    "own_tries_30d": "earlier tries of this customer on the last 30 days",
    "own_decline_share": "share of this customer's tries that were declined; missing on the first",
    "shared_tries_1d": "earlier tries today on the most suspect shared key",
    "shared_tries_7d": "earlier tries on that key on the last 7 days",
    "shared_tries_30d": "earlier tries on that key on the last 30 days",
    "shared_known_d": "days since that key was first seen; missing on the first try",
    "shared_last_h": "hours since that key was last seen; missing on the first try",
    "shared_customers": "different customers seen with that key, at most 32",
    "shared_frauds_7d": "frauds on that key that became known in the last 7 days",
    "shared_unexplained_7d": "those of them that no amount explains, so that the key itself is suspect",
    "shared_unexplained_28d": "unexplained frauds on that key that became known in the last 28 days",
    "shared_risk": "their share of its tries of 30 days, leaning on what is common, between 0 and 1",
    "shared_streak_d": "days since the first of its unexplained frauds in a row; missing when there is none",
    "shared_streak_length_d": "days between the first and the last of them",
    "shared_streak_share": "of its tries between the first and the last, the share that were fraud",
    "shared_fraud_ago_d": "days since the last of them happened",
    "shared_clean_after": "tries on that key after the last that would be known as fraud by now, and are not",
}
TEXTS: Final[Mapping[str, str]] = {"shared_kind": "which shared key is the most suspect one, such as ip or card"}
