"""Read the environment once into a frozen value; refuse to start on what is missing, weak or makes no sense."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Mode = Literal["demo", "test", "live"]
_SOCKET_HOST = "TIWALA_DB_SOCKET"
_PERCENT_MOST = 100


class BadEnvironment(SystemExit):
    """One clear sentence about the setting that is wrong; ends the program with code 2."""

    def __init__(self, sentence: str) -> None:
        super().__init__(2)
        sys.stderr.write(f"tiwala: {sentence}\n")


@dataclass(frozen=True, slots=True)
class Database:
    """Where the books are. `options` are libpq's, such as sslmode."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting that comes from outside. Documented in docs/reference/settings.md."""

    mode: Mode
    data_dir: Path
    key_file: Path
    database: Database
    is_embedded: bool
    app_role: str
    base_url: str
    host: str
    port: int
    sandbox_url: str
    gateway_urls: dict[str, str]
    gateway_timeout_s: int
    smtp_url: str
    mail_from: str
    clock_offset_s: int
    metrics_token: str
    trusted_proxies: int
    workers: int
    pg_bin: str
    blocked_passwords: str
    clamd: str
    ip_countries: str
    fraud_keep_months: int
    dispute_limits: dict[str, float]
    clear_limit_minor: int
    device_days: int


def read(given: dict[str, str] | None = None) -> Environment:
    """The environment as a value; every refusal names the setting and says what to write instead."""
    source = dict(os.environ) if given is None else given
    mode = _one_of(source, "TIWALA_MODE", ("demo", "test", "live"), "demo")
    offset = _whole(source, "TIWALA_CLOCK_OFFSET_S", 0, -(10**9), 10**9)
    if offset and mode == "live":
        raise BadEnvironment("TIWALA_CLOCK_OFFSET_S is for trials only: take it away, or set TIWALA_MODE=demo")
    port = _whole(source, "TIWALA_PORT", 8000, 1, 65535)
    base_url = _base_url(source.get("TIWALA_BASE_URL", f"http://localhost:{port}"), mode)
    data_dir = Path(source.get("TIWALA_DATA", ".tiwala")).absolute()
    return Environment(
        mode=cast("Mode", mode),
        data_dir=data_dir,
        key_file=Path(source.get("TIWALA_KEYS", ".tiwala-keys/keys.json")).absolute(),
        database=_database(source, data_dir),
        is_embedded=not source.get("DATABASE_URL"),
        app_role=source.get("TIWALA_APP_ROLE", ""),
        base_url=base_url,
        host=source.get("TIWALA_HOST", "127.0.0.1"),
        port=port,
        sandbox_url=source.get("TIWALA_SANDBOX_URL", "http://127.0.0.1:8010").rstrip("/"),
        gateway_urls=_gateway_urls(source.get("TIWALA_GATEWAY_URLS", ""), mode),
        gateway_timeout_s=_whole(source, "TIWALA_GATEWAY_TIMEOUT_S", 20, 1, 60),
        smtp_url=_smtp_url(source.get("TIWALA_SMTP_URL", ""), mode),
        mail_from=source.get("TIWALA_MAIL_FROM", f"Tiwala <billing@{urlsplit(base_url).hostname}>"),
        clock_offset_s=offset,
        metrics_token=source.get("TIWALA_METRICS_TOKEN", ""),
        trusted_proxies=_whole(source, "TIWALA_TRUSTED_PROXIES", 0, 0, 10),
        workers=_whole(source, "TIWALA_WORKERS", 2, 1, 64),
        pg_bin=source.get("TIWALA_PG_BIN", ""),
        blocked_passwords=_readable(source, "TIWALA_BLOCKED_PASSWORDS"),
        clamd=_clamd(source.get("TIWALA_CLAMD", "")),
        ip_countries=source.get("TIWALA_IP_COUNTRIES", ""),
        fraud_keep_months=_whole(source, "TIWALA_FRAUD_KEEP_MONTHS", 13, 4, 24),
        dispute_limits=_limits(source.get("TIWALA_DISPUTE_LIMITS", "") or "all=1.0,visa=1.5,mastercard=1.5"),
        clear_limit_minor=_whole(source, "TIWALA_CLEAR_LIMIT_MINOR", 5_000_000, 0, 10**12),
        device_days=_whole(source, "TIWALA_DEVICE_DAYS", 400, 1, 400),
    )


def _one_of(source: dict[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = source.get(name, default)
    if value not in allowed:
        raise BadEnvironment(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def _whole(source: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = source.get(name, "") or str(default)
    if not text.lstrip("-").isdecimal() or not least <= int(text) <= most:
        raise BadEnvironment(f"{name} is {text!r}; it must be a whole number from {least} to {most}")
    return int(text)


def _limits(text: str) -> dict[str, float]:
    """Percent of payments that may be disputed, by card brand, and of all; a brand without a limit has none."""
    pairs = [pair.strip().lower().partition("=") for pair in text.split(",") if pair.strip()]
    try:
        found = {name.strip(): float(percent) for name, _, percent in pairs}
    except ValueError:
        found = {}
    if not found or not all(name.isalpha() and 0 < percent <= _PERCENT_MOST for name, percent in found.items()):
        raise BadEnvironment(f"TIWALA_DISPUTE_LIMITS is {text!r}; write percents such as all=1.0,visa=1.5")
    return found


def _readable(source: dict[str, str], name: str) -> str:
    """The whole path of a file that is there; empty when none is named."""
    text = source.get(name, "")
    if text and not Path(text).is_file():
        raise BadEnvironment(f"{name} is {text!r}; there is no such file")
    return str(Path(text).absolute()) if text else ""


def _clamd(text: str) -> str:
    """Where the virus scanner listens; empty where there is none."""
    if text and not text.startswith("/") and not text.rpartition(":")[2].isdecimal():
        raise BadEnvironment(f"TIWALA_CLAMD is {text!r}; write /run/clamav/clamd.ctl or 127.0.0.1:3310")
    return text


def _base_url(text: str, mode: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise BadEnvironment(f"TIWALA_BASE_URL is {text!r}; write it as https://pay.example.ph")
    if mode == "live" and parts.scheme != "https":
        raise BadEnvironment("TIWALA_BASE_URL must begin with https:// when TIWALA_MODE=live")
    return text.rstrip("/")


def _smtp_url(text: str, mode: str) -> str:
    """The mail server's address; its password is never repeated, and when live never goes over an open line."""
    parts = urlsplit(text)
    try:
        fits = (
            parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/")
        )
    except ValueError:
        fits = False
    if text and (not fits or parts.fragment):
        raise BadEnvironment(
            "TIWALA_SMTP_URL must look like smtp://user:password@mail.example.ph:587?tls=1; "
            "in user and password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25"
        )
    is_sealed = parts.scheme == "smtps" or ("tls", "1") in parse_qsl(parts.query)
    if mode == "live" and parts.password and not is_sealed and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise BadEnvironment(
            "TIWALA_SMTP_URL would send its password unsealed: put ?tls=1 at its end, or begin with smtps://"
        )
    return text


def _gateway_urls(text: str, mode: str) -> dict[str, str]:
    """Stand-ins for gateways, by the gateway's name; a live house speaks to the real ones only."""
    if text and mode == "live":
        raise BadEnvironment("TIWALA_GATEWAY_URLS is for trials only: take it away, or set TIWALA_MODE=demo")
    pairs = [pair.strip().partition("=") for pair in text.split(",") if pair.strip()]
    if any(not name or urlsplit(url).scheme not in ("http", "https") for name, _, url in pairs):
        raise BadEnvironment(
            "TIWALA_GATEWAY_URLS must look like paymongo=http://127.0.0.1:8011,maya=http://127.0.0.1:8012"
        )
    return {name: url.rstrip("/") for name, _, url in pairs}


def _database(source: dict[str, str], data_dir: Path) -> Database:
    url = source.get("DATABASE_URL", "")
    if not url:
        socket = source.get(_SOCKET_HOST, str(data_dir / "run"))
        return Database("tiwala", source.get("TIWALA_DB_USER", "tiwala_app"), "", socket, "", {})
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/") or not _is_sound(parts):
        raise BadEnvironment("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return Database(
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", unquote(parts.hostname or "")),
        port=str(parts.port or ""),
        options=options,
    )


def _is_sound(parts: SplitResult) -> bool:
    """Whether what follows the host is a port, or nothing."""
    try:
        return parts.port != 0
    except ValueError:
        return False
