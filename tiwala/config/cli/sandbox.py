"""Run the sandbox gateway: a pretend payment gateway to try everything against."""

import argparse
import os
import sys

from tiwala.config import env as environment
from tiwala.config import surroundings
from tiwala.config.cli.database import ready
from tiwala.config.embedded import CannotStart
from tiwala.config.supervisor.ports import refuse_when_busy
from tiwala.config.supervisor.sandbox_place import sandbox_address


def arguments(parser: argparse.ArgumentParser) -> None:
    """The seed of its whims."""
    parser.add_argument("--seed", type=int, default=7, help="seed of everything it does by chance (default 7)")


def run(options: argparse.Namespace) -> int:
    """Become the sandbox; does not return. Refused when real money is about."""
    env = environment.read()
    if env.mode == "live":
        message = "The sandbox pretends to take money, and TIWALA_MODE is live: run it with demo or test."
        raise CannotStart(message)
    host, port = sandbox_address(env.sandbox_url)
    refuse_when_busy(host, port, setting="TIWALA_SANDBOX_URL")
    folder = env.data_dir / "sandbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tiwala_sandbox", "--host", host, "--port", str(port), "--seed", str(options.seed)]
    command += ["--data", str(folder / "sandbox.sqlite3")]
    notice_url = _notice_url(env)
    command += ["--notice-url", notice_url] if notice_url else []
    os.execve(sys.executable, command, surroundings.handed_on())  # noqa: S606


def _notice_url(env: environment.Environment) -> str:
    """Where the portal hears notices of its sandbox account; empty before there is one."""
    with ready("sandbox"):
        from tiwala.gateways.models import GatewayAccount

        account = GatewayAccount.objects.filter(gateway="sandbox").order_by("created_at").first()
    host = "127.0.0.1" if env.host in {"0.0.0.0", "::"} else env.host  # noqa: S104 - compared, not bound
    return f"http://{host}:{env.port}/notices/sandbox/{account.public_id}/" if account else ""
