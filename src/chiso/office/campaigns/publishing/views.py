"""Pages of publication: the editions, the preparation of one, an edition with its steps and files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.campaigns.access import (
    APPROVE_EDITION,
    OPEN_WITHHELD,
    PREPARE_EDITION,
    PUBLISH_EDITION,
    WATCH,
    campaign_for,
)
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.publishing.access import edition_for, require_watching, where_of_edition
from chiso.office.campaigns.publishing.editions import (
    STATE_NAMES,
    STATUS_NAMES,
    UNDER_WAY,
    prepare_edition,
)
from chiso.office.campaigns.publishing.folders import (
    ANNEXES,
    DECIDED,
    DECISION_PDF,
    DECISION_WORD,
    PREPARED,
    SIGNED,
    bundle_name,
    folder_of,
)
from chiso.office.campaigns.publishing.forms import PrepareForm
from chiso.office.campaigns.publishing.keys import public_keys, seal_key
from chiso.office.campaigns.publishing.letters import usual_words, words_from
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.publishing.problems import altered
from chiso.office.campaigns.publishing.standing import saves_since
from chiso.office.campaigns.publishing.steps import portal_of, steps_of
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.problems import Problem

# What an edition's files are called for people.
FILE_TITLES = {
    DECISION_WORD: text("Decision with annexes (Word)"),
    DECISION_PDF: text("Decision with annexes (PDF)"),
    ANNEXES: text("Annexes (workbook)"),
    PREPARED: text("Bundle before the decision"),
    DECIDED: text("Bundle with the decision, to be sealed"),
    SIGNED: text("The signed decision (PDF)"),
}


@needs(WATCH)
@require_safe
def editions(request: HttpRequest, key: str) -> HttpResponse:
    """All editions of a campaign, the latest first."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    require_watching(person, campaign)
    found = list(
        Edition.objects.select_related("prepared_by", "supersedes")
        .filter(campaign=campaign)
        .order_by("-number")
    )
    under_way = next((one for one in found if one.state in UNDER_WAY), None)
    superseded = {one.supersedes_id for one in found if one.state == "published"}
    context = {
        "campaign": campaign,
        "editions": found,
        "under_way": under_way,
        "superseded": superseded,
        "published": next((one for one in found if one.state == "published"), None),
        "states": STATE_NAMES,
        "statuses": STATUS_NAMES,
        "may_prepare": under_way is None
        and campaign.closed_at is None
        and may(person, PREPARE_EDITION, where_of_edition(campaign)),
    }
    return render(request, "campaigns/publishing/editions.html.j2", context)


@needs(PREPARE_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, key: str) -> HttpResponse:
    """Prepare the next edition: what it is, what is left open, the words of the decision."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    require_for_page(person, PREPARE_EDITION, where_of_edition(campaign))
    before = _published(campaign)
    matters = open_matters(participants_of(campaign))
    last = Edition.objects.filter(campaign=campaign).order_by("-number").first() or _latest_anywhere()
    words = words_from(last.letter) if last is not None else usual_words()
    form = PrepareForm(matters, before, request.POST or None, initial=words.as_tree())
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        problems = _prepare(request, person, campaign, form)
        if not problems:
            return SeeOther(reverse("campaigns:editions", args=[key]))
    context = {
        "campaign": campaign,
        "form": form,
        "problems": problems,
        "matters": matters,
        "before": before,
    }
    return render(request, "campaigns/publishing/prepare.html.j2", context, status=status_of_form(request))


def _prepare(
    request: HttpRequest, person: Person, campaign: Campaign, form: PrepareForm
) -> tuple[Problem, ...]:
    try:
        edition = prepare_edition(
            actor=person,
            campaign=campaign,
            status=form.cleaned_data["status"],
            reason=form.cleaned_data.get("reason", ""),
            letter=form.letter(),
            confirmed=form.cleaned_data.get("confirmed", ()),
        )
    except Incomplete as refused:
        return refused.problems
    flash(
        request,
        text("Edition {number} is being prepared.", number=edition.number),
        text("Result, bundle and decision are made in the background; you are told when they are ready."),
    )
    return ()


def _latest_anywhere() -> Edition | None:
    """The last edition of any campaign: its words fit this city."""
    return Edition.objects.exclude(letter={}).order_by("-pk").first()


def _published(campaign: Campaign) -> Edition | None:
    return Edition.objects.filter(campaign=campaign, state="published").order_by("-number").first()


@needs(WATCH)
@require_safe
def edition(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """One edition: its steps with who and when, its files, what comes next."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = edition_for(person, campaign, edition_key)
    portal = portal_of(found)
    is_made = bool(found.folder)
    may_prepare = may(person, PREPARE_EDITION, where_of_edition(campaign))
    preparer, approver = frozenset({found.prepared_by_id}), frozenset({found.approved_by_id or 0})
    context = {
        "campaign": campaign,
        "edition": found,
        "steps": steps_of(found, portal),
        "portal": portal,
        "saves_since": saves_since(found) if is_made and found.state in UNDER_WAY else 0,
        "files": _files_of(found) if is_made else [],
        "states": STATE_NAMES,
        "statuses": STATUS_NAMES,
        "followers": list(Edition.objects.filter(supersedes=found, state="published")),
        "may_approve": found.state == "prepared"
        and is_made
        and may(person, APPROVE_EDITION, where_of_edition(campaign, APPROVE_EDITION, barred=preparer)),
        "may_decide": found.state in ("approved", "decided") and may_prepare,
        "may_seal": found.state == "decided" and may_prepare,
        "may_publish": found.state == "sealed"
        and campaign.rehearsal_of_id is None
        and may(person, PUBLISH_EDITION, where_of_edition(campaign, PUBLISH_EDITION, barred=approver)),
        "may_discard": found.state in UNDER_WAY and may_prepare,
        "may_build": found.state == "published"
        and may(person, PUBLISH_EDITION, where_of_edition(campaign, PUBLISH_EDITION)),
        "may_open": is_made and may(person, OPEN_WITHHELD, where_of_edition(campaign, OPEN_WITHHELD)),
        "has_key": seal_key() is not None,
        "known_keys": len(public_keys()),
        "history": history_of(found, limit=30),
    }
    return render(request, "campaigns/publishing/edition.html.j2", context)


def _files_of(edition: Edition) -> list[dict[str, object]]:
    """The files that there are, with what they are called and how large they are."""
    folder = folder_of(edition)
    titles = dict(FILE_TITLES)
    sealed = bundle_name(edition)
    if edition.state in ("sealed", "published"):
        titles[sealed] = text("The sealed bundle")
    return [
        {"name": name, "title": title, "size": (folder / name).stat().st_size, "is_bundle": name == sealed}
        for name, title in titles.items()
        if (folder / name).is_file()
    ]


@needs(WATCH)
@require_safe
def file(request: HttpRequest, key: str, edition_key: str, name: str) -> HttpResponse:
    """One file of an edition."""
    person = person_of(request)
    found = edition_for(person, campaign_for(person, key), edition_key)
    if not found.folder or name not in {*FILE_TITLES, bundle_name(found)}:
        raise NotFound
    path = folder_of(found) / name
    if name == bundle_name(found) and found.state not in ("sealed", "published"):
        raise NotFound
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise NotFound from None
    except OSError as error:
        raise altered([name]) from error
    return hand_out(content, name if name == bundle_name(found) else f"{found.number:02d}-{name}")
