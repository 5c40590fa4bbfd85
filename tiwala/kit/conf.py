"""Typed settings, read everywhere as `conf.pay.link_days_after_due`. Filled once from the environment by config.

Each line is documented in docs/reference/settings.md; a test fails when one is missing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pay:
    """How invoices are paid through a link."""

    link_days_after_due: int = 30
    link_days_max: int = 120
    link_misses_per_minute: int = 30
    attempt_minutes: int = 60
    code_hours: int = 72
    transfer_days: int = 3
    proof_keep_days: int = 180
    starts_per_minute: int = 10
    starts_per_hour: int = 60
    unknown_ask_after_s: tuple[int, ...] = (10, 60, 300, 900, 3600, 21600, 86400)
    unknown_ask_daily: int = 7


@dataclass(frozen=True, slots=True)
class Autopay:
    """Payments that a customer agreed to once: when, and what is done when one fails."""

    from_hour: int = 8
    until_hour: int = 20
    at_hour: int = 10
    notice_days: int = 3
    notice_days_max: int = 14
    rise_percent: int = 20
    soft_retry_days: tuple[int, ...] = (1, 3, 5)
    ending_warn_days: int = 30


@dataclass(frozen=True, slots=True)
class Outside:
    """How we speak to others. Seconds."""

    base_url: str = "http://localhost:8000"
    sandbox_url: str = "http://127.0.0.1:8010"
    gateway_urls: Mapping[str, str] = field(default_factory=dict)
    gateway_connect_timeout_s: float = 5.0
    gateway_read_timeout_s: float = 20.0
    clamd: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """Which gateway a payer is sent to, and when one is no longer trusted. See docs/why/routing.md."""

    window_s: int = 300
    least_calls: int = 4
    trouble_percent: int = 50
    doubt_percent: int = 20
    wait_s: int = 30
    wait_max_s: int = 120
    probe_s: int = 90
    calm_s: int = 600
    budget_s: float = 12.0
    calls_keep_h: int = 48
    hours_keep_days: int = 400


@dataclass(frozen=True, slots=True)
class Fraud:
    """How each try to pay is assessed. See docs/why/fraud.md."""

    late_ms: int = 150
    review_hours: int = 24
    asked_hours: int = 8
    hold_minutes: int = 15
    clear_limit_minor: int = 5_000_000
    handed_hours: int = 8
    travel_h: int = 6
    keep_months: int = 13
    lists_keep_months: int = 6
    ip_countries: str = ""
    dispute_limits: Mapping[str, float] = field(default_factory=lambda: {"all": 1.0, "visa": 1.5, "mastercard": 1.5})
    dispute_least: int = 5
    mature_days: int = 60
    model_frauds: int = 80
    model_goods: int = 500
    model_step_up_from: int = 300
    model_block_from: int = 600
    model_shadow_days: int = 14
    model_every_days: int = 7
    model_rows: int = 120_000
    model_train_s: int = 600
    model_memory_mb: int = 900
    burst_tries: int = 30
    burst_declines: int = 10
    burst_blocks: int = 8
    burst_cards: int = 8
    burst_times: int = 3
    burst_quiet_min: int = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters leave."""

    sender: str = "Tiwala <billing@localhost>"
    smtp_url: str = ""
    tries_max: int = 12


@dataclass(frozen=True, slots=True)
class Ops:
    """How the house keeps itself."""

    mode: str = "demo"
    data_dir: str = ".tiwala"
    key_file: str = ".tiwala-keys/keys.json"
    metrics_token: str = ""
    idempotency_keep_h: int = 48
    job_oldest_s: int = 300
    heartbeat_oldest_s: int = 60
    disk_free_min_mb: int = 200


@dataclass(frozen=True, slots=True)
class Passwords:
    """What no password may be, beside the rules that the console shows."""

    blocked_file: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """How people and their browsers are known again."""

    device_days: int = 400


@dataclass(slots=True)
class Conf:
    """All groups. Config replaces a group as a whole at start; nothing else writes here."""

    pay: Pay = field(default_factory=Pay)
    autopay: Autopay = field(default_factory=Autopay)
    outside: Outside = field(default_factory=Outside)
    routing: Routing = field(default_factory=Routing)
    fraud: Fraud = field(default_factory=Fraud)
    mail: Mail = field(default_factory=Mail)
    passwords: Passwords = field(default_factory=Passwords)
    identity: Identity = field(default_factory=Identity)
    ops: Ops = field(default_factory=Ops)


conf = Conf()
