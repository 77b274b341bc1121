"""Tasks for the access table: there is none, so who may steer meets an empty place."""

from __future__ import annotations

from uuid import UUID

from tests.office.routes_samples import Samples, World


def samples(_world: World) -> Samples:
    none = {"": {"key": UUID(int=7)}}
    return {"running:stop": none, "running:repeat": none}
