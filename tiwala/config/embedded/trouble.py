"""The one error of starting up: a sentence that a person can act on."""


class CannotStart(Exception):  # noqa: N818 - read aloud it is a fact, not a class of error
    """Something the person at the keyboard must change; the message says what, in one sentence."""
