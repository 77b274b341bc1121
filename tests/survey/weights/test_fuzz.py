"""Whatever stands in data and chain: weights, or problems; never a traceback, and no weight that is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.survey.replicates import Factors
from chiso.survey.weights import Chain, apply_chain, prepare_chain, replay
from tests.survey.weights.chains import BASE

ROWS = 12
WORDS = st.sampled_from(["a", "b", "yes", "no", "", None, "1"])
NUMBERS = st.one_of(
    st.none(), st.floats(allow_nan=True, allow_infinity=True), st.floats(0.1, 50), st.just(0.0)
)


def column(values: st.SearchStrategy[Any], kind: pa.DataType) -> st.SearchStrategy[pa.Array]:
    return st.lists(values, min_size=ROWS, max_size=ROWS).map(
        lambda given_values: pa.array(given_values, kind)
    )


COLUMNS = st.one_of(
    column(WORDS, pa.string()),
    column(NUMBERS, pa.float64()),
    column(st.floats(1, 9), pa.float64()),
    column(st.sampled_from([1, 2]), pa.int64()),
    column(st.sampled_from([None, -(2**62), 0, 1]), pa.int64()),
    column(st.booleans(), pa.bool_()),
)
WEIGHTS = column(st.floats(1, 5), pa.float64())
NAMES = st.sampled_from(["a", "b", "c", "nowhere"])
LIST = st.lists(NAMES, max_size=2, unique=True)
TOTALS = st.lists(
    st.tuples(
        st.sampled_from(["a", "1", "2", "true", "yes"]), st.sampled_from(["5", "0", "-1", "12.5", "x"])
    ),
    min_size=1,
    max_size=3,
).map(lambda rows: [list(row) for row in rows])
MARGIN = st.fixed_dictionaries({"columns": NAMES.map(lambda one: [one]), "totals": TOTALS})
LIMIT = st.one_of(st.just({"times_median": 2}), st.just({"value": 3}))
STEPS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("unknown_eligibility"), "classes": LIST}),
    st.fixed_dictionaries({"kind": st.just("nonresponse"), "classes": LIST}),
    st.fixed_dictionaries(
        {"kind": st.just("nonresponse"), "method": st.just("propensity"), "predictors": LIST, "numeric": LIST,
         "groups": st.integers(0, 3)}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("calibration"),
         "method": st.sampled_from(["raking", "linear", "post_stratification"]),
         "margins": st.lists(MARGIN, min_size=1, max_size=2)}
    ),
    st.fixed_dictionaries({"kind": st.just("trimming"), "upper": LIMIT, "within": LIST}),
)  # fmt: skip
DISPOSITIONS = {"column": "a", "complete": ["yes", "1", "a"], "refusal": ["no", "2"], "unknown": ["b"]}


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(
        {"a": COLUMNS, "b": COLUMNS, "c": COLUMNS, "weight": column(st.floats(1, 5), pa.float64())}
    ),
    st.lists(STEPS, min_size=1, max_size=3),
    st.lists(st.integers(0, 3), min_size=ROWS * 2, max_size=ROWS * 2),
)
def test_there_are_weights_or_problems(
    columns: dict[str, pa.Array], steps: list[Any], copies: list[int]
) -> None:
    try:
        declared = Chain.model_validate({"dispositions": DISPOSITIONS, "steps": [BASE, *steps]})
    except ValueError:
        event("no chain")
        return
    try:
        prepared = prepare_chain(declared, pa.table(columns))
        found = apply_chain(prepared).weights
        event("weights")
        assert np.isfinite(found).all()
        values = np.array(copies, np.float64).reshape(ROWS, 2)
        again = replay(prepared, Factors("rao_wu", values, 0.5, np.ones(2), 1), np.arange(ROWS))
        event("replicates")
        assert np.isfinite(again).all()
    except BadInput as refused:
        event("refused")
        assert all(one.code.startswith(("CH-315", "CH-316")) for one in refused.problems)  # noqa: PT017
        assert refused.in_language("vi")  # noqa: PT017
