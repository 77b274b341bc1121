"""Reading frozen sets: the list, one by its name, what it replaced and how it differs from that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from chiso.frameworks.differences import Difference, find_differences
from chiso.frameworks.document import Tree
from chiso.frameworks.library import keys, load_framework
from chiso.frameworks.model import Framework
from chiso.language import Bilingual, sort_key
from chiso.office.drafting.checking import check
from chiso.office.drafting.models import Frozen
from chiso.office.errors import NotFound


def frozen_sets() -> QuerySet[Frozen]:
    """All sets that are or were in force here, the latest decision first."""
    return Frozen.objects.select_related("replaces").order_by("-decision_date", "-frozen_at", "-pk")


def frozen_named(name: str) -> Frozen:
    """A frozen set by `id@version`: it is public. Raises NotFound."""
    identifier, _, version_name = name.partition("@")
    found = frozen_sets().filter(identifier=identifier, version_name=version_name).first()
    if found is None:
        raise NotFound
    return found


def tree_of(frozen: Frozen) -> dict[str, Tree]:
    """The document of a frozen set."""
    tree: dict[str, Tree] = json.loads(frozen.document)
    return tree


def title_of(frozen: Frozen) -> Bilingual:
    """The title in both languages, without understanding the rest."""
    title: Any = tree_of(frozen)["title"]
    return Bilingual(title.get("vi"), title.get("en"))


def framework_of(frozen: Frozen) -> Framework:
    """A frozen set, understood; its hash is that which was approved."""
    framework = check(tree_of(frozen)).framework
    assert framework is not None, "only what the loader takes is frozen"
    assert framework.hash == frozen.hash, "a frozen set never changes"
    return framework


@dataclass(frozen=True, slots=True)
class Before:
    """The version before a set, and every difference from it."""

    framework: Framework
    differences: tuple[Difference, ...]


def before(framework: Framework, replaced: Frozen | None) -> Before | None:
    """The set that `framework` replaces, or else the latest of its name in the library, with the differences.

    None where there is no version before.
    """
    older = framework_of(replaced) if replaced is not None else _latest_of_library(framework)
    if older is None:
        return None
    return Before(older, tuple(find_differences(older, framework)))


def _latest_of_library(framework: Framework) -> Framework | None:
    same = [key for key in keys() if key.partition("@")[0] == framework.id and key != framework.key]
    if not same:
        return None
    return load_framework(max(same, key=lambda key: sort_key(key.partition("@")[2])))
