"""The pictures of an audit: figures of the room of composites become charts of the room of documents."""

from __future__ import annotations

from fractions import Fraction
from textwrap import shorten

from chiso.composite.audit import Audit, Finding, SquarePicture, StripPicture
from chiso.documents.charts.drawing import draw_svg
from chiso.documents.charts.scale import round_scale
from chiso.documents.charts.specification import Spec, Words
from chiso.documents.charts.squares import SquareTable, squares_spec
from chiso.documents.charts.strips import Dot, Strip, Strips, strips_spec
from chiso.documents.charts.tokens import NARROW, WIDE
from chiso.figures import write_for_eyes
from chiso.language import Language, render, text

# Letters that fit behind a row.
_ROOM_AT_THE_END = 9


def draw_pictures(audit: Audit, language: Language) -> dict[str, tuple[bytes, bytes]]:
    """By finding, its picture as SVG, wide and narrow. Raises WrongCall (CH-5002)."""
    drawn = {}
    for finding in audit.findings:
        if finding.picture is not None:
            wide, narrow = (draw_svg(_spec(audit, finding, width, language)) for width in (WIDE, NARROW))
            drawn[finding.name] = (wide, narrow)
    return drawn


def _spec(audit: Audit, finding: Finding, width: int, language: Language) -> Spec:
    picture = finding.picture
    assert picture is not None, "only findings with a picture are drawn"
    words = Words(
        title=render(picture.title, language),
        subtitle=render(picture.subtitle, language),
        source=render(text("Computed by chiso from {key}", key=audit.key), language),
        description=" ".join(render(one, language) for one in finding.sentences),
        language=language,
    )
    if isinstance(picture, SquarePicture):
        return squares_spec(_squares(picture, words), width)
    return strips_spec(_strips(picture, words), width)


def _squares(picture: SquarePicture, words: Words) -> SquareTable:
    return SquareTable(
        words,
        [render(name, words.language) for name in picture.names],
        picture.figures,
        has_same_columns=not picture.column_names,
        column_names=[render(name, words.language) for name in picture.column_names],
    )


def _strips(picture: StripPicture, words: Words) -> Strips:
    language = words.language
    figures = [figure for row in picture.rows for figure in (row.figure, *row.context) if figure is not None]
    scale, lines = round_scale([*figures, *(bound for bound, _ in picture.bounds), Fraction(0)])
    rows = []
    for row in picture.rows:
        dots = [Dot(figure, picture.context_kind) for figure in row.context]
        written = "–"
        if row.figure is not None:
            dots.append(Dot(row.figure, "own" if row.stands_out else "data"))
            written = write_for_eyes(row.figure, language, picture.places)
        if row.written is not None:
            written = shorten(render(row.written, language), _ROOM_AT_THE_END, placeholder="…")
        rows.append(Strip(render(row.name, language), dots, written, row.stands_out))
    return Strips(
        words,
        rows,
        scale,
        [(line, render(line, language)) for line in lines],
        [(bound, render(name, language)) for bound, name in picture.bounds],
    )
