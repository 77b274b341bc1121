"""Chains and data for the tests of weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml

from chiso.problems import BadInput
from chiso.survey.weights import Chain, apply_chain, prepare_chain
from chiso.survey.weights.chain import PreparedChain, Weighted

SEX: dict[str, Any] = {"columns": ["sex"], "totals": [["female", "4100"], ["male", "3700"]]}
AGE = {"columns": ["age"], "totals": [["middle", "3000"], ["old", "2100"], ["young", "2700"]]}
CELLS = {
    "columns": ["sex", "age"],
    "totals": [
        ["female", "middle", "1500"], ["female", "old", "1100"], ["female", "young", "1500"],
        ["male", "middle", "1500"], ["male", "old", "1000"], ["male", "young", "1200"],
    ],
}  # fmt: skip
INCOME = {"column": "income", "total": 41500}
BASE = {"kind": "base", "weight": "weight"}


def chain(*steps: dict[str, Any], **more: Any) -> Chain:
    """A chain of the base and these steps."""
    return Chain.model_validate({"format": "chiso-weights/1", "steps": [BASE, *steps], **more})


def calibration(method: str, *margins: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step of calibration."""
    return {"kind": "calibration", "method": method, "margins": list(margins), **more}


def prepared(data: Any, *steps: dict[str, Any], **more: Any) -> PreparedChain:
    """The chain made ready for the data."""
    return prepare_chain(chain(*steps, **more), data)


def weighted(data: Any, *steps: dict[str, Any], **more: Any) -> Weighted:
    """What the chain makes of the data."""
    return apply_chain(prepared(data, *steps, **more))


def codes(call: Any, *arguments: Any, **more: Any) -> list[str]:
    """The codes with which a call refuses."""
    with pytest.raises(BadInput) as caught:
        call(*arguments, **more)
    assert caught.value.in_language("vi")
    return [one.code for one in caught.value.problems]


def small(**columns: list[Any]) -> pa.Table:
    """A table of a few rows; the weight is 1 where none is given."""
    rows = len(next(iter(columns.values())))
    return pa.table({"weight": np.ones(rows), **columns})


def write(folder: Path, tree: Any) -> Path:
    """A chain as its file."""
    path = folder / "weights.yaml"
    # By way of JSON, so that the same part twice is no alias.
    plain = json.loads(json.dumps(tree))
    path.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return path
