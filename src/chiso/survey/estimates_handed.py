"""The estimates behind answers, as scoring reads them: one row for each answer, and a record of the whole.

    period,unit,code,input,estimate,se,df,n,deff,ci_low,ci_high,flag,sampling_basis,reason

`unit` is the unit, `code` the criterion that takes the estimate, `input` its input; figures stand on the
scale of that input (`times` of the map), as decimal text without an exponent. The record says what holds for
the whole table: level of the intervals, how errors were made, the rules of publication in both languages. It
is made from what the command that estimated wrote beside its table; what that does not say is left out.

    CH-7962 other rules than those by which the table was made
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.figures import write_decimal
from chiso.frameworks.document import canonical_json, content_hash
from chiso.frameworks.model import Framework
from chiso.language import LANGUAGES, Language, Value, render, text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.survey.estimates import Estimate
from chiso.survey.handing_over import SurveyMap, unit_of, wanted_of, written_of
from chiso.survey.publishing_rules import (
    ALL_ALIKE,
    NO_ERROR_KNOWN,
    NOTHING_ASKED,
    PublishingRules,
    describe,
    suppressed,
    without_errors,
)

COLUMNS = (
    "period", "unit", "code", "input", "estimate", "se", "df", "n", "deff", "ci_low", "ci_high", "flag",
    "sampling_basis", "reason",
)  # fmt: skip
FORMAT = "chiso-estimates/1"
# What the commands that estimate leave beside their table.
RECORDS = ("index.json", "estimate.json")
_ON_THE_SCALE = ("estimate", "se", "ci_low", "ci_high")


def estimates_behind(
    estimates: Sequence[Estimate], framework: Framework, mapping: SurveyMap, *, language: Language
) -> Iterator[tuple[str, ...]]:
    """The rows as cells in the order of `COLUMNS`, for a map that `answers_of` took.

    What has no figure is told as suppressed; where no reason stands, it is given in `language`.
    """
    by_code: dict[str, list[Estimate]] = {}
    for row in estimates:
        by_code.setdefault(row.code, []).append(row)
    for one in wanted_of(framework, mapping):
        for row in by_code.get(one.source.estimate, ()):
            unit = unit_of(row.unit, mapping)
            if unit:
                told = _told(row, language)
                yield (told.period, unit, one.node.code, one.input, *_cells(told, one.source.times))


def _told(row: Estimate, language: Language) -> Estimate:
    if row.flag == "suppressed" or math.isnan(row.estimate):
        return suppressed(row, row.reason or NOTHING_ASKED.in_language(language))
    return without_errors(row)


def _cells(row: Estimate, times: Fraction | None) -> Iterator[str]:
    for name in ("estimate", "se", "df", "n", "deff", "ci_low", "ci_high"):
        value = getattr(row, name)
        if name == "n":
            yield "" if row.flag == "suppressed" else str(value)
        elif math.isfinite(value):
            yield written_of(value, times if name in _ON_THE_SCALE else None)
        else:
            yield ""
    yield from (row.flag, row.sampling_basis, row.reason)


def record_behind(beside: Path, rules: PublishingRules) -> bytes:
    """The record of a table of estimates in the file `beside`. Raises BadInput (CH-7962)."""
    made = _record_of(beside)
    call = next((said for key in ("choices", "call") if isinstance(said := made.get(key), dict)), {})
    found: dict[str, Any] = {
        "format": FORMAT,
        "level": _level(call),
        "errors": made.get("errors"),
        "interval": call.get("interval"),
        "formula": made.get("formula"),
        "data_sha256": made.get("data_sha256"),
        "design_sha256": made.get("design_sha256"),
        **_rules(made, rules, beside),
    }
    return canonical_json({key: value for key, value in found.items() if value})


def _record_of(beside: Path) -> Mapping[str, Any]:
    """What the command wrote that made the table; nothing where the table stands alone."""
    for name in RECORDS:
        try:
            found = json.loads((beside.parent / name).read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return {}


def _level(call: Mapping[str, Any]) -> str | None:
    try:
        return write_decimal(Fraction(str(call["level"])))
    except (KeyError, ValueError, ZeroDivisionError):
        return None


def _rules(made: Mapping[str, Any], rules: PublishingRules, beside: Path) -> dict[str, Any]:
    """The rules in words, if the table was judged by any."""
    if "rules_sha256" not in made:
        return {}
    if made["rules_sha256"] != content_hash(rules.model_dump(mode="json")):
        raise BadInput(
            [
                Problem(
                    "CH-7962",
                    Place(str(beside)),
                    quote(rules.id),
                    text("Expected the rules of publication by which this table was made, “{rules}”.",
                         rules=quote(made.get("rules", ""))),
                    text("Name them with --rules."),
                )
            ]
        )  # fmt: skip
    own = rules.disclosure
    protecting: list[Value] = [] if own is None else [own.reason, own.complementary_reason]
    reasons: list[Value] = [limit.reason for limit in rules.limits]
    reasons += [*protecting, NO_ERROR_KNOWN, ALL_ALIKE, NOTHING_ASKED]
    return {
        "rules": [_in_both(sentence) for sentence in describe(rules)],
        "reasons": [_in_both(reason) for reason in reasons],
        "disclosure": [_in_both(reason) for reason in protecting],
        "smallest_cell": None if own is None else write_decimal(own.smallest_cell),
    }


def _in_both(words: Value) -> dict[str, str]:
    return {language: render(words, language) for language in LANGUAGES}
