"""Gather the papers, write them into one zip with the SHA-256 of each, and leave a record."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tiwala.audit.actions.record import record
from tiwala.business import queries as business
from tiwala.config.bir_pack import samples, tables, texts
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Pack:
    """The zip, its SHA-256, and the names of what is in it."""

    content: bytes
    sha256: str
    names: tuple[str, ...]


def pack(progress: Callable[[int, int], None] = lambda _done, _all: None, *, by: Actor) -> Pack:
    """Make the pack. Refuses (BusinessNotReady) before name, TIN, VAT status and address are filled in.

    Holds nothing of any customer: the sample papers are specimens made for it, and no number is drawn.
    """
    if not business.branches():
        raise business.BusinessNotReady
    seller = business.seller_block(business.head_branch())
    parts: list[Callable[[], dict[str, bytes]]] = [
        lambda: texts.papers(seller),
        tables.papers,
        *(lambda make=make: make(seller) for make in samples.MAKERS),
    ]
    files: dict[str, bytes] = {}
    for done, part in enumerate(parts, start=1):
        files |= part()
        progress(done, len(parts))
    content = _zip(files)
    made = Pack(content, hashlib.sha256(content).hexdigest(), (*sorted(files), SUMS))
    _note(made, by=by)
    return made


def _zip(files: dict[str, bytes]) -> bytes:
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    at = clock.now().timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*sorted(files.items()), (SUMS, sums.encode())):
            archive.writestr(zipfile.ZipInfo(name, at), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@action
def _note(made: Pack, *, by: Actor) -> None:
    record("export:make", "business", by=by, what="bir_pack", sha256=made.sha256, files=len(made.names))
