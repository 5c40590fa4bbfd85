"""What the pay page weighs over the wire on a first visit: the page and all it asks for."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass

from bench.asking import ask
from bench.house import House

ASKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src|<img[^>]* src)="(/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes with their headers, and how many requests."""

    octets: int
    requests: int


def weigh(house: House) -> Weight:
    """The pay page as a browser that takes gzip would load it."""
    token = ask(house, "bills", 1)[0]["token"]
    page, octets = _get(house, f"/pay/{token}/")
    more = [_get(house, path)[1] for path in dict.fromkeys(ASKED.findall(page))]
    return Weight(octets + sum(more), 1 + len(more))


def _get(house: House, path: str) -> tuple[str, int]:
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    line.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    body = answer.read()
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    line.close()
    return body.decode(errors="replace"), len(body) + head + 20
