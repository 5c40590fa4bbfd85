"""No log line holds a card number, an address, a key or a pay link, whoever wrote it."""

import io
import json
import logging

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory
from structlog.testing import capture_logs

from tiwala.kit import logs, scrub

CARD = "4111 1111 1111 1111"


@pytest.fixture(params=[True, False])
def written(request):
    formatter = logs.logging_config(as_json=request.param)["formatters"]["scrubbed"]
    factory = formatter.pop("()")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(factory(**formatter))
    log = logging.getLogger("tiwala.planted")
    log.addHandler(handler)
    log.propagate = False
    yield log, stream
    log.removeHandler(handler)
    log.propagate = True


@pytest.mark.leaky_output
def test_a_library_that_logs_a_card_is_scrubbed(written):
    log, stream = written
    log.warning("paid with %s by %s", CARD, "ana@example.ph", extra={"token": "planted", "payment": "pay_1"})
    try:
        raise ValueError("4111111111111111 for ana@example.ph")
    except ValueError:
        log.exception("broke at /pay/Zm9vYmFy?x=1")
    text = stream.getvalue()
    for plain in (CARD, "4111111111111111", "ana@example", "planted", "Zm9vYmFy"):
        assert plain not in text.replace("tiwala.planted", "")
    assert "/pay/…?x=1" in text
    assert "ValueError" in text


def test_json_lines_are_json():
    formatter = logs.logging_config(as_json=True)["formatters"]["scrubbed"]
    factory = formatter.pop("()")
    line = factory(**formatter).format(logging.LogRecord("a", 20, "f", 1, "hello %s", ("you",), None))
    found = json.loads(line)
    assert (found["event"], found["level"], found["logger"]) == ("hello you", "info", "a")
    assert found["timestamp"].endswith("Z")


def test_configuring_makes_our_own_loggers_write_scrubbed_lines(capsys):
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure(as_json=True)
        logs.logger("tiwala.kit").info("paid", email="ana@example.ph", payment="pay_1", amount_minor=100)
        found = json.loads(capsys.readouterr().err)
    finally:
        structlog.configure(**before)
        root.handlers[:], root.level = handlers, level
    assert found["email"] == scrub.HIDDEN
    assert (found["payment"], found["amount_minor"], found["event"]) == ("pay_1", 100, "paid")


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        (f"card {CARD}.", f"card {scrub.HIDDEN}."),
        ("card 4111-1111-1111-1111", f"card {scrub.HIDDEN}"),
        ("number 4111111111111112", "number 4111111111111112"),
        ("0000000000000000", "0000000000000000"),
        ("mail ana.b+c@ex-ample.com.ph now", f"mail {scrub.HIDDEN} now"),
        ("GET /pay/abc_DEF/card", "GET /pay/…/card"),
        ("/account/confirm-email/MTp4/", "/account/confirm-email/…/"),
        ("/x?token=abc&y=1", f"/x?token={scrub.HIDDEN}&y=1"),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {scrub.HIDDEN}"),
        ("key sk_live_abcdefghijklmnop", f"key sk_live_{scrub.HIDDEN}"),
        ("inv_01j5z0000000000000000000ab", "inv_01j5z0000000000000000000ab"),
    ],
)
def test_a_text_is_shown_without_its_secrets(plain, shown):
    assert scrub.text(plain) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("password", "x", scrub.HIDDEN),
        ("gateway_secret", b"x", scrub.HIDDEN),
        ("password", "", ""),
        ("has_token", True, True),
        ("token_id", "t1", "t1"),
        ("body", b"abc", "[3 bytes]"),
        ("count", 7, 7),
        ("number", 4111111111111111, scrub.HIDDEN),
        ("amount_minor", 18, 18),
        ("ratio", 0.5, 0.5),
        ("facts", {"email": "a@b.ph", "n": [CARD, ("x",)]}, {"email": scrub.HIDDEN, "n": [scrub.HIDDEN, ["x"]]}),
        ("error", ValueError("a@b.ph"), scrub.HIDDEN),
        ("tin", "123", scrub.HIDDEN),
        ("meeting", "123", "123"),
    ],
)
def test_a_value_is_shown_without_its_secrets(name, value, shown):
    assert scrub.value_of(name, value) == shown


def test_the_formatters_own_notes_are_left_alone():
    event = {"_record": "4111111111111111", "_from_structlog": False, "event": "x", "otp": "1"}
    assert logs.scrubbed(None, "info", event) == {**event, "otp": scrub.HIDDEN}


def test_what_is_nested_without_end_is_cut():
    loop = []
    loop.append(loop)
    assert scrub.HIDDEN in str(scrub.value_of("loop", loop))


def served(path, **headers):
    request = RequestFactory().get(path, headers=headers)
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        response = logs.RequestLogMiddleware(lambda _: HttpResponse("ok"))(request)
    return request, response, lines


def test_each_request_has_an_id_and_one_line():
    request, response, lines = served("/pay/abc/")
    assert response["X-Request-ID"] == request.request_id
    assert len(request.request_id) == 16
    assert [(line["event"], line["status"], line["request_id"]) for line in lines] == [
        ("request", 200, request.request_id)
    ]
    assert structlog.contextvars.get_contextvars() == {}


def test_the_proxys_id_is_kept_when_it_looks_like_one():
    assert served("/x", **{"x-request-id": "proxy-1234"})[0].request_id == "proxy-1234"
    assert served("/x", **{"x-request-id": "a b\n<script>"})[0].request_id != "a b\n<script>"


def test_the_pulse_is_not_logged():
    assert served("/healthz")[2] == []
