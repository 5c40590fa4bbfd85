"""The way out tells what was surely not sent from what may have been, and says nothing secret in its log."""

import ssl

import httpcore
import httpx
import pytest
from structlog.testing import capture_logs

from tiwala.kit import http, outside_addresses
from tiwala.kit.conf import Ops, Outside, conf
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.outside_addresses import AddressRefused, GuardedBackend, addresses_of, is_public

GATEWAY = "https://gateway.example"


def asked(answer, **question):
    with http.use_transport(answer):
        return http.client(GATEWAY, headers={"Authorization": "Bearer planted"}).post("/v1/pay", **question)


def test_any_status_is_an_answer():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(402, json={"a": 1}, headers={"X-Kind": "declined"})

    found = asked(answer, json={"amount": "10.00"}, headers={"Idempotency-Key": "k1"})
    assert (found.status, found.json(), found.headers["x-kind"], found.is_ok) == (402, {"a": 1}, "declined", False)
    assert seen[0].headers["authorization"] == "Bearer planted"
    assert seen[0].headers["idempotency-key"] == "k1"
    assert str(seen[0].url) == f"{GATEWAY}/v1/pay"


def test_redirects_are_not_followed():
    found = asked(lambda _: httpx.Response(302, headers={"location": "http://10.0.0.1/"}))
    assert found.status == 302


def test_it_asks_as_well_as_it_sends():
    with http.use_transport(httpx.MockTransport(lambda request: httpx.Response(200, text=str(request.url)))):
        found = http.client(GATEWAY + "/", read_timeout_s=1).get("/v1/pay", params={"a": "b"})
    assert found.is_ok
    assert found.body == f"{GATEWAY}/v1/pay?a=b".encode()


@pytest.mark.parametrize("broken", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_an_unreached_gateway_was_sent_nothing(broken):
    def fail(request):
        raise broken("no", request=request)

    with pytest.raises(http.NotSent) as trouble:
        asked(fail)
    assert trouble.value.retry
    assert isinstance(trouble.value, GatewayBreakdown)


@pytest.mark.parametrize("broken", [httpx.ReadTimeout, httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError])
def test_a_broken_line_may_have_sent(broken):
    def fail(request):
        raise broken("no", request=request)

    with pytest.raises(http.MaybeSent) as trouble:
        asked(fail)
    assert trouble.value.retry


def test_an_answer_that_is_too_large_may_have_been_sent():
    with pytest.raises(http.MaybeSent, match="larger"):
        asked(lambda _: httpx.Response(200, content=b"x" * (http.BODY_MAX_BYTES + 1)))


def test_an_answer_that_drips_in_may_have_been_sent(monkeypatch):
    ticks = iter(range(0, 10_000, 100))
    monkeypatch.setattr(http.time, "monotonic", lambda: float(next(ticks)))
    with pytest.raises(http.MaybeSent, match="slowly"):
        asked(lambda _: httpx.Response(200, content=b"x"))


def test_an_answer_that_is_no_json_may_have_been_sent():
    found = asked(lambda _: httpx.Response(200, text="<html>"))
    with pytest.raises(http.MaybeSent, match="JSON"):
        found.json()


@pytest.mark.parametrize(
    "url", ["http://gateway.example", "ftp://gateway.example", "gateway.example", "https://a\nb", ""]
)
def test_without_tls_or_a_sensible_address_nothing_is_sent(url):
    with pytest.raises(http.NotSent) as trouble:
        http.client(url).get("/x")
    assert not trouble.value.retry


def test_the_log_says_what_happened_and_no_secrets():
    with capture_logs() as lines:
        asked(lambda _: httpx.Response(200), json={"name": "planted"}, params={"token": "planted"})
        with pytest.raises(http.MaybeSent):
            asked(lambda _: 1 / 0 if False else (_ for _ in ()).throw(httpx.ReadTimeout("planted")))
    assert [line["event"] for line in lines] == ["http.answered", "http.broken"]
    assert lines[0]["status"] == 200
    assert lines[1]["why"] == "ReadTimeout"
    assert "planted" not in str(lines)
    assert "planted" not in repr(http.client(GATEWAY, headers={"Authorization": "planted"}))


PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "192.168.0.1",
    "172.16.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 -- refused, not bound
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "2001:0:a00:1::f5ff:fffe",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_every_wrapping(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_spoken_to(address):
    assert is_public(address)


def names(monkeypatch, *addresses):
    found = [(2, 1, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(outside_addresses.socket, "getaddrinfo", lambda *_, **__: found)


def test_a_name_that_leads_home_is_refused(monkeypatch):
    names(monkeypatch, "8.8.8.8", "127.0.0.1")
    with pytest.raises(AddressRefused):
        addresses_of("rebind.example", 443)
    with pytest.raises(http.NotSent) as trouble:
        http.client("https://rebind.example").get("/")
    assert not trouble.value.retry
    names(monkeypatch, "8.8.8.8", "8.8.4.4", "8.8.8.8")
    assert addresses_of("fine.example", 443) == ["8.8.8.8", "8.8.4.4"]


def test_the_sandbox_is_spoken_to_outside_live_mode(monkeypatch):
    names(monkeypatch, "127.0.0.1")
    monkeypatch.setattr(conf, "outside", Outside(sandbox_url="http://sandbox.local:9999"))
    assert addresses_of("sandbox.local", 9999) == ["127.0.0.1"]
    with pytest.raises(AddressRefused):
        addresses_of("sandbox.local", 5432)
    monkeypatch.setattr(conf, "outside", Outside(sandbox_url="https://sandbox.local"))
    assert addresses_of("sandbox.local", 443) == ["127.0.0.1"]
    monkeypatch.setattr(conf, "outside", Outside(sandbox_url="http://sandbox.local"))
    assert addresses_of("sandbox.local", 80) == ["127.0.0.1"]
    monkeypatch.setattr(conf, "outside", Outside(sandbox_url=""))
    assert outside_addresses.allowed_hosts() == frozenset()
    monkeypatch.setattr(conf, "ops", Ops(mode="live"))
    monkeypatch.setattr(conf, "outside", Outside(sandbox_url="http://sandbox.local:9999"))
    with pytest.raises(AddressRefused):
        addresses_of("sandbox.local", 9999)


def test_the_next_address_is_dialled_when_one_does_not_answer(monkeypatch):
    names(monkeypatch, "8.8.8.8", "8.8.4.4")
    dialled = []

    def connect(_self, address, *_):
        dialled.append(address)
        if address == "8.8.8.8":
            raise httpcore.ConnectTimeout
        return "line"

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    assert GuardedBackend().connect_tcp("fine.example", 443) == "line"
    assert dialled == ["8.8.8.8", "8.8.4.4"]


def test_an_unknown_name_was_sent_nothing(monkeypatch):
    def unknown(*_, **__):
        raise OSError("unknown")

    monkeypatch.setattr(outside_addresses.socket, "getaddrinfo", unknown)
    with pytest.raises(http.NotSent) as trouble:
        http.client("https://nowhere.example").get("/")
    assert trouble.value.retry


def test_socket_files_are_not_the_outside():
    with pytest.raises(AddressRefused):
        GuardedBackend().connect_unix_socket("/run/x")


def test_certificates_are_checked():
    context = http._shared_pool()._transport._pool._ssl_context
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
