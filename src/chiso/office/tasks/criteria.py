"""Criteria that tasks aim at: named by a set without its version, and a code of it."""

from __future__ import annotations

from functools import cache

from chiso.frameworks.library import keys, load_framework
from chiso.office.drafting.freezing.selectors import framework_of
from chiso.office.drafting.models import Frozen


def knows_criterion(framework: str, code: str) -> bool:
    """Whether any version of the set, of the library or frozen here, has such a node."""
    if any(code in _codes(key) for key in keys() if key.partition("@")[0] == framework):
        return True
    return any(code in framework_of(one).nodes_by_code for one in Frozen.objects.filter(identifier=framework))


@cache
def _codes(key: str) -> frozenset[str]:
    """The codes of a set of the library, which never changes."""
    return frozenset(load_framework(key).nodes_by_code)
