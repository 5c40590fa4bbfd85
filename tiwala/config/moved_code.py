"""A copy of code and venv for the service user, when root's checkout is closed to it (/root is 0700).

Nobody's folder is opened for it: the copy lies under /var/lib, made of hard links where the disk allows.
"""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

PARTS = ("tiwala", "tiwala_sandbox", "manage.py", "pyproject.toml")
READABLE = 0o004


def bring(code: Path, base: Path) -> Path:
    """Give a copy of the code that everybody may read; the venv is copied again only when it changed."""
    home = base / f"{code.name}-{hashlib.sha256(str(code).encode()).hexdigest()[:8]}" / "code"
    home.mkdir(parents=True, exist_ok=True)
    for folder in (base, home.parent, home):
        folder.chmod(0o755)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for part in PARTS:
            _refresh(code / part, home / part)
        stamp, seen = code / ".venv" / ".run", home / ".venv-seen"
        mark = str(stamp.stat().st_mtime_ns) if stamp.exists() else "no stamp"
        if not seen.exists() or seen.read_text() != mark:
            _refresh(code / ".venv", home / ".venv")
            seen.write_text(mark)
    return home


def _refresh(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, copy_function=_link_or_copy)
        for folder, _, _ in os.walk(target):
            Path(folder).chmod(0o755)
    elif source.exists():
        _link_or_copy(str(source), str(target))


def _link_or_copy(source: str, target: str) -> str:
    """Link what everybody may read anyway; copy the rest, or what lies on another disk."""
    if Path(source).stat().st_mode & READABLE:
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)
        Path(target).chmod(Path(source).stat().st_mode | 0o444 | (0o111 if os.access(source, os.X_OK) else 0))
    return target
