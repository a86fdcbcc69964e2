"""How Sphinx builds the site from the pages that `pages.py` writes: offline, and every asset beside the pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from docstrings import as_restructured
from search_zh import EnglishAndChinese

from pingan_analysis import __version__

project, author, version = "pingan_analysis", "pingan_analysis contributors", __version__
copyright = "pingan_analysis contributors; code MIT, tables and figures CC BY 4.0"
extensions = ["myst_nb", "sphinx.ext.autodoc"]
language = "en"
smartquotes = False  # a mark stands as it is printed

nb_execution_mode = "off"  # the committed outputs are the ones to show
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "image/png", 10), ("html", "text/plain", 20)]
myst_heading_anchors = 3
myst_links_external_new_tab = True

autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
python_use_unqualified_type_names = True
python_display_short_literal_types = True

html_theme = "furo"
html_title = f"pingan_analysis {version}"
html_static_path = ["static"]
html_css_files = ["reading.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
pygments_style = "tango"


def setup(app: Any) -> None:
    app.add_search_language(EnglishAndChinese)
    app.connect("autodoc-process-docstring", as_restructured)
