"""The one form in which passwords are hashed and compared, so that the same keys typed on two devices are the same."""

from __future__ import annotations

import unicodedata


def normal(text: str) -> str:
    """Unicode's composed form (NFC). Nothing is trimmed or cut."""
    return unicodedata.normalize("NFC", text)
