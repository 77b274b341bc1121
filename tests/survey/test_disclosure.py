"""No suppressed figure can be computed from what is shown: proved by exact elimination in fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.survey.disclosure import computable, equations_of, protect

NO_PARENT = -1


def whole_of_leaves(parents: list[int]) -> list[frozenset[int]]:
    """For each position the last parts that it consists of."""
    parts: dict[int, list[int]] = {}
    for position, parent in enumerate(parents):
        parts.setdefault(parent, []).append(position)

    def leaves(position: int) -> frozenset[int]:
        if position not in parts:
            return frozenset([position])
        return frozenset().union(*(leaves(part) for part in parts[position]))

    return [leaves(position) for position in range(len(parents))]


def follows(target: list[Fraction], known: list[list[Fraction]]) -> bool:
    """Whether a row is a combination of others: Gaussian elimination in exact fractions."""
    rows = [list(row) for row in known]
    rest = list(target)
    for column in range(len(target)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in [*rows, rest]:
            if row[column]:
                factor = row[column] / pivot[column]
                for position in range(len(row)):
                    row[position] -= factor * pivot[position]
    return not any(rest)


def brute_force(
    n: np.ndarray, shown: np.ndarray, kept: np.ndarray, domains: list[int], codes: list[int]
) -> list[tuple[int, int]]:
    """The kept cells that somebody could compute, who knows every shown cell and every empty one."""
    parts_of_domain, parts_of_code = whole_of_leaves(domains), whole_of_leaves(codes)
    leaves = sorted(
        {(d, c) for domain in parts_of_domain for code in parts_of_code for d in domain for c in code}
    )

    def row(domain: int, code: int) -> list[Fraction]:
        mine = {(d, c) for d in parts_of_domain[domain] for c in parts_of_code[code] if n[d, c]}
        return [Fraction(int(leaf in mine)) for leaf in leaves]

    known = [row(*cell) for cell in np.argwhere(shown)]
    return [tuple(cell) for cell in np.argwhere(kept) if follows(row(*cell), known)]


def filled(leaf_counts: np.ndarray, domains: list[int], codes: list[int]) -> np.ndarray:
    """Counts of every cell from those of the leaves (a leaf's own row and column)."""
    parts_of_domain, parts_of_code = whole_of_leaves(domains), whole_of_leaves(codes)
    n = np.zeros((len(domains), len(codes)), dtype=np.int64)
    for d, domain in enumerate(parts_of_domain):
        for c, code in enumerate(parts_of_code):
            n[d, c] = sum(leaf_counts[x, y] for x in domain for y in code)
    return n


def protect_and_attack(
    n: np.ndarray, domains: list[int], codes: list[int], hidden: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    before = np.zeros(n.shape, dtype=np.bool_) if hidden is None else hidden & (n > 0)
    found = protect(n, before, domain_parents=np.array(domains), code_parents=np.array(codes), smallest=10)
    kept = found.primary | found.complementary
    shown = ~(kept | before)
    assert brute_force(n, shown, kept, domains, codes) == []
    return found.primary, found.complementary


def test_a_second_commune_is_hidden_with_the_only_small_one_and_it_is_the_smallest() -> None:
    # The city, then communes of 4, 50, 12 and 30 people.
    n = np.array([[96], [4], [50], [12], [30]])
    primary, complementary = protect_and_attack(n, [-1, 0, 0, 0, 0], [NO_PARENT])
    assert primary[:, 0].tolist() == [False, True, False, False, False]
    assert complementary[:, 0].tolist() == [False, False, False, True, False]


def test_two_small_communes_of_together_too_few_people_need_a_third() -> None:
    n = np.array([[87], [4], [3], [50], [30]])
    _, complementary = protect_and_attack(n, [-1, 0, 0, 0, 0], [NO_PARENT])
    assert complementary[:, 0].tolist() == [False, False, False, False, True]


def test_two_small_communes_of_together_enough_people_protect_each_other() -> None:
    n = np.array([[96], [8], [8], [50], [30]])
    _, complementary = protect_and_attack(n, [-1, 0, 0, 0, 0], [NO_PARENT])
    assert not complementary.any()


def test_the_only_part_of_a_whole_takes_the_whole_with_it() -> None:
    # The city has areas 1 and 2; area 1 has one commune, of 4 people.
    n = np.array([[104], [4], [100], [4], [60], [40]])
    primary, complementary = protect_and_attack(n, [-1, 0, 0, 1, 2, 2], [NO_PARENT])
    assert primary[:, 0].tolist() == [False, True, False, True, False, False]
    assert complementary[0, 0] or complementary[2, 0]


def test_one_question_that_few_answered_cannot_be_computed_from_its_factor_or_the_other_communes() -> None:
    # A factor of three questions; the city and three communes.
    domains, codes = [-1, 0, 0, 0], [-1, 0, 0, 0]
    leaves = np.full((4, 4), 100)
    leaves[2, 1] = 4
    n = filled(leaves, domains, codes)
    primary, complementary = protect_and_attack(n, domains, codes)
    assert primary.sum() == 1
    # One in the same row, one in the same column, and their corner: fewer cannot do.
    assert complementary.sum() == 3


def test_a_commune_that_is_small_as_a_whole_hides_every_figure_of_one_other() -> None:
    domains, codes = [-1, 0, 0, 0], [-1, 0, 0]
    leaves = np.full((4, 3), 40)
    leaves[1] = 2
    n = filled(leaves, domains, codes)
    primary, complementary = protect_and_attack(n, domains, codes)
    assert primary[1].all()
    assert complementary.sum(axis=1).tolist() == [0, 0, 3, 0]


def test_nobody_is_protected_where_nobody_answered() -> None:
    n = np.array([[80], [0], [50], [30]])
    primary, complementary = protect_and_attack(n, [-1, 0, 0, 0], [NO_PARENT])
    assert not primary.any()
    assert not complementary.any()


def test_without_complementary_suppression_the_attack_succeeds() -> None:
    n = np.array([[96], [4], [50], [42]])
    domains, codes = np.array([-1, 0, 0, 0]), np.array([-1])
    found = protect(
        n, np.zeros(n.shape, dtype=np.bool_), domain_parents=domains, code_parents=codes, smallest=10,
        complementary=False,
    )  # fmt: skip
    assert brute_force(n, ~found.primary, found.primary, domains.tolist(), [-1]) == [(1, 0)]


trees = st.lists(st.integers(0, 100), min_size=1, max_size=6).map(
    lambda drawn: [-1] + [value % (position + 1) for position, value in enumerate(drawn)]
)


@given(trees, trees, st.data())
@settings(max_examples=120, deadline=None)
def test_no_kept_cell_of_a_random_nested_table_is_computable(
    domains: list[int], codes: list[int], data: st.DataObject
) -> None:
    counts = data.draw(
        st.lists(
            st.sampled_from([0, 2, 4, 9, 10, 25, 60]),
            min_size=len(domains) * len(codes),
            max_size=len(domains) * len(codes),
        )
    )
    leaves = np.array(counts).reshape(len(domains), len(codes))
    n = filled(leaves, domains, codes)
    hidden = np.array(data.draw(st.lists(st.booleans(), min_size=n.size, max_size=n.size))).reshape(n.shape)
    protect_and_attack(n, domains, codes, hidden)


@given(trees, trees, st.data())
@settings(max_examples=80, deadline=None)
def test_the_audit_agrees_with_exact_elimination(
    domains: list[int], codes: list[int], data: st.DataObject
) -> None:
    n = filled(np.full((len(domains), len(codes)), 1), domains, codes)
    unseen = np.array(data.draw(st.lists(st.booleans(), min_size=n.size, max_size=n.size)))
    told = computable(equations_of(n.shape, np.array(domains), np.array(codes)), unseen)
    found = brute_force(n, ~unseen.reshape(n.shape), unseen.reshape(n.shape), domains, codes)
    assert sorted(map(tuple, np.argwhere(told.reshape(n.shape)))) == sorted(found)


@pytest.mark.parametrize("communes", [126])
def test_a_city_with_small_communes_is_done_at_once_and_loses_little(communes: int) -> None:
    # 126 communes, an index of 12 factors and 39 questions; every tenth commune has 6 people.
    domains = [-1] + [0] * communes
    codes = [-1] + [0] * 12 + [1 + position % 12 for position in range(39)]
    leaves = np.full((len(domains), len(codes)), 60)
    leaves[1::10] = 6
    found = protect(
        filled(leaves, domains, codes), np.zeros((len(domains), len(codes)), dtype=np.bool_),
        domain_parents=np.array(domains), code_parents=np.array(codes), smallest=10,
    )  # fmt: skip
    # Thirteen communes with six people each protect one another.
    assert not found.complementary.any()
