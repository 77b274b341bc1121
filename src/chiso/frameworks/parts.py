"""Small parts that occur all over a framework: references to the law, who a thing applies to."""

from __future__ import annotations

from pydantic import Field

from chiso.frameworks.fields import Part


class LawReference(Part):
    """Where in the law a thing rests: the key of a document of the framework, and the article."""

    document: str = Field(min_length=1)
    article: str | None = None


class AppliesTo(Part):
    """Which units a thing is for. Every list that is given must hold; none given: all units."""

    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def holds(self, *, level: str, kind: str, group: str, names: frozenset[str]) -> bool:
        """Whether a unit of this level, kind and group, known by `names` (uid, code), is meant."""
        return (
            (not self.levels or level in self.levels)
            and (not self.kinds or kind in self.kinds)
            and (not self.groups or group in self.groups)
            and (not self.units or not names.isdisjoint(self.units))
        )
