"""What a server left behind about itself in postmaster.pid, and whether it still runs."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

SOCKET_LINE = 4
LINES = 5


@dataclass(frozen=True)
class Postmaster:
    """The first process of a server on one data directory."""

    pid: int
    data: Path
    socket_dir: Path

    def is_alive(self) -> bool:
        """True while that very process lives: not a zombie, not a stranger with the same number."""
        process = Path("/proc") / str(self.pid)
        with contextlib.suppress(OSError, IndexError):
            state = (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
            name = (process / "comm").read_text().strip()
            return state not in {"Z", "X"} and name == "postgres" and self._serves_our_data()
        return False

    def _serves_our_data(self) -> bool:
        """A server always works from inside its data directory; a stranger's we may not even see."""
        try:
            return (Path("/proc") / str(self.pid) / "cwd").samefile(self.data)
        except PermissionError:
            return False


def running_postmaster(data: Path) -> Postmaster | None:
    """Find the server that runs on this data directory, or None when none does."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        found = Postmaster(abs(int(lines[0])), data, Path(lines[SOCKET_LINE]))
    except (OSError, ValueError, IndexError):
        return None
    if len(lines) < LINES or not lines[SOCKET_LINE] or not found.is_alive():
        return None
    return found
