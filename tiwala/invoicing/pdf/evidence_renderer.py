"""Evidence pack → PDF/A-3 bytes, with the stored papers attached. No network, no database, never in a transaction."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from functools import cache
from typing import Any

import typst

from tiwala.invoicing.pdf.evidence_paper import Pack
from tiwala.invoicing.pdf.letters_known import printed
from tiwala.invoicing.pdf.renderer import HERE, STANDARDS, logo_svg

_lock = threading.Lock()


def render_pack(pack: Pack, *, logo: bytes = b"", logo_type: str = "") -> bytes:
    """The pack as PDF. Attached papers go in byte for byte; typst takes bytes only as numbers in JSON."""
    shown = {
        "title": pack.title,
        "number": pack.number,
        "day": [pack.at.year, pack.at.month, pack.at.day],
        "seller": pack.seller,
        "amount": pack.amount,
        "line": pack.line,
        "sections": [asdict(one) for one in pack.sections],
        "copies": [asdict(one) for one in pack.copies],
        "attached": [{"name": one.name, "words": one.words} for one in pack.attached],
        "accent": pack.accent,
        "footer": [pack.words["made"], *(f"{one.name} · SHA-256 {one.sha256}" for one in pack.attached[:3])],
        "page_words": pack.words["page"],
        "lang": pack.language,
        "words": pack.words,
    }
    inputs = {"facts": printed(json.dumps(shown, ensure_ascii=False))}
    inputs |= {f"file{place}": json.dumps(list(one.content)) for place, one in enumerate(pack.attached)}
    if logo:
        inputs["logo"] = logo_svg(logo, logo_type)
    with _lock:
        made = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=int(pack.at.timestamp())
        )
    return bytes(made)


@cache
def _compiler() -> Any:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
    return typst.Compiler(str(HERE / "typst" / "evidence.typ"), root=str(HERE / "typst"), font_paths=fonts)
