"""Settings for the test-suite: the same house, quick password hashes, keys of its own."""

import os
import tempfile
from pathlib import Path

_KEYS = Path(tempfile.mkdtemp(prefix="tiwala-test-keys-"))
os.environ.setdefault("TIWALA_MODE", "test")
os.environ.setdefault("TIWALA_KEYS", str(_KEYS / "keys.json"))
os.environ.setdefault("TIWALA_DATA", str(_KEYS / "data"))

from tiwala.config.settings.base import *  # noqa: E402, F403
from tiwala.config.settings.base import DATABASES, TEMPLATES  # noqa: E402
from tiwala.config.settings.identity import *  # noqa: E402, F403
from tiwala.config.settings.jobs import *  # noqa: E402, F403
from tiwala.config.settings.logging import *  # noqa: E402, F403
from tiwala.config.settings.security import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
DATABASES["default"]["CONN_MAX_AGE"] = 0
