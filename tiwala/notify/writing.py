"""From facts to words: templates filled in the recipient's language, links only to our own host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from tiwala.kit.conf import conf
from tiwala.kit.errors import InvariantBroken

SUBJECT_MAX = 160
_LINK = re.compile(r"""\b[a-z][a-z0-9+.-]{1,15}://[^\s"'<>)]*""", re.IGNORECASE)
_REFERENCE = re.compile(r"""\b(?:href|src|action|background)\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_LINKLIKE = re.compile(r"(?:\w+://|www\.|mailto:|javascript:)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words."""

    subject: str
    text: str
    html: str


def write(kind: str, *, language: str, context: Mapping[str, object]) -> Written:
    """Fill the three templates of this kind. Text that came from people cannot become a link or a second line.

    A template that links to another host is a mistake of ours and stops the work (InvariantBroken).
    """
    values: dict[str, Any] = {name: _harmless(value) for name, value in context.items()}
    values |= {"language": language, "base_url": conf.outside.base_url}
    with translation.override(language):
        subject = " ".join(_fill(kind, "subject.txt", values, escape=False).split())[:SUBJECT_MAX]
        text = re.sub(r"\n{3,}", "\n\n", _fill(kind, "txt", values, escape=False)).strip() + "\n"
        html = _fill(kind, "html", values | {"subject": subject}, escape=True).strip() + "\n"
    _assert_own_links(kind, text, html)
    return Written(subject, text, html)


def template_name(kind: str, part: str) -> str:
    """Where the words are: `invoice` is ours, `invoicing.reminder` stands in that room's `letters` folder."""
    room, dot, name = kind.partition(".")
    return f"{room}/letters/{name}.{part}" if dot else f"notify/{kind}.{part}"


def is_own_link(link: str) -> bool:
    """Whether the link stays on our own host."""
    base = conf.outside.base_url.rstrip("/")
    return link == base or link.startswith((f"{base}/", f"{base}?", f"{base}#"))


def _fill(kind: str, part: str, values: dict[str, Any], *, escape: bool) -> str:
    template: Any = get_template(template_name(kind, part)).template
    return str(template.render(Context(values, autoescape=escape)))


def _harmless(value: object) -> object:
    """Ready-made texts as they are, but a foreign link is taken apart and control characters go."""
    if not isinstance(value, str) or is_own_link(value):
        return value
    clean = _CONTROL.sub(" ", value)
    return _LINKLIKE.sub(lambda found: re.sub(r"[:.]", lambda mark: f" {mark[0]} ", found[0], count=1), clean)


def _assert_own_links(kind: str, text: str, html: str) -> None:
    written = [*_LINK.findall(text), *_LINK.findall(html), *_REFERENCE.findall(html)]
    foreign = [link for link in written if not (is_own_link(link) or link.startswith(("mailto:", "tel:", "#")))]
    if foreign:
        raise InvariantBroken(f"letter {kind} links to a foreign place")
