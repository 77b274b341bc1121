"""Pages of sets in force, for everybody: the list, the set with what changed, its files. No sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.frameworks.presentation import describe
from chiso.language import Language
from chiso.office.configuration import configuration
from chiso.office.drafting.access import DRAFT
from chiso.office.drafting.consulting.showing import parts_shown
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.drafting.freezing.selectors import before, framework_of, frozen_named, frozen_sets, tree_of
from chiso.office.drafting.models import Frozen
from chiso.office.errors import NotFound
from chiso.office.people.guard import public
from chiso.office.ui.paging import page_of
from chiso.office.ui.reader import reader_of

FORMS = ("docx", "xlsx", "json", "yaml")


@public
@require_safe
def sets_in_force(request: HttpRequest) -> HttpResponse:
    """Every set that was frozen here, the latest decision first."""
    return render(request, "drafting/frozen-list.html.j2", {"pages": page_of(request, frozen_sets())})


@public
@require_safe
def frozen(request: HttpRequest, name: str) -> HttpResponse:
    """One set in force: decision, hash, what changed from the version before, every criterion."""
    found = frozen_named(name)
    framework = framework_of(found)
    reader = reader_of(request)
    context = {
        "frozen": found,
        "framework": framework,
        "facts": describe(framework),
        "before": before(framework, found.replaces),
        "later": list(found.replaced_by.order_by("-decision_date")),
        "parts": list(parts_shown(framework)),
        "forms": FORMS,
        "may_mend": reader is not None and reader.may_somewhere(DRAFT),
    }
    return render(request, "drafting/frozen.html.j2", context)


@public
@require_safe
def frozen_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The annex of the decision in Word or Excel; the document itself as canonical JSON or YAML."""
    found = frozen_named(name)
    if form not in FORMS:
        raise NotFound
    language: Language = getattr(request, "language", "vi")
    return hand_out(_content(found, form, language), f"{found.set_key}.{form}")


def _content(frozen: Frozen, form: str, language: Language) -> bytes:
    if form == "json":
        # These are the bytes that were hashed.
        return frozen.document.encode()
    if form == "yaml":
        return write_yaml(tree_of(frozen)).encode()
    # Here: Word and Excel are read from the disk only where a file is asked for.
    from chiso.frameworks.exporting.annex import Decision, annex_as_document, annex_as_workbook

    decision = Decision(frozen.decision_number, frozen.decision_date, place=configuration().city)
    write = annex_as_document if form == "docx" else annex_as_workbook
    return write(framework_of(frozen), decision, language)


@public
@require_safe
def differences_file(request: HttpRequest, name: str) -> HttpResponse:
    """What changed from the version before, in Word. Raises NotFound where there is none."""
    found = frozen_named(name)
    framework = framework_of(found)
    older = before(framework, found.replaces)
    if older is None:
        raise NotFound
    # Here: as above.
    from chiso.frameworks.exporting.comparison import differences_as_document

    language: Language = getattr(request, "language", "vi")
    content = differences_as_document(older.framework, framework, language)
    return hand_out(content, f"{older.framework.key}-{framework.key}.docx")
