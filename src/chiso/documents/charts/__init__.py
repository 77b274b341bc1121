"""Charts: small ones of a row or tile as fluid SVG, those that stand alone as Vega-Lite specifications.

Fluid: x in per cent, y in pixels, so that text keeps its size at every width. Paths know no per cent;
lines are therefore segments. Such a chart is text and holds no style of its own: the classes are those of
the stylesheet (`bars`, `lines`, `multiples`).
Alone: a function gives the specification at a width (`histories`, `rankings`, `comparisons`), `drawing`
the file; `explorers` are for a browser.
Each says its finding to readers who do not see it, or is hidden from them where the same figures stand
beside it.
"""
