"""From facts to words: templates filled in the recipient's language, links only to our own host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from tiwala.kit.conf import conf
from tiwala.kit.errors import InvariantBroken

SUBJECT_MAX = 160
_LINK = re.compile(r"""\b[a-z][a-z0-9+.-]{1,15}://[^\s"'<>)]*""", re.IGNORECASE)
_REFERENCES = ("href", "src", "srcset", "action", "formaction", "background", "poster")
_LINKLIKE = re.compile(r"(?:\w+://|www\.|mailto:|javascript:)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words."""

    subject: str
    text: str
    html: str


def write(kind: str, *, language: str, context: Mapping[str, object], has_files: bool = False) -> Written:
    """Fill the three templates of this kind. Text that came from people cannot become a link or a second line.

    A template that links to another host is a mistake of ours and stops the work (InvariantBroken).
    """
    values: dict[str, Any] = {name: _harmless(value) for name, value in context.items()}
    values |= {"has_files": has_files, "host": urlsplit(conf.outside.base_url).netloc, "brand": _sender(values)}
    with translation.override(language):
        subject = " ".join(_fill(kind, "subject.txt", values, escape=False).split())[:SUBJECT_MAX]
        text = re.sub(r"\n{3,}", "\n\n", _fill(kind, "txt", values, escape=False)).strip() + "\n"
        html = _fill(kind, "html", values | {"subject": subject}, escape=True).strip() + "\n"
    _assert_own_links(kind, text, html)
    return Written(subject, text, html)


def _sender(values: Mapping[str, Any]) -> dict[str, Any]:
    """The one who writes, as ui's letter layout wants it: `brand`."""
    names = {"name": "business_name", "registered_name": "registered_name", "address": "business_address"}
    names |= {"email": "support_email", "phone": "support_phone"}
    return {ours: values.get(theirs, "") for ours, theirs in names.items()}


def template_name(kind: str, part: str) -> str:
    """Where the words are: `invoice` is ours, `invoicing.reminder` stands in that room's `letters` folder."""
    room, dot, name = kind.partition(".")
    return f"{room}/letters/{name}.{part}" if dot else f"notify/{kind}.{part}"


def is_own_link(link: str) -> bool:
    """Whether the link stays on our own host."""
    base = conf.outside.base_url.rstrip("/")
    return link == base or link.startswith((f"{base}/", f"{base}?", f"{base}#"))


def _fill(kind: str, part: str, values: dict[str, Any], *, escape: bool) -> str:
    found: Any = get_template(template_name(kind, part))
    return str(found.template.render(Context(values, autoescape=escape)))


def _harmless(value: object) -> object:
    """Ready-made texts as they are, but a foreign link is taken apart and control characters go."""
    if not isinstance(value, str) or is_own_link(value):
        return value
    clean = _CONTROL.sub(" ", value)
    return _LINKLIKE.sub(lambda found: re.sub(r"[:.]", lambda mark: f" {mark[0]} ", found[0], count=1), clean)


def _assert_own_links(kind: str, text: str, html: str) -> None:
    markup = _Markup()
    markup.feed(html)
    written = [*_LINK.findall(text), *_LINK.findall(markup.words), *markup.references]
    if [link for link in written if not is_own_link(link)]:
        raise InvariantBroken(f"letter {kind} links to a foreign place")


class _Markup(HTMLParser):
    """What a mail program sees: the places its tags refer to, and the words between them."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- its signature
        """Note where the tag refers to."""
        self.references += [value or "" for name, value in attrs if name in _REFERENCES]

    def handle_data(self, data: str) -> None:
        """Note the words."""
        self.words += data + " "
