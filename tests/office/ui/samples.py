"""Topics of the help for the access table."""

from __future__ import annotations

from tests.office.routes_samples import Samples, World


def samples(_world: World) -> Samples:
    return {"help:topic": {"": {"topic": "viec-cua-toi"}}}
