"""Agencies as people write them: by uid, code, name or alias."""

from __future__ import annotations

from datetime import date

from chiso.office.organisation.models import Agency
from chiso.office.organisation.selectors import forms_on
from chiso.units import match_key


class AgencyNames:
    """Every name of the agencies of a day. One query."""

    def __init__(self, day: date) -> None:
        self._found: dict[str, Agency | None] = {}
        for form in forms_on(day):
            agency = form.agency
            for name in {agency.uid, form.code, match_key(form.name), *map(match_key, form.aliases)}:
                # What means two agencies means none.
                self._found[name] = agency if self._found.get(name, agency) == agency else None

    def named(self, written: str) -> Agency | None:
        """The one agency that is meant; None: none, or several."""
        plain = written.strip()
        return self._found.get(plain) or self._found.get(match_key(plain))
