"""`python -m tiwala …`: the command that starts, checks and keeps the house."""

import sys

from tiwala.config.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
