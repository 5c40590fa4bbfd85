"""The list of commands, and the one place where an error becomes a sentence and an exit code."""

import argparse
import sys
from types import ModuleType

from tiwala.config.cli import (
    audit,
    backup,
    bir_pack,
    check,
    db,
    fraud,
    jobs,
    keys,
    ledger,
    migrate,
    owner,
    passwords,
    reconcile,
    restore,
    sandbox,
    seed,
    up,
    web,
    welcome,
    worker,
)
from tiwala.config.embedded import CannotStart
from tiwala.config.place import settle_in

COMMANDS: dict[str, ModuleType] = {
    "up": up,
    "web": web,
    "worker": worker,
    "sandbox": sandbox,
    "migrate": migrate,
    "seed": seed,
    "welcome": welcome,
    "owner": owner,
    "check": check,
    "db": db,
    "backup": backup,
    "restore": restore,
    "keys": keys,
    "passwords": passwords,
    "audit": audit,
    "ledger": ledger,
    "jobs": jobs,
    "reconcile": reconcile,
    "bir-pack": bir_pack,
    "fraud": fraud,
}
FAILED = 1
INTERRUPTED = 130


def main(words: list[str]) -> int:
    """Run one command; 0 when done, 1 with one sentence when not, 2 for a command nobody knows."""
    options = _parser().parse_args(words)
    command = COMMANDS[options.command]
    try:
        if hasattr(command, "before_stepping_down"):
            words = command.before_stepping_down(options, words)
        settle_in(words, stays_root=_stays_root(command, options))
        return int(command.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone: nothing to say, and nobody to say it to
        return FAILED
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(f"tiwala: {sentence}", file=sys.stderr)
        return FAILED


def _stays_root(command: ModuleType, options: argparse.Namespace) -> bool:
    """Whether the command, started by root, has reason to go on as root."""
    return hasattr(command, "stays_root") and bool(command.stays_root(options))


def _sentence(error: Exception) -> str | None:
    """What to tell a person; None for a fault of ours, whose trace belongs in the report."""
    from django.db import OperationalError, ProgrammingError

    from tiwala.kit.errors import Refusal

    match error:
        case CannotStart():
            return str(error)
        case Refusal():
            return str(error.text)
        case OperationalError():
            return f"The database does not answer: {_first_line(error)}. Is the house running? Try 'make run'."
        case ProgrammingError() if "does not exist" in str(error):
            return f"The database is older than this code: {_first_line(error)}. Run 'python -m tiwala migrate'."
        case OSError():
            return f"{error.strerror}: {error.filename}" if error.filename else str(error)
        case _:
            return None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tiwala", description="A payment portal that you run yourself.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        text = (command.__doc__ or "").strip()
        summary = text.splitlines()[0]
        sub = commands.add_parser(name, help=summary, description=text)
        command.arguments(sub)
    return parser
