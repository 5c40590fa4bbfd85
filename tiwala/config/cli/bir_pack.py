"""Make the papers that register the system with the tax office: one zip, from the house as it is set up now."""

import argparse
import os
from pathlib import Path

from tiwala.config.cli.database import ready
from tiwala.config.cli.progress import shown
from tiwala.config.embedded import CannotStart


def stays_root(_options: argparse.Namespace) -> bool:
    """The file belongs to the person who asked for it."""
    return True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, help="the zip to write, such as bir-pack.zip; refused when it exists")


def run(options: argparse.Namespace) -> int:
    """Write the whole zip or nothing; print its SHA-256."""
    target = options.file.absolute()
    if target.exists():
        message = f"{target} exists: name a new file; nothing was written."
        raise CannotStart(message)
    if not target.parent.is_dir():
        message = f"There is no folder {target.parent}: make it first; nothing was written."
        raise CannotStart(message)
    with ready("bir-pack"):
        from tiwala.config.bir_pack import pack
        from tiwala.kit.actor import SYSTEM

        made = pack(shown("Making the pack"), by=SYSTEM)
    _write(target, made.content)
    print(f"{target}: {len(made.names)} files")
    print(f"SHA-256 {made.sha256}")
    print("Have your accountant look at it; every business is registered by its owner, never by software.")
    return 0


def _write(target: Path, content: bytes) -> None:
    """Beside its place, then renamed: a broken-off pack is never taken for one."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)
