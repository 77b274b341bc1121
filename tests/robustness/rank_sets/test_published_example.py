"""Mathematics in the PISA study of 2018: 37 countries, their means and standard errors.

The figures: OECD (2019), PISA 2018 Results (Volume I), mean scores in mathematics with standard errors, here
to two decimals. The results: the article "Inference for Ranks" of the R package csranks 1.2.3, by the authors
of the method: the United Kingdom, ranked 13th, may have any rank from 8 to 23 (95 %, this country alone);
twelve countries may be among the best five; Chile, Mexico and Colombia come after all others.
"""

from __future__ import annotations

from chiso.robustness.rank_sets.ranking import Asked, rank_league
from tests.robustness.rank_sets.making import league

MEANS = {
    "Australia": (491.36, 1.94), "Austria": (498.94, 2.97), "Belgium": (508.07, 2.26),
    "Canada": (512.02, 2.36), "Chile": (417.41, 2.42), "Colombia": (390.93, 2.99),
    "Czech Republic": (499.47, 2.46), "Denmark": (509.40, 1.74), "Estonia": (523.41, 1.74),
    "Finland": (507.30, 1.97), "France": (495.41, 2.32), "Germany": (500.04, 2.65),
    "Greece": (451.37, 3.09), "Hungary": (481.08, 2.32), "Iceland": (495.19, 1.95),
    "Ireland": (499.63, 2.20), "Israel": (463.03, 3.50), "Italy": (486.59, 2.78), "Japan": (526.97, 2.47),
    "Korea": (525.93, 3.12), "Latvia": (496.13, 1.96), "Lithuania": (481.19, 1.95),
    "Luxembourg": (483.42, 1.10), "Mexico": (408.80, 2.49), "Netherlands": (519.23, 2.63),
    "New Zealand": (494.49, 1.71), "Norway": (500.96, 2.22), "Poland": (515.65, 2.60),
    "Portugal": (492.49, 2.68), "Slovak Republic": (486.16, 2.56), "Slovenia": (508.90, 1.36),
    "Spain": (481.39, 1.46), "Sweden": (502.39, 2.65), "Switzerland": (515.31, 2.91),
    "Turkey": (453.51, 2.26), "United Kingdom": (501.77, 2.56), "United States": (478.24, 3.24),
}  # fmt: skip
COUNTRIES = league([mean for mean, _ in MEANS.values()], [se for _, se in MEANS.values()], names=list(MEANS))


def test_one_country_alone_has_the_published_set() -> None:
    # Canada lies 2.94 errors above, the critical value is 2.91: more draws, so that chance decides nothing.
    asked = Asked(draws=100_000)
    rows = {row.unit: row for row in rank_league(COUNTRIES, asked, unit="United Kingdom").rows()}
    told = rows["United Kingdom"]
    assert (told.rank, told.first, told.last) == (13, 8, 23)


def test_the_countries_that_may_be_among_the_best_five_are_the_published_ones() -> None:
    rows = rank_league(COUNTRIES, Asked()).rows()
    assert {row.unit for row in rows if row.first <= 5} == {
        "Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland",
        "Slovenia", "Sweden", "Switzerland",
    }  # fmt: skip


def test_three_countries_come_after_all_others() -> None:
    rows = {row.unit: (row.first, row.last) for row in rank_league(COUNTRIES, Asked()).rows()}
    last = {"Chile", "Mexico", "Colombia"}
    assert min(rows[unit][0] for unit in last) == 35
    assert max(ranks[1] for unit, ranks in rows.items() if unit not in last) == 34
