"""What the frame of every page needs: language, person, navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from chiso.office.configuration import configuration
from chiso.office.ui.navigation import entries_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `page`, `person`, `navigation`, `office`."""
    person = request.user if request.user.is_authenticated else None
    return {
        "page": {"language": getattr(request, "language", "vi"), "path": request.get_full_path()},
        "person": person,
        "navigation": entries_for(request, person) if person else [],
        "office": {"city": configuration().city, "demonstration": configuration().demonstration},
    }
