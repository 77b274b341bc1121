"""Whom to erase, for the access table."""

from __future__ import annotations

from tests.office.making import make_person
from tests.office.routes_samples import Samples, World


def samples(_world: World) -> Samples:
    return {"ledger:erase": {"": {"key": make_person("Ngô Văn Đi", username="leaver").key}}}
