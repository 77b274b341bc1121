"""Specifications are read strictly: every fault at once, with its key."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.problems import BadInput
from chiso.robustness.specification import read_specification


def codes(written: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_specification(written.encode())
    return [problem.code for problem in refused.value.problems]


def test_what_is_not_named_stays_as_it_is() -> None:
    spec = read_specification(b"format: chiso-robustness/1\n")
    assert not spec.varies
    assert (spec.weights.kind, spec.sampling, spec.told.top) == ("given@1", "random", (3,))


def test_everything_can_be_mixed() -> None:
    spec = read_specification(
        b"""
format: chiso-robustness/1
weights: {kind: noise@1, within: "1/4", of: groups}
leave_out: {kind: one@1, chance: "0.5", among: [a, b]}
normalise: [{}, {method: {kind: z_score@1}, odds: "3"}]
aggregate: [{method: {kind: power@1, exponent: "2"}}]
data_error: {kind: assumed@1, relative: "0.05", source: an example}
sampling: sobol
places: "6"
told: {level: "0.95", top: ["1", "5"], moves: ["2"], above: ["01"]}
"""
    )
    assert spec.varies
    assert spec.weights.within == Fraction(1, 4)  # type: ignore[union-attr]
    assert spec.normalise[1].odds == 3
    assert spec.told.top == (1, 5)


@pytest.mark.parametrize(
    "written",
    [
        "weights: {kind: gaussian@1}",
        "weights: {kind: noise@1, within: '2'}",
        "weights: {kind: uniform@1, at: leaves}",
        "leave_out: {kind: each@1, chance: '1'}",
        "normalise: [{odds: '0'}]",
        "sampling: halton",
        "told: {level: '1'}",
        "data_error: {kind: column@1}",
        "places: '10'",
    ],
)
def test_a_fault_is_told_under_one_code(written: str) -> None:
    assert set(codes(f"format: chiso-robustness/1\n{written}\n")) == {"CH-8101"}


def test_all_faults_are_told_at_once() -> None:
    written = "format: chiso-robustness/1\nsampling: halton\nplaces: '10'\nweights: {kind: x@1}\n"
    assert len(codes(written)) == 3


def test_another_format_is_refused() -> None:
    assert codes("format: chiso-plan/1\n") == ["CH-8101"]
    assert codes("") == ["CH-8101"]
