"""Logs for the operator: one line of JSON each, scrubbed (kit/logs.py)."""

from tiwala.config.settings.base import env
from tiwala.kit import logs

LOGGING_CONFIG = None
logs.configure(as_json=env.mode == "live")
