"""Every reason a letter stays has its words in both languages."""

from __future__ import annotations

import inspect
import re

import pytest
from django.utils import translation

from tiwala.notify.actions import deliver_letter
from tiwala.notify.channels import email
from tiwala.notify.words import REASONS, said

_SAID_IN_CODE = re.compile(r"""f?"((?:the mail server|no mail server|workers died|the letter could)[^"]*)\"""")


def test_a_reason_is_said_in_the_reader_s_language_and_keeps_its_code() -> None:
    with translation.override("fil"):
        assert said("the mail server refused the address (550)") == "tinanggihan ng mail server ang address (550)"
    with translation.override("en"):
        assert said("the mail server refused the address (550)") == "the mail server refused the address (550)"


@pytest.mark.parametrize("unknown", ["", "document:gone", "of a version to come (3)"])
def test_what_we_have_no_words_for_stays_as_it_is(unknown: str) -> None:
    with translation.override("fil"):
        assert said(unknown) == unknown


def test_no_reason_is_without_words() -> None:
    code = inspect.getsource(email) + inspect.getsource(deliver_letter)
    written = {one.partition(" (")[0] for one in _SAID_IN_CODE.findall(code)}
    written = {one.replace("{what}", what) for one in written for what in ("the address", "the letter")}
    assert written == set(REASONS)
