"""The sets by which a campaign can be held: those of the library, and those that were frozen here."""

from __future__ import annotations

from chiso.frameworks.library import catalogue, keys, load_framework
from chiso.frameworks.model import Framework
from chiso.language import Bilingual
from chiso.office.drafting.freezing.selectors import framework_of, frozen_sets, title_of
from chiso.office.drafting.models import Frozen


def framework_by_key(key: str) -> Framework:
    """The set `id@version`. Raises WrongCall (CH-5001) if there is none of that name."""
    if key in keys():
        return load_framework(key)
    frozen = _frozen(key)
    return framework_of(frozen) if frozen is not None else load_framework(key)


def is_known(key: str) -> bool:
    """Whether there is a set of that name."""
    return key in keys() or _frozen(key) is not None


def titles_by_key() -> list[tuple[str, Bilingual]]:
    """Every set with its title: those frozen here first, the latest decision at the top."""
    found = [(one.set_key, title_of(one)) for one in frozen_sets()]
    return found + [(one.key, one.framework.title) for one in catalogue()]


def _frozen(key: str) -> Frozen | None:
    identifier, _, version_name = key.partition("@")
    return Frozen.objects.filter(identifier=identifier, version_name=version_name).first()
