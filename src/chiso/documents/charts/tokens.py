"""The colours, type and widths of charts that stand alone: the tokens of the stylesheet, in light and dark.

A chart is drawn in the light colours; in the dark scheme the same rules replace each of them, inside an
SVG file by its own style and on a page by the stylesheet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

# Token → (light, dark). A test holds them against the stylesheet of the portal.
COLOURS: Mapping[str, tuple[str, str]] = {
    "surface": ("#ffffff", "#182127"),
    "sunken": ("#eceae4", "#243038"),
    "ink": ("#17222b", "#e8edf0"),
    "ink-soft": ("#48545e", "#b4c0c8"),
    "line": ("#d8d5cd", "#35434c"),
    "line-strong": ("#76808a", "#8796a1"),
    "own": ("#ad410a", "#ffab70"),
    "data": ("#2a7486", "#58a9bd"),
    "context": ("#7d8890", "#74828c"),
}
SURFACE, SUNKEN, INK, INK_SOFT, LINE, LINE_STRONG, OWN, DATA, CONTEXT = (
    light for light, _ in COLOURS.values()
)
FACE = "'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
# A chart in a text of usual width, and one on a phone of 360 px with a margin: text is never scaled down.
WIDE, NARROW = 680, 336


def dark_style() -> str:
    """The rules that turn a drawn chart to the dark scheme: each colour by the attribute that holds it."""
    rules = "".join(
        f'[{attribute}="{light}"]{{{attribute}:{dark}}}'
        for light, dark in COLOURS.values()
        for attribute in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme:dark){{{rules}}}"


def hash_of_style() -> str:
    """The hash by which a content security policy allows that style: sha256-… in Base64."""
    return "sha256-" + base64.b64encode(hashlib.sha256(dark_style().encode()).digest()).decode()
