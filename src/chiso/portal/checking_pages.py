"""Reading one page back from its HTML: links, parts with names, weight, and what hinders readers."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from chiso.language import Text, text

Fault = tuple[int, str, Text]
# Elements that load something by themselves, and the attribute that names it.
_LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src",
            "embed": "src", "object": "data", "use": "href", "image": "href", "input": "src", "track": "src",
            "form": "action", "feimage": "href"}  # fmt: skip
# Attributes that load something wherever they stand.
_LOADING_ANYWHERE = ("poster", "background", "ping", "formaction", "xlink:href",
                     # These a script of the site loads when a reader asks for a chart.
                     "data-spec", "data-library", "data-style")  # fmt: skip
_LOADING_RELATIONS = frozenset(
    "stylesheet icon preload modulepreload prefetch manifest preconnect dns-prefetch".split()
)
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)
# Scripts of these types are data.
_DATA = frozenset({"application/ld+json", "application/json"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAMED = frozenset({"a", "button"})


@dataclass(frozen=True, slots=True)
class Link:
    """An address on a page. `is_loaded`: the browser fetches it without being asked."""

    address: str
    row: int
    is_loaded: bool


@dataclass(slots=True)
class PageRead:
    """One page as it was read back."""

    weight: int = 0
    language: str = ""
    title: str = ""
    canonical: tuple[int, str] | None = None
    alternates: dict[str, tuple[int, str]] = field(default_factory=dict)
    is_enlarged: bool = False
    links: list[Link] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    inline: list[tuple[int, str]] = field(default_factory=list)
    scripts: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    mains: int = 0
    faults: list[Fault] = field(default_factory=list)

    def inaccessible(self) -> Iterator[Fault]:
        """What keeps somebody from reading the page."""
        yield from self.faults
        if not self.language:
            yield 1, "html", text("Expected the language of the page in “lang”.")
        if not self.title.strip():
            yield 1, "title", text("Expected a title of the page.")
        if not self.is_enlarged:
            yield 1, "viewport", text("Expected a page that fits a phone and can be enlarged (“viewport”).")
        if self.mains != 1:
            yield 1, "main", text("Expected one main part of the page.")
        tops = [row for row, level in self.headings if level == 1]
        if len(tops) != 1:
            yield (tops[1] if len(tops) > 1 else 1), "h1", text("Expected one heading of the first level.")
        last = 0
        for row, level in self.headings:
            if level > last + 1:
                yield row, f"h{level}", text("Expected no level of headings left out.")
            last = level


def read_page(path: Path) -> PageRead:
    """Read a page of the site."""
    content = path.read_bytes()
    reader = _Reader()
    reader.page.weight = len(gzip.compress(content, mtime=0))
    reader.feed(content.decode("utf-8"))
    reader.close()
    reader.finish()
    return reader.page


@dataclass(slots=True)
class _Open:
    """An element that is being read, with the words that a screen reader has for it so far."""

    tag: str
    row: int
    named: bool


class _Reader(HTMLParser):
    """Walks through the elements of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = PageRead()
        self._open: list[_Open] = []
        self._in_title = False
        self._labels: set[str] = set()
        self._controls: list[tuple[int, str, str]] = []
        self._referred: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        row = self.getpos()[0]
        self._note_links(tag, given, row)
        self._note_inline(tag, given, row)
        self._note_reading(tag, given, row)
        if tag not in _VOID:
            self._open.append(_Open(tag, row, bool(given.get("aria-label") or given.get("aria-labelledby"))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and not any(one.tag == "svg" for one in self._open):
            self._in_title = False
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].tag == tag:
                closed = self._open[at]
                del self._open[at:]
                if closed.tag in _NAMED and not closed.named:
                    expected = text("Expected words on each link and button.")
                    self.page.faults.append((closed.row, f"<{closed.tag}>", expected))
                return

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.page.title += data
        if data.strip() and not (self._open and self._open[-1].tag in ("script", "style")):
            for one in self._open:
                one.named = True

    def finish(self) -> None:
        """What can be told only at the end: labels of controls, names that are referred to."""
        for row, identity, tag in self._controls:
            if identity not in self._labels:
                self.page.faults.append((row, f"<{tag}>", text("Expected a label for each control.")))
        for row, identity in self._referred:
            if identity not in self.page.ids:
                expected = text("Expected the part that “aria-…” refers to.")
                self.page.faults.append((row, identity, expected))

    def _note_links(self, tag: str, given: dict[str, str], row: int) -> None:
        page = self.page
        relations = set(given.get("rel", "").split())
        if tag == "link" and "canonical" in relations:
            page.canonical = (row, given.get("href", ""))
            return
        if tag == "link" and "alternate" in relations and given.get("hreflang"):
            page.alternates[given["hreflang"]] = (row, given.get("href", ""))
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            refresh = _REFRESH.match(given.get("content", ""))
            if refresh is not None:
                page.links.append(Link(refresh[1].strip(), row, True))
        for candidate in given.get("srcset", "").split(","):
            if candidate.strip():
                page.links.append(Link(candidate.split()[0], row, True))
        page.links.extend(Link(given[name], row, True) for name in _LOADING_ANYWHERE if given.get(name))
        if tag in ("a", "area") and "href" in given:
            page.links.append(Link(given["href"], row, False))
        elif tag == "link" and "href" in given:
            page.links.append(Link(given["href"], row, bool(relations & _LOADING_RELATIONS)))
            if "stylesheet" in relations:
                page.sheets.append(given["href"])
        elif tag in _LOADING and _LOADING[tag] in given:
            page.links.append(Link(given[_LOADING[tag]], row, True))

    def _note_inline(self, tag: str, given: dict[str, str], row: int) -> None:
        handlers = [name for name in given if name == "style" or name.startswith("on")]
        self.page.inline.extend((row, f"{name}={given[name]}") for name in handlers)
        if tag == "script" and "src" in given:
            self.page.scripts.append((row, given["src"]))
        is_script = tag == "script" and "src" not in given and given.get("type", "") not in _DATA
        if tag == "style" or is_script:
            self.page.inline.append((row, f"<{tag}>"))

    def _note_reading(self, tag: str, given: dict[str, str], row: int) -> None:
        page = self.page
        in_svg = any(one.tag == "svg" for one in self._open)
        if tag == "html":
            page.language = given.get("lang", "")
        elif tag == "title":
            self._in_title = not in_svg
        elif tag == "meta" and given.get("name") == "viewport":
            content = given.get("content", "").replace(" ", "").lower()
            is_fixed = "user-scalable=no" in content or "maximum-scale=" in content
            page.is_enlarged = "width=device-width" in content and not is_fixed
        elif tag == "main":
            page.mains += 1
        elif tag == "iframe" and not given.get("title"):
            page.faults.append((row, "<iframe>", text("Expected words for the frame in “title”.")))
        elif tag in _HEADINGS:
            page.headings.append((row, int(tag[1])))
        elif tag == "img" and "alt" not in given:
            page.faults.append((row, given.get("src", "img"), text("Expected words for the image in “alt”.")))
        elif tag == "img" and given["alt"]:
            for one in self._open:
                one.named = True
        elif (
            given.get("role") == "img"
            and not (given.get("aria-label") or given.get("aria-labelledby"))
            and (tag == "svg" or in_svg)
        ):
            page.faults.append((row, "<svg>", text("Expected words for the chart in “aria-label”.")))
        elif tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            in_label = any(one.tag == "label" for one in self._open)
            if not in_label and not (given.get("aria-label") or given.get("aria-labelledby")):
                self._controls.append((row, given.get("id", ""), tag))
        elif tag == "label" and given.get("for"):
            self._labels.add(given["for"])
        if given.get("tabindex", "0").strip("-0123456789") == "" and int(given.get("tabindex") or 0) > 0:
            expected = text("Expected the keyboard to follow the order of the page: no “tabindex” above 0.")
            page.faults.append((row, f"tabindex={given['tabindex']}", expected))
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            self._referred.extend((row, identity) for identity in given.get(name, "").split())
        identity = given.get("id")
        if identity is not None:
            if identity in page.ids:
                page.faults.append((row, identity, text("Expected each “id” once on a page.")))
            page.ids.add(identity)
