"""The trial: last year's answers scored by the older set and by the draft.

    before   the older set
    after    the draft as far as it has answers: criteria that nobody has answered are left out
    whole    the draft as it stands; without answers to a criterion its units are incomplete
    common   both sets on the criteria that both have

Each pair is scored when it is asked for; `before` and `after` are the first table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chiso.frameworks.differences import Difference, find_differences
from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.periods import Period
from chiso.problems import BadInput, Place, Problem
from chiso.scoring.answers import Answers
from chiso.scoring.layers import Layer
from chiso.scoring.leagues import is_meant
from chiso.scoring.ranking import RankingRow
from chiso.scoring.result import Result
from chiso.scoring.score import score
from chiso.scoring.trying.carrying import Carried, carry_answers
from chiso.scoring.trying.leaving_out import leave_out_criteria, with_borrowers
from chiso.scoring.trying.matching import Matching, align, match_nodes
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class Move:
    """One unit in both rankings; None where it is not ranked on that side. A positive shift is a fall."""

    unit: Unit
    before: RankingRow | None
    after: RankingRow | None

    @property
    def shift(self) -> int | None:
        """By how many ranks it falls (below 0: rises); None where a side does not rank it."""
        if self.before is None or self.after is None:
            return None
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.after.rank - self.before.rank


@dataclass(frozen=True)
class Trial:
    """A draft on the answers of an older set. `draft` has the identities of the older set."""

    older: Framework
    draft: Framework
    matching: Matching
    answers: Answers
    carried: Carried
    units: tuple[Unit, ...]
    period: Period
    layer: Layer | None = None

    @cached_property
    def before(self) -> Result:
        """The older set."""
        return self._score(self.older, self.answers)

    @cached_property
    def after(self) -> Result:
        """The draft without the criteria that have no answers."""
        return self._without(self.draft, self.carried.answers, self.unanswered)

    @cached_property
    def whole(self) -> Result:
        """The draft as it stands; the same as `after` where every criterion has answers."""
        return self._score(self.draft, self.carried.answers) if self.unanswered else self.after

    @cached_property
    def common(self) -> tuple[Result, Result]:
        """Both sets on the criteria that both have."""
        before, after = self.only_before, self.only_after
        if not before and after == self.unanswered:
            return self.before, self.after
        return (
            self._without(self.older, self.answers, before),
            self._without(self.draft, self.carried.answers, after),
        )

    @cached_property
    def unanswered(self) -> frozenset[str]:
        """The criteria of the draft that have no answers."""
        return frozenset(one.code for one in self.carried.not_carried)

    @cached_property
    def only_before(self) -> frozenset[str]:
        """The criteria of the older set that the common part does not have."""
        return self._only[0]

    @cached_property
    def only_after(self) -> frozenset[str]:
        """The criteria of the draft that the common part does not have."""
        return self._only[1]

    @cached_property
    def _only(self) -> tuple[frozenset[str], frozenset[str]]:
        """What borrows from what is left out goes along, on both sides, until nothing more does."""
        after_of = self.matching.after_by_before
        kept = {after_of.get(leaf.code): leaf.code for leaf in self.older.leaves}
        before: frozenset[str] = frozenset(leaf.code for leaf in self.older.leaves)
        after = frozenset(leaf.code for leaf in self.draft.leaves)
        both = frozenset(code for code in after if code in kept) - self.unanswered
        while True:
            gone_after = with_borrowers(self.draft, after - both)
            gone_before = with_borrowers(
                self.older, before - {kept[code] for code in after - gone_after if code in kept}
            )
            left = frozenset(code for code in after - gone_after if kept[code] not in gone_before)
            if left == both:
                return gone_before, gone_after
            both = left

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every unit with its place on both sides, in the order of the draft's ranking."""
        return moves_between(self.before, self.after)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What differs between the two sets."""
        return tuple(find_differences(self.older, self.draft))

    def _without(self, framework: Framework, answers: Answers, codes: frozenset[str]) -> Result:
        return self._score(*leave_out_criteria(framework, answers, self.units, codes))

    def _score(self, framework: Framework, answers: Answers) -> Result:
        members = [unit for unit in self.units if is_meant(framework.applies_to, unit)]
        return score(framework, answers, members, self.period, layer=self.layer)


def try_draft(
    older: Framework,
    draft: Framework,
    answers: Answers,
    units: Iterable[Unit],
    period: Period,
    *,
    layer: Layer | None = None,
    same: Mapping[str, str] | None = None,
) -> Trial:
    """Try a draft on the answers that were given to an older set.

    `same`: code in the older set -> code in the draft, where a person knows better than the titles.
    Raises WrongCall (CH-3052, CH-3053), and BadInput where a set cannot be scored (CH-3003) or no
    answer fits the draft (CH-3054).
    """
    matching = match_nodes(older, draft, same)
    aligned = align(older, draft, matching)
    carried = carry_answers(older, aligned, matching, answers)
    if len(carried.not_carried) == len(aligned.leaves):
        raise BadInput(
            [
                Problem(
                    "CH-3054",
                    Place(draft.key),
                    older.key,
                    text("Expected a draft that asks for at least one thing that was answered before."),
                    text("Name the set that the answers were given to; state which criteria are the same."),
                )
            ]
        )
    present = tuple(
        unit for unit in units if is_meant(older.applies_to, unit) or is_meant(draft.applies_to, unit)
    )
    return Trial(older, aligned, matching, answers, carried, present, period, layer)


def moves_between(before: Result, after: Result) -> tuple[Move, ...]:
    """Every unit of either result with both of its places, in the order of the second ranking."""
    earlier = {row.unit.uid: row for row in before.ranking}
    later = {row.unit.uid: row for row in after.ranking}
    gone = [row for uid, row in earlier.items() if uid not in later]
    return (
        *(Move(row.unit, earlier.get(uid), row) for uid, row in later.items()),
        *(Move(row.unit, row, None) for row in gone),
    )


def ranked_uids(result: Result) -> tuple[str, ...]:
    """The units that have a rank, in its order."""
    return tuple(row.unit.uid for row in result.ranking if row.rank is not None)
