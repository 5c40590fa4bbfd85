"""The program itself: it remembers over a restart, and refuses to start in one sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tiwala_sandbox.store import Store, StoreError

ROOT = Path(__file__).parents[2]


def test_all_is_remembered_over_a_restart(gateway_on):
    first = gateway_on("bank")
    checkout = first.start(17_720)
    paid = first.paid()
    first.control(f"checkouts/{checkout['id']}/agree", {"method": "wallet"})
    first.close()
    second = gateway_on("bank")
    assert second.look(paid)["status"] == "paid"
    second.wait(16)
    assert second.look(checkout)["status"] == "paid"
    assert sorted(second.merchant.kinds) == ["checkout.paid", "checkout.paid"]


def test_the_moved_clock_is_remembered(gateway_on):
    first = gateway_on("bank")
    moved = first.control("clock", {"offset_s": 86_400})
    first.close()
    assert gateway_on("bank").control("tick")["now"] == moved["now"] == "2026-12-05T04:00:00Z"


def test_reset_forgets_all_but_the_demo_account(gateway):
    checkout = gateway.paid()
    gateway.control("accounts", {"account": "other"})
    gateway.control("reset")
    assert gateway.call("GET", f"/v1/checkouts/{checkout['id']}").status_code == 404
    assert gateway.call("GET", "/v1/account", Authorization="Bearer sk_test_other").status_code == 401
    assert gateway.call("GET", "/v1/account").json()["notice_url"] == "http://127.0.0.1:9/notices"


def test_the_log_tells_what_happened(gateway):
    gateway.paid()
    kinds = [row["kind"] for row in gateway.control("log", method="GET")["data"]]
    assert "call" in kinds
    assert "notice_written" in kinds


def test_one_file_serves_one_program(tmp_path):
    store = Store(str(tmp_path / "bank"))
    with pytest.raises(StoreError, match="in use"):
        Store(str(tmp_path / "bank"))
    store.close()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    store = Store(str(tmp_path / "bank"))
    store.run("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(str(tmp_path / "bank"))


def test_calls_use_an_index_however_much_is_remembered(gateway):
    store = gateway.app.state.bank.store
    for sql in (
        "SELECT id FROM checkout WHERE account = 'a' AND reference = 'b' ORDER BY created_at DESC LIMIT 20",
        "SELECT * FROM payment WHERE checkout = 'a'",
        "SELECT * FROM refund WHERE account = 'a' AND reference = 'b' ORDER BY created_at DESC LIMIT 20",
        "SELECT * FROM notice WHERE state = 'waiting' AND next_at <= 5 ORDER BY next_at, seq LIMIT 16",
        "UPDATE notice SET state = 'waiting' WHERE id = 'a' OR about = 'b'",
        "SELECT * FROM agenda WHERE due_at <= 5 ORDER BY due_at, seq LIMIT 500",
        "SELECT * FROM line WHERE account = 'a' AND day = 'b' AND seq > 1 ORDER BY seq LIMIT 500",
        "SELECT * FROM day_total WHERE account = 'a' AND closed = 0 ORDER BY day, currency LIMIT 10000",
        "SELECT * FROM dispute WHERE account = 'a' AND status = 'open' ORDER BY opened_at DESC LIMIT 200",
        "SELECT * FROM said WHERE account = 'a' AND key = 'b'",
    ):
        plan = [row["detail"] for row in store.all(f"EXPLAIN QUERY PLAN {sql}")]
        assert any("INDEX" in step or "PRIMARY KEY" in step for step in plan), (sql, plan)
        assert not any(step.startswith("SCAN") for step in plan), (sql, plan)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(*arguments):
    command = [sys.executable, "-m", "tiwala_sandbox", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"]}
    )


def wait_until_up(port):
    for _ in range(100):
        try:
            return httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("it does not answer")


def hangs_for(port):
    order = {"next": [{"kind": "hang", "where": "account"}]}
    control = {"Authorization": "Bearer control"}
    httpx.post(f"http://127.0.0.1:{port}/control/faults", json=order, headers=control, trust_env=False)
    key = {"Authorization": "Bearer sk_test_demo"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"http://127.0.0.1:{port}/v1/account", headers=key, trust_env=False, timeout=0.5)
    return True


@pytest.mark.journey
def test_it_runs_survives_a_kill_and_refuses_a_busy_port(tmp_path):
    port, data = free_port(), str(tmp_path / "bank")
    program = launch("--port", str(port), "--data", data)
    try:
        assert "Sandbox Pay" in wait_until_up(port).text
        busy = launch("--port", str(port), "--data", str(tmp_path / "other"))
        out, err = busy.communicate(timeout=20)
        assert (busy.returncode, out, err.count("\n")) == (1, "", 1)
        assert "Choose another with --port" in err
        headers = {"Authorization": "Bearer sk_test_demo", "Idempotency-Key": "k"}
        body = {"reference": "r", "amount_minor": 100, "currency": "PHP", "return_url": "http://shop.test/"}
        made = httpx.post(f"http://127.0.0.1:{port}/v1/checkouts", json=body, headers=headers, trust_env=False).json()
    finally:
        program.kill()
        program.communicate(timeout=20)
    program = launch("--port", str(port), "--data", data)
    try:
        wait_until_up(port)
        assert hangs_for(port)
        found = httpx.get(f"http://127.0.0.1:{port}/v1/checkouts?reference=r", headers=headers, trust_env=False).json()
        assert found == {"data": [made]}
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        program.communicate(timeout=20)


def test_a_full_disk_is_told_and_nothing_is_half_written(gateway):
    store = gateway.app.state.bank.store
    pages = store.one("PRAGMA page_count")["page_count"]
    store.run(f"PRAGMA max_page_count = {pages}")
    body = {"reference": "r", "amount_minor": 100, "currency": "PHP", "return_url": "http://shop.test/"}
    answers = [gateway.call("POST", "/v1/checkouts", {**body, "description": "x" * 200}) for _ in range(60)]
    assert answers[-1].status_code == 503
    assert answers[-1].json()["code"] == "storage_failed"
    made = sum(answer.status_code == 201 for answer in answers)
    store.run("PRAGMA max_page_count = 100000")
    agenda = store.one("SELECT count(*) AS n FROM agenda")["n"]
    assert store.one("SELECT count(*) AS n FROM checkout")["n"] == agenda >= made
