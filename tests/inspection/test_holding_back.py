"""Small counts held back: none can be worked out from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from chiso.inspection.holding_back import SMALLEST, hold_back

counts = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30))


def test_a_count_of_one_to_four_goes_with_the_smallest_other() -> None:
    assert hold_back({"a": 3, "b": 9, "c": 40, "d": 0}).rows == (("a", None), ("b", None), ("c", 40))
    assert hold_back({"a": 3, "b": 9, "c": 40, "d": 0}).whole == 52
    assert hold_back({"a": 2}).rows == (("a", None),)
    assert hold_back({"a": 2}).whole is None
    assert hold_back({"a": 3, "b": 2}).whole == 5
    assert hold_back({"a": 0}) == hold_back({})


@given(counts)
def test_what_is_shown_fits_more_than_one_count_wherever_one_is_held_back(given_: dict[str, int]) -> None:
    shown = hold_back(given_)
    told = dict(shown.rows)
    assert all(count is None or count == given_[name] >= SMALLEST for name, count in told.items())
    assert set(told) == {name for name, count in given_.items() if count}
    hidden = [name for name, count in told.items() if count is None]
    if not hidden:
        assert shown.whole == sum(given_.values())
    elif shown.whole is not None:
        left = shown.whole - sum(count for count in told.values() if count is not None)
        # Brute force: each hidden name has at least one person; several answers remain for each of them.
        assert len(hidden) >= 2
        assert left >= SMALLEST
        if left <= 12 and len(hidden) <= 3:
            answers = [one for one in product(range(1, left + 1), repeat=len(hidden)) if sum(one) == left]
            assert all(len({one[place] for one in answers}) > 1 for place in range(len(hidden)))
