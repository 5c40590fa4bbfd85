"""Schooling in a child process that gives way to everybody; it is given numbers, and gives back a JSON object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, Final

from tiwala.fraud.errors import SchoolingFailed
from tiwala.fraud.learning.apart import packed
from tiwala.fraud.learning.lessons import Lessons
from tiwala.fraud.taught import ModelVersion
from tiwala.kit.conf import conf

_DAY_S: Final = 86_400.0
_ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_ANSWER_MOST: Final = 16 << 20


def schooled_apart(lessons: Lessons, now: float, standing: Iterable[ModelVersion]) -> dict[str, Any]:
    """What `apart` made of these lessons. SchoolingFailed when it took too long or broke: `how` says which."""
    told = {
        "now": now,
        "needs": {
            "frauds": conf.fraud.model_frauds,
            "goods": conf.fraud.model_goods,
            "mature_s": conf.fraud.mature_days * _DAY_S,
        },
        "standing": [_standing(one) for one in standing],
        "parent": os.getpid(),
        "memory_mb": conf.fraud.model_memory_mb,
        "seconds": conf.fraud.model_train_s,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tiwala.fraud.learning.apart"],
            input=packed(lessons, told),
            capture_output=True,
            env=_surroundings(),
            timeout=conf.fraud.model_train_s,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise SchoolingFailed("too_long", "TimeoutExpired") from late
    if done.returncode != 0 or len(done.stdout) > _ANSWER_MOST:
        raise SchoolingFailed("failed", _why(done.stderr, done.returncode))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _standing(one: ModelVersion) -> dict[str, Any]:
    try:
        document = json.loads(one.document)
    except ValueError:
        document = None
    return {"ref": one.public_id, "document": document, "tries_until": one.tries_until.timestamp()}


def _surroundings() -> dict[str, str]:
    """No keys, no address of the database: what a calculation needs."""
    where = os.pathsep.join(filter(None, sys.path))
    return {**dict.fromkeys(_ONE_THREAD, "1"), "PATH": os.defpath, "PYTHONPATH": where}


def _why(said: bytes, code: int) -> str:
    """The kind of the error alone: the last line's first word."""
    lines = said.decode(errors="replace").strip().splitlines()
    return (lines[-1].partition(":")[0] if lines else f"exit {code}")[:60]
