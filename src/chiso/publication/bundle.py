"""Building a bundle: from the results of scoring to one zip, the same bytes for the same input.

What is published is what recomputes: every run is computed again from its own inputs first, and
refused if one figure comes out otherwise. The order in which runs and tables are given changes
nothing. No clock is read; the day of publication is that of the decision.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.publication.archive import LARGEST_BUNDLE, write_archive
from chiso.publication.carried_over import read_carried_over, state_tables
from chiso.publication.composite_runs import is_composite_folder, read_composite_files
from chiso.publication.decision import Decision, check_pdf
from chiso.publication.descriptor import make_descriptor
from chiso.publication.keys import read_private_key, refuse_other_than_lines
from chiso.publication.manifest import make_manifest, sha256_of
from chiso.publication.members import (
    DECISION,
    DECISION_PDF,
    DESCRIPTOR,
    MANIFEST,
    PUBLICATION,
    README,
    Files,
    format_of,
    runs_among,
)
from chiso.publication.opening import read_bundle
from chiso.publication.reading import read_bytes
from chiso.publication.readme import write_readme
from chiso.publication.recomposing import find_composite_differences
from chiso.publication.recomputation import find_run_differences
from chiso.publication.records import SHA256_PATTERN
from chiso.publication.runs import read_run_files, state_run
from chiso.publication.sealing import add_seal
from chiso.publication.statement import Publication, RunStated, Software, Status, Supersedes
from chiso.publication.taking_robustness import take_robustness
from chiso.publication.withheld import refuse_open_values
from chiso.publication.work_of_plans import WorkLeft
from chiso.publication.work_of_robustness import MOST_WORK
from chiso.version import VERSION
from chiso.writing import refuse_existing, write_whole

Progress = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class BuiltBundle:
    """A bundle that was written: where, the hash that names its content, and the key that sealed it."""

    path: Path
    content: str
    publication: Publication
    key_id: str | None


def build_bundle(
    *,
    runs: Sequence[Path],
    out: Path,
    status: Status = "provisional",
    carry: Sequence[Path] = (),
    robustness: Sequence[Path] = (),
    supersedes: Path | None = None,
    reason: str | None = None,
    decision_number: str | None = None,
    decision_date: datetime.date | None = None,
    pdf: Path | None = None,
    key: Path | None = None,
    ledger_root: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> BuiltBundle:
    """Build a bundle from folders of results and write it to `out`; without a `key` it is not sealed.

    `carry`: tables of figures of others. `robustness`: folders of results on how sure the ranks of these runs
    are. `supersedes`: the version before this one, with the `reason`
    why there is a later one; corrected and withdrawn publications need it.

    Raises BadInput (results that do not recompute: the first difference is named; unusable files),
    WrongCall (options that do not go together; `out` exists) and CannotWrite.
    """
    _check_call([*runs, *carry], status, supersedes, reason, decision_number, decision_date, pdf, ledger_root)
    refuse_other_than_lines((reason or "").strip(), (decision_number or "").strip())
    refuse_existing(out, force=force)
    pair = read_private_key(key) if key else None
    stated, content = _gather_runs(runs, progress)
    by_run = runs_among(content)
    room = MOST_WORK
    for path in robustness:
        taken, work = take_robustness(path, by_run, progress, room)
        room -= work
        if taken.keys() & content.keys():
            raise _robustness_twice(path)
        content |= taken
    for path in carry:
        member, table = read_carried_over(path)
        if member in content:
            raise _twice(path, member)
        content[member] = table
    publication = _state(status, supersedes, reason, stated, content, ledger_root)
    content[PUBLICATION] = publication.to_bytes()
    content[README] = write_readme(publication, content)
    content[DESCRIPTOR] = make_descriptor(publication, content).to_bytes()
    manifest = make_manifest(content).to_bytes()
    members = {**content, MANIFEST: manifest, **_beside(decision_number, decision_date, pdf)}
    if pair is not None:
        members = add_seal(members, pair, decision_date)
    write_whole(out, write_archive(members), force=force)
    return BuiltBundle(out, sha256_of(manifest), publication, pair.key_id if pair else None)


def _check_call(
    sources: Sequence[Path],
    status: Status,
    supersedes: Path | None,
    reason: str | None,
    decision_number: str | None,
    decision_date: datetime.date | None,
    pdf: Path | None,
    ledger_root: str | None,
) -> None:
    """Options that do not go together, all at once."""
    wrong: list[Text] = []
    if not sources and status != "withdrawn":
        wrong.append(text("Expected at least one folder of results or one table of others."))
    if (supersedes is None) != (not (reason or "").strip()):
        wrong.append(text("Expected the superseded bundle together with the reason."))
    if status in ("corrected", "withdrawn") and supersedes is None:
        wrong.append(text("Expected the bundle that is corrected or withdrawn."))
    if (not (decision_number or "").strip()) != (decision_date is None):
        wrong.append(text("Expected the number of the decision together with its day."))
    if pdf is not None and not decision_number:
        wrong.append(text("Expected the number and the day of the decision whose PDF is given."))
    if ledger_root is not None and not re.match(SHA256_PATTERN, ledger_root):
        wrong.append(text("Expected the root of the ledger as 64 hexadecimal digits."))
    if wrong:
        mend = text("See “chiso publish --help”.")
        raise WrongCall(Problem("CH-4053", Place(), "", expected, mend) for expected in wrong)


def _gather_runs(
    directories: Sequence[Path], progress: Progress | None
) -> tuple[list[RunStated], dict[str, bytes]]:
    """What the runs are, sorted by name, and their files by the names in the bundle."""
    found: dict[str, tuple[RunStated, Files]] = {}
    left = WorkLeft()
    for directory in directories:
        is_a_composite = is_composite_folder(directory)
        files = read_composite_files(directory) if is_a_composite else read_run_files(directory)
        run = state_run(files, Place(str(directory)))
        if run.name in found:
            raise _twice(directory, run.name)
        if not is_a_composite:
            refuse_open_values(files["inputs/answers.csv"], Place(f"{directory}/inputs/answers.csv"))
        if progress is not None:
            progress(text("Recomputing {run}", run=run.name))
        beside = str(directory.parent)
        differences = tuple(
            find_composite_differences(files, bundle=beside, run=run.name, left=left)
            if is_a_composite
            else find_run_differences(files, bundle=beside, run=run.name)
        )
        if differences:
            raise BadInput(differences)
        found[run.name] = (run, files)
    stated = [found[name][0] for name in sorted(found)]
    return stated, {
        f"runs/{name}/{file}": content for name in sorted(found) for file, content in found[name][1].items()
    }


def _state(
    status: Status,
    supersedes: Path | None,
    reason: str | None,
    runs: list[RunStated],
    members: dict[str, bytes],
    ledger_root: str | None,
) -> Publication:
    """What the publication says of itself, with its place in the chain of versions."""
    version, first, earlier = 1, None, None
    if supersedes is not None:
        before = read_bundle(supersedes)
        faults = tuple(before.hash_faults())
        if faults or before.publication is None:
            raise BadInput(faults)
        version = before.publication.version + 1
        first = before.publication.first or before.content
        earlier = Supersedes(content=before.content, reason=(reason or "").strip())
    return Publication(
        format=format_of(members),
        status=status,
        version=version,
        first=first,
        supersedes=earlier,
        software=Software(version=VERSION),
        runs=runs,
        carried_over=state_tables(members),
        ledger_root=ledger_root,
    )


def _beside(number: str | None, day: datetime.date | None, pdf: Path | None) -> dict[str, bytes]:
    """The members beside the content: the decision and its document."""
    beside: dict[str, bytes] = {}
    if number and day:
        beside[DECISION] = Decision(number=number.strip(), date=day).to_bytes()
    if pdf is not None:
        beside[DECISION_PDF] = read_bytes(pdf, limit=LARGEST_BUNDLE)
        check_pdf(beside[DECISION_PDF], str(pdf))
    return beside


def _twice(path: Path, name: str) -> BadInput:
    expected = text("Expected each run and each table once; “{name}” stands here a second time.", name=name)
    mend = text("Give only one of the two, or publish them in two bundles.")
    return BadInput([Problem("CH-4051", Place(str(path)), name, expected, mend)])


def _robustness_twice(path: Path) -> BadInput:
    expected = text("Expected each result on how sure ranks are under a name of its own, that of its folder.")
    mend = text("Rename one of the folders, or give only one of the two.")
    return BadInput([Problem("CH-8218", Place(str(path)), path.name, expected, mend)])
