"""How large a file may come in. Bytes stay in memory, so that none is left on a disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

FILE_MAX_BYTES = 6_000_000
"""The whole of a form with a file; what a field may hold is said by its own room."""
_READ_THROUGH = 5
"""A form up to so many times as large is read and its file left out, so that the page can say what is wrong."""


class BoundedUpload(MemoryFileUploadHandler):
    """Keeps files of a form that is small enough, leaves out those of a larger one, breaks off an endless one."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # noqa: N803 -- Django's signature
        """Refuse before a byte is read."""
        if content_length > _READ_THROUGH * FILE_MAX_BYTES:
            raise RequestDataTooBig
        super().handle_raw_input(input_data, META, content_length, *args, **kwargs)
