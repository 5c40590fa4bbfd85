"""`python -m tiwala_sandbox`: runs the gateway until it is stopped."""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Sequence

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from starlette.applications import Starlette

from tiwala_sandbox.app import create_app
from tiwala_sandbox.control import check_notice_url
from tiwala_sandbox.engine import DEMO_ACCOUNT, DEMO_SECRET, Settings
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import StoreError

MOST_PORT = 65_535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C or SIGTERM; 0 on a wished end, 1 with one sentence when it cannot start."""
    parser = argparse.ArgumentParser(
        prog="tiwala_sandbox",
        description="A simulated payment gateway: test money only, faults on demand. See tiwala_sandbox/README.md.",
    )
    add_options(parser, data="sandbox.sqlite3")
    options = parser.parse_args(arguments)
    title = f"key sk_test_{DEMO_ACCOUNT}  notice secret {DEMO_SECRET}"
    return run(options, lambda: create_app(options.data, settings=settings_of(options)), title=title)


def settings_of(options: argparse.Namespace) -> Settings:
    """What the command line says of the bank."""
    return Settings(
        seed=options.seed,
        notice_url=options.notice_url,
        notice_hosts=tuple(options.notice_host),
        public_url=options.public_url.rstrip("/") if options.public_url else None,
    )


def run(options: argparse.Namespace, make: Callable[[], Starlette], *, title: str) -> int:
    """Make the program and serve it until it is stopped."""
    try:
        _check_port(options.host, options.port)
        app = make()
        check_notice_url(app.state.bank, options.notice_url)
    except (StoreError, OSError) as error:
        return _refuse(str(error))
    except Problem as problem:
        return _refuse(problem.detail)
    sys.stdout.write(f"Sandbox gateway on http://{options.host}:{options.port}  {title}\n")
    sys.stdout.flush()
    asyncio.run(_serve(app, options.host, options.port))
    app.state.bank.store.close()
    return 0


def add_options(parser: argparse.ArgumentParser, *, data: str) -> None:
    """Where to listen, what to remember, what to tell and to whom."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=_port, default=8010, help="port to listen on (default %(default)s)")
    parser.add_argument("--data", default=data, metavar="FILE", help="what it remembers (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="seed of faults that come at a rate (default %(default)s)")
    parser.add_argument("--notice-url", metavar="URL", help="where notices of the demo account go")
    parser.add_argument(
        "--notice-host", action="append", default=[], metavar="HOST", help="a host beside loopback that may get notices"
    )
    parser.add_argument("--public-url", metavar="URL", help="where payers reach the hosted pages (default: as called)")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use 1 to 65535.")
    return int(text)


def _check_port(host: str, port: int) -> None:
    """Refuse a port that is taken: the server itself would share it in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = error.strerror or "unknown reason"
            raise OSError(f"The sandbox cannot listen on {host}:{port}: {why}. Choose another with --port.") from error


async def _serve(app: Starlette, host: str, port: int) -> None:
    server = Server(app, host, port, interface=Interfaces.ASGI, websockets=False, log_level=LogLevels.error)
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, _stop, app, server)
    await server.serve()


def _stop(app: Starlette, server: Server) -> None:
    app.state.bank.cut_waits_short()
    server.stop()  # type: ignore[no-untyped-call]


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
