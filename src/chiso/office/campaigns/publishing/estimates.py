"""Estimates behind the answers that an edition publishes, as an app above this one knows them.

A campaign keeps answers; that some of them are estimates of a survey, and how sure those are, is known where
rounds are kept. That app names a function here (`provides_estimates`); an edition carries what it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from chiso.office.campaigns.participants import Participants
from chiso.scoring.answers import Answers
from chiso.scoring.estimates import Estimates
from chiso.scoring.leagues import League

Provider: TypeAlias = Callable[[Participants, League, Answers], Estimates | None]
_PROVIDERS: dict[str, Provider] = {}


def provides_estimates(app: str, provider: Provider) -> None:
    """Name the function that knows the estimates behind the answers of a campaign."""
    _PROVIDERS[app] = provider


def estimates_behind(participants: Participants, league: League, answers: Answers) -> Estimates | None:
    """The estimates behind these answers; None: there are none. Raises BadInput where they do not fit."""
    for provider in _PROVIDERS.values():
        found = provider(participants, league, answers)
        if found is not None:
            return found
    return None
