"""What PayPal switched on for this business and its app, beside orders: a setting of the account.

What is not named there is not used: none of it was ever tried with an account in the Philippines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SETTING: Final = "features"


@dataclass(frozen=True, slots=True)
class Features:
    """disputes: the app may read them. holds: set aside and take later. vault: PayPal kept for next time."""

    disputes: bool = False
    holds: bool = False
    vault: bool = False

    @classmethod
    def named_in(cls, text: str) -> Features:
        """Read from the account's setting: "disputes, holds, vault". Words that are no feature change nothing."""
        named = set(re.findall(r"[a-z]+", text.lower()[:200]))
        return cls(disputes="disputes" in named, holds="holds" in named, vault="vault" in named)
