"""Verifying a bundle, in this order: archive, hashes, seals, chain of versions, every figure again.

Everything is looked at even after a first difference, so that the report is whole; only what is no
bundle, or not a safe one, is refused before it is unpacked. Nothing is written, no clock is read,
nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.frameworks.composite.library import locked_composites
from chiso.frameworks.library import locked_hashes
from chiso.language import Text, text, text_by_count
from chiso.problems import Place, Problem, quote
from chiso.publication.chain import Chain, Version, as_version, check_chain
from chiso.publication.counts import Counts, count_carried_over, count_run
from chiso.publication.estimates import count_told_by_points, find_opened_against_estimates
from chiso.publication.keys import read_public_key
from chiso.publication.members import DECISION_PDF, is_composite, is_seal, place_in, robustness_of
from chiso.publication.misstatements import find_misstatements
from chiso.publication.opening import Bundle, read_bundle
from chiso.publication.recomposing import find_composite_differences
from chiso.publication.recomputation import find_run_differences
from chiso.publication.recounting import Recount, recount
from chiso.publication.revocations import read_revocations
from chiso.publication.seals import SealCheck, Trust, check_seal, hashes_beside
from chiso.publication.subjects import Subjects, leagues_of, subjects_of_composite
from chiso.publication.verification import Verification
from chiso.publication.withheld import (
    OpenedValue,
    find_points_that_do_not_follow,
    find_unattested,
    put_back,
    read_opened,
)
from chiso.publication.work_of_plans import WorkLeft
from chiso.publication.work_of_robustness import MOST_WORK
from chiso.scoring.run import Run, Scored, published_files_of
from chiso.survey.libraries import need_statistics

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun

Progress = Callable[[Text], None]


def verify(
    bundle: Path,
    *,
    others: Sequence[Path] = (),
    trusted: Sequence[Path] = (),
    revocations: Sequence[Path] = (),
    opened: Sequence[Path] = (),
    histograms: bool = True,
    progress: Progress | None = None,
    scored: Callable[[str, Scored], None] | None = None,
    composed: Callable[[str, CompositeRun], None] | None = None,
) -> Verification:
    """Verify the bundle in a file.

    `others`: further versions of the publication; `trusted`: files of public keys; `revocations`:
    lists of revoked keys; `opened`: the files `withheld.csv` that were opened to an auditor; `histograms`:
    whether the runs behind histograms of ranks are made again, where the libraries for it are installed;
    `scored` is told the name and the results of each run, so that who shows them need not score again
    (they may be believed only if nothing differs); `composed` those of each composite index.
    Raises BadInput if one of the files cannot be used, or if `bundle` is no bundle; WrongCall (CH-5002) if it
    holds a composite index and the libraries are not installed with which that is computed.
    """
    trust = Trust.of(
        map(read_public_key, trusted), (entry for path in revocations for entry in read_revocations(path))
    )
    values = read_opened(opened)
    say = progress or _say_nothing
    say(text("Opening {name}", name=quote(bundle.name)))
    this = read_bundle(bundle)
    if any(map(is_composite, this.runs.values())):
        need_statistics()
    given = [read_bundle(path) for path in others]
    differences = list(this.hash_faults())
    seals = check_seals(this, trust)
    differences.extend(_invalid_seals(this, seals))
    chain = _check_versions(this, seals, given, trust, differences)
    differences.extend(find_misstatements(this))
    has_robustness = any(map(robustness_of, this.runs.values()))
    kept: dict[str, Subjects] = {}

    def keep(name: str, run: Scored) -> None:
        if has_robustness:
            kept[name] = leagues_of(run)
        if scored is not None:
            scored(name, run)

    def keep_composite(name: str, run: CompositeRun) -> None:
        if has_robustness:
            kept[name] = subjects_of_composite(run)
        if composed is not None:
            composed(name, run)

    counts, used, found = _check_figures(this, values, say, keep, keep_composite)
    differences.extend(found)
    recounts, found = _check_histograms(this, kept, say, is_wanted=histograms)
    differences.extend(found)
    told = sum(map(count_told_by_points, this.runs.values()))
    return Verification(
        name=this.name,
        content=this.content,
        publication=this.publication,
        decision=this.decision,
        has_pdf=DECISION_PDF in this.members,
        differences=tuple(differences),
        seals=seals,
        counts=counts,
        chain=chain,
        opened=used,
        remarks=tuple(_remarks(this, chain, told)),
        recounts=recounts,
    )


def check_seals(bundle: Bundle, trust: Trust) -> tuple[SealCheck, ...]:
    """Every seal of a bundle, by key id. A malformed one is invalid."""
    beside = hashes_beside(bundle.members)
    day = bundle.decision.date if bundle.decision else None
    checks = []
    for member in sorted(filter(is_seal, bundle.members)):
        key_id = member.removeprefix("seals/").removesuffix(".json")
        seal = bundle.seals.get(member)
        if seal is None:
            reason = text("The seal is not in the notation of its format.")
            checks.append(SealCheck(key_id, "", "", "invalid", "CH-4114", reason))
        else:
            checks.append(check_seal(seal, key_id, bundle.content, beside, trust, day))
    return tuple(checks)


def _invalid_seals(bundle: Bundle, seals: Iterable[SealCheck]) -> Iterator[Problem]:
    """Malformed seals stand among the faults of the records already."""
    for seal in seals:
        if seal.state == "invalid" and seal.reason is not None and seal.code != "CH-4114":
            yield Problem(
                seal.code,
                place_in(bundle.name, f"seals/{seal.key_id}.json"),
                "",
                seal.reason,
                text("Something was changed after sealing, or the seal was never one of this bundle."),
            )


def _check_versions(
    this: Bundle,
    seals: Sequence[SealCheck],
    given: Sequence[Bundle],
    trust: Trust,
    differences: list[Problem],
) -> Chain | None:
    """The chain of versions; a given version that is not whole in itself is a difference too."""
    versions: list[Version] = []
    for other in given:
        faults = list(other.hash_faults())
        other_seals = check_seals(other, trust)
        faults.extend(_invalid_seals(other, other_seals))
        if faults:
            differences.append(
                Problem(
                    "CH-4044",
                    Place(other.name),
                    quote(f"{faults[0].code} {faults[0].where.in_language('en')}"),
                    text("Expected whole versions; this one differs from what was published."),
                    text("Fetch that version again, or verify it by itself to see what differs."),
                )
            )
            continue
        version = as_version(other, other_seals)
        if version is not None:
            versions.append(version)
    itself = as_version(this, seals)
    if itself is None:
        return None
    chain = check_chain(itself, versions)
    differences.extend(chain.problems)
    return chain


def _check_figures(
    bundle: Bundle,
    values: tuple[OpenedValue, ...],
    say: Progress,
    scored: Callable[[str, Scored], None],
    composed: Callable[[str, CompositeRun], None],
) -> tuple[Counts, int, list[Problem]]:
    """Every run again. Returns the counts, the number of opened values used, and the differences."""
    counts = count_carried_over(bundle.members)
    differences: list[Problem] = []
    used: set[OpenedValue] = set()
    left = WorkLeft()
    for name, files in sorted(bundle.runs.items()):
        say(text("Recomputing {run}", run=name))
        if is_composite(files):
            tell = partial(composed, name)
            differences.extend(
                find_composite_differences(files, bundle=bundle.name, run=name, left=left, composed=tell)
            )
            counts += count_run(files)
            continue
        found = list(_run_differences(files, bundle.name, name, scored))
        differences.extend(found)
        if values and not found:
            files, opened_here = put_back(files, values)
            if opened_here:
                used |= opened_here
                place = f"runs/{name}/scores.csv"
                differences.extend(find_points_that_do_not_follow(files, bundle.name, place))
                differences.extend(find_opened_against_estimates(files, bundle=bundle.name, run=name))
        counts += count_run(files)
    differences.extend(find_unattested(values, used, bundle.name))
    return counts, len(used), differences


def _check_histograms(
    bundle: Bundle, subjects: Mapping[str, Subjects], say: Progress, *, is_wanted: bool
) -> tuple[tuple[Recount, ...], list[Problem]]:
    """Every result on how sure ranks are; of a run that cannot be computed nothing can be said."""
    recounts: list[Recount] = []
    differences: list[Problem] = []
    for run_name, files in sorted(bundle.runs.items()):
        for name, own in sorted(robustness_of(files).items()):
            about = subjects.get(run_name)
            if about is None:
                continue
            done, found = recount(
                own,
                files,
                about,
                bundle=bundle.name,
                run_name=run_name,
                name=name,
                say=say,
                is_wanted=is_wanted,
                room=MOST_WORK - sum(one.work for one in recounts),
            )
            recounts.append(done)
            differences.extend(found)
    return tuple(recounts), differences


def _run_differences(
    files: Mapping[str, bytes], bundle: str, name: str, scored: Callable[[str, Scored], None]
) -> Iterator[Problem]:
    def score(inputs: Mapping[str, bytes]) -> Mapping[str, bytes]:
        run = Run(inputs)
        made = published_files_of(run)
        scored(name, run.scored)
        return made

    return find_run_differences(files, bundle=bundle, run=name, recompute_run=score)


def _remarks(bundle: Bundle, chain: Chain | None, told_by_points: int) -> Iterator[Text]:
    """What the reader should know beside differences."""
    if told_by_points:
        yield text_by_count(
            "{count} suppressed estimate was scored all the same; its points tell something of it.",
            "{count} suppressed estimates were scored all the same; their points tell something of them.",
            told_by_points,
        )
    if chain is not None:
        yield from chain.remarks
    used = {
        framework.key
        for run in (bundle.publication.runs if bundle.publication else ())
        for framework in run.frameworks
    }
    for key in sorted(used - locked_hashes().keys() - locked_composites().keys()):
        yield text("The framework {key} is not in the library of this chiso.", key=key)


def _say_nothing(_sentence: Text) -> None:
    """Where nobody follows the progress."""
