"""Numbers that a person types after an option."""

import argparse


def at_least_one(text: str) -> int:
    """A whole number from 1 up; argparse says the sentence."""
    if not text.isdecimal() or not int(text):
        message = f"{text!r} must be a whole number, at least 1"
        raise argparse.ArgumentTypeError(message)
    return int(text)
