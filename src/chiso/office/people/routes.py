"""Who may open a page. Pages that libraries bring are named here; what is not named is opened by nobody.

There are none: of allauth the office uses what lies behind its pages, and shows its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page: anybody, whoever is signed in, or who may do `action` somewhere."""

    public: bool = False
    action: str = ""


LIBRARY_ROUTES: dict[str, Access] = {}
# The API asks each request for its token itself, and refuses what has none.
LIBRARY_NAMESPACES: dict[str, Access] = {"api": Access(public=True)}
