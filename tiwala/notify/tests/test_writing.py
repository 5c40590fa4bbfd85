from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.kit.conf import conf
from tiwala.notify.tests.makers import context
from tiwala.notify.writing import is_own_link, write

KINDS = ("invoice", "receipt", "refund", "payment_failed")
EVERY = pytest.mark.parametrize("kind", KINDS)


@EVERY
@pytest.mark.parametrize("language", ["en", "fil"])
def test_every_kind_says_who_and_how_much_in_both_languages(kind: str, language: str) -> None:
    written = write(kind, language=language, context=context())
    for part in (written.text, written.html.replace("&#x27;", "'")):
        assert "Aling Nena's Kusina" in part
        assert "₱1,500.00" in part
        assert "hello@nenas.example" in part
    assert "\n" not in written.subject
    assert "₱1,500.00" in written.subject
    assert "{" not in written.subject + written.text


@EVERY
def test_filipino_is_not_english(kind: str) -> None:
    english, filipino = (write(kind, language=language, context=context()) for language in ("en", "fil"))
    assert english.subject != filipino.subject
    assert "Salamat" in filipino.text
    assert "Hello" not in filipino.text + filipino.html


@EVERY
def test_it_warns_of_false_letters(kind: str) -> None:
    written = write(kind, language="en", context=context())
    for part in (written.text, written.html):
        assert "never ask for your password or card number" in part
        assert "check that the address bar of your browser shows localhost:8000" in part


@EVERY
def test_links_go_only_to_our_own_host(kind: str) -> None:
    written = write(kind, language="en", context=context())
    links = re.findall(r"""(?:href|src)=["']([^"']*)""", written.html) + re.findall(r"\w+://\S+", written.text)
    assert links
    assert all(is_own_link(link) for link in links)


@EVERY
def test_what_people_wrote_becomes_neither_link_nor_markup_nor_a_second_line(kind: str) -> None:
    evil = "<a href='https://evil.example/x'>win</a> https://evil.example\r\nBcc: x\x00 www.evil.example"
    written = write(kind, language="en", context=context(customer_first_name=evil, number=evil, business_name=evil))
    for part in (written.subject, written.text, written.html):
        assert "https://evil.example" not in part
        assert "www.evil" not in part
        assert "\x00" not in part
    assert "<a href=&#x27;" in written.html.replace("&lt;", "<")
    assert "<a href='" not in written.html
    assert "\n" not in written.subject


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/",
        "http://localhost:8000.evil.example/",
        "http://localhost:8000@evil.example/",
        "//evil.example",
    ],
)
def test_a_foreign_link_is_taken_apart_even_where_a_link_belongs(link: str) -> None:
    assert not is_own_link(link)
    with pytest.raises(Exception, match="foreign"):
        write("invoice", language="en", context=context(pay_url=link))


@given(st.text(max_size=80))
def test_no_text_of_a_customer_stops_a_letter(name: str) -> None:
    written = write("receipt", language="fil", context=context(customer_first_name=name, invoice_number=name))
    assert conf.outside.base_url in written.text


def test_a_letter_without_extras_says_nothing_of_them() -> None:
    bare = {"business_name": "Nena's", "amount_text": "₱1.00"}
    for kind in KINDS:
        written = write(kind, language="en", context=bare)
        assert "Hello," in written.text
        assert "None" not in written.text + written.html
        assert "A question?" not in written.text


def test_words_of_a_room_above_are_found_in_its_letters_folder() -> None:
    from tiwala.notify.writing import template_name

    assert template_name("invoicing.reminder", "txt") == "invoicing/letters/reminder.txt"
    assert template_name("invoice", "html") == "notify/invoice.html"
