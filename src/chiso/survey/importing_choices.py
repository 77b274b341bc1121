"""Questions with several answers: one column of 0 and 1 for each choice.

Programs of the field write one column for each choice (services/birth, Q4[SQ001]), or one cell with all
chosen words and blanks between them. Null: the whole question has no answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import text
from chiso.problems import Place, quote
from chiso.survey.importing_work import MOST_WORDS_TOLD, SEPARATORS, Import, words_in
from chiso.survey.mapping import ColumnMapping

_CHOSEN = ("1", "1.0", "Y", "y", "Yes", "yes", "True", "true", "TRUE", "Có", "có", "x", "X")
_NOT_CHOSEN = ("0", "0.0", "N", "n", "No", "no", "False", "false", "FALSE", "Không", "không")


def import_choices(work: Import, name: str, column: ColumnMapping) -> None:
    """One column of 0 and 1 for each choice; null where the whole question has no answer."""
    split = {choice: _split_column(work, column.source, choice) for choice in column.choices}
    if any(split.values()):
        chosen = _chosen_in_split(work, name, column, split)
    else:
        chosen = _chosen_in_list(work, name, column)
    for choice, array in chosen.items():
        title = column.labels.get(choice, choice)
        work.add(f"{name}_{choice}", array, {}, (), f"{column.title}: {title}" if column.title else title)


def _split_column(work: Import, base: str, choice: str) -> str | None:
    """The column that a program of the field writes for one choice."""
    separator = SEPARATORS[work.mapping.source]
    for wished in (f"{base}/{choice}", f"{base}[{choice}]", f"{base}.{choice}", f"{base}_{choice}"):
        ends = [one for one in work.data.columns if separator and one.endswith(separator + wished)]
        if wished in work.data.columns or len(ends) == 1:
            return wished if wished in work.data.columns else ends[0]
    return None


def _chosen_in_split(
    work: Import,
    name: str,
    column: ColumnMapping,
    split: dict[str, str | None],
) -> dict[str, Any]:
    answered = np.zeros(len(work.kept), dtype=np.bool_)
    found: dict[str, npt.NDArray[np.bool_]] = {}
    for choice, source in split.items():
        if source is None:
            wished = f"{column.source}/{choice}"
            expected, mend = text("Expected a column of the source."), text("Take the choice out.")
            work.report.add("CH-3126", Place(work.data.name, None, f"columns.{name}"), wished, expected, mend)
            continue
        work.used.add(source)
        words = words_in(work.column(source)).dictionary_encode()
        known = words.dictionary.to_pylist()
        index = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        unknown = [place for place, word in enumerate(known) if word not in (*_CHOSEN, *_NOT_CHOSEN)]
        work.refuse_words(source, f"columns.{name}", known, index, unknown)
        answered |= index >= 0
        found[choice] = np.append(np.array([word in _CHOSEN for word in known], dtype=np.bool_), False)[index]
    return {choice: pa.array(chosen.astype(np.int64), mask=~answered) for choice, chosen in found.items()}


def _chosen_in_list(work: Import, name: str, column: ColumnMapping) -> dict[str, Any]:
    """From one cell with all chosen words, a blank between them."""
    source = work.find(column.source, f"columns.{name}")
    if source is None:
        return {}
    words = words_in(work.column(source))
    parts = pc.split_pattern(words.fill_null(""), " ")
    each = parts.flatten()
    row = np.repeat(np.arange(len(words)), np.diff(parts.offsets.to_numpy()))
    written = np.asarray(each.to_numpy(zero_copy_only=False), dtype=object)
    unknown = (written != "") & ~np.isin(written.astype(str), np.array(column.choices, dtype=str))
    if unknown.any():
        distinct = dict.fromkeys(written[unknown].tolist())
        for word in list(distinct)[:MOST_WORDS_TOLD]:
            rows = row[written == word]
            expected = text(
                "Expected a word that the mapping knows; this one stands {count} times.", count=len(rows)
            )
            mend = text("Add it under “choices”.")
            where = work.data.place(int(work.kept[rows[0]]), source)
            work.report.add("CH-3127", where, quote(word), expected, mend)
    nothing = ~words.is_valid().to_numpy(zero_copy_only=False)
    chosen: dict[str, Any] = {}
    for choice in column.choices:
        ones = np.zeros(len(words), dtype=np.int64)
        ones[row[written == choice]] = 1
        chosen[choice] = pa.array(ones, mask=nothing)
    return chosen
