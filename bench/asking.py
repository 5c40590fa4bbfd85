"""Asks the clerk to do something in a house."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.house import CODE, House

PATIENCE_S = 900


def ask(house: House, verb: str, *words: object) -> Any:
    """What the clerk says; ends the bench with the clerk's own words when it cannot."""
    command = [sys.executable, "-m", "bench.clerk", verb, json.dumps(words)]
    done = subprocess.run(
        command, env=house.environment, cwd=CODE, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    if done.returncode:
        raise SystemExit(f"The clerk could not {verb}:\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])
