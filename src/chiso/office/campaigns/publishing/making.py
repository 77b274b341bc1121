"""The files of an edition, made from the answers as they stand: run, bundle, decision with its annexes.

    ledger root → answers → result → run → bundle (its hash is printed) → decision as Word, PDF, workbook

The root over the record is taken first; if the record of the campaign goes on before the answers are read,
both are taken anew, so that the root in the bundle covers every answer in it and no later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import Sum

from chiso.documents.letters import write_docx, write_pdf, write_xlsx
from chiso.frameworks.document import Tree
from chiso.office.campaigns.answering.given import answers_from
from chiso.office.campaigns.models import Answer, Campaign, Edition
from chiso.office.campaigns.publishing.estimates import estimates_behind
from chiso.office.campaigns.publishing.folders import (
    ANNEXES,
    DECISION_PDF,
    DECISION_WORD,
    PREPARED,
    RUN,
    bundle_name,
    folder_of,
    hash_of_run,
    new_folder,
)
from chiso.office.campaigns.publishing.letters import letter_of
from chiso.office.campaigns.results.layered import LayeredResults, layered_results
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.sheets.services import LAYER
from chiso.office.campaigns.submitting.content import OWN_ORIGINS
from chiso.office.drafting.programmes.documents import document_of_programme
from chiso.office.drafting.programmes.selectors import league_of
from chiso.office.ledger.models import Chain
from chiso.office.ledger.roots import Anchor, make_root
from chiso.publication import build_bundle
from chiso.publication.statement import Status
from chiso.scoring.answers import Answers
from chiso.scoring.leagues import League
from chiso.scoring.programme import FORMAT, Programme, leagues_of_programme, programme_from_tree
from chiso.scoring.run import Scored, write_run
from chiso.scoring.score import score_league
from chiso.units import make_slug
from chiso.writing import write_whole

SAMPLE_KEY = "so-lieu-minh-hoa"
SAMPLE_TITLE = {"vi": "số liệu minh hoạ", "en": "sample data"}
_MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the folder's name, the hash of the run, that of the bundle's content.

    `saves`: how often anything had been saved in the campaign (see `Edition`).
    """

    folder: str
    run_hash: str
    content: str
    saves: int


class RecordNeverStill(Exception):
    """Somebody wrote into the campaign at every attempt; the task is repeated later."""


def make_files(edition: Edition) -> Made:
    """Make the files of an edition. Raises BadInput, WrongCall, CannotWrite; then nothing is left."""
    layered, root, saves = _read_under_a_root(edition.campaign)
    with new_folder(edition) as (draft, name):
        content = _make_bundle(edition, layered, root, draft)
        letter = letter_of(edition, layered, content)
        write_whole(draft / DECISION_WORD, write_docx(letter), force=False)
        write_whole(draft / DECISION_PDF, write_pdf(letter), force=False)
        if letter.annexes:
            workbook = write_xlsx(
                letter.annexes, title=letter.subject, created=letter.created, language=letter.language,
                notice=letter.notice,
            )  # fmt: skip
            write_whole(draft / ANNEXES, workbook, force=False)
        run_hash = hash_of_run(draft)
    return Made(name, run_hash, content, saves)


def saves_of(campaign: Campaign) -> int:
    """How often anything was saved in a campaign: each save adds one to a version. One query."""
    total: int | None = Answer.objects.filter(campaign=campaign).aggregate(total=Sum("version"))["total"]
    return total or 0


def run_hash_now(campaign: Campaign) -> str:
    """The hash that the run of an edition would have, made of the answers as they stand."""
    with TemporaryDirectory(prefix="chiso-run-") as folder:
        write_run(scored_for_publication(layered_results(campaign)), Path(folder) / RUN)
        return hash_of_run(Path(folder))


def _read_under_a_root(campaign: Campaign) -> tuple[LayeredResults, Anchor, int]:
    for _attempt in range(_MOST_ATTEMPTS):
        root = make_root()
        layered, saves = layered_results(campaign), saves_of(campaign)
        if _heads(campaign) == {name: head for name, head in root.heads.items() if _is_of(campaign, name)}:
            return layered, root, saves
    raise RecordNeverStill


def _heads(campaign: Campaign) -> dict[str, tuple[int, str]]:
    chains = Chain.objects.filter(name__startswith=chain_of(campaign))
    rows = chains.values_list("name", "length", "head")
    return {name: (length, head) for name, length, head in rows if _is_of(campaign, name)}


def _is_of(campaign: Campaign, chain: str) -> bool:
    own = chain_of(campaign)
    return chain == own or chain.startswith(f"{own}/")


def _make_bundle(edition: Edition, layered: LayeredResults, root: Anchor, draft: Path) -> str:
    runs = []
    if edition.status != "withdrawn":
        write_run(scored_for_publication(layered), draft / RUN)
        runs = [draft / RUN]
    before = edition.supersedes
    built = build_bundle(
        runs=runs,
        out=draft / PREPARED,
        status=bundle_status(edition),
        supersedes=folder_of(before) / bundle_name(before) if before is not None else None,
        reason=edition.reason or None,
        ledger_root=root.hash,
    )
    return built.content


def bundle_status(edition: Edition) -> Status:
    """What the bundle says of itself: made-up figures are provisional for ever."""
    if edition.campaign.is_sample and edition.status != "withdrawn":
        return "provisional"
    status: Status = edition.status  # type: ignore[assignment]  # a choice
    return status


def scored_for_publication(layered: LayeredResults) -> Scored:
    """The results as a run that anyone can compute again.

    What an agency or an appraiser wrote beside a figure is left out: a bundle cannot be taken back, and
    what a person wrote must be erasable. The source of a figure from elsewhere stays.
    """
    participants = layered.participants
    league, programme = _league_to_publish(layered)
    answers = without_words(answers_from(participants, _with_sources(layered.rows)))
    units = list(participants.units.values())
    result = score_league(league, answers, units, participants.period)
    return Scored((result,), answers, programme, estimates_behind(participants, league, answers))


def _with_sources(rows: Iterable[Answer]) -> Iterator[Answer]:
    """The layers; one that agreed to a figure from elsewhere as it stands has the source of that figure.

    Else an estimate to which an appraiser agreed would be published as if it had no error.
    """
    layers = list(rows)
    sources = {
        (row.unit_id, row.node): row
        for row in layers
        if row.layer == LAYER and row.seat == 1 and row.origin not in OWN_ORIGINS
    }
    for row in layers:
        source = sources.get((row.unit_id, row.node))
        if source is None or not row.agreed or (row.status, row.rows) != (source.status, source.rows):
            yield row
        else:
            agreed = copy(row)
            agreed.origin, agreed.note = source.origin, ""
            yield agreed


def without_words(answers: Answers) -> Answers:
    """The answers without the words of agencies. (The note of a withheld value is its digest.)"""
    rows = tuple(
        row._replace(note="") if row.origin == "agency" and row.status != "withheld" else row
        for row in answers.rows
    )
    return replace(answers, rows=rows)


def _league_to_publish(layered: LayeredResults) -> tuple[League, Programme | None]:
    """The league; that of made-up figures has a name which says so wherever it is shown."""
    participants = layered.participants
    campaign = participants.campaign
    kept = league_of(campaign)
    if kept is None and not campaign.is_sample:
        return layered.league, None
    document: dict[str, Tree] = (
        document_of_programme(kept.programme, [kept]) if kept is not None else _own_programme(campaign)
    )
    if campaign.is_sample:
        _say_sample(document)
    programme = programme_from_tree(document, name=campaign.title)
    league = leagues_of_programme(programme, lambda _key: participants.framework)[0]
    return league, programme


def _own_programme(campaign: Campaign) -> dict[str, Tree]:
    """A campaign by itself as a programme of one league."""
    return {
        "format": FORMAT,
        # A title may have no letter that a name can have.
        "id": f"dot-{make_slug(campaign.title)[:56]}".strip("-"),
        "version": make_slug(campaign.period),
        "title": {"vi": campaign.title},
        "leagues": [{"key": SAMPLE_KEY, "title": dict(SAMPLE_TITLE), "framework": campaign.framework}],
    }


def _say_sample(document: dict[str, Tree]) -> None:
    leagues = document["leagues"]
    assert isinstance(leagues, list)
    for league in leagues:
        assert isinstance(league, dict)
        if league["key"] == SAMPLE_KEY:
            continue
        league["key"] = f"{league['key']}-{SAMPLE_KEY}"
        title = league["title"]
        assert isinstance(title, dict)
        league["title"] = {"vi": f"{title['vi']} ({SAMPLE_TITLE['vi']})"}
