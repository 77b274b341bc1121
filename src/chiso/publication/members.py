"""The members that a bundle may hold, by name. Every other name is refused.

    README.txt  datapackage.json  publication.json     sealed content
    carried_over/NAME.csv                              figures of others, with their sources
    runs/RUN/run.json, ranking.csv, scores.csv, classes.csv, intervals.csv, inputs/…
    runs/RUN/robustness/NAME/…                         how often each unit had each rank, by other choices
    runs/RUN/composite/…                               a composite index: figures, plan, each step's table
    manifest.json                                      hashes of all that; its own hash is *the content*
    decision.json  decision.pdf                        beside the content: the decision prints its hash
    seals/KEY.json                                     over the content and what stands beside it

All names are ASCII in small letters (but README.txt): they mean the same on every file system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from chiso.problems import Place

# The files of a run by their names in it.
Files: TypeAlias = Mapping[str, bytes]
BundleFormat: TypeAlias = Literal["chiso-bundle/1", "chiso-bundle/2", "chiso-bundle/3", "chiso-bundle/4"]
README = "README.txt"
DESCRIPTOR = "datapackage.json"
PUBLICATION = "publication.json"
MANIFEST = "manifest.json"
DECISION = "decision.json"
DECISION_PDF = "decision.pdf"
BESIDE = (DECISION, DECISION_PDF)
NEEDED = (README, DESCRIPTOR, MANIFEST, PUBLICATION)

RUN_TABLES = ("ranking.csv", "scores.csv", "classes.csv")
# Of runs whose answers rest on estimates of a survey; a bundle with one of them is of format 2.
ESTIMATES, ESTIMATES_RECORD, INTERVALS = "inputs/estimates.csv", "inputs/estimates.json", "intervals.csv"
RUN_ESTIMATES = (ESTIMATES, ESTIMATES_RECORD, INTERVALS)
# Of results of “chiso robustness” about a run, each in a folder of its own; such a bundle is of format 3.
ROBUSTNESS = "robustness/"
ROBUSTNESS_RECORD, HISTOGRAM, PAIRS, ERRORS = "robustness.json", "histogram.csv", "pairs.csv", "errors.csv"
ROBUSTNESS_FILES = (ROBUSTNESS_RECORD, HISTOGRAM, PAIRS, ERRORS)
# Of a composite index, in place of all the above but results on its ranks; such a bundle is of format 4.
# By the names of a folder of “chiso composite”; a plan leaves some of the stages, the last one always.
COMPOSITE = "composite/"
COMPOSITE_RECORD, FIGURES = "composite/plan.json", "composite/figures.csv"
COMPOSITE_UNITS, COMPOSITE_RANKING = "composite/units.csv", "composite/ranking.csv"
COMPOSITE_WEIGHTS, TREATMENT = "composite/weights.csv", "composite/treatment.csv"
SCORED_STAGE = "composite/stages/aggregated.csv"
STAGES = {
    f"{stage}.csv": f"composite/stages/{stage.lower()}.csv"
    for stage in ("Denominated", "Imputed", "Screened", "Treated", "Normalised", "Aggregated")
}
COMPOSITE_FILES = {
    "plan.json": COMPOSITE_RECORD,
    "Raw.csv": FIGURES,
    "units.csv": COMPOSITE_UNITS,
    "ranking.csv": COMPOSITE_RANKING,
    "weights.csv": COMPOSITE_WEIGHTS,
    "treatment.csv": TREATMENT,
    **STAGES,
}
RUN_INPUTS = ("run.json", "inputs/framework.json", "inputs/answers.csv", "inputs/units.csv")
# Only a framework that has classes gives a table of them.
NEEDED_OF_RUN = (*RUN_INPUTS, "ranking.csv", "scores.csv")

_SLUG = r"[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9]))*"
_FILES = "|".join(map(re.escape, (*RUN_INPUTS, *RUN_TABLES, *RUN_ESTIMATES, *COMPOSITE_FILES.values())))
_OF_ROBUSTNESS = "|".join(map(re.escape, ROBUSTNESS_FILES))
_RUN = re.compile(rf"runs/({_SLUG})/({_FILES}|{ROBUSTNESS}{_SLUG}/(?:{_OF_ROBUSTNESS}))\Z")
_CARRIED_OVER = re.compile(rf"carried_over/{_SLUG}\.csv\Z")
_SEAL = re.compile(r"seals/[0-9a-f]{16}\.json\Z")
_WHOLE_SLUG = re.compile(rf"{_SLUG}\Z")
LONGEST_SLUG = 100
# In memory a document takes some fifty times its size. The largest run so far has 5 MB of answers.
LARGEST_DOCUMENT = 32 * 1024 * 1024
LARGEST_TABLE = 64 * 1024 * 1024


def is_known(name: str) -> bool:
    """Whether a bundle may hold a member of this name."""
    return name in NEEDED or name in BESIDE or any(p.match(name) for p in (_RUN, _CARRIED_OVER, _SEAL))


def limit_of(name: str) -> int | None:
    """The most bytes that a document or table may have; None for what is only carried along."""
    if name.endswith(".json"):
        return LARGEST_DOCUMENT
    return LARGEST_TABLE if name.endswith(".csv") else None


def is_content(name: str) -> bool:
    """Whether the member is listed in the manifest."""
    return name != MANIFEST and name not in BESIDE and not is_seal(name)


def is_seal(name: str) -> bool:
    """Whether the member is a seal."""
    return _SEAL.match(name) is not None


def is_carried_over(name: str) -> bool:
    """Whether the member is a table of figures of others."""
    return _CARRIED_OVER.match(name) is not None


def is_slug(name: str) -> bool:
    """Whether `name` may be a part of a member's name."""
    return len(name) <= LONGEST_SLUG and _WHOLE_SLUG.match(name) is not None


def run_and_file(name: str) -> tuple[str, str] | None:
    """The run and the file in it to which a member belongs, None for every other member."""
    match = _RUN.match(name)
    return (match[1], match[2]) if match else None


def runs_among(members: Files) -> dict[str, dict[str, bytes]]:
    """The files of each run, by the run's name."""
    found: dict[str, dict[str, bytes]] = {}
    for name, content in members.items():
        place = run_and_file(name)
        if place is not None:
            found.setdefault(place[0], {})[place[1]] = content
    return found


def format_of(members: Iterable[str]) -> BundleFormat:
    """The format of a bundle with these members."""
    files = [found[1] for name in members if (found := run_and_file(name))]
    if is_composite(files):
        return "chiso-bundle/4"
    if any(file.startswith(ROBUSTNESS) for file in files):
        return "chiso-bundle/3"
    return "chiso-bundle/2" if has_estimates(files) else "chiso-bundle/1"


def is_composite(files: Iterable[str]) -> bool:
    """Whether files of a composite index are among these."""
    return any(file.startswith(COMPOSITE) for file in files)


def record_of_run(files: Files) -> tuple[str, bytes]:
    """The record by which results about a run name it, with its own name; empty where there is none."""
    member = COMPOSITE_RECORD if is_composite(files) else "run.json"
    return member.rpartition("/")[2], files.get(member, b"")


def has_estimates(files: Iterable[str]) -> bool:
    """Whether files of a run are among these that hold estimates of a survey, or follow from them."""
    return any(file in RUN_ESTIMATES for file in files)


def robustness_of(files: Files) -> dict[str, dict[str, bytes]]:
    """The results on how sure ranks are among the files of a run: name of the result -> its files."""
    found: dict[str, dict[str, bytes]] = {}
    for file, content in files.items():
        if file.startswith(ROBUSTNESS):
            name, own = file.removeprefix(ROBUSTNESS).split("/")
            found.setdefault(name, {})[own] = content
    return found


def seal_name(key_id: str) -> str:
    """The name of the seal of a key."""
    return f"seals/{key_id}.json"


def make_slug(*parts: str) -> str:
    """A name for a run out of its framework, period and layer: "papi@2019", "2019" → papi-2019-2019."""
    joined = "-".join(part for part in parts if part).lower()
    slug = re.sub(r"[^a-z0-9_.]+", "-", joined).strip("-._")
    return re.sub(r"\.(?![a-z0-9])", "", slug)[:LONGEST_SLUG].strip("-._")


def place_in(bundle: str, member: str, row: int | None = None, field: str = "") -> Place:
    """Where something stands inside a bundle: bundle.zip/runs/papi-2019-2019/scores.csv, row 3."""
    return Place(f"{bundle}/{member}" if bundle else member, row, field)
