"""The register of units: versions valid in time, looked up by code, uid, alias or name.

On one day a code belongs to one unit of its level, and a unit has one version; `find_overlaps`
proves it and a `Registry` is not made without the proof.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from chiso.language import sort_key, text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.units.names import match_key
from chiso.units.unit import Unit


@dataclass(frozen=True)
class Registry:
    """Versions of units. Raises BadInput (CH-1206, CH-1207) where two of them exclude each other."""

    versions: tuple[Unit, ...]

    def __post_init__(self) -> None:
        problems = [problem_of_overlap(one, other, Place()) for one, other in find_overlaps(self.versions)]
        if problems:
            raise BadInput(problems)

    def __len__(self) -> int:
        return len(self.versions)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.versions)

    def as_of(self, day: date) -> Registry:
        """The register as it stood on `day`: one version of each unit that there was."""
        return Registry(tuple(unit for unit in self.versions if unit.is_valid_on(day)))

    def joined_with(self, *others: Registry) -> Registry:
        """One register of the versions of all; what stands in several counts once.

        Raises BadInput where they contradict one another.
        """
        versions = dict.fromkeys(unit for registry in (self, *others) for unit in registry)
        return Registry(tuple(versions))

    def history(self, uid: str) -> tuple[Unit, ...]:
        """The versions of one unit, the earliest first."""
        return self._by_uid.get(uid, ())

    def candidates(self, written: str, on: date | None = None, level: str | None = None) -> tuple[Unit, ...]:
        """All versions that `written` can mean: by code, else by uid, else by alias, else by name.

        Codes are compared as they stand, aliases and names by `match_key`.
        """
        key = match_key(written)
        for index, wanted in (
            (self._by_code, written),
            (self._by_uid, written),
            (self._by_alias, key),
            (self._by_name, key),
        ):
            found = tuple(
                unit
                for unit in index.get(wanted, ())
                if (on is None or unit.is_valid_on(on)) and (level is None or unit.level == level)
            )
            if found:
                return found
        return ()

    def resolve(self, written: str, on: date | None = None, level: str | None = None) -> Unit | None:
        """The one unit that `written` means on that day; None if there is none or more than one.

        Without a day the latest version is given, provided that all are versions of one unit: a
        code that was given to another unit later names nobody by itself.
        """
        found = self.candidates(written, on, level)
        if not found or any(unit.uid != found[0].uid for unit in found):
            return None
        return max(found, key=lambda unit: unit.valid_from or date.min)

    def members(
        self,
        level: str | None = None,
        kind: str | None = None,
        group: str | None = None,
        parent: str | None = None,
    ) -> tuple[Unit, ...]:
        """The units that meet all conditions given, sorted as a Vietnamese reader expects.

        `parent` is a uid or a code; children are found by either.
        """
        parents = {parent} if parent is not None else set()
        for unit in self.candidates(parent) if parent is not None else ():
            parents |= {unit.uid, unit.code}
        found = [
            unit
            for unit in self.versions
            if (level is None or unit.level == level)
            and (kind is None or unit.kind == kind)
            and (group is None or unit.group == group)
            and (parent is None or unit.parent in parents)
        ]
        return tuple(sorted(found, key=_reading_order))

    @cached_property
    def _by_code(self) -> dict[str, tuple[Unit, ...]]:
        return _index((unit.code, unit) for unit in self.versions)

    @cached_property
    def _by_uid(self) -> dict[str, tuple[Unit, ...]]:
        ordered = sorted(self.versions, key=lambda unit: unit.valid_from or date.min)
        return _index((unit.uid, unit) for unit in ordered)

    @cached_property
    def _by_alias(self) -> dict[str, tuple[Unit, ...]]:
        return _index((match_key(alias), unit) for unit in self.versions for alias in unit.aliases)

    @cached_property
    def _by_name(self) -> dict[str, tuple[Unit, ...]]:
        return _index((match_key(unit.name), unit) for unit in self.versions)


def find_overlaps(versions: Iterable[Unit]) -> list[tuple[Unit, Unit]]:
    """Pairs that exclude each other: one code of one level, or one uid, twice on the same day.

    The second of a pair stands later among `versions`; each version is second at most once for its
    code and once for its uid, so that a code given a thousand times makes a thousand pairs.
    """
    by_code: dict[tuple[str, str], list[tuple[int, Unit]]] = defaultdict(list)
    by_uid: dict[str, list[tuple[int, Unit]]] = defaultdict(list)
    for position, unit in enumerate(versions):
        by_code[unit.level, unit.code].append((position, unit))
        by_uid[unit.uid].append((position, unit))
    pairs: dict[tuple[int, int], tuple[Unit, Unit]] = {}
    for several in (*by_code.values(), *by_uid.values()):
        if len(several) == 1:
            continue
        by_start = sorted(several, key=lambda entry: entry[1].valid_from or date.min)
        latest = by_start[0]
        for entry in by_start[1:]:
            if latest[1].overlaps(entry[1]):
                first, second = sorted((latest, entry), key=lambda both: both[0])
                pairs[first[0], second[0]] = (first[1], second[1])
            latest = max(latest, entry, key=lambda both: both[1].valid_to or date.max)
    return [pairs[positions] for positions in sorted(pairs)]


def problem_of_overlap(one: Unit, other: Unit, where: Place) -> Problem:
    """The problem of two versions that exclude each other."""
    if one.code == other.code and one.level == other.level:
        return Problem(
            "CH-1206",
            where,
            quote(other.code),
            text(
                "Expected a code once a level and day; “{code}” is {one} and {other} at the same time.",
                code=quote(one.code),
                one=quote(one.name),
                other=quote(other.name),
            ),
            text("Take one of them out, correct the code, or state from when to when each is valid."),
        )
    return Problem(
        "CH-1207",
        where,
        quote(other.uid),
        text(
            "Expected one version of a unit on a day; “{uid}” is {one} and {other} at the same time.",
            uid=quote(one.uid),
            one=quote(one.name),
            other=quote(other.name),
        ),
        text("Give two units two uids, or state from when to when each version is valid."),
    )


def _index(pairs: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    gathered: dict[str, list[Unit]] = defaultdict(list)
    for key, unit in pairs:
        if unit not in gathered[key]:
            gathered[key].append(unit)
    return {key: tuple(units) for key, units in gathered.items()}


def _reading_order(unit: Unit) -> tuple[object, ...]:
    return (sort_key(unit.name), unit.code, unit.valid_from or date.min)
