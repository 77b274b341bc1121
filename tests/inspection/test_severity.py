"""How severe a finding is: the whole table of the rule counted by hand, and what a repetition does."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.inspection.severity import EFFECTS, KINDS, LEVELS, earlier_one, judge, read_rule, shipped_rule
from chiso.problems import BadInput

RULE = shipped_rule()
# Written by hand from the rule: severity without an effect, with a burden, with harm.
TABLE = {
    "publication": ("reminder", "to_mend", "grave"),
    "staff": ("reminder", "to_mend", "grave"),
    "premises": ("reminder", "to_mend", "grave"),
    "reception": ("to_mend", "to_mend", "grave"),
    "handling": ("to_mend", "to_mend", "grave"),
    "feedback": ("reminder", "to_mend", "grave"),
    "forbidden": ("grave", "grave", "grave"),
    "direction": ("reminder", "to_mend", "grave"),
    "attitude": ("to_mend", "to_mend", "grave"),
    "other": ("reminder", "to_mend", "grave"),
}


def test_every_kind_and_effect_has_the_severity_of_the_table() -> None:
    found = {kind: tuple(judge(RULE, kind, effect).severity for effect in EFFECTS) for kind in KINDS}
    assert found == TABLE


def test_a_repeated_finding_is_one_level_more_severe_and_grave_is_the_most() -> None:
    for kind in KINDS:
        for effect in EFFECTS:
            once = judge(RULE, kind, effect)
            again = judge(RULE, kind, effect, repeated_of=date(2026, 1, 5))
            assert LEVELS.index(again.severity) == min(LEVELS.index(once.severity) + 1, 2)
            assert len(again.steps) == len(once.steps) + 1


def test_every_step_says_why() -> None:
    judged = judge(RULE, "publication", "burden", repeated_of=date(2026, 1, 5))
    assert [(one.severity, one.why.in_language("en")) for one in judged.steps] == [
        ("reminder", "The kind by itself: what must be public."),
        ("to_mend", "Raised by its effect: somebody had to wait, come again or bring what was not due."),
        ("grave", "Repeated: the same duty was not met here on 5 Jan 2026."),
    ]
    assert judged.rule == "severity@1"


def test_an_effect_that_weighs_less_than_the_kind_is_no_step() -> None:
    assert len(judge(RULE, "forbidden", "burden").steps) == 1


def test_the_earlier_finding_is_the_latest_one_of_the_last_24_months() -> None:
    day = date(2026, 6, 15)
    assert earlier_one(RULE, day, []) is None
    assert earlier_one(RULE, day, [date(2024, 6, 14)]) is None
    assert earlier_one(RULE, day, [date(2024, 6, 15)]) == date(2024, 6, 15)
    # The day itself is the same visit, a later one is no earlier one.
    assert earlier_one(RULE, day, [day, date(2026, 7, 1)]) is None
    assert earlier_one(RULE, day, [date(2025, 1, 1), date(2026, 2, 1), date(2024, 1, 1)]) == date(2026, 2, 1)
    # 24 months before the 29th of February is the last of that month two years before.
    assert earlier_one(RULE, date(2028, 2, 29), [date(2026, 2, 28)]) == date(2026, 2, 28)
    assert earlier_one(RULE, date(2028, 2, 29), [date(2026, 2, 27)]) is None


def test_a_rule_with_faults_is_refused_with_all_of_them() -> None:
    faulty = b"""format: chiso-inspection-severity/1
rule: own@1
repeated_within: 12
kinds:
- {kind: staff, severity: reminder}
- {kind: premises, severity: grave}
effects:
- {effect: none, at_least: reminder}
"""
    with pytest.raises(BadInput) as refused:
        read_rule(faulty)
    assert [one.code for one in refused.value.problems] == ["CH-8720"] * 2
    with pytest.raises(BadInput) as refused:
        read_rule(
            b"format: chiso-inspection-severity/1\nrule: own\nrepeated_within: 0\nkinds: []\neffects: []\n"
        )
    assert {one.where.field for one in refused.value.problems} == {"rule", "repeated_within"}
