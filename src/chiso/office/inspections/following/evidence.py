"""Documents of the evidence behind findings, objections and what was mended.

Written and counted by the rows between, not by the relation: a person reaches the documents of some agencies
only, and what they do not see must neither be shown to them nor be lost by what they save.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

from chiso.office.files.access import may_read
from chiso.office.files.models import Document
from chiso.office.inspections.following.problems import no_such_document
from chiso.office.inspections.models import Finding, Objection, Remediation
from chiso.office.people.models import Person
from chiso.office.scoping import within_reach_of
from chiso.problems import Problem

WithEvidence: TypeAlias = Finding | Objection | Remediation


def problems_of_documents(actor: Person, documents: Collection[Document]) -> list[Problem]:
    """Documents that the actor may not read (CH-8733)."""
    return [no_such_document(one.key) for one in documents if not may_read(actor, one)]


def set_documents(actor: Person, row: WithEvidence, documents: Collection[Document]) -> None:
    """These documents bear it out; of the others those go that the actor sees."""
    through: Any = type(row).documents.through
    name = str(row._meta.model_name)
    seen = [one.pk for one in documents_of(actor, [row])[row.pk][0]]
    through.objects.filter(**{name: row}, document__in=seen).delete()
    kept = set(through.objects.filter(**{name: row}).values_list("document", flat=True))
    through.objects.bulk_create(
        through(**{name: row, "document": one}) for one in dict.fromkeys(documents) if one.pk not in kept
    )


def documents_of(person: Person, rows: Sequence[WithEvidence]) -> dict[int, tuple[list[Document], int]]:
    """The documents behind each of some rows of one kind: those that a person may open, and how many more.

    Two queries, by the primary key of the row.
    """
    found: dict[int, tuple[list[Document], int]] = {one.pk: ([], 0) for one in rows}
    if not rows:
        return found
    through: Any = type(rows[0]).documents.through
    name = str(rows[0]._meta.model_name)
    pairs = through.objects.filter(**{f"{name}__in": found}).order_by("pk").values_list(name, "document")
    with within_reach_of(person):
        documents = Document.objects.filter(pk__in={document for _, document in pairs})
        known = {one.pk: one for one in documents.select_related("agency") if may_read(person, one)}
    for row, document in pairs:
        shown, hidden = found[row]
        if document in known:
            shown.append(known[document])
        else:
            found[row] = shown, hidden + 1
    return found
