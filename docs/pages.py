"""Writes the pages of the site from the committed tables, notebooks and figures, and has Sphinx build them.

    python docs/pages.py [FOLDER]      the site goes to .build/site, or to FOLDER

Nothing is run again: notebooks are shown with their committed outputs, verdicts are those of `judge`.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from sphinx.cmd.build import build_main

import pingan_analysis as pa
from pingan_analysis import paths
from pingan_analysis.figures.citation import AUTHOR, LICENCE, YEAR
from pingan_analysis.numbers.english import spelled
from pingan_analysis.tables import load
from pingan_analysis.world.cards import SIGNS, labelled
from pingan_analysis.world.judging import Verdict, judge
from pingan_analysis.world.predicates import KINDS
from pingan_analysis.world.prints import Number

DOCS = Path(__file__).parent
PROCESSED = paths.ROOT / "data" / "processed"
PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|$~^:@\"'&=])")
BOARD = "verdict-board"  # the figure of all claims, which none shows
ASKED = "Asked by us"
FILES = ("svg", "png", "pdf")


def plain(text: object) -> str:
    """Words => the same in Markdown, on one line, where nothing is a mark."""
    return PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells that are Markdown already => a table in Markdown."""
    lines = [f"| {' | '.join(head)} |"]
    lines += ["|" + "---|" * lines[0].count(" | ") + "---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(DOCS / "templates"), undefined=jinja2.StrictUndefined, trim_blocks=True,
    lstrip_blocks=True, keep_trailing_newline=True,
)  # fmt: skip
TEMPLATES.filters |= {"plain": plain, "spelled": spelled}
TEMPLATES.globals |= {"table": table, "SIGNS": SIGNS}


class Site:
    """The pages, by what they are about; `write` puts all of them into a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.verdicts: dict[str, Verdict] = {row["claim_id"]: judge(row["claim_id"]) for row in load.records("claims")}
        self.claims = {row["claim_id"]: row for row in load.records("claims")}
        self.sources = {row["source_id"]: row for row in load.records("sources")}
        self.indicators = {row["indicator"]: row for row in load.records("indicators")}
        self.areas = {row["area"]: row["label_en"] for row in load.records("areas")}
        self.figures = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(PROCESSED.glob("figures/*/*.json"))
        }
        self.numbers: dict[str, list[Mapping[Any, Any]]] = {source: [] for source in self.sources}
        for row in labelled(load.load_reported()).to_dict("records"):
            self.numbers[row["source_id"]].append(row)
        self.names = load.article_names("en")

    def write(self) -> None:
        for name in ("notebooks", "claims", "sources", "figures", "api"):
            (self.folder / name).mkdir(parents=True)
        notebooks = [self._notebook(path) for path in sorted((paths.ROOT / "notebooks").glob("*.ipynb"))]
        for claim_id in self.claims:
            self._page("claims", claim_id, self._claim(claim_id))
        for source_id in self.sources:
            self._page("sources", source_id, self._source(source_id))
        for figure_id in self.figures:
            for file in (PROCESSED / "figures" / figure_id).iterdir():
                shutil.copyfile(file, self.folder / "figures" / file.name)
        self._page("figures", "index", {"figures": self.figures, "kinds": FILES}, "figures.md")
        self._page("claims", "index", {"groups": self._groups(), "claims": list(self.claims)}, "claims.md")
        self._page("sources", "index", self._catalogue(), "sources.md")
        self._page("", "index", {"notebooks": notebooks, "groups": self._groups(), "figures": self.figures})
        dictionary = (PROCESSED / "DICTIONARY.md").read_text(encoding="utf-8")
        (self.folder / "dictionary.md").write_text(dictionary, encoding="utf-8")
        package = paths.ROOT / "pingan_analysis"  # the command line documents itself: pingan --help
        files = (path.relative_to(package).with_suffix("") for path in package.rglob("[a-z]*.py") if path.stem != "cli")
        modules = sorted(".".join(file.parts) for file in files)
        for module in modules:
            self._page("api", module, {"module": f"pingan_analysis.{module}"}, "module.md")
        self._page("api", "index", {"names": sorted(pa._HOME.items()), "modules": modules}, "api.md")

    def _page(self, folder: str, name: str, facts: Mapping[str, Any], template: str = "") -> None:
        names = {"claims": "claim.md", "sources": "source.md", "": "index.md"}
        text = TEMPLATES.get_template(template or names[folder]).render(facts)
        (self.folder / folder / f"{name}.md").write_text(text, encoding="utf-8")

    def _notebook(self, path: Path) -> tuple[str, str]:
        """Copies a notebook; ids of claims and sources, in its prose and on its cards, become links => name, title."""
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = re.sub(r"`([a-z0-9-]+)`", self._prose_link, "".join(cell["source"]))
            for output in cell.get("outputs", []):
                if "text/html" in (data := output.get("data", {})):
                    data["text/html"] = re.sub(
                        r"<code>([a-z0-9-]+)</code>", self._card_link, "".join(data["text/html"])
                    )
        (self.folder / "notebooks" / path.name).write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
        title = "".join(notebook["cells"][0]["source"]).splitlines()[0].lstrip("# ")
        return path.stem, title

    def _prose_link(self, found: re.Match[str]) -> str:
        kind = "claims" if found[1] in self.claims else "sources" if found[1] in self.sources else ""
        return f"[{found[0]}](../{kind}/{found[1]}.md)" if kind else found[0]

    def _card_link(self, found: re.Match[str]) -> str:
        return f"<a href='../claims/{found[1]}.html'>{found[0]}</a>" if found[1] in self.claims else found[0]

    def _groups(self) -> list[tuple[str, list[Verdict]]]:
        """The claims by the article that makes them; what we ask ourselves behind."""
        groups: dict[str, list[Verdict]] = {name: [] for name in self.names.values()} | {ASKED: []}
        for claim_id, claim in self.claims.items():
            name = ASKED if claim["who"] != "article" else self.names[claim["source_id"].split()[0]]
            groups[name].append(self.verdicts[claim_id])
        return [(name, verdicts) for name, verdicts in groups.items() if verdicts]

    def _claim(self, claim_id: str) -> dict[str, Any]:
        verdict, claim = self.verdicts[claim_id], self.claims[claim_id]
        own = claim["number_ids"].split()
        doc = (KINDS[verdict.kind].__doc__ or "").strip().splitlines()[0]
        return {
            "verdict": verdict,
            "claim": claim,
            "numbers": [self._number(number, number.number_id in own) for number in verdict.numbers],
            "documents": [(source, self.sources[source]) for source in claim["source_id"].split()],
            "computation": doc,
            "parameters": load.parameters(claim["parameters"]),
            "figures": [
                facts for facts in self.figures.values() if claim_id in facts["claims"] and facts["figure_id"] != BOARD
            ],
            "citation": f"{AUTHOR} ({YEAR}). Claim {claim_id}: {verdict.verdict}. "
            f"pingan_analysis {pa.__version__}. {LICENCE}.",
        }

    def _number(self, number: Number, own: bool) -> dict[str, Any]:
        about = ", ".join(filter(None, [number.label, number.area_label, number.period and spelled(number.period)]))
        return {"own": own, "about": about, "of": number, "may_be": str(number.value())}

    def _source(self, source_id: str) -> dict[str, Any]:
        source = self.sources[source_id]
        used = [
            verdict
            for claim_id, verdict in self.verdicts.items()
            if source_id in {*verdict.sources.split(), *self.claims[claim_id]["source_id"].split()}
        ]
        area = self.areas[source["ref_area"]]
        return {"source": source, "area": area, "numbers": self.numbers[source_id], "verdicts": used}

    def _catalogue(self) -> dict[str, Any]:
        by_role: dict[str, list[dict[str, str]]] = {"corpus": [], "outside": []}
        for source in self.sources.values():
            by_role[source["role"]].append(source)
        return {"roles": by_role, "count": {source: len(rows) for source, rows in self.numbers.items()}}


def build(target: Path) -> int:
    """Writes and builds the site => an exit code. A warning is an error; the old site stays till the new is whole."""
    with tempfile.TemporaryDirectory(prefix="pingan-site-") as temporary:
        pages, made = Path(temporary, "pages"), Path(temporary, "html")
        Site(pages).write()
        places = ["-c", str(DOCS), "-d", str(Path(temporary, "doctrees")), str(pages), str(made)]
        if code := build_main(["-q", "-b", "html", "-j", "2", "-W", "--keep-going", *places]):
            return code
        for leftover in (".buildinfo", "objects.inv"):
            (made / leftover).unlink(missing_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, target)
    print(f"the site: {target / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if len(sys.argv) > 1 else paths.ROOT / ".build" / "site"))
