#!/usr/bin/env python
"""Django's own commands, for the people who build the house; those who run it use `python -m tiwala`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiwala.config.settings.prod")
    os.environ.setdefault("TIWALA_DB_USER", "tiwala_owner")
    execute_from_command_line(sys.argv)
