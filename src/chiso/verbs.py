"""The verbs of the command line as functions: score, try, explain, compare, check, publish, verify.

Each takes paths (as text too) or values, does one thing, and returns a result that shows as a table
in a notebook (in the language of CHISO_LANGUAGE, else Vietnamese). Refusals are raised as BadInput,
WrongCall or CannotWrite with all problems. Nothing is printed.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from chiso.frameworks.library import load_framework
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import Language, Text, chosen_language, text
from chiso.markup import html_sentences
from chiso.periods import Period, parse_period
from chiso.problems import WrongCall
from chiso.scoring.answers import Answers
from chiso.scoring.check import CheckReport, check_published
from chiso.scoring.compare import Comparison, compare_units
from chiso.scoring.explain import explain as explain_node
from chiso.scoring.layers import Layer
from chiso.scoring.leagues import League
from chiso.scoring.measures import load_measure
from chiso.scoring.programme import Programme
from chiso.scoring.reading import read_answers
from chiso.scoring.result import Result
from chiso.scoring.run import Run, Scored, leagues_for, score_all
from chiso.units import Registry, Unit, read_units, shipped_registry

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun
    from chiso.improvement.frontiers import UnitFrontier
    from chiso.improvement.measures import Measures
    from chiso.improvement.optimising.solving import Allowance
    from chiso.improvement.planning import Plan, Wish
    from chiso.publication import BuiltBundle, PublicKey, Revocation, SealedBundle, Verification
    from chiso.publication.statement import Status
    from chiso.scoring.estimates import Estimates
    from chiso.scoring.framework_tests import CasesReport
    from chiso.scoring.trying import Trial

PathLike: TypeAlias = "str | os.PathLike[str]"
Remark: TypeAlias = Callable[[Text], None]
_SIGNS = {"comma": ",", "point": "."}


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure came about, one sentence after another."""

    unit: Unit
    code: str
    sentences: tuple[Text, ...]

    def in_language(self, language: Language) -> str:
        """The sentences, one a line."""
        return "\n".join(sentence.in_language(language) for sentence in self.sentences)

    def __str__(self) -> str:
        return self.in_language(chosen_language())

    def _repr_html_(self) -> str:
        return html_sentences(self.sentences[0], self.sentences[1:], chosen_language())


def score(
    measure: str | Framework | Programme,
    answers: PathLike,
    *,
    period: str | Period,
    units: PathLike | Registry | None = None,
    layer: Layer | None = None,
    decimal: str | None = None,
    estimates: PathLike | None = None,
    remark: Remark | None = None,
) -> Scored:
    """Score a table of answers; nothing is written (`write_run` does that).

    `measure`: a framework or programme, its name `id@version`, or the path of its YAML file.
    `units`: the table of units; without it those of the shipped register that gave answers.
    `layer`: the last layer of answers that counts. `decimal`: "comma" or "point" where the file
    does not tell. `estimates`: the table of estimates behind answers that come from a survey, as
    “chiso survey answers” wrote it; what it says of the whole table stands beside it as .json.
    `remark` is called with what a reader of the files should know, and with how far the work is.
    """
    when = parse_period(period) if isinstance(period, str) else period
    measured_by = load_measure(measure) if isinstance(measure, str) else measure
    say = remark or _say_nothing
    leagues = leagues_for(measured_by)
    read, registry = _read_given(leagues, answers, when, units, decimal, say)
    behind = None if estimates is None else _read_estimates(Path(estimates), leagues, registry, when, read)
    say(text("Scoring {count} answers …", count=len(read.rows)))
    scored = score_all(measured_by, read, registry, when, layer=layer)
    return replace(scored, estimates=behind)


def _read_estimates(
    path: Path, leagues: Sequence[League], registry: Registry, when: Period, answers: Answers
) -> Estimates:
    from chiso.scoring.estimates_reading import read_estimates

    beside = path.with_suffix(".json")
    record = beside.read_bytes() if beside.is_file() else None
    return read_estimates(
        path, record, leagues, registry, when, answers, name=str(path), record_name=str(beside)
    )


def try_draft(
    draft: str | Framework,
    answers: PathLike,
    *,
    against: str | Framework,
    period: str | Period,
    units: PathLike | Registry | None = None,
    layer: Layer | None = None,
    decimal: str | None = None,
    same: Mapping[str, str] | None = None,
    remark: Remark | None = None,
) -> Trial:
    """Try a draft on the answers that were given to an older set (`against`).

    `same`: code in the older set -> code in the draft, where titles and concepts do not tell. The other
    arguments are those of `score`.
    """
    from chiso.scoring.trying import try_draft as try_it

    when = parse_period(period) if isinstance(period, str) else period
    older = load_framework(against) if isinstance(against, str) else against
    tried = load_framework(draft) if isinstance(draft, str) else draft
    say = remark or _say_nothing
    read, registry = _read_given(leagues_for(older), answers, when, units, decimal, say)
    say(text("Trying the draft on {count} answers …", count=len(read.rows)))
    return try_it(older, tried, read, registry.as_of(when.reference_day), when, layer=layer, same=same)


def _read_given(
    leagues: Sequence[League],
    answers: PathLike,
    when: Period,
    units: PathLike | Registry | None,
    decimal: str | None,
    say: Remark,
) -> tuple[Answers, Registry]:
    """Answers and the units that they are scored for. Raises BadInput with everything wrong in a file."""
    if units is None:
        registry = shipped_registry()
    elif isinstance(units, Registry):
        registry = units
    else:
        registry, report = read_units(units)
        report.stop_if_any()
        for one in report.remarks:
            say(one)
    sign = _SIGNS.get(decimal or "")
    read, report = read_answers(answers, leagues, registry, when, sign=sign)  # type: ignore[arg-type]
    report.stop_if_any()
    for one in report.remarks:
        say(one)
    if units is None:
        # Nobody named the units that gave no answer: they are not missing.
        registry = Registry(tuple(unit for unit in registry if unit.uid in read.by_unit))
    return read, registry


def explain(results: Scored | Run, unit: str, code: str = TOTAL) -> Explanation:
    """How the figure of a node came about: inputs, rule, branch, article."""
    result, found = find_unit(results, unit)
    return Explanation(found, code, explain_node(result, found, code))


def compare(
    before: Scored | Run, after: Scored | Run, unit: str, *, against: str | None = None
) -> Comparison:
    """The difference of a unit between two results (or of `unit` from `against`), split exactly."""
    result_before, unit_before = find_unit(before, against or unit)
    result_after, unit_after = find_unit(after, unit)
    return compare_units(result_before, unit_before, result_after, unit_after)


def check(published: PathLike, framework: str | Framework) -> CheckReport:
    """Whether published parts add up to what was published for the whole, row by row."""
    measured_by = load_framework(framework) if isinstance(framework, str) else framework
    report, met = check_published(published, measured_by)
    met.stop_if_any()
    return report


def publish(
    runs: Sequence[PathLike],
    out: PathLike,
    *,
    status: Status = "provisional",
    key: PathLike | None = None,
    carry: Sequence[PathLike] = (),
    robustness: Sequence[PathLike] = (),
    supersedes: PathLike | None = None,
    reason: str | None = None,
    decision: str | None = None,
    day: datetime.date | None = None,
    pdf: PathLike | None = None,
    force: bool = False,
) -> BuiltBundle:
    """Put runs into one bundle; sealed if a key is given. Refuses results that do not recompute."""
    from chiso.publication import build_bundle

    return build_bundle(
        runs=[Path(run) for run in runs],
        out=Path(out),
        status=status,
        key=_path(key),
        carry=[Path(table) for table in carry],
        robustness=[Path(result) for result in robustness],
        supersedes=_path(supersedes),
        reason=reason,
        decision_number=decision,
        decision_date=day,
        pdf=_path(pdf),
        force=force,
    )


def seal(bundle: PathLike, *, key: PathLike, out: PathLike, force: bool = False) -> SealedBundle:
    """Add the seal of a key over what is in a bundle."""
    from chiso.publication import seal_bundle

    return seal_bundle(Path(bundle), key=Path(key), out=Path(out), force=force)


def verify(
    bundle: PathLike,
    *,
    others: Sequence[PathLike] = (),
    trusted: Sequence[PathLike] = (),
    revoked: Sequence[PathLike] = (),
    opened: Sequence[PathLike] = (),
    histograms: bool = True,
) -> Verification:
    """Check seals and hashes of a bundle, then recompute every figure."""
    from chiso.publication import verify as verify_bundle

    return verify_bundle(
        Path(bundle),
        others=[Path(other) for other in others],
        trusted=[Path(key) for key in trusted],
        revocations=[Path(list_) for list_ in revoked],
        opened=[Path(values) for values in opened],
        histograms=histograms,
    )


def plan_best(
    results: Scored | Run,
    unit: str,
    measures: PathLike | Measures,
    wish: Wish,
    allowance: Allowance | None = None,
) -> Plan:
    """The best plan of a unit for a wish: the cheapest for a target, or the most points for a budget."""
    from chiso.improvement.planning import find_plan

    result, own = find_unit(results, unit)
    return find_plan(result, own.uid, _measures(measures), wish, allowance)


def plan_frontier(
    results: Scored | Run,
    unit: str,
    measures: PathLike | Measures,
    wish: Wish,
    allowance: Allowance | None = None,
    *,
    points: int = 50,
) -> UnitFrontier:
    """The cheapest plans of a unit from today's score to the highest, within the limits of a wish."""
    from chiso.improvement.frontiers import frontier_of

    result, own = find_unit(results, unit)
    return frontier_of(result, own.uid, _measures(measures), wish, allowance, count=points)


def _measures(given: PathLike | Measures) -> Measures:
    from chiso.improvement.measures import Measures
    from chiso.improvement.measures_reading import read_measures

    return given if isinstance(given, Measures) else read_measures(Path(given))


def write_example(
    name: str, directory: PathLike, *, same_village: Fraction | None = None, force: bool = False
) -> list[Path]:
    """Write the files of an example into a folder. Returns their paths.

    `same_village`: of `papi-errors`, how much people of one village are assumed to answer alike.
    """
    from chiso.examples.writing import write_example as write

    return write(name, Path(directory), same_village=same_village, force=force)


def write_run(scored: Scored, directory: PathLike, *, force: bool = False) -> Run:
    """Write results as a folder, whole or not at all."""
    from chiso.scoring.run import write_run as write

    return write(scored, Path(directory), force=force)


def read_run(directory: PathLike) -> Run:
    """The results in a folder that `write_run` or “chiso score” has written."""
    from chiso.scoring.run import read_run as read

    return read(Path(directory))


def write_composite_run(run: CompositeRun, directory: PathLike, *, force: bool = False) -> None:
    """Write a composite index as a folder, whole or not at all.

    With `force` it takes the place of an earlier one; what no index has written there stays.
    """
    from chiso.composite.run_files import MARKER, files_of_others, files_of_run
    from chiso.scoring.run_files import write_folder

    kept = files_of_others(Path(directory)) if force else ()
    write_folder(Path(directory), files_of_run(run), marker=MARKER, modes={}, force=force, kept=kept)


def read_framework(source: PathLike | bytes, *, name: str | None = None) -> Framework:
    """The framework in a YAML file (or its bytes)."""
    from chiso.frameworks.loader import read_framework as read

    return read(source if isinstance(source, bytes) else Path(source), name=name)


def run_cases(framework: Framework, path: PathLike) -> CasesReport:
    """Run the test cases of a file against a framework."""
    from chiso.scoring.framework_tests import run_cases as run

    return run(framework, Path(path))


def new_key(
    *,
    out: PathLike,
    owner: str | None = None,
    valid_from: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    force: bool = False,
) -> PublicKey:
    """Make a pair of keys, `out`.key and `out`.pub. Returns the public half."""
    from chiso.publication import new_key as make

    return make(out=Path(out), owner=owner, valid_from=valid_from, valid_until=valid_until, force=force)


def revoke_key(*, key: PathLike, reason: str, out: PathLike, day: datetime.date | None = None) -> Revocation:
    """Add the revocation of a key to the list in `out`, which is made if need be."""
    from chiso.publication import revoke_key as revoke

    return revoke(key=Path(key), reason=reason, out=Path(out), day=day)


def find_unit(results: Scored | Run, written: str) -> tuple[Result, Unit]:
    """A unit by code, uid, alias or name, in whichever league it is. Raises WrongCall (CH-3020)."""
    refusals: list[WrongCall] = []
    for result in results.results:
        try:
            return result, result.find_unit(written)
        except WrongCall as refused:
            refusals.append(refused)
    raise refusals[0]


def parse_target(written: str) -> Fraction:
    """A number of points as people write it, with a comma or a point."""
    from chiso.figures import parse_exact

    return parse_exact(written.strip().replace(",", "."))


def _path(path: PathLike | None) -> Path | None:
    return None if path is None else Path(path)


def _say_nothing(_remark: Text) -> None:
    return None
