"""Paper → PDF/A-3 bytes. No network, no system fonts, no database; never called inside a transaction."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from tiwala.invoicing.pdf.letters_known import printed
from tiwala.invoicing.pdf.paper import Paper

HERE = Path(__file__).parent
STANDARDS = ["a-3b", "ua-1"]
"""Archivable with attachments, and readable aloud."""

_lock = threading.Lock()


def render(paper: Paper) -> bytes:
    """The document as PDF. The same paper gives the same bytes."""
    facts = printed(json.dumps(asdict(paper.sheet), ensure_ascii=False))
    inputs = {"facts": facts, "twin": paper.twin.decode()}
    if paper.sheet.pay_url:
        inputs["qr"] = qr_svg(paper.sheet.pay_url)
    if paper.logo:
        inputs["logo"] = logo_svg(paper.logo, paper.logo_type)
    with _lock:  # one compiler is kept warm; it works for one thread at a time
        made = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=int(paper.at.timestamp())
        )
    return bytes(made)


def qr_svg(url: str) -> str:
    """The address as a QR code that still reads when a fifth of it is smudged."""
    return str(segno.make(url, error="m", micro=False).svg_inline(border=0, dark="#17202a", omitsize=True))


def logo_svg(data: bytes, media_type: str) -> str:
    """A logo of any of our kinds, held in a box of 4 to 1 with the picture at its left."""
    encoded = base64.b64encode(data).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 400 100">'
        f'<image width="400" height="100" preserveAspectRatio="xMinYMid meet" '
        f'xlink:href="data:{media_type};base64,{encoded}"/></svg>'
    )


@cache
def _compiler() -> Any:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
    return typst.Compiler(str(HERE / "typst" / "paper.typ"), root=str(HERE / "typst"), font_paths=fonts)
