"""What a page reads is noted while it is made, so that the next build knows whether it may be kept.

    with noting() as reads:      every slice of the site that is read in here is noted: the figures of a
        …                        unit in an edition, a ranking, a publication; `slices` has a digest of each

Nobody declares what a page depends on: the objects that pages read (`Edition`, `NotedResult`, the list of
publications) note it themselves, so that a page cannot show what it did not note. What is worked out once
for many pages is worked out within `unnoted` by whoever notes the result as a slice of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    from chiso.scoring.classes import Classification
    from chiso.scoring.ranking import RankingRow
    from chiso.scoring.result import Lack

from chiso.scoring.result import Result
from chiso.scoring.unit_scores import UnitScores

# The kind of slice, then what names it: ("row", "papi/2019", "ha-noi").
Slice: TypeAlias = tuple[str, ...]
Item = TypeVar("Item")
_noted: ContextVar[set[Slice] | None] = ContextVar("noted", default=None)


def note(*slice_read: str) -> None:
    """Note that a slice is read; nothing happens outside of `noting`."""
    noted = _noted.get()
    if noted is not None:
        noted.add(slice_read)


@contextmanager
def noting() -> Iterator[set[Slice]]:
    """Gather the slices that are read within."""
    noted: set[Slice] = set()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


@contextmanager
def unnoted() -> Iterator[None]:
    """Nothing that is read within is noted: the caller has noted the slice that comes of it."""
    token = _noted.set(None)
    try:
        yield
    finally:
        _noted.reset(token)


class NotedScores(Mapping[str, UnitScores]):
    """The figures of the units of an edition by uid; whose are read is noted."""

    def __init__(self, place: str, scores: Mapping[str, UnitScores]) -> None:
        self._place, self._scores = place, scores

    def __getitem__(self, uid: str) -> UnitScores:
        note("row", self._place, uid)
        return self._scores[uid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._scores)

    def __len__(self) -> int:
        return len(self._scores)


_WORKED_OUT = ("ranking", "classification", "incomplete", "units_by_uid")


class NotedResult(Result):
    """A result that notes what is read of it. What it works out for all units is a slice of its own."""

    @classmethod
    def of(cls, result: Result, place: str) -> NotedResult:
        """The same result, noted under the name of its edition."""
        noted = cls(
            result.prepared,
            result.league,
            result.period,
            result.layer,
            result.units,
            NotedScores(place, result.scores),
        )
        # What was worked out of it already is not worked out again.
        vars(noted).update({name: vars(result)[name] for name in _WORKED_OUT if name in vars(result)})
        return noted

    @cached_property
    def _place(self) -> str:
        assert isinstance(self.scores, NotedScores), "made by `of`"
        return self.scores._place

    @property
    def ranking(self) -> tuple[RankingRow, ...]:
        """The ranking, noted as a whole."""
        note("ranking", self._place)
        return self.ranking_unnoted

    @property
    def classification(self) -> Classification:
        """The classes, noted as a whole."""
        note("classes", self._place)
        return self.classification_unnoted

    @property
    def incomplete(self) -> dict[str, tuple[Lack, ...]]:
        """What is lacking, noted as a whole."""
        note("incomplete", self._place)
        return self.incomplete_unnoted

    @cached_property
    def ranking_unnoted(self) -> tuple[RankingRow, ...]:
        """The ranking for whoever notes a part of it."""
        with unnoted():
            return super().ranking

    @cached_property
    def classification_unnoted(self) -> Classification:
        """The classes for whoever notes a part of them."""
        with unnoted():
            return super().classification

    @cached_property
    def incomplete_unnoted(self) -> dict[str, tuple[Lack, ...]]:
        """What is lacking for whoever notes a part of it."""
        with unnoted():
            return super().incomplete


class Told:
    """What a group of pages tells those that are made after it: what can be read off its files alone.

    It is kept with the group in the record of the site, so that a list of files is written again without
    making one of them. Values are lists, mappings and words, as JSON has them.
    """

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def tell(self, group: str, value: Any) -> None:
        """Say something under the key of the group."""
        self._known[group] = value

    def of(self, group: str) -> Any:
        """What a group that was made or kept has said. Raises KeyError if it said nothing."""
        note("told", group)
        return self._known[group]

    def of_unnoted(self, group: str) -> Any:
        """The same for whoever notes it; None if it said nothing."""
        return self._known.get(group)


class NotedList(Sequence[Item]):
    """A list that is noted as a whole when it is read."""

    def __init__(self, name: str, items: Sequence[Item]) -> None:
        self._name, self._items = name, tuple(items)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        note(self._name)
        return self._items[at]

    def __iter__(self) -> Iterator[Item]:
        note(self._name)
        return iter(self._items)

    def __len__(self) -> int:
        note(self._name)
        return len(self._items)
