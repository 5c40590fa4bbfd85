"""A person with a browser, who notices what is wrong with a page: axe, the console, the policy, the width."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, expect

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAYS_LITTLE = "resultTypes: ['violations'], selectors: false"  # to describe what is well took two fifths of its time
STAYS = "iframes: false"  # a letter is shown in a frame that talks to nobody: it complains when axe knocks
JUDGE = f"""axe.run(document, {{runOnly: {json.dumps(RULES)}, {SAYS_LITTLE}, {STAYS}}}).then(found => JSON.stringify(
  found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | '))))"""
WIDER = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 5).map(one => one.outerHTML.slice(0, 120)) : []"""
SHAPE = """() => [...document.querySelectorAll('*')].map(one => [one.tagName, one.getAttribute('class'),
  one.getAttribute('role'), one.getAttribute('aria-label') === null].join()).join(';')"""
_judged: set[tuple[object, ...]] = set()
"""Pages of a shape that axe has seen at this width and in this scheme: it would say the same again."""
EXPECTED = re.compile(r"the server responded with a status of 4(03|04|22)")  # a page of its own, not a fault


@cache
def _axe() -> str:
    return AXE.read_text()


class Visitor:
    """One browser window of one person. `look()` judges the page in front of them; leaving judges the console."""

    def __init__(
        self, browser: Browser, *, width: int = 390, height: int = 844, scripts: bool = True, scheme: str = "light"
    ) -> None:
        self.has_scripts = scripts
        self.seen_as = (width, scheme)
        self.complaints: list[str] = []
        self.clicks = 0
        self._lines: dict[Page, CDPSession] = {}
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="en-PH",
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.window()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.context.close()
        if error is None:
            assert not self.complaints, "\n".join(self.complaints)

    def look_as(self, width: int, scheme: str) -> Self:
        """Make the window so wide, in this scheme, and look at the page in front of one again."""
        self.seen_as = (width, scheme)
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.look()

    def window(self) -> Page:
        """One more window of the same person."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def go(self, url: str) -> Self:
        """Open an address and look at it."""
        self.page.goto(url)
        return self.look()

    def press(self, name: str | re.Pattern[str], *, role: str = "button") -> Self:
        """Press what bears this name, and look at where that led."""
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        return self.look()

    def choose(self, name: str) -> Self:
        """Choose a radio row by its name."""
        self.clicks += 1
        rows = self.page.locator("label.radio-row")
        rows.filter(has=self.page.locator(".name", has_text=name)).first.click()
        return self

    def sees(self, words: str | re.Pattern[str], *, seconds: float = 15) -> Self:
        """The page says this, at the latest in so many seconds."""
        expect(self.page.locator("main")).to_contain_text(words, timeout=seconds * 1000)
        return self

    def look(self, page: Page | None = None) -> Self:
        """Judge the page: axe finds nothing, nothing sticks out at the side."""
        page = page or self.page
        page.wait_for_load_state()
        if not self.has_scripts:
            return self
        shape = (*self.seen_as, page.title(), page.evaluate(SHAPE))
        if shape not in _judged:
            self._ask_axe(page)
            _judged.add(shape)
        wider = page.evaluate(WIDER)
        assert not wider, f"{page.url} is wider than the window:\n" + "\n".join(wider)
        return self

    def _ask_axe(self, page: Page) -> None:
        line = self._lines.get(page) or self._lines.setdefault(page, self.context.new_cdp_session(page))
        line.send("Runtime.evaluate", {"expression": _axe()})  # never detached: that would end virtual devices too
        told = line.send("Runtime.evaluate", {"expression": JUDGE, "awaitPromise": True, "returnByValue": True})
        assert "exceptionDetails" not in told, told
        found = json.loads(told["result"]["value"])
        assert not found, f"{page.url}\n" + "\n".join(found)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")
