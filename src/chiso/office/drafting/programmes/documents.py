"""A programme as the document that scoring reads (chiso-programme/1), and the check of its leagues.

id       name of the programme           version  its period
leagues  key, title, framework, members, classes where the league has its own
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chiso.frameworks.document import Tree
from chiso.office.campaigns.frameworks import framework_by_key
from chiso.office.drafting.models import League, Programme
from chiso.scoring.programme import FORMAT, leagues_of_programme, programme_from_tree
from chiso.units import make_slug


def document_of_programme(programme: Programme, leagues: Sequence[League]) -> dict[str, Tree]:
    """The document; its leagues in the order of the programme."""
    return {
        "format": FORMAT,
        "id": programme.name,
        "version": make_slug(programme.period),
        "title": {"vi": programme.title},
        "leagues": [_league(one, number) for number, one in enumerate(leagues, start=1)],
    }


def _league(league: League, number: int) -> dict[str, Tree]:
    written: dict[str, Any] = {
        "key": f"{number}-{make_slug(league.name)}",
        "title": {"vi": league.name},
        "framework": league.framework,
        "members": league.units,
    }
    if league.bands:
        written["classes"] = league.bands
    return written


def check_programme(programme: Programme, leagues: Sequence[League]) -> None:
    """Read the document as scoring will. Raises BadInput (CH-3001, CH-3005), WrongCall (CH-5001)."""
    document = document_of_programme(programme, leagues)
    read = programme_from_tree(document, name=programme.title)
    leagues_of_programme(read, framework_by_key)
