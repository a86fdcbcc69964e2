"""The site, as `make site` leaves it, opened from its files: links lead somewhere, nothing comes from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from chromium import CHINESE, Watched, watched, without_glyph

from pingan_analysis import paths
from pingan_analysis.tables import load

pytestmark = pytest.mark.browser
SHOTS = paths.ROOT / ".build" / "screenshots"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 1000}
ASSETS = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src", "object": "data"}


class Anchors(HTMLParser):
    """The ids of a page, the places that it links to, and the files that it is made of."""

    def __init__(self, page: Path):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.assets: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.ids |= {named.get("id", ""), named.get("name", "")} - {""}
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag in ASSETS and ASSETS[tag] in named:
            self.assets.append(named[ASSETS[tag]])


anchors = cache(Anchors)


@pytest.fixture(scope="module")
def site() -> Path:
    """The site that `make site` has left."""
    folder = paths.ROOT / ".build" / "site"
    assert (folder / "index.html").exists(), "no site yet: make site"
    return folder


@pytest.fixture(scope="module")
def seen(site: Path) -> Iterator[Watched]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with watched(viewport=DESK) as window:
        yield window


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def dead(page: Path) -> list[str]:
    """A page => its links and assets that lead nowhere, and its assets from elsewhere."""
    found = []
    for address in {*anchors(page).links, *anchors(page).assets}:
        if re.match(r"https?:", address):
            found += [address] * (address in anchors(page).assets)
            continue
        name, fragment = urldefrag(address)
        target = (page.parent / unquote(name.partition("?")[0])).resolve() if name else page.resolve()
        lost = fragment and target.suffix == ".html" and unquote(fragment) not in anchors(target).ids
        found += [address] * (not target.is_file() or bool(lost))
    return found


def test_every_claim_source_and_notebook_has_its_page(site: Path) -> None:
    for kind, table, key in (("claims", "claims", "claim_id"), ("sources", "sources", "source_id")):
        assert {page.stem for page in (site / kind).glob("*.html")} == {r[key] for r in load.records(table)} | {"index"}
    notebooks = {path.stem for path in (paths.ROOT / "notebooks").glob("*.ipynb")}
    assert {page.stem for page in (site / "notebooks").glob("*.html")} == notebooks


def test_what_the_exported_claims_point_to_is_there(site: Path) -> None:
    exported = (paths.ROOT / "data" / "processed" / "claims.jsonld").read_text(encoding="utf-8")
    pointed = re.findall(r'"(claims/[^"]+\.html)"', exported)
    assert {f"claims/{row['claim_id']}.html" for row in load.records("claims")} == set(pointed)
    assert not [page for page in pointed if not (site / page).is_file()]


def test_every_link_leads_somewhere_and_every_asset_is_here(site: Path) -> None:
    found = {str(page.relative_to(site)): lost for page in pages(site) if (lost := dead(page))}
    assert found == {}
    styles = "\n".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))
    assert not re.search(r"url\(['\"]?(https?:)?//|@import\s+['\"]?(https?:)?//", styles)


def test_a_dead_link_a_lost_anchor_and_a_foreign_asset_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    links = "<a href='gone.html'></a><a href='#gone'></a><a href='#here' id='here'></a><a href='https://a.b'></a>"
    page.write_text(f"{links}<script src='https://a.b/x.js'></script>", encoding="utf-8")
    assert sorted(dead(page)) == ["#gone", "gone.html", "https://a.b/x.js"]


def test_every_page_reads_on_a_phone_and_on_a_desk(site: Path, seen: Watched) -> None:
    """None scrolls sideways, none complains, none asks for anything from elsewhere, and its Chinese is there."""
    page, wide, boxes = seen.window.new_page(), [], {}
    fits = "() => document.documentElement.scrollWidth <= window.innerWidth"
    for file in pages(site):
        name = str(file.relative_to(site))
        page.set_viewport_size(PHONE)
        page.goto(file.as_uri())
        wide += [f"{name} at 390"] if not page.evaluate(fits) else []
        page.set_viewport_size(DESK)
        wide += [f"{name} at 1280"] if not page.evaluate(fits) else []
        if (text := "".join(CHINESE.findall(page.locator("body").text_content() or ""))) and (
            lost := without_glyph(page, text)
        ):
            boxes[name] = lost
    page.close()
    assert (wide, boxes, seen.complaints, seen.outside) == ([], {}, [], [])


@pytest.mark.parametrize("words", ["turning point", "群众安全感", "zj2021-safety-above-nation"])
def test_search_finds_in_both_languages(site: Path, seen: Watched, words: str) -> None:
    page = seen.window.new_page()
    page.goto((site / "index.html").as_uri())
    page.fill(".sidebar-search", words)
    page.press(".sidebar-search", "Enter")
    page.wait_for_selector("#search-results ul.search li a", timeout=20_000)
    found = page.locator("#search-results ul.search li a").evaluate_all("links => links.map(link => link.href)")
    assert found and all(Path(unquote(re.sub(r"[?#].*", "", link)).removeprefix("file://")).is_file() for link in found)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_for_a_reader(site: Path, seen: Watched, scheme: str) -> None:
    """One page of each kind, wide and narrow, in either theme, for somebody to look at."""
    kinds = ["index", "claims/index", "claims/zj2021-fraud-first-turning-point", "sources/zj2021", "figures/index"]
    kinds += ["notebooks/03-was-2021-the-turning-point", "dictionary", "api/numbers.printed"]
    page = seen.window.new_page()
    page.emulate_media(color_scheme=scheme)
    for name in kinds:
        page.goto((site / f"{name}.html").as_uri())
        for width, size in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(size)
            page.screenshot(path=SHOTS / f"site-{name.replace('/', '-')}-{width}-{scheme}.png")
    page.close()


def test_the_same_site_twice(site: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, paths.ROOT / "docs" / "pages.py", tmp_path / "again"], check=True)
    first, second = (
        {file.relative_to(folder): sha256(file.read_bytes()).digest() for file in folder.rglob("*") if file.is_file()}
        for folder in (site, tmp_path / "again")
    )
    assert first == second
