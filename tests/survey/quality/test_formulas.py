"""Formulas of the checks beside published tables, closed forms and counts by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chi2_contingency, norm

from chiso.survey.quality.back_checks import agreement_and_kappa
from chiso.survey.quality.digits import chances_of_digits
from chiso.survey.quality.duplicates import nearest_interviews
from chiso.survey.quality.groups import medians, robust_deviations
from chiso.survey.quality.hours_and_ways import distances
from chiso.survey.quality.interviewers import analyse_variance
from chiso.survey.quality.interviews import interviews_of
from chiso.survey.quality.straight_lines import commonest_shares
from tests.survey.quality.rounds import PLAN, honest

# Shrout and Fleiss (1979), table 2: six targets, four judges each.
JUDGED = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)


def test_the_intraclass_correlation_is_that_of_shrout_and_fleiss():
    found = analyse_variance(JUDGED.reshape(-1), np.repeat(np.arange(6), 4))
    # Their table 3 and 4: BMS 11.24, WMS 6.26, ICC(1,1) .17.
    assert round(found.between, 2) == 11.24
    assert round(found.within, 2) == 6.26
    assert round(found.correlation, 2) == 0.17


def test_unequal_groups_have_the_size_of_the_closed_form():
    # n = 2, 3, 5: n0 = (10 − (4 + 9 + 25)/10) / 2 = 3.1, by hand.
    groups = np.repeat([0, 1, 2], [2, 3, 5])
    found = analyse_variance(np.arange(10.0), groups)
    assert found.usual_size == pytest.approx(3.1)
    # Means 0.5, 3, 7; mean of all 4.5: MSB = (2·16 + 3·2.25 + 5·6.25)/2 = 35; MSW = (0.5 + 2 + 10)/7.
    assert found.between == pytest.approx(35.0)
    assert found.within == pytest.approx(12.5 / 7)


def test_kappa_is_that_of_a_table_counted_by_hand():
    # 20 both yes, 5 yes then no, 10 no then yes, 15 both no: agreement 0.7, chance 0.5, kappa 0.4.
    first = np.array([[1]] * 25 + [[0]] * 25, np.int16)
    second = np.array([[1]] * 20 + [[0]] * 5 + [[1]] * 10 + [[0]] * 15, np.int16)
    agreement, kappa, count = agreement_and_kappa(first, second)
    assert (agreement, count) == (0.7, 50)
    assert kappa == pytest.approx(0.4)


def test_answers_that_lack_once_are_no_pair():
    first, second = np.array([[1, -1, 2]], np.int16), np.array([[1, 3, -1]], np.int16)
    assert agreement_and_kappa(first, second)[2] == 1


def test_the_chance_of_digits_is_that_of_the_test_of_homogeneity():
    counts = np.array(
        [[60, 30, 40, 35, 30, 55, 30, 30, 30, 30.0], [130, 90, 80, 85, 90, 100, 80, 90, 85, 80.0]]
    )
    # Two interviewers: each against the other is the test of the whole table.
    expected = chi2_contingency(counts, correction=False).pvalue
    assert chances_of_digits(counts) == pytest.approx([expected, expected])


def test_rare_digits_are_put_together():
    # 40 answers: digits with an expected count below five are one class; by hand with scipy.
    counts = np.array([[20, 10, 4, 3, 3, 0, 0, 0, 0, 0.0], [40, 40, 8, 6, 6, 0, 0, 0, 0, 0.0]])
    expected = chi2_contingency([[20, 10, 10], [40, 40, 20]], correction=False).pvalue
    assert chances_of_digits(counts)[0] == pytest.approx(expected)


def test_from_ha_noi_to_ho_chi_minh_city_it_is_1143_kilometres():
    # Great circle between 21.0278 N 105.8342 E and 10.8231 N 106.6297 E, by the law of cosines.
    one, other = np.radians([21.0278, 105.8342]), np.radians([10.8231, 106.6297])
    angle = np.arccos(
        np.sin(one[0]) * np.sin(other[0]) + np.cos(one[0]) * np.cos(other[0]) * np.cos(other[1] - one[1])
    )
    found = distances(np.degrees(one)[None, :], np.degrees(other)[None, :])
    assert found == pytest.approx([6371.0088 * angle], rel=1e-9)
    assert 1130 < found[0] < 1150


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6)), st.integers(1, 5))
def test_medians_by_group_are_those_of_numpy(values, count):
    groups = np.arange(len(values)) % count
    found = medians(values, groups, count)
    for group in range(min(count, len(values))):
        assert found[group] == np.median(values[groups == group])


def test_robust_deviations_of_a_normal_law_are_its_standard_deviations():
    values = norm.ppf((np.arange(9999) + 0.5) / 9999) * 3 + 7
    assert robust_deviations(values) == pytest.approx((values - 7) / 3, rel=1e-3, abs=1e-3)


def test_the_share_of_the_commonest_answer_is_counted_over_what_was_answered():
    answers = np.array([[4, 4, 4, -1], [1, 2, 2, 5], [-1, -1, -1, -1]], np.int16)
    assert commonest_shares(answers)[:2] == pytest.approx([1.0, 0.5])
    assert np.isnan(commonest_shares(answers)[2])


def test_the_nearest_interview_is_that_of_brute_force():
    interviews = interviews_of(honest().data.slice(0, 160), PLAN)
    found = nearest_interviews(interviews)
    who = interviews.interviewer.of
    rows = np.concatenate([interviews.answers, interviews.numbers, interviews.facts], axis=1)
    for one in range(0, 160, 7):
        shares = []
        for other in np.flatnonzero(who == who[one]):
            if other != one:
                both = (rows[one] >= 0) & (rows[other] >= 0)
                shares.append((rows[one] == rows[other])[both].mean())
        assert found.own[one] == pytest.approx(max(shares))
