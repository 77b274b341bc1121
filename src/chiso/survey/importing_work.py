"""A source on its way into a round: what was read, what was written so far, what was met."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chiso.language import Text, listing, text
from chiso.problems import Place, quote
from chiso.survey.mapping import Mapping
from chiso.survey.reading import Code, Data
from chiso.tables import CappedReport

SEPARATORS = {"odk": "-", "kobo": "/", "limesurvey": "", "table": ""}
MOST_WORDS_TOLD = 10


def words_in(column: Any) -> Any:
    """The cells as words: whole numbers without a point."""
    return column.cast(pa.string()).combine_chunks()


@dataclass(slots=True)
class Import:
    """A source on its way into a round. `kept`: the rows of the source (from 0) that come along."""

    data: Data
    mapping: Mapping
    kept: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    report: CappedReport = field(default_factory=CappedReport)
    arrays: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, dict[Code, str]] = field(default_factory=dict)
    missing: dict[str, tuple[Code, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    remarks: list[Text] = field(default_factory=list)

    def column(self, source: str) -> Any:
        """The cells of a column of the source in the rows that come along."""
        return self.data.table.column(source).take(pa.array(self.kept))

    def find(self, wished: str, key: str) -> str | None:
        """The column of that name, else the one that ends so; None and a problem where there is none."""
        columns = self.data.columns
        separator = SEPARATORS[self.mapping.source]
        if wished in columns:
            found = [wished]
        else:
            found = [one for one in columns if separator and one.endswith(separator + wished)]
        if len(found) == 1:
            self.used.add(found[0])
            return found[0]
        if found:
            expected = text("Expected one column that ends so; there are {count}.", count=len(found))
            mend = text("Write the full name: {names}.", names=listing(found[:MOST_WORDS_TOLD]))
        else:
            near = difflib.get_close_matches(wished, columns, n=3)
            expected = text("Expected a column of the source.")
            mend = text("Did you mean {names}?", names=listing(near))
            if not near:
                mend = text("The source has: {names}.", names=listing(columns[:MOST_WORDS_TOLD]))
        self.report.add("CH-3126", Place(self.data.name, None, key), wished, expected, mend)
        return None

    def add(
        self,
        name: str,
        column: Any,
        labels: dict[Code, str],
        missing: tuple[Code, ...],
        title: str,
    ) -> None:
        """Write one column of the round with what is said about it."""
        self.arrays[name] = column
        if labels:
            self.labels[name] = labels
        if missing:
            self.missing[name] = missing
        if title:
            self.titles[name] = title

    def refuse_words(
        self,
        source: str,
        key: str,
        known: list[str],
        index: npt.NDArray[np.int64],
        unknown: list[int],
    ) -> None:
        """Note words of a column that the mapping does not know, each with its first row."""
        for place in unknown[:MOST_WORDS_TOLD]:
            rows = np.flatnonzero(index == place)
            expected = text(
                "Expected a word that the mapping knows; this one stands {count} times.", count=len(rows)
            )
            mend = text(
                "Add it under “{key}”, or say what becomes of other words (others: keep, missing).", key=key
            )
            where = self.data.place(int(self.kept[rows[0]]), source)
            self.report.add("CH-3127", where, quote(known[place]), expected, mend)
