"""`python -m tiwala_sandbox.vendors NAME`: runs one stand-in until it is stopped."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from tiwala_sandbox import vendors
from tiwala_sandbox.__main__ import add_options, run, settings_of
from tiwala_sandbox.vendors.app import create_app
from tiwala_sandbox.vendors.vendor import Vendor


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C or SIGTERM; 0 on a wished end, 1 with one sentence when it cannot start."""
    parser = argparse.ArgumentParser(prog="tiwala_sandbox.vendors", description="A stand-in for a real gateway.")
    parser.add_argument("vendor", choices=names(), help="whose wire to speak")
    add_options(parser, data="vendor.sqlite3")
    options = parser.parse_args(arguments)
    vendor = load(options.vendor)
    return run(options, lambda: create_app(vendor, options.data, settings=settings_of(options)), title=vendor.name)


def names() -> list[str]:
    """The vendors there are a stand-in for: every folder here."""
    return sorted(module.name for module in pkgutil.iter_modules(vendors.__path__) if module.ispkg)


def load(name: str) -> Vendor:
    """The stand-in of a vendor: `VENDOR` in its folder's stand_in.py."""
    found = importlib.import_module(f"tiwala_sandbox.vendors.{name}.stand_in").VENDOR
    assert isinstance(found, Vendor)
    return found


if __name__ == "__main__":
    sys.exit(main())
