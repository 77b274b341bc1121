"""How duties are named where visits went by several checklists.

Within one list, whatever its version, a code has one meaning; another list has other duties under the same
codes. So where visits went by more than one, each duty is named with its list.
"""

from __future__ import annotations

from collections.abc import Iterable

from chiso.inspection.checklists import Checklist
from chiso.language import Bilingual
from chiso.office.inspections.rules import checklist_named


class Duties:
    """The checklists of some visits, by name; a query for each that is the city's own."""

    def __init__(self, names: Iterable[str]) -> None:
        self._lists = {name: checklist_named(name) for name in sorted(set(names))}
        self._is_one = len({one.id for one in self._lists.values()}) < 2

    def list_of(self, name: str) -> Checklist:
        """The checklist of that name."""
        return self._lists[name]

    def key(self, name: str, code: str) -> str:
        """What names a duty of a list; "" where there is none."""
        if not code or self._is_one:
            return code
        return f"{self._lists[name].id} {code}"

    def titles(self) -> dict[str, Bilingual]:
        """The title of each duty by its key, of several versions in the words of the latest."""
        found = {}
        for one in sorted(self._lists.values(), key=lambda one: (one.valid_from, one.version)):
            for code, item in one.items.items():
                found[self.key(one.name, code)] = Bilingual(item.title.vi, item.title.en)
        return found
