"""A sandbox in this process: no socket opens, the clock stands still until a test moves it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tiwala_sandbox.app import create_app
from tiwala_sandbox.engine import Settings
from tiwala_sandbox.vendors.app import create_app as create_stand_in
from tiwala_sandbox.vendors.vendor import Vendor

CONTROL = {"Authorization": "Bearer control"}
NOON = 1_796_356_800.0  # 4 December 2026, 12:00 in Manila


@dataclass
class Merchant:
    """What a shop got on its notice address, and how it answers."""

    got: list[httpx.Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def receive(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.answers.pop(0) if self.answers else 200)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.got]

    @property
    def kinds(self) -> list[str]:
        return [body["type"] for body in self.bodies]


class Gateway:
    """Speaks to a sandbox as a merchant, a payer and control would."""

    def __init__(self, path: str, *, seed: int = 0, vendor: Vendor | None = None) -> None:
        self.time = NOON
        self.merchant = Merchant()
        settings = Settings(seed=seed, notice_url="http://127.0.0.1:9/notices", real_time=lambda: self.time)
        transport = httpx.MockTransport(self.merchant.receive)
        self.app = (
            create_stand_in(vendor, path, settings=settings, notice_transport=transport)
            if vendor
            else create_app(path, settings=settings, notice_transport=transport)
        )
        self.keys = 0

    def _run(self, ask: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
                return await ask(client)

        return asyncio.run(once())

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """As the merchant; a fresh Idempotency-Key unless one is given."""
        self.keys += 1
        sent = {"Authorization": "Bearer sk_test_demo", "Idempotency-Key": f"key-{self.keys}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else None
        json_body = None if isinstance(body, bytes) else body
        return self._run(lambda client: client.request(method, path, json=json_body, content=content, headers=sent))

    def control(self, path: str, body: Any = None, *, method: str = "POST") -> dict[str, Any]:
        answer = self._run(lambda client: client.request(method, f"/control/{path}", json=body, headers=CONTROL))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def page(self, path: str) -> httpx.Response:
        return self._run(lambda client: client.get(path))

    def submit(self, path: str, **fields: str) -> httpx.Response:
        return self._run(lambda client: client.post(path, data=fields))

    def start(self, amount_minor: int = 150_000, **more: Any) -> dict[str, Any]:
        self.keys += 1
        body = {"reference": f"att_{self.keys}", "amount_minor": amount_minor, "currency": "PHP"}
        body |= {"return_url": "http://shop.test/back", **more}
        answer = self.call("POST", "/v1/checkouts", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def look(self, checkout: dict[str, Any]) -> dict[str, Any]:
        return self.call("GET", f"/v1/checkouts/{checkout['id']}").json()

    def paid(self, amount_minor: int = 150_000, *, method: str = "wallet", **more: Any) -> dict[str, Any]:
        checkout = self.start(amount_minor, **more)
        return self.control(f"checkouts/{checkout['id']}/pay", {"method": method})

    def refund(self, checkout: dict[str, Any], amount_minor: int, **headers: str) -> httpx.Response:
        body = {"checkout": checkout["id"], "amount_minor": amount_minor, "reference": "ref_1"}
        return self.call("POST", "/v1/refunds", body, **headers)

    def wait(self, seconds: float = 0) -> None:
        """Let time pass, then do all that is due."""
        self.time += seconds
        self.control("tick")

    def close(self) -> None:
        self.app.state.bank.store.close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway(":memory:")
    yield made
    made.close()


@pytest.fixture
def gateway_on(tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Gateways on files of their own; the same name is the same file."""
    made: list[Gateway] = []

    def make(name: str = "bank", *, seed: int = 0) -> Gateway:
        made.append(Gateway(str(tmp_path / name), seed=seed))
        return made[-1]

    yield make
    for one in made:
        one.close()
