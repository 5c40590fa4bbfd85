"""The key file, looked at before anything is started: what is open to others does not serve a single page."""

from dataclasses import replace

from tiwala.config.embedded import CannotStart
from tiwala.config.env import Environment
from tiwala.kit import keyring
from tiwala.kit.conf import conf


def refuse_unfit(env: Environment) -> None:
    """Raise one clear sentence when the key file is readable or replaceable by others, or damaged.

    One that is not there yet is no reason to stop: the first start makes it.
    """
    if not env.key_file.exists():
        return
    conf.ops = replace(conf.ops, key_file=str(env.key_file))
    try:
        keyring.current()
    except keyring.KeyFileRefused as refusal:
        raise CannotStart(str(refusal)) from None
