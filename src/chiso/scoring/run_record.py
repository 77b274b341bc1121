"""`run.json`: what was scored, with which rules, what the law left open, and the digests of the inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chiso.figures import write_exact
from chiso.scoring.statuses import WITHHELD

if TYPE_CHECKING:
    from chiso.scoring.result import Result
    from chiso.scoring.run import Scored

FORMAT = "chiso-run/1"


def record_of(scored: Scored, inputs: Mapping[str, bytes], software: str) -> dict[str, Any]:
    """The record of a run; `inputs` are its files of inputs by name."""
    frameworks = {result.framework.key: result.framework for result in scored.results}
    return {
        "format": FORMAT,
        "software": software,
        "programme": scored.programme.key if scored.programme else None,
        "frameworks": [
            {
                "key": key,
                "hash": frameworks[key].hash,
                "status": frameworks[key].status,
                "rule_kinds": sorted(_kinds_in(frameworks[key].tree)),
            }
            for key in sorted(frameworks)
        ],
        "period": scored.period.written,
        "layer": scored.layer,
        "leagues": [
            {
                "key": result.league.key,
                "framework": result.framework.key,
                "units": len(result.units),
                "complete": sum(result.is_complete(unit.uid) for unit in result.units),
                "ranked": sum(row.rank is not None for row in result.ranking),
            }
            for result in scored.results
        ],
        "open_points": [entry for result in scored.results for entry in _open_points(result)],
        "attested": [entry for result in scored.results for entry in _attested_points(result)],
        "inputs": {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()},
    }


def _open_points(result: Result) -> Iterator[dict[str, str]]:
    """Where something was met that the law leaves open, whether or not points were given."""
    for unit in result.units:
        for leaf in result.prepared.leaves:
            outcome = result.node(unit.uid, leaf.code).outcome
            if outcome is not None and outcome.open_point is not None:
                yield {"league": result.league.key, "unit": unit.code, "code": leaf.code}


def _attested_points(result: Result) -> Iterator[dict[str, str]]:
    """The exact points of withheld answers; scores.csv may hold them rounded."""
    for unit in result.units:
        scores = result.scores[unit.uid]
        for leaf in result.prepared.leaves:
            points = scores.points[leaf.position]
            if scores.statuses[leaf.position] == WITHHELD and points is not None:
                yield {"unit": unit.code, "code": leaf.code, "points": write_exact(points)}


def _kinds_in(tree: object) -> set[str]:
    """Every versioned kind of rule and aggregation in a document."""
    if isinstance(tree, Mapping):
        kind = tree.get("kind")
        own = {kind} if isinstance(kind, str) and "@" in kind else set()
        return own.union(*map(_kinds_in, tree.values()))
    if isinstance(tree, list):
        return set().union(*map(_kinds_in, tree))
    return set()
