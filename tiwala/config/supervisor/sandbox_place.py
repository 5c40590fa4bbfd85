"""Where the sandbox gateway listens."""

from urllib.parse import urlsplit


def sandbox_address(url: str) -> tuple[str, int]:
    """Host and port of the sandbox, from its address."""
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 8010
