"""/metrics"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tiwala.kit.conf import conf

HERE = {"headers": {"Host": "localhost"}}


@pytest.fixture
def token() -> Iterator[str]:
    before = conf.ops
    conf.ops = replace(before, metrics_token="s3cret-of-the-scraper")
    yield "s3cret-of-the-scraper"
    conf.ops = before


def _scrape() -> dict[str, dict[tuple[str, ...], float]]:
    text = Client().get("/metrics", **HERE).content.decode()
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_requests_are_counted_by_pattern_and_not_by_address(db: None) -> None:
    def count() -> float:
        return _scrape().get("tiwala_requests_total", {}).get(("GET", "/healthz", "200"), 0)

    before = count()
    Client().get("/healthz")
    Client().get("/pay/a-token-nobody-may-see/")
    assert count() >= before + 1  # other processes of a divided run count into the same folder meanwhile
    assert b"a-token-nobody-may-see" not in Client().get("/metrics", **HERE).content


def test_every_state_has_a_line_also_at_zero(db: None) -> None:
    Client().get("/healthz")  # one answer at least was timed in this process
    found = _scrape()
    assert found["tiwala_attempts"][("unknown",)] == 0
    assert found["tiwala_letters"][("waiting",)] == 0
    assert found["tiwala_tasks_open"][("money_mismatch",)] == 0
    assert found["tiwala_jobs"][("todo",)] >= 0
    assert found["tiwala_audit_records"][()] == 0
    assert found["tiwala_request_seconds_count"]


def test_strangers_are_refused(db: None) -> None:
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics", **HERE).status_code == 403
    assert Client(headers={"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}).get("/metrics").status_code == 403


def test_the_token_opens_from_anywhere(db: None, token: str) -> None:
    far = Client(REMOTE_ADDR="203.0.113.9")
    assert far.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    for wrong in ("", "Bearer", "Bearer ", f"Bearer {token}x", token, "Bearer \xff"):
        assert far.get("/metrics", headers={"Authorization": wrong}).status_code == 403


def test_live_the_machine_itself_needs_the_token_too(db: None, token: str) -> None:
    conf.ops = replace(conf.ops, mode="live")
    assert Client().get("/metrics", **HERE).status_code == 403
    assert "checks" not in Client().get("/readyz", **HERE).json()
    holder = {"headers": {"Host": "localhost", "Authorization": f"Bearer {token}"}}
    assert Client().get("/metrics", **holder).status_code == 200
    assert "checks" in Client().get("/readyz", **holder).json()


def test_an_empty_token_is_no_token(db: None) -> None:
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
