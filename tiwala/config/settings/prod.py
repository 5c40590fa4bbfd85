"""The house as it runs: demo, test shop or live, by TIWALA_MODE."""

from tiwala.config.settings.base import *  # noqa: F403
from tiwala.config.settings.identity import *  # noqa: F403
from tiwala.config.settings.jobs import *  # noqa: F403
from tiwala.config.settings.logging import *  # noqa: F403
from tiwala.config.settings.security import *  # noqa: F403
