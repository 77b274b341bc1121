"""From a Vega-Lite specification to an SVG file, without a browser and without a network.

The file has its words as text, in the system's own faces; a title and a description; both colour
schemes; nothing that it would fetch. The same specification gives the same bytes.
Drawn by vl-convert (BSD-3-Clause), which holds Vega and Vega-Lite (BSD-3-Clause), in a process of its own
(see `engine`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from chiso.documents.charts import engine
from chiso.documents.charts.specification import Spec
from chiso.documents.charts.tokens import FACE, dark_style
from chiso.problems import WrongCall

VEGA_LITE = "6.4"
# Keys by which a specification would have something fetched or followed.
_REACHING_OUT = frozenset({"url", "href"})
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}")
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r">x</text>")
_OF_PARTS = re.compile(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"')
_OPENING = re.compile(r"<svg[^>]*>")


def drawn_with() -> str:
    """The program that draws, with its version. Raises WrongCall (CH-5002) where it is not installed."""
    try:
        return f"{engine.PACKAGE} {version(engine.PACKAGE)}, Vega-Lite {VEGA_LITE}"
    except PackageNotFoundError as error:
        raise WrongCall([engine.not_installed()]) from error


def draw_svg(spec: Spec) -> bytes:
    """The chart as an SVG file. Raises WrongCall (CH-5002) where the library is not installed.

    Raises ValueError for a specification that reaches out of itself.
    """
    refuse_reaching_out(spec)
    plain, words = _without_words(spec)
    drawn = engine.ask(
        "vegalite_to_svg",
        vl_spec=json.dumps(plain),
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        show_warnings=False,
    )
    drawn = _with_words(drawn, words)
    # One picture, told by its title and description: its parts need no words of their own.
    drawn = _OF_PARTS.sub("", drawn)
    # The face is stated once, at the root, not at each of some hundred words.
    drawn = drawn.replace(f' font-family="{escape(FACE, quote=False)}"', "")
    return (_TAG.sub(_rounded, _with_root(drawn, spec)) + "\n").encode()


def refuse_reaching_out(spec: Any) -> None:
    """Raises ValueError if a part of the specification names an address."""
    if isinstance(spec, dict):
        reaching = _REACHING_OUT & spec.keys()
        if reaching:
            raise ValueError(f"a chart holds its data itself: {sorted(reaching)}")
        for part in spec.values():
            refuse_reaching_out(part)
    elif isinstance(spec, list):
        for part in spec:
            refuse_reaching_out(part)


def size_of(spec: Spec) -> tuple[int, int]:
    """Width and height of the chart in pixels, with its margins."""
    padding = spec["padding"]
    return (
        spec["width"] + padding["left"] + padding["right"],
        spec["height"] + padding["top"] + padding["bottom"],
    )


@cache
def browser_library(snippet: str) -> bytes:
    """Vega and Vega-Lite with `snippet` as one script, which needs nothing else.

    Raises WrongCall (CH-5002) where the library is not installed; ValueError if the script would load
    parts of itself from elsewhere.
    """
    script = engine.ask("javascript_bundle", snippet=snippet, vl_version=VEGA_LITE)
    # Making it takes 100 MB that no drawing needs.
    engine.rest()
    if re.search(r"\bimport\s*\(|\bfrom\s*[\"']https?:|\bimport\s*[\"']", script):
        raise ValueError("the script would load a part of itself from elsewhere")
    return script.encode()


def _without_words(spec: Spec) -> tuple[Spec, list[str]]:
    """The specification with one letter for each text, and the texts in the order of drawing.

    Vega measures each text for bounds that nothing here asks for. Without the words a ranking of 63 units
    takes 34 ms of the processor, with them 83, and no font of the machine can change a byte.
    """
    words: list[str] = []
    layers = []
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "text":
            rows = layer["data"]["values"]
            words += [row["text"] for row in rows]
            layer = {**layer, "data": {"values": [{**row, "text": "x"} for row in rows]}}
        layers.append(layer)
    return {**spec, "layer": layers}, words


def _with_words(drawn: str, words: Sequence[str]) -> str:
    """The drawing with its words where the letters stand."""
    waiting = iter(words)
    written, count = _WORD.subn(lambda _: f">{escape(next(waiting), quote=False)}</text>", drawn)
    assert count == len(words), "each text of a specification is drawn once"
    return written


def _with_root(drawn: str, spec: Spec) -> str:
    """The root element with language, title, description and the colours of the dark scheme."""
    opening = _OPENING.match(drawn)
    assert opening is not None, "what is drawn is an SVG"
    width, height = size_of(spec)
    words = spec["usermeta"]
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" lang="{words["language"]}" role="img" aria-labelledby="t d" '
        f'font-family="{escape(FACE, quote=False)}">'
        f'<title id="t">{escape(words["title"])}</title>'
        f'<desc id="d">{escape(spec["description"])}</desc>'
        f"<style>{dark_style()}</style>"
    )
    return root + drawn[opening.end() :]


def _rounded(tag: re.Match[str]) -> str:
    """Places with two decimals: the rest is noise of floating point."""
    return _LONG_DECIMAL.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), tag[0])
