"""The colours of a theme as a stylesheet that replaces tokens of chiso.css, in light and in dark.

Only colours that carry identity may be replaced; those that carry meaning or data stay, since their
steps were chosen to be told apart by everyone.

    contrast = (L1 + 0.05) / (L2 + 0.05), L the relative luminance (WCAG 2.2, "contrast ratio")
"""

from __future__ import annotations

from collections.abc import Mapping

# Colour of a theme → tokens that it replaces, and on which ground text in it or on it must be legible.
TOKENS: Mapping[str, tuple[str, ...]] = {
    "brand": ("--brand",),
    "action": ("--action", "--action-hover"),
    "own": ("--own",),
}
GROUNDS: Mapping[str, tuple[str, ...]] = {
    "brand": ("#ffffff", "#cfe3ea"),
    "action": ("#ffffff", "#f6f5f1"),
    "own": ("#ffffff", "#fcede2"),
}
LEAST_CONTRAST = 4.5


def style_of(colours: Mapping[str, str]) -> str:
    """The stylesheet of these colours; empty where there are none.

    The dark scheme keeps its own colours for action and "own"; the brand is darkened there, since the
    ink on it stays white.
    """
    if not colours:
        return ""
    light = [f"{token}:{colours[name]}" for name in TOKENS if name in colours for token in TOKENS[name]]
    dark = [f"--brand:{darkened(colours['brand'])}"] if "brand" in colours else []
    style = "@layer tokens{@media (prefers-color-scheme:light){:root{" + ";".join(light) + "}}"
    if dark:
        style += "@media (prefers-color-scheme:dark){:root{" + ";".join(dark) + "}}"
    return style + "}\n"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darkened(colour: str) -> str:
    """The colour at four fifths of its light."""
    return "#" + "".join(f"{int(part * 0.8):02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
