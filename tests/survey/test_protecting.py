"""What a table of estimates hides so that nobody computes what it keeps: by hand and by exact elimination."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.survey.estimates import Estimate
from chiso.survey.protecting import Protected, protect_estimates
from tests.survey.test_disclosure import follows

SMALLEST = 10
MEAN = {"y": frozenset({"y"})}


def row(unit: str, n: int, code: str = "y") -> Estimate:
    return Estimate("2026", unit, code, 0.5, n=n)


def protect(
    rows: Sequence[Estimate],
    *,
    count: int = 1,
    columns: dict[str, frozenset[str]] = MEAN,
    limited: Sequence[bool] = (),
) -> Protected:
    suppressed = np.array(limited or [False] * len(rows), np.bool_)
    return protect_estimates(rows, suppressed, columns, count=count, smallest=SMALLEST)


def test_the_one_small_commune_takes_the_next_smallest_with_it() -> None:
    """The whole is told by the call without --by: 3 people are what it has more than the other communes."""
    rows = [row("a", 40), row("b", 3), row("c", 25), row("d", 90)]
    assert protect(rows).complementary == {2}


def test_small_communes_of_together_too_few_people_take_a_third() -> None:
    assert protect([row("a", 40), row("b", 3), row("c", 4), row("d", 90)]).complementary == {0}
    assert not protect([row("a", 40), row("b", 7), row("c", 4), row("d", 90)]).complementary


def test_where_nobody_is_few_nothing_is_hidden() -> None:
    assert protect([row("a", 40), row("b", 10)]) == Protected(frozenset(), frozenset())


def test_what_a_limit_hides_protects_too() -> None:
    rows = [row("a", 40), row("b", 3), row("c", 25)]
    assert not protect(rows, limited=[True, False, False]).complementary


def test_figures_of_the_same_answers_are_hidden_together() -> None:
    """Two persons of b answered x: y/x is kept, and what rests on x or y in the next smallest domain."""
    columns = {
        "y": frozenset({"y"}), "x": frozenset({"x"}), "y/x": frozenset({"x", "y"}), "z": frozenset({"z"}),
        "total": frozenset(),
    }  # fmt: skip
    people = {"a": (40, 40, 40, 40, 40), "b": (30, 2, 2, 30, 30), "c": (25, 25, 25, 25, 25)}
    rows = [
        row(unit, n, code) for unit, counts in people.items() for code, n in zip(columns, counts, strict=True)
    ]
    found = protect(rows, columns=columns)
    # y of b, though 30 answered: of the same answers; then y, x, y/x of c. Not z, nor how many there are.
    assert {(rows[at].unit, rows[at].code) for at in found.complementary} == {
        ("b", "y"), ("c", "y"), ("c", "x"), ("c", "y/x")
    }  # fmt: skip


def test_a_name_that_holds_the_sign_between_columns_leaves_the_whole() -> None:
    rows = [row("a/1", 40), row("a/b/1", 3), row("c/1", 25)]
    assert protect(rows, count=2).complementary == {2}


def test_one_service_in_an_agency_is_the_agency() -> None:
    """b has one service: the call by agency keeps b and hides c with it, and so does this table."""
    rows = [row("a/1", 40), row("a/2", 60), row("b/1", 3), row("c/1", 25), row("c/2", 30)]
    found = protect(rows, count=2)
    # By agency: 100, 3, 55: c is hidden beside b. By service: 68 and 90 are shown, so c/1 or a/1 hides b/1.
    assert not found.open
    assert found.complementary == {3}


def test_a_commune_of_few_people_is_protected_within_its_province() -> None:
    """b is all that P has besides a. That the call by commune alone hides c in its place is said."""
    rows = [row("P/a", 3), row("P/b", 40), row("Q/c", 25), row("Q/d", 90)]
    found = protect(rows, count=2)
    assert found.complementary == {1}
    assert found.open == {0}
    # With names of communes that stand in every province there is no such other table.
    rows = [row("P/a", 3), row("P/b", 40), row("Q/a", 25), row("Q/b", 90)]
    assert not protect(rows, count=2).open


def shown_cells(cells: dict[tuple[str, ...], int]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """What the call that makes this table shows, and what it can keep by no means."""
    names = list(cells)
    rows = [row("/".join(name), n) for name, n in cells.items()]
    found = protect(rows, count=len(names[0]))
    kept = {place for place, n in enumerate(cells.values()) if n < SMALLEST} | found.complementary
    return (
        {name for place, name in enumerate(names) if place not in kept},
        {names[place] for place in found.open},
    )


@settings(deadline=None, max_examples=150)
@given(
    people=st.lists(st.lists(st.sampled_from([0, 0, 2, 4, 8, 12, 15, 30]), min_size=3, max_size=3),
                    min_size=2, max_size=4)
)  # fmt: skip
def test_nobody_who_has_all_tables_by_fewer_columns_computes_a_kept_figure(people: list[list[int]]) -> None:
    leaves = {
        (f"a{one}", f"s{other}"): n
        for one, counts in enumerate(people)
        for other, n in enumerate(counts)
        if n
    }
    if not leaves:
        return
    places = {leaf: at for at, leaf in enumerate(leaves)}
    known: list[list[Fraction]] = []
    for size in (0, 1, 2):
        for chosen in combinations((0, 1), size):
            held: dict[tuple[str, ...], list[tuple[str, str]]] = {}
            for leaf in leaves:
                held.setdefault(tuple(leaf[one] for one in chosen), []).append(leaf)
            table = {name: sum(leaves[leaf] for leaf in own) for name, own in held.items()}
            shown, told = (
                shown_cells(table) if size else ({name for name, n in table.items() if n >= 10}, set())
            )
            rows = {name: [Fraction(leaf in own) for leaf in places] for name, own in held.items()}
            known += [rows[name] for name in shown]
            kept = {name for name in table if name not in shown and table[name] < SMALLEST}
            if size < 2:
                # The tables by one column are looked at each by itself, with the whole.
                whole = [[Fraction(1)] * len(places)] * (sum(leaves.values()) >= SMALLEST)
                mine = [*whole, *(rows[name] for name in shown)]
                assert not any(follows(rows[name], mine) for name in kept)
                assert not told
            else:
                computed = {name for name in kept if follows(rows[name], known)}
                assert computed <= told


def test_a_figure_that_other_tables_tell_by_themselves_is_named() -> None:
    """By agency a has 20, by service 2 has 15, all of them in a: the 5 of a/1 are the rest."""
    rows = [row("a/1", 5), row("a/2", 15), row("b/1", 40), row("c/1", 40)]
    found = protect(rows, count=2)
    assert [rows[at].unit for at in found.open] == ["a/1"]


@pytest.mark.parametrize("width", [60])
def test_a_large_crossed_table_is_done_and_keeps_most_of_what_may_be_shown(width: int) -> None:
    generator = np.random.default_rng(8)
    counts = generator.poisson(18, (width, width))
    rows = [
        row(f"a{one}/s{other}", int(counts[one, other])) for one in range(width) for other in range(width)
    ]
    found = protect(rows, count=2)
    few = int(((counts > 0) & (counts < SMALLEST)).sum())
    assert not found.open
    # Greedy: not many more than one hidden figure for each that is kept.
    assert len(found.complementary) <= 3 * few
