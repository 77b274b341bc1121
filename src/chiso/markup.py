"""A table for notebooks: plain HTML without style, every cell escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from chiso.language import Language, Value, render

# A notebook shows this many rows; the whole table is in the files.
MOST_ROWS = 200


def html_table(
    caption: Value, head: Sequence[Value], rows: Iterable[Sequence[Value]], language: Language
) -> str:
    """The table as HTML; the first cell of a row is its heading."""

    def shown(value: Value) -> str:
        return escape(render(value, language))

    kept: list[Sequence[Value]] = []
    more = 0
    for row in rows:
        if len(kept) < MOST_ROWS:
            kept.append(row)
        else:
            more += 1
    lines = [f'<table lang="{language}"><caption>{shown(caption)}</caption>', "<thead><tr>"]
    lines += [f'<th scope="col">{shown(cell)}</th>' for cell in head]
    lines.append("</tr></thead><tbody>")
    for row in kept:
        first, *others = row
        cells = "".join(f"<td>{shown(cell)}</td>" for cell in others)
        lines.append(f'<tr><th scope="row">{shown(first)}</th>{cells}</tr>')
    if more:
        lines.append(f'<tr><td colspan="{len(head)}">… +{more}</td></tr>')
    lines.append("</tbody></table>")
    return "".join(lines)


def html_sentences(caption: Value, sentences: Iterable[Value], language: Language) -> str:
    """A heading and a list of sentences as HTML."""
    items = "".join(f"<li>{escape(render(sentence, language))}</li>" for sentence in sentences)
    return f'<div lang="{language}"><p>{escape(render(caption, language))}</p><ul>{items}</ul></div>'
