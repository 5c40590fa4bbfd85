"""The operations, one resource a file: parse → may they? → one action → answer.

These files do without `from __future__ import annotations`: the annotations of an operation are read at start, also
through the wrapper that makes it run once.
"""
