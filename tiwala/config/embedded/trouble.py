"""The one error of starting up: a sentence that a person can act on."""


class CannotStart(Exception):
    """Something the person at the keyboard must change; the message says what, in one sentence."""
