"""A finished round from ODK Central, KoboToolbox, LimeSurvey or a plain table, by a kept mapping.

    ODK Central   CSV; group-question, split choices services/birth; KEY, ReviewState
    KoboToolbox   CSV or XLSX; group/question, services and services/birth; _id, _validation_status
    LimeSurvey    CSV of response codes; Q4[SQ001] for parts of a question, Y for a choice
    table         any file that `read_data` reads, with the labels of Stata and SPSS

A column of the source is named in full, or by its last part where only one column ends so. What is not
named is dropped; with `others: keep` it comes along, except what looks personal (see `personal`).

    CH-3126 a column of the mapping is not in the source    CH-3127 a word that the mapping does not know
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chiso.figures import DecimalSign
from chiso.language import listing, text
from chiso.problems import BadInput, Place
from chiso.survey.column_types import typed_column, words_of
from chiso.survey.findings import Finding
from chiso.survey.importing_choices import import_choices
from chiso.survey.importing_times import import_time
from chiso.survey.importing_work import SEPARATORS, Import, words_in
from chiso.survey.mapping import ColumnMapping, Mapping
from chiso.survey.personal import holds_contacts, looks_personal
from chiso.survey.reading import Code, Data, read_data
from chiso.survey.reading_csv import no_rows


def import_round(path: Path, mapping: Mapping) -> Data:
    """The round in a file of the source. Raises BadInput with all problems of file and mapping."""
    signs: dict[str, DecimalSign | None] = {"": None, ".": ".", ",": ","}
    data = read_data(
        path,
        decimal=signs[mapping.decimal],
        missing_words=mapping.missing_words,
        sheet=mapping.sheet or None,
    )
    return map_columns(data, mapping)


def map_columns(data: Data, mapping: Mapping) -> Data:
    """The columns of the round out of those of a source. Raises BadInput (CH-3126, CH-3127)."""
    work = Import(data, mapping)
    work.kept = _rows_to_keep(work)
    for name, column in mapping.columns.items():
        if column.choices:
            import_choices(work, name, column)
        else:
            _import_column(work, name, column)
    if mapping.others == "keep":
        _keep_others(work)
    if not work.arrays and not work.report.problems:
        expected = text("Expected at least one column to import; all look personal.")
        mend = text("Name those that are needed under “columns”.")
        work.report.add("CH-3126", Place(data.name), "", expected, mend)
    work.report.stop_if_any()
    findings = tuple(one for one in data.findings if one.problem.where.field in work.used)
    return _imported(work, findings)


def _imported(work: Import, findings: tuple[Finding, ...]) -> Data:
    numbers, kept = work.data.row_number, work.kept
    return Data(
        work.data.name,
        pa.table(work.arrays),
        work.labels,
        work.missing,
        work.titles,
        (*work.data.remarks, *work.remarks),
        findings,
        lambda index: numbers(int(kept[index])),
    )


def _rows_to_keep(work: Import) -> npt.NDArray[np.int64]:
    """The rows of the source (from 0) that `without` does not leave out."""
    left = np.zeros(work.data.rows, dtype=np.bool_)
    for name, values in work.mapping.without.items():
        column = work.find(name, f"without.{name}")
        if column is not None:
            words = words_in(work.data.table.column(column))
            found = pc.is_in(words, value_set=pa.array(values, pa.string()))
            left |= found.to_numpy(zero_copy_only=False)
    if left.any():
        work.remarks.append(text("{count} rows were left out, as the mapping says.", count=int(left.sum())))
    if left.all():
        raise BadInput([no_rows(work.data.name)])
    return np.flatnonzero(~left)


def _import_column(work: Import, name: str, column: ColumnMapping) -> None:
    source = work.find(column.source, f"columns.{name}")
    if source is None:
        return
    found = import_time(work, source) if column.kind == "time" else work.column(source)
    if column.values:
        found = typed_column(words_of(_recoded(work, name, source, column, found)), ".")
    is_whole = pa.types.is_integer(found.type)
    own = {} if column.values else dict(work.data.labels.get(source, {}))
    labels = own | {_code(code, is_whole): label for code, label in column.labels.items()}
    missing = tuple(_code(code, is_whole) for code in column.missing)
    if not column.values:
        missing = tuple(dict.fromkeys((*work.data.missing.get(source, ()), *missing)))
    work.add(name, found, labels, missing, column.title or work.data.titles.get(source, ""))


def _code(written: str, is_whole: bool) -> Code:
    return int(written) if is_whole and re.fullmatch(r"-?[0-9]{1,18}", written) else written


def _recoded(work: Import, name: str, source: str, column: ColumnMapping, found: Any) -> Any:
    """The words after `values`; a word that it does not name is a problem, unless `others` says otherwise."""
    words = words_in(found).dictionary_encode()
    known = words.dictionary.to_pylist()
    index = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    unknown = [place for place, word in enumerate(known) if word not in column.values]
    if unknown and column.others == "refuse":
        work.refuse_words(source, f"columns.{name}.values", known, index, unknown)
    keeps = column.others == "keep"
    written = pa.array([column.values.get(word, word if keeps else None) for word in known], pa.string())
    mask = index < 0
    return written.take(pa.array(np.where(mask, 0, index), mask=mask))


def _keep_others(work: Import) -> None:
    """All columns that no entry named; those that look personal are left out, and that is told."""
    separator = SEPARATORS[work.mapping.source]
    others = [column for column in work.data.columns if column not in work.used]
    left: list[str] = []
    taken: list[str] = []
    for source in others:
        column = work.data.table.column(source)
        if looks_personal(source) or holds_contacts(column):
            left.append(source)
            continue
        last = source.rpartition(separator)[2] if separator else source
        is_free = last not in work.arrays and [one for one in others if one.endswith(last)] == [source]
        name = last if is_free and last else source
        if name in work.arrays:
            taken.append(source)
            continue
        work.used.add(source)
        labels = dict(work.data.labels.get(source, {}))
        missing = tuple(work.data.missing.get(source, ()))
        title = work.data.titles.get(source, "")
        work.add(name, column.take(pa.array(work.kept)), labels, missing, title)
    if left:
        work.remarks.append(
            text(
                "Left out, since they look personal: {names}. Name those that are needed under “columns”.",
                names=listing(left),
            )
        )
    if taken:
        work.remarks.append(
            text("Left out, since the mapping gives their names to others: {names}.", names=listing(taken))
        )
