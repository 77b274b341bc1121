"""A trial as a record for JSON: all that a page or a program shows of it.

Figures are decimal text: exact where they end within six places, else rounded to six (half even). Titles
and sentences are in both languages. Units are named by their codes. Of long lists the first entries
stand there, beside how many there are. Ranks, moves and causes are those of
`before` and `after`; each unit has the largest of its changes, and the sum of the others as `rest`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from chiso.figures import Rounding, terminates, write_decimal
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import LANGUAGES, Bilingual, Text
from chiso.scoring.comparison_words import KINDS_IN_WORDS
from chiso.scoring.exact import exact_sum
from chiso.scoring.ranking import RankingRow
from chiso.scoring.result import Result
from chiso.scoring.trying.causes import Cause, Causes, find_causes
from chiso.scoring.trying.correlations import BOUND, find_correlations
from chiso.scoring.trying.level import find_level_criteria
from chiso.scoring.trying.sensitivity import Sensitivity, Threshold, find_sensitivity
from chiso.scoring.trying.sources import share_by_source
from chiso.scoring.trying.trial import Trial
from chiso.scoring.trying.words import (
    HOWS_IN_WORDS,
    REASONS_IN_WORDS,
    SORTS_IN_WORDS,
    UNWEIGHED_IN_WORDS,
    say_threshold,
)

FORMAT = "chiso-trial/1"
# What a person takes in: of a change the units that it moves most, of a unit its largest changes.
NAMED_UNITS = 5
CHANGES_OF_A_UNIT = 6
MOST_PAIRS = 300
MOST_LEFT_BEHIND = 1_000
_PLACES = Rounding(6, "half_even")

Record = dict[str, Any]


def trial_record(trial: Trial, *, bound: Fraction = BOUND) -> Record:
    """Everything about a trial; `bound`: the least correlation of a pair that is listed."""
    causes = find_causes(trial)
    return {
        "format": FORMAT,
        "older": _framework(trial.older),
        "draft": _framework(trial.draft),
        "period": trial.period.written,
        "max_points": {
            "before": figure(_maximum(trial.before)),
            "after": figure(_maximum(trial.after)),
        },
        "ranking": _ranking(trial, causes),
        "incomplete": {"before": _incomplete(trial.before), "after": _incomplete(trial.after)},
        "answers": _answers(trial),
        "changes": [_change(trial, cause) for cause in causes.changes],
        "differences": [
            {"sort": one.sort, "before": one.before, "after": one.after, "sentence": _both(one.sentence)}
            for one in trial.differences
        ],
        "level": [
            {
                "code": one.code,
                "title": _title(trial.draft, one.code),
                "sort": one.sort,
                "words": _both(SORTS_IN_WORDS[one.sort]),
                "points": figure(one.points),
                "units": one.units,
            }
            for one in find_level_criteria(trial.after)
        ],
        "correlations": _correlations(trial, bound),
        "sources": {"before": _sources(trial.before), "after": _sources(trial.after)},
        "sensitivity": [_sensitivity(trial.draft, one) for one in find_sensitivity(trial.after)],
    }


def figure(value: Fraction | None) -> str | None:
    """Decimal text: exact where it ends within six places, else rounded to six."""
    if value is None:
        return None
    is_short = terminates(value) and (value * 10**_PLACES.places).denominator == 1
    return write_decimal(value) if is_short else write_decimal(value, _PLACES)


def _maximum(result: Result) -> Fraction | None:
    """The greatest maximum that applied to a ranked unit; of nobody, that of the set."""
    applied = [row.max_score for row in result.ranking if row.rank is not None and row.max_score is not None]
    return max(applied, default=result.prepared.root.static_max)


def _both(words: Text | Bilingual) -> dict[str, str]:
    return {language: words.in_language(language) for language in LANGUAGES}


def _framework(framework: Framework) -> Record:
    return {"key": framework.key, "title": _both(framework.title)}


def _title(framework: Framework, code: str | None) -> dict[str, str]:
    node = framework.nodes_by_code.get(code or "")
    return _both(node.title if node else framework.title)


def _ranking(trial: Trial, causes: Causes) -> list[Record]:
    common = [{row.unit.uid: row.rank for row in result.ranking} for result in trial.common]
    places = {id(cause): number for number, cause in enumerate(causes.changes)}
    split = frozenset(causes.units)
    rows = []
    for move in trial.moves:
        uid = move.unit.uid
        parts = causes.of_unit(uid) if uid in split else []
        rest = parts[CHANGES_OF_A_UNIT:]
        rows.append(
            {
                "unit": move.unit.code,
                "name": move.unit.name,
                "before": _place(trial.before, move.before),
                "after": _place(trial.after, move.after),
                "shift": move.shift,
                "common": {"before": common[0].get(uid), "after": common[1].get(uid)},
                "changes": [[places[id(one)], figure(amount)] for one, amount in parts[:CHANGES_OF_A_UNIT]],
                "rest": figure(exact_sum(amount for _, amount in rest)) if rest else None,
            }
        )
    return rows


def _place(result: Result, row: RankingRow | None) -> Record | None:
    if row is None:
        return None
    return {"score": result.written(row.score, TOTAL) or None, "rank": row.rank, "of": row.of}


def _incomplete(result: Result) -> list[str]:
    return [result.units_by_uid[uid].code for uid in result.incomplete]


def _answers(trial: Trial) -> Record:
    codes = {unit.uid: unit.code for unit in trial.units}
    return {
        "not_carried": [
            {
                "code": one.code,
                "title": _title(trial.draft, one.code),
                "before": one.before,
                "reason": one.reason,
                "words": _both(REASONS_IN_WORDS[one.reason]),
            }
            for one in trial.carried.not_carried
        ],
        "left_behind": [
            {"unit": codes.get(one.uid, one.uid), "code": one.code, "before": one.before}
            for one in trial.carried.left_behind[:MOST_LEFT_BEHIND]
        ],
        "left_behind_count": len(trial.carried.left_behind),
        "same_share": [code for code, way in trial.carried.ways.items() if way == "same_share"],
        "matches": [
            {
                "before": one.before,
                "after": one.after,
                "title_before": _title(trial.older, one.before),
                "title_after": _title(trial.draft, one.after),
                "how": one.how,
                "words": _both(HOWS_IN_WORDS[one.how]),
            }
            for one in trial.matching.pairs
            if one.before != one.after or one.how in ("stated", "code")
        ],
        "removed": list(trial.matching.removed),
        "added": list(trial.matching.added),
    }


def _change(trial: Trial, cause: Cause) -> Record:
    units = {unit.uid: unit for unit in trial.units}
    framework, code = (trial.draft, cause.after) if cause.after is not None else (trial.older, cause.before)

    def named(uids: Iterable[str]) -> list[Record]:
        return [
            {
                "unit": units[uid].code,
                "name": units[uid].name,
                "shift": cause.shifts[uid],
                "amount": figure(cause.amounts[uid]),
            }
            for uid in uids
        ]

    return {
        "kind": cause.kind,
        "words": _both(KINDS_IN_WORDS[cause.kind]),
        "before": cause.before,
        "after": cause.after,
        "title": _title(framework, code),
        "sentences": [
            _both(one.sentence)
            for one in trial.differences
            if (one.before, one.after) == (cause.before, cause.after)
        ],
        "mean": figure(cause.mean),
        "gains": cause.gains,
        "losses": cause.losses,
        "moved": cause.moved,
        "winners": named(cause.winners(NAMED_UNITS)),
        "losers": named(cause.losers(NAMED_UNITS)),
    }


def _correlations(trial: Trial, bound: Fraction) -> Record:
    found = find_correlations(trial.after, bound)
    return {
        "bound": figure(found.bound),
        "looked_at": found.looked_at,
        "constant": list(found.constant),
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "title_one": _title(trial.draft, pair.one),
                "title_other": _title(trial.draft, pair.other),
                "pearson": figure(pair.pearson),
                "spearman": figure(pair.spearman),
                "units": pair.units,
            }
            for pair in found.pairs[:MOST_PAIRS]
        ],
        "count": len(found.pairs),
    }


def _sources(result: Result) -> list[Record]:
    return [
        {
            "sources": list(share.sources),
            "criteria": share.criteria,
            "max_points": figure(share.max_points),
            "mean_points": figure(share.mean_points),
        }
        for share in share_by_source(result)
    ]


def _sensitivity(draft: Framework, one: Sensitivity) -> Record:
    return {
        "code": one.code,
        "title": _title(draft, one.code),
        "is_group": not draft.nodes_by_code[one.code].is_leaf,
        "unweighed": one.unweighed and _both(UNWEIGHED_IN_WORDS[one.unweighed]),
        "up": _threshold(one.up),
        "down": _threshold(one.down),
        "first": _both(say_threshold(one.up, one.down)),
        "top": _both(say_threshold(one.up, one.down, of_top=True)),
        "shifts": [
            {
                "factor": figure(shift.factor),
                "mean": figure(shift.mean),
                "largest": shift.largest,
                "moved": shift.moved,
            }
            for shift in one.shifts
        ],
    }


def _threshold(threshold: Threshold | None) -> Record | None:
    if threshold is None:
        return None
    return {
        "first": figure(threshold.first),
        "top": figure(threshold.top),
        "until": figure(threshold.until),
    }
