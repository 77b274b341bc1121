"""The verbs of a composite index: compute one, carry a part of it out again, read one that was written.

Arrays are loaded when a verb is called, so that the names can be offered where they are not installed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from chiso.language import Text

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun
    from chiso.frameworks.composite.model import CompositeFramework

PathLike: TypeAlias = "str | os.PathLike[str]"


def compose(
    framework: str | CompositeFramework,
    data: PathLike,
    *,
    units: PathLike | None = None,
    plan: PathLike | None = None,
    remark: Callable[[Text], None] | None = None,
) -> CompositeRun:
    """Compute a composite index; nothing is written (`write_composite_run` does that).

    `framework`: one of the composite kind, its name `id@version`, or the path of its YAML file. `units`: the
    table of units, where the plan asks for groupings or denominators. `plan`: the path of another plan.
    """
    from chiso.composite.plan_run import run_plan
    from chiso.composite.reading import read_indicators

    composed = _with_plan(framework, plan)
    read = read_indicators(composed, Path(data), None if units is None else Path(units))
    if remark is not None:
        for line in read.remarks:
            remark(line)
    return replace(run_plan(composed, read.table), names=read.names, digests=read.digests)


def compose_again(
    run: CompositeRun,
    *,
    start_at: str,
    framework: str | CompositeFramework | None = None,
    plan: PathLike | None = None,
) -> CompositeRun:
    """Carry out again what comes after the stage `start_at` of a run, by its own plan or by another one."""
    from chiso.composite.plan_run import replay

    return replay(run, start_at=start_at, framework=_with_plan(framework or run.framework, plan))


def _with_plan(framework: str | CompositeFramework, plan: PathLike | None) -> CompositeFramework:
    from chiso.frameworks.composite.library import load_composite
    from chiso.frameworks.composite.loader import read_plan, with_plan

    composed = load_composite(framework) if isinstance(framework, str) else framework
    return composed if plan is None else with_plan(composed, read_plan(Path(plan), composed))


def read_composite_run(directory: PathLike) -> CompositeRun:
    """The composite index in a folder that `write_composite_run` or “chiso composite” has written."""
    from chiso.composite.run_reading import read_run as read

    return read(Path(directory))
