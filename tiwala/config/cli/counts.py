"""Numbers that a person types after an option."""

import argparse


def at_least_one(text: str, *, most: int | None = None) -> int:
    """A whole number from 1 up, to `most` where there is one; argparse says the sentence."""
    if not text.isdecimal() or not int(text) or (most is not None and int(text) > most):
        bound = "" if most is None else f" and at most {most}"
        message = f"{text!r} must be a whole number, at least 1{bound}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
