"""A command of our own that runs to its end before the house opens: migrate, seed, welcome."""

import subprocess
import sys

from tiwala.config.embedded import CannotStart
from tiwala.config.embedded.parent_death import end_with_parent
from tiwala.config.supervisor.stopping import Stopping

STEP_S = 0.1
FAILED = 1
"""How a command ends that has told the person why (tiwala/config/cli/main.py)."""


class AlreadySaid(CannotStart):
    """The command itself has told the person what is wrong: a second sentence would only push the first away."""


class StoppedEarly(Exception):
    """We were asked to stop before the house was open."""


def run_task(name: str, environment: dict[str, str], stopping: Stopping, *words: str) -> None:
    """Run it in view of the person. AlreadySaid when it failed and told why, CannotStart when it just ended."""
    command = [sys.executable, "-m", "tiwala", name, *words]
    task = subprocess.Popen(command, env=environment, start_new_session=True, preexec_fn=end_with_parent)  # noqa: PLW1509
    while task.poll() is None:
        stopping.wait(STEP_S)
        if stopping.is_asked:
            task.terminate()
            task.wait()
            raise StoppedEarly
    if task.returncode != 0:
        message = f"'tiwala {name}' did not succeed (exit code {task.returncode}), so the house was not opened."
        raise (AlreadySaid if task.returncode == FAILED else CannotStart)(message)
