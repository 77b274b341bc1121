"""What is shown, flagged, suppressed: limits as data, and what no file can change."""

import math
from dataclasses import replace

import pytest

from chiso.frameworks.records import read_record
from chiso.problems import BadInput
from chiso.survey.estimates import Estimate
from chiso.survey.publishing_rules import (
    FORMAT,
    PublishingRules,
    describe,
    in_words,
    judge,
    load_rules,
    suppressed,
    without_errors,
)

SOUND = Estimate(
    "2026", "A", "index", 0.8, se=0.02, df=40, n=400, deff=1.5, ci_low=0.76, ci_high=0.84
)  # fmt: skip


def flag_of(row: Estimate) -> tuple[str, str]:
    flags, reasons = judge([row], load_rules())
    return flags[0], in_words(reasons[0], "en")


def test_a_sound_estimate_is_shown_without_a_reason() -> None:
    assert flag_of(SOUND) == ("shown", "")


# The limits of the National Center for Health Statistics, each met and just missed.
@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"n": 29}, "suppressed"),
        ({"n": 30, "deff": 1.0}, "shown"),
        ({"n": 60, "deff": 2.1}, "suppressed"),
        ({"n": 60, "deff": 2.0}, "shown"),
        ({"ci_low": 0.6, "ci_high": 0.9}, "suppressed"),
        ({"ci_low": 0.61, "ci_high": 0.9}, "shown"),
        ({"estimate": 0.06, "ci_low": 0.02, "ci_high": 0.10}, "suppressed"),
        # Narrower than five points: shown however small the estimate.
        ({"estimate": 0.02, "ci_low": 0.0, "ci_high": 0.049}, "shown"),
        ({"df": 7}, "unreliable"),
        ({"df": 8}, "shown"),
    ],
)
def test_the_default_limits_hold_from_where_their_source_says(changes: dict[str, float], flag: str) -> None:
    assert flag_of(replace(SOUND, **changes))[0] == flag  # type: ignore[arg-type]


def test_several_reasons_are_told_together_and_the_hardest_decides() -> None:
    flag, reason = flag_of(replace(SOUND, n=20, df=3))
    assert flag == "suppressed"
    assert "30 respondents" in reason
    assert "degrees of freedom" in reason


def test_a_sample_in_which_all_agree_is_not_told_as_certain() -> None:
    flag, reason = flag_of(replace(SOUND, estimate=1.0, se=0.0, ci_low=0.97, ci_high=1.0))
    assert flag == "unreliable"
    assert "alike" in reason
    # A census in which all agree is certain.
    assert flag_of(
        replace(SOUND, estimate=1.0, se=0.0, ci_low=1.0, ci_high=1.0, sampling_basis="census")
    ) == (
        "shown",
        "",
    )


def test_a_probability_sample_whose_error_cannot_be_computed_is_flagged() -> None:
    nan = math.nan
    assert flag_of(replace(SOUND, se=nan, ci_low=nan, ci_high=nan))[0] == "unreliable"


def test_what_nobody_was_asked_has_no_figure() -> None:
    assert flag_of(replace(SOUND, estimate=math.nan, n=0))[0] == "suppressed"


def test_a_small_census_is_no_small_sample() -> None:
    census = replace(SOUND, n=12, sampling_basis="census", se=0.0, ci_low=0.8, ci_high=0.8)
    assert flag_of(census) == ("shown", "")


@pytest.mark.parametrize("basis", ["quota", "open"])
def test_ratings_and_quota_samples_have_neither_error_nor_what_rests_on_one(basis: str) -> None:
    # Whatever error somebody has put into such a row is not looked at, and does not go out.
    row = replace(SOUND, sampling_basis=basis, ci_low=0.1, ci_high=0.99, df=1)  # type: ignore[arg-type]
    assert flag_of(row)[0] == "shown"
    bare = without_errors(row)
    assert [bare.se, bare.df, bare.deff, bare.ci_low, bare.ci_high] == pytest.approx(
        [math.nan] * 5, nan_ok=True
    )
    assert (bare.estimate, bare.n) == (0.8, 400)
    assert without_errors(SOUND) == SOUND


def test_ratings_are_never_pooled_with_a_survey() -> None:
    with pytest.raises(BadInput) as refused:
        judge([SOUND, replace(SOUND, unit="B", sampling_basis="open")], load_rules())
    assert [one.code for one in refused.value.problems] == ["CH-3192"]


def test_a_suppressed_row_has_no_figure_at_all() -> None:
    row = suppressed(SOUND, "too few")
    figures = [row.estimate, row.se, row.df, row.deff, row.ci_low, row.ci_high]
    assert all(math.isnan(one) for one in figures)
    assert (row.n, row.flag, row.reason) == (0, "suppressed", "too few")


def test_every_limit_says_in_both_languages_why_and_on_what_it_rests() -> None:
    rules = load_rules()
    for limit in rules.limits:
        assert limit.reason.vi
        assert limit.reason.en
        assert limit.basis == "ours" or limit.source
    sentences = [line.in_language("en") for line in describe(rules)]
    assert len(sentences) == len(rules.limits) + 1
    assert "own limit" in sentences[-1]


def rules_of(limits: str) -> PublishingRules:
    written = f"format: {FORMAT}\nid: mine\ntitle: {{en: Mine}}\nlimits:\n{limits}"
    return read_record(written.encode(), PublishingRules, name="rules.yaml", form=FORMAT, code="CH-3191")


def test_own_limits_by_coefficient_of_variation_take_the_place_of_the_default() -> None:
    rules = rules_of(
        '- {key: a, when: [{measure: cv, above: "0.165"}], then: unreliable, basis: ours, reason: {en: a}}\n'
        '- {key: b, when: [{measure: cv, above: "0.333"}], then: suppressed, basis: ours, reason: {en: b}}\n'
    )
    rows = [replace(SOUND, se=0.8 * cv, n=5) for cv in (0.16, 0.17, 0.34)]
    assert judge(rows, rules)[0] == ["shown", "unreliable", "suppressed"]


@pytest.mark.parametrize(
    ("change", "to"),
    [
        (', below: "3"', ""),
        ('below: "3"', 'below: "3", above: "1"'),
        ('{measure: n, below: "3"}', ""),
        ("measure: n", "measure: nn"),
        ("suppressed", "hidden"),
        ("ours", "official"),
        ('"3"', '"x"'),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(change: str, to: str) -> None:
    limit = '- {key: a, when: [{measure: n, below: "3"}], then: suppressed, basis: ours, reason: {en: x}}'
    assert rules_of(limit).limits
    with pytest.raises(BadInput) as refused:
        rules_of(limit.replace(change, to))
    assert {one.code for one in refused.value.problems} == {"CH-3191"}


def test_a_file_of_rules_that_is_not_there_is_a_problem() -> None:
    with pytest.raises(BadInput) as refused:
        load_rules("nowhere.yaml")
    assert [one.code for one in refused.value.problems] == ["CH-3191"]
