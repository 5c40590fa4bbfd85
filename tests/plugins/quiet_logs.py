"""Fails any test whose logs hold a card number, a mail address or a planted secret."""

import re
from collections.abc import Generator, Iterator

import pytest

PLANTED = "planted-secret"  # a test that plants a secret makes it start with this
CARD = re.compile(r"(?<![\w.])[3-6](?:[ -]?\d){12,18}(?![\w.])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")


def leaks(text: str) -> Iterator[str]:
    """Name what must never be in a log, as found in this one."""
    if any(_passes_luhn(found[0]) for found in CARD.finditer(text)):
        yield "a card number"
    if MAIL.search(text):
        yield "a mail address"
    if PLANTED in text:
        yield "a planted secret"


def _titles(phase: str) -> set[str]:
    """The sections first seen in this phase, so that a leak is told once."""
    phases = ("setup", "call") if phase == "call" else (phase,)
    return {f"Captured {stream} {name}" for stream in ("log", "stderr") for name in phases}


def _passes_luhn(text: str) -> bool:
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[1::2]]
    return sum(digits[::2]) + sum(doubled) != 0 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Read what the test logged; a leak turns a pass into a failure."""
    report = yield
    if not report.passed or report.when == "setup" or item.get_closest_marker("leaky_output"):
        return report
    logged = "\n".join(text for title, text in report.sections if title in _titles(report.when))
    found = ", ".join(leaks(logged))
    if found:
        report.outcome = "failed"
        report.longrepr = f"The log of this test holds {found}:\n{logged}"
    return report
