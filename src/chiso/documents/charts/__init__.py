"""Charts as fluid SVG: x in per cent, y in pixels, so that text keeps its size at every width.

Paths know no per cent; lines are therefore segments. A chart is text and holds no style of its own:
the classes are those of the stylesheet. Each says its finding to readers who do not see it, or is
hidden from them where the same figures stand beside it.
"""
