"""Waiting until a server answers: only then is its address worth using."""

import http.client
import time

from tiwala.config.embedded import CannotStart
from tiwala.config.supervisor.child import Child
from tiwala.config.supervisor.stopping import Stopping
from tiwala.config.supervisor.tasks import StoppedEarly

PATIENCE_S = 90.0
FALLS = 3


def wait_until_it_answers(where: tuple[str, int], path: str, children: list[Child], stopping: Stopping) -> None:
    """Return when the path gives any answer; refuse with the log's place when a process keeps falling."""
    until = time.monotonic() + PATIENCE_S
    while not _answers(where, path):
        if stopping.is_asked:
            raise StoppedEarly
        for child in children:
            child.watch()
        fallen = next((child for child in children if child.falls >= FALLS), None)
        if fallen is not None or time.monotonic() > until:
            name = fallen or children[0]
            message = f"The {name.name} process does not come up: {_last_line(name)} (see {name.log})."
            raise CannotStart(message)
        stopping.wait(0.1)


def _answers(where: tuple[str, int], path: str) -> bool:
    line = http.client.HTTPConnection(*where, timeout=5)
    try:
        line.request("GET", path, headers={"Host": "localhost"})
        line.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        line.close()


def _last_line(child: Child) -> str:
    lines = child.log.read_text(errors="replace").strip().splitlines() if child.log.exists() else []
    return lines[-1][-200:] if lines else "it said nothing"
