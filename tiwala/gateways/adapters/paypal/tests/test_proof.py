"""Notices are proven by the certificate we were given, for our webhook alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tiwala.gateways.adapters.paypal import proof
from tiwala.gateways.adapters.paypal.tests.signing import pem_of, signed
from tiwala.kit import clock

WEBHOOK, BODY = "8PT597110X687430LKGECATA", b'{"id":"WH-1"}'
SECRET = f"{WEBHOOK} {pem_of('theirs')}"


def notice(**changes):
    made = signed(BODY, at=clock.machine_now(), webhook=WEBHOOK, by="theirs")
    return replace(made, headers={**made.headers, **changes.pop("headers", {})}, **changes)


def test_a_true_one_is_proven_however_the_certificate_was_pasted():
    for secret in (SECRET, SECRET.replace("\n", " "), SECRET.replace("\n", "")):
        assert proof.check(notice(), secrets=(secret,)) == "ok"


def test_the_address_of_a_certificate_is_not_even_kept():
    assert not any("cert" in name for name in proof.HEADERS)
    lured = notice(headers={"paypal-cert-url": "https://evil.example/cert.pem"})
    assert proof.check(lured, secrets=(SECRET,)) == "ok"


@pytest.mark.parametrize(
    "secret",
    [
        f"OTHERWEBHOOK {pem_of('theirs')}",
        f"{WEBHOOK} {pem_of('somebody')}",
        f"{WEBHOOK} {pem_of('theirs', days=-1)}",
        pem_of("theirs"),
        WEBHOOK,
        f"{WEBHOOK} -----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----",
    ],
)
def test_what_is_not_for_our_webhook_by_a_certificate_in_force_is_refused(secret):
    assert proof.check(notice(), secrets=(secret,)) == "bad_proof"


@pytest.mark.parametrize(
    "headers",
    [
        {proof.ALGORITHM: "none"},
        {proof.ALGORITHM: "SHA1withRSA"},
        {proof.SIGNATURE: "not base64"},
        {proof.SIGNATURE: "AAAA"},
        {proof.SIGNATURE: "\udcff"},
        {proof.ID: "other"},
        {proof.TIME: "yesterday"},
    ],
)
def test_bent_headers_are_refused(headers):
    assert proof.check(notice(headers=headers), secrets=(SECRET,)) == "bad_proof"


def test_nothing_or_far_too_much_proves_nothing():
    for value in ("", "A" * 3000):
        assert proof.check(notice(headers={proof.SIGNATURE: value}), secrets=(SECRET,)) == "no_proof"
    assert proof.check(notice(), secrets=()) == "no_proof"
