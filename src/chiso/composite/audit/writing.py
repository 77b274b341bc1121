"""The tables of an audit as CSV files, and its sentences in both languages."""

from __future__ import annotations

from chiso.composite.audit.parts import Audit, AuditTable, Cell
from chiso.language import Language
from chiso.tables import write_table

SENTENCES = "findings.csv"
_BOTH: tuple[Language, Language] = ("vi", "en")


def files_of(audit: Audit) -> dict[str, bytes]:
    """Contents by file name: one CSV a table, and the sentences."""
    files = {SENTENCES: _sentences(audit)}
    for finding in audit.findings:
        for table in finding.tables:
            files[f"{table.name}.csv"] = _csv(table)
    return files


def _csv(table: AuditTable) -> bytes:
    rows = ([_written(cell) for cell in row] for row in table.rows)
    return write_table((column.name for column in table.columns), rows).encode()


def _written(cell: Cell) -> str:
    """Figures with as many digits as give the same float again."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else repr(cell)


def _sentences(audit: Audit) -> bytes:
    rows = [
        (finding.name, *(sentence.in_language(language) for language in _BOTH))
        for finding in audit.findings
        for sentence in finding.sentences
    ]
    return write_table(("finding", *_BOTH), rows).encode()
