"""Chromium of the system, driven by playwright: what a page asks for, what it complains of, which glyphs it lacks.

Nothing leaves the machine: names are not resolved, requests to other hosts are refused, and each is written down.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

HERE = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|file:|data:|blob:|about:")
OFFLINE = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
# A character without a glyph is drawn like a private one, which no font has.
MISSING = """async (characters) => {
  await document.fonts.ready;
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 32;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const drawn = (character) => {
    pen.clearRect(0, 0, 32, 32);
    pen.font = '24px ' + getComputedStyle(document.body).fontFamily;
    pen.fillText(character, 2, 26);
    return pen.getImageData(0, 0, 32, 32).data.join();
  };
  const none = [drawn('\\uE0FF'), drawn(' ')];
  return [...characters].filter(c => none.includes(drawn(c)));
}"""
CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass
class Watched:
    """A browser window, and what happened in it."""

    window: BrowserContext
    outside: list[str] = field(default_factory=list)  # requests to other machines
    complaints: list[str] = field(default_factory=list)  # errors of pages and of the console


@contextmanager
def watched(**options: Any) -> Iterator[Watched]:
    """=> a fresh window of the system's Chromium. Fails with what to do where there is none."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.fail("no Chromium here: apt-get install chromium fonts-noto-cjk, or name one in CHROMIUM", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=OFFLINE)
        seen = Watched(browser.new_context(**options))

        def guard(route: Route) -> None:
            if HERE.match(route.request.url):
                route.continue_()
            else:
                seen.outside.append(route.request.url)
                route.abort()

        def listen(page: Page) -> None:
            page.on("pageerror", lambda error: seen.complaints.append(f"{page.url}: {error}"))
            page.on("console", lambda said: said.type == "error" and seen.complaints.append(f"{page.url}: {said.text}"))
            page.on("websocket", lambda one: HERE.match(one.url) or seen.outside.append(one.url))

        seen.window.route("**/*", guard)
        seen.window.on("page", listen)
        yield seen
        browser.close()


def without_glyph(page: Page, text: str) -> str:
    """The Chinese characters of a text that this page shows as boxes, or as nothing."""
    return "".join(page.evaluate(MISSING, "".join(sorted(set(CHINESE.findall(text))))))
