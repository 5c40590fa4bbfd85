"""The key file, looked at before anything is started: what is open to others does not serve a single page."""

import os
from dataclasses import replace

from tiwala.config.embedded import CannotStart
from tiwala.config.env import Environment
from tiwala.kit.conf import conf


def refuse_unfit(env: Environment) -> None:
    """Raise one clear sentence when the key file is readable or replaceable by others, or damaged.

    One that is not there yet is no reason to stop: the first start makes it.
    """
    if not env.key_file.exists():
        return
    from tiwala.kit import keyring

    conf.ops = replace(conf.ops, key_file=str(env.key_file))
    try:
        keyring.current()
    except keyring.KeyFileRefused as refusal:
        raise CannotStart(str(refusal)) from None


def refuse_unfit_apart(env: Environment) -> None:
    """The same, looked at by a child: the supervisor itself never holds the keys."""
    if not env.key_file.exists():
        return
    reader, writer = os.pipe()
    child = os.fork()  # the supervisor has one thread
    if child == 0:
        code = 1
        try:
            refuse_unfit(env)
            code = 0
        except CannotStart as refusal:
            os.write(writer, str(refusal).encode())
        finally:  # whatever happened: what this copy of the supervisor would do next is not its work
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as told:
        sentence = told.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise CannotStart(sentence or "The key file could not be looked at.")
