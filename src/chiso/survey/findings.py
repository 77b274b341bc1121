"""What a check of data found: a problem with the number of rows that it touches and the first of them."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.language import Language, Text, listing, text
from chiso.problems import Problem

# Enough to find the cause; the number of all of them is told.
MOST_ROWS_TOLD = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. An error stops the closing of a round, a remark does not.

    `rows`: the first rows that it touches, as an editor of the file counts; `count`: all of them.
    """

    problem: Problem
    is_error: bool
    count: int = 1
    rows: tuple[int, ...] = ()

    @property
    def sentence(self) -> Text:
        """How many rows it touches and where they begin."""
        if not self.rows:
            return text("Times: {count}.", count=self.count)
        return text(
            "Times: {count}; rows: {rows}.",
            count=self.count,
            rows=listing([*map(str, self.rows), *(["…"] if self.count > len(self.rows) else [])]),
        )

    def as_record(self, language: Language) -> dict[str, object]:
        """The finding as a flat record for JSON."""
        record: dict[str, object] = dict(self.problem.as_record(language))
        return record | {"is_error": self.is_error, "count": self.count, "rows": list(self.rows)}
