"""The files from which a campaign of a demonstration is made, read before anything is set up.

CH-8819 a folder without the files of a round
CH-8820 a map that asks for more than the office takes
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chiso.figures import write_decimal
from chiso.frameworks.library import load_framework
from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.surveys.reading import RoundFile, read_round
from chiso.problems import BadInput, Place, Problem, reason_of
from chiso.survey.handing_over import SurveyMap, read_map

_TABLE, _RECORDS = "estimates.csv", ("index.json", "estimate.json")
IN_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class BroughtCampaign:
    """What somebody brings: the files of a round, the set, and which criterion takes which estimate.

    The domains of the round are the units of the campaign, named by uid, code or name.
    """

    estimates: RoundFile
    record: RoundFile
    framework: Framework
    chosen: SurveyMap


def read_brought_campaign(folder: Path, framework: str, feeds: Path) -> BroughtCampaign:
    """The round in a folder as `chiso survey index` or `estimate` wrote it, the set, and the map.

    Raises BadInput (CH-8819, CH-8820, and what is wrong with a file), WrongCall (no such set).
    """
    found = load_framework(framework)
    chosen = read_map(feeds)
    problems = _problems_of_map(chosen, feeds.name)
    if problems:
        raise BadInput(problems)
    record = next((name for name in _RECORDS if (folder / name).is_file()), _RECORDS[0])
    estimates, said = _read(folder / _TABLE), _read(folder / record)
    read_round(estimates, said)
    return BroughtCampaign(estimates, said, found, chosen)


def _problems_of_map(chosen: SurveyMap, name: str) -> list[Problem]:
    """The office takes an estimate as it stands or in per cent, of a unit by its own code, uid or name."""
    expected = text("Expected what the office takes too: “times” 1 or 100, and no domain under another name.")
    mend = text("Name the domains of the round by the uid of the unit; leave “times” out, or write 100.")
    said = [
        (f"leaves.{node}.times", write_decimal(source.times))
        for node, source in chosen.leaves.items()
        if source.times is not None and source.times not in (1, IN_PER_CENT)
    ]
    said += [(f"units.{domain}", unit) for domain, unit in chosen.units.items() if unit]
    return [Problem("CH-8820", Place(name, field=field), found, expected, mend) for field, found in said]


def _read(path: Path) -> RoundFile:
    try:
        return RoundFile(path.read_bytes(), path.name)
    except OSError as error:
        expected = text("Expected a folder that “chiso survey index” or “chiso survey estimate” wrote.")
        mend = text("Name the folder in which estimates.csv stands beside its record.")
        raise BadInput([Problem("CH-8819", Place(str(path)), reason_of(error), expected, mend)]) from error
