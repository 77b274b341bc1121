"""Looking at what is not a page: styles, scripts, drawings, and the map of the site.

Styles and drawings name what a browser loads; of a script only addresses that stand in the call that
loads them can be seen (the policy of the pages stops the rest).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from chiso.language import Text, text

Fault = tuple[int, str, Text]
_IN_STYLE = re.compile(r"""(?:@import\s+(?:url\(\s*)?|url\(\s*)["']?([^"')\s;]+)""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# fetch("https://…"), import("//…"), new WebSocket("wss://…"), open("GET", "https://…"), from "https://…"
_IN_SCRIPT = re.compile(
    r"""(?:\b(?:fetch|import|importScripts|WebSocket|EventSource|sendBeacon|Worker|open)\s*\(\s*"""
    r"""(?:["'][A-Z]+["']\s*,\s*)?|\bfrom\s*|\bimport\s*)["'`]((?:https?:|wss?:)?//[^"'`\s]+)"""
)
_LINK = "{http://www.w3.org/1999/xlink}href"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An address that a file makes a browser load."""

    address: str
    row: int


def loads_of_style(style: str) -> list[Loaded]:
    """What a stylesheet loads; data within it is not loaded."""
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), style)
    return [
        Loaded(found[1], _row(bare, found.start()))
        for found in _IN_STYLE.finditer(bare)
        if not found[1].startswith(("data:", "#"))
    ]


def loads_of_script(script: str) -> list[Loaded]:
    """Whole addresses of other hosts in calls that load something."""
    return [Loaded(found[1], _row(script, found.start())) for found in _IN_SCRIPT.finditer(script)]


def read_drawing(drawing: str) -> tuple[list[Loaded], list[Fault], list[tuple[int, str]]]:
    """What an SVG file loads, what keeps somebody from reading it, and scripts inside it."""
    try:
        root = ElementTree.fromstring(drawing)
    except ElementTree.ParseError as error:
        return [], [(error.position[0], str(error), text("Expected a drawing that a browser can read."))], []
    loads = [loaded for style in root.iter(f"{_SVG}style") for loaded in loads_of_style(style.text or "")]
    inline: list[tuple[int, str]] = []
    for part in root.iter():
        name = str(part.tag).removeprefix(_SVG)
        if name == "script":
            inline.append((1, "<script>"))
        for key, value in part.attrib.items():
            is_loaded = key in ("href", _LINK) and name not in ("a", "script")
            if key.lower().startswith("on"):
                inline.append((1, f"{key}={value}"))
            elif is_loaded and not value.startswith(("#", "data:")):
                loads.append(Loaded(value, 1))
            elif "url(" in value:
                loads += loads_of_style(value)
    title = root.find(f"{_SVG}title")
    is_named = bool(root.get("aria-label")) or (title is not None and bool((title.text or "").strip()))
    if root.get("role") == "img" and not is_named:
        return loads, [(1, "<svg>", text("Expected words for the chart in “title” or “aria-label”."))], inline
    return loads, [], inline


def addresses_of_map(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Name of the file and address of each page that the maps of a site list."""
    for path in files:
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError:
            yield path.name, ""
            continue
        for entry in root.iter(f"{_SITEMAP}url"):
            yield path.name, entry.findtext(f"{_SITEMAP}loc", "").strip()


def _row(content: str, at: int) -> int:
    return content.count("\n", 0, at) + 1
