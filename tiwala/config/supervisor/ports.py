"""Whether a port is free: asked before, because the web server would share a busy one without a word."""

import errno
import socket

from tiwala.config.embedded import CannotStart


def refuse_when_busy(host: str, port: int, *, setting: str) -> None:
    """Raise one clear sentence when somebody already listens there, or when we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_sentence(error, f"{host}:{port}", setting)) from None


def _sentence(error: OSError, where: str, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {where} is busy: end the program that listens there, or set {setting} to another port."
    if error.errno == errno.EACCES:
        return f"Port {where} is for root only: set {setting} to a port from 1024 up, and put Caddy in front."
    return f"This machine has no address {where} ({error.strerror}): correct {setting} or TIWALA_HOST."
