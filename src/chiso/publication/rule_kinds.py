"""The versioned kinds of rules and steps in a framework, for what a publication says of itself."""

from __future__ import annotations


def kinds_in(tree: object) -> set[str]:
    """Every versioned kind of rule, step and aggregation in a framework: steps@1, sum@1, …"""
    kinds: set[str] = set()
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            kind = part.get("kind")
            if isinstance(kind, str) and "@" in kind:
                kinds.add(kind)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return kinds
