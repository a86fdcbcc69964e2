"""JupyterLab in a browser, as `make lab` starts it: every notebook opens, runs, and reads well in both themes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from chromium import CHINESE, Watched, watched, without_glyph
from playwright.sync_api import Page

from pingan_analysis import paths
from pingan_analysis.run.kernel import WATCH

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted((paths.ROOT / "notebooks").glob("*.ipynb"))
SHOTS = paths.ROOT / ".build" / "screenshots"
MINUTES = 4 * 60_000
RAN = """() => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
  return prompts.length && prompts.every(p => /\\[\\d+\\]/.test(p.textContent)); }"""
CONTENTS = """() => {
  const level = item => item ? 1 + level(item.parentElement.closest('.jp-tocItem')) : 0;
  return [...document.querySelectorAll('.jp-TableOfContents-tree .jp-tocItem')].filter(item => item.offsetParent)
    .map(item => [level(item), item.querySelector('.jp-tocItem-content').textContent]); }"""


@dataclass
class Run:
    """What a notebook shows after all of its cells have run."""

    counts: list[int]  # execution counts
    outputs: list[bool]  # does a code cell show any?
    errors: list[str]
    headings: list[tuple[int, str]]  # in the table of contents
    text: str
    missing: str
    kernel: str
    disturbed: list[str]  # dialogs and toasts
    too_wide: list[str]  # outputs that do not fit into the column


@contextmanager
def lab(folder: Path) -> Iterator[str]:
    """`pingan lab` on a copy of the notebooks, its own settings, kernels that refuse the network => its address."""
    shutil.copytree(paths.ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(paths.ROOT / "data" / "processed", folder / "processed")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "watch.py").write_text(WATCH)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    environment |= {f"JUPYTER_{key}": str(folder / name) for key, name in own.items()}
    environment |= {f"JUPYTERLAB_{name.upper()}_DIR": str(folder / name) for name in ("settings", "workspaces")}
    environment |= {"IPYTHONDIR": str(folder / "ipython"), "PINGAN_PROCESSED": str(folder / "processed")}
    command = [sys.executable, "-m", "pingan_analysis.run.cli", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--IdentityProvider.token=reader", f"--ServerApp.root_dir={folder / 'notebooks'}"]
    command += ["--KernelManager.transport=ipc", "--LabApp.expose_app_in_browser=True"]
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{base}/api/status?token=reader", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (folder / "lab.log").read_text()
                time.sleep(0.2)
        yield base
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def opened(seen: Watched, base: str, name: str) -> Page:
    """A notebook => its page, with an idle kernel and nothing clicked, running all of its cells."""
    page = seen.window.new_page()
    page.goto(f"{base}/lab/workspaces/{name}/tree/{name}.ipynb?token=reader&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=MINUTES)
    page.wait_for_selector("#jp-main-statusbar >> text=/\\| Idle/", timeout=MINUTES)
    page.click(".lm-MenuBar-item >> text=Run")
    page.click('.lm-Menu-item[data-command="runmenu:run-all"]')
    return page


def finished(page: Page, name: str) -> Run:
    """Waits until every cell has run => what is there to see; a picture of the whole in either theme."""
    page.wait_for_function(RAN, timeout=MINUTES)
    page.wait_for_selector("#jp-main-statusbar >> text=/\\| Idle/", timeout=MINUTES)
    disturbed = page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()
    kernel = page.locator(".jp-Toolbar-kernelName").first.inner_text()
    page.click('.lm-TabBar-tab[data-id="table-of-contents"]')
    page.wait_for_selector(".jp-TableOfContents-tree .jp-tocItem")
    headings = [(level, heading) for level, heading in page.evaluate(CONTENTS)]
    for _ in range(3):  # what has not been in sight is only guessed at
        height = page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollHeight")
        page.set_viewport_size({"width": 1280, "height": min(int(height) + 150, 16000)})
        page.wait_for_timeout(700)
    page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    for theme in ("Light", "Dark", "Light"):
        page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})")
        page.wait_for_selector(f'body[data-jp-theme-light="{str(theme == "Light").lower()}"]', state="attached")
        page.wait_for_timeout(500)
        page.wait_for_selector("#jupyterlab-splash", state="detached")  # it covers the page while a theme is loaded
        page.screenshot(path=SHOTS / f"{name}-{theme.lower()}.png")
    cells = page.evaluate(
        """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map(cell => {
          const outputs = [...cell.querySelectorAll('.jp-OutputArea-output')];
          const width = cell.querySelector('.jp-Cell-outputArea')?.clientWidth ?? 0;
          return [Number(cell.querySelector('.jp-InputPrompt').textContent.replace(/\\D/g, '')), outputs.length > 0,
            outputs.filter(o => o.dataset.mimeType == 'application/vnd.jupyter.error').map(o => o.textContent),
            outputs.filter(o => o.scrollWidth > o.clientWidth + 1).map(o => o.textContent.slice(0, 80))]; })"""
    )
    text = page.locator(".jp-Notebook").inner_text()
    counts, outputs, errors, too_wide = ([cell[place] for cell in cells] for place in range(4))
    missing = without_glyph(page, text)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
    return Run(
        counts, outputs, list(chain(*errors)), headings, text, missing, kernel, disturbed, list(chain(*too_wide))
    )


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Run], Watched, str]]:
    """Every notebook, run in the browser, two at a time; the window, and what `make lab` shows first."""
    folder = tmp_path_factory.mktemp("lab")
    SHOTS.mkdir(parents=True, exist_ok=True)
    committed = {path: path.read_bytes() for path in NOTEBOOKS}
    runs: dict[str, Run] = {}
    with lab(folder) as base, watched(viewport={"width": 1280, "height": 1000}) as seen:
        page = seen.window.new_page()
        page.goto(f"{base}/lab?token=reader&reset")
        page.wait_for_selector(".jp-DirListing-item", timeout=MINUTES)
        page.wait_for_timeout(1500)
        page.screenshot(path=SHOTS / "start.png")
        start = page.locator("body").inner_text() + "".join(
            page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()
        )
        page.close()
        running: list[tuple[Page, str]] = []
        for name in [path.stem for path in NOTEBOOKS]:
            running.append((opened(seen, base, name), name))
            if len(running) == 2:
                page, first = running.pop(0)
                runs[first] = finished(page, first)
        for page, name in running:
            runs[name] = finished(page, name)
        yield runs, seen, start
    assert {path: path.read_bytes() for path in NOTEBOOKS} == committed


Session = tuple[dict[str, Run], Watched, str]


def sources(name: str, kind: str) -> list[dict[str, Any]]:
    cells = json.loads((paths.ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def headings(name: str) -> list[tuple[int, str]]:
    """A notebook => its headings with their levels, as they are written."""
    text = "\n".join("".join(cell["source"]) for cell in sources(name, "markdown"))
    return [(len(marks), heading) for marks, heading in re.findall(r"^(#+) (.+)$", text, flags=re.M)]


@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_a_notebook_runs_and_reads_well(session: Session, name: str) -> None:
    run, cells = session[0][name], sources(name, "code")
    assert run.errors == [] and sorted(run.counts) == list(range(1, len(cells) + 1))
    assert run.outputs == [bool(cell["outputs"]) for cell in cells]
    assert run.kernel.startswith("Python 3") and run.disturbed == []
    assert CHINESE.search(run.text) and run.missing == ""
    assert run.too_wide == []


@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_the_table_of_contents_is_the_notebook_at_a_glance(session: Session, name: str) -> None:
    written = headings(name)
    assert [level for level, _ in written].count(1) == 1 and written[0][0] == 1
    assert all(level <= before + 1 for (before, _), (level, _) in pairwise(written))
    plain = [(level, re.sub(r"[*`]", "", heading)) for level, heading in written]
    assert session[0][name].headings == plain


def test_lab_lands_on_the_notebooks_and_says_nothing_else(session: Session) -> None:
    start = session[2]
    assert all(path.name in start for path in NOTEBOOKS) and "news" not in start.lower()


def test_nothing_leaves_the_machine_and_nobody_complains(session: Session) -> None:
    assert session[1].outside == []
    assert session[1].complaints == []
