"""Print where to look: an open invoice's pay link, console, customer sign-in, where data live.

While nobody owns the house, a one-time link for its first owner instead of any sign-in: there is no default account.
"""

import argparse

from tiwala.config import env as environment
from tiwala.config.cli.database import ready
from tiwala.config.cli.owner import first_link


def arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Print four things; in a demo with the demo's own sign-ins."""
    env = environment.read()
    lines = _demo_lines(env) if env.mode == "demo" else _real_lines(env)
    lines.append(("Your data", str(env.data_dir), f"keys: {env.key_file} (keep a copy elsewhere)"))
    print("\n  Tiwala is open. Ctrl-C closes it.\n")
    for title, where, more in lines:
        print(f"  {title:18} {where}")
        for line in more.splitlines():
            print(f"  {'':18} {line}")
    print(flush=True)
    return 0


def _demo_lines(env: environment.Environment) -> list[tuple[str, str, str]]:
    with ready("welcome"):
        from tiwala.config.seed import welcome

        demo = welcome()
    return [
        (
            "Pay an invoice",
            f"{env.base_url}/pay/{demo.pay_token}/",
            "card 4111 1111 1111 1111, any later date, any code",
        ),
        (
            "Console",
            f"{env.base_url}/console/",
            f"sign in as {demo.staff_email} with {demo.password}\n{_second_step(demo.staff_seed)}",
        ),
        ("Customer", f"{env.base_url}/home/", f"sign in as {demo.customer_email} with {demo.password}"),
    ]


def _real_lines(env: environment.Environment) -> list[tuple[str, str, str]]:
    console = ("Console", f"{env.base_url}/console/", "")
    with ready("welcome"):
        from tiwala.identity.owners import has_owner

        if has_owner():
            return [console]
        return [
            ("The first owner", first_link(), "works once, within the hour; another: python -m tiwala owner invite"),
            console,
        ]


def _second_step(seed: str) -> str:
    """Staff show two things, in a demo too; the demo helps with the second."""
    return f"second step: the page shows the code of this trial, or put {seed} into an authenticator app"
