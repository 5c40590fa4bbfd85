"""Settings for the test-suite: the same house, quick password hashes, keys of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("TIWALA_MODE", "test")
if not {"TIWALA_KEYS", "TIWALA_DATA"} <= set(os.environ):  # not under pytest, which names them: mypy, say
    _PLACE = Path(tempfile.mkdtemp(prefix="tiwala-settings-"))
    atexit.register(shutil.rmtree, _PLACE, ignore_errors=True)
    os.environ.setdefault("TIWALA_KEYS", str(_PLACE / "keys" / "keys.json"))
    os.environ.setdefault("TIWALA_DATA", str(_PLACE / "data"))

from tiwala.config.settings.base import *  # noqa: F403
from tiwala.config.settings.base import DATABASES, TEMPLATES
from tiwala.config.settings.identity import *  # noqa: F403
from tiwala.config.settings.jobs import *  # noqa: F403
from tiwala.config.settings.logging import *  # noqa: F403
from tiwala.config.settings.security import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
DATABASES["default"]["CONN_MAX_AGE"] = 0
