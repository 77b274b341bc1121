"""Records that people write as YAML (questionnaires, rules, maps), read strictly: every fault at once.

A record begins with the line “format: …”. Unknown keys, wrong words and missing values are problems with
file, line and key, made as for frameworks; `code` is the code under which a kind of record reports them.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError

from chiso.frameworks.document import LARGEST_DOCUMENT, Document, read_document
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.loader import problems_of_form
from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem, Report, reason_of

Record = TypeVar("Record", bound=BaseModel)


def read_record(
    source: Path | bytes,
    kind: type[Record],
    *,
    name: str,
    form: str,
    code: str,
    check: Callable[[Record], Iterable[PlacedFault]] | None = None,
) -> Record:
    """The record in a file (or its bytes). Raises BadInput with every problem of the file.

    `check` finds what is wrong between sound parts.
    """
    content = source if isinstance(source, bytes) else read_bytes(source, code)
    report = Report()
    # An empty file is one without its first line.
    document = read_document(content, name, report) if content.strip() else Document(name, None)
    report.stop_if_any()
    if not isinstance(document.tree, dict) or document.tree.get("format") != form:
        _refuse_format(document, form, code)
    try:
        record = kind.model_validate(document.tree)
    except ValidationError as error:
        met = (_with_nearest_key(one, kind) for one in problems_of_form(error, document))
        raise BadInput(replace(one, code=code) for one in met) from error
    for fault in check(record) if check is not None else ():
        report.add(fault.code, document.place(fault.path), fault.found, fault.expected, fault.mend)
    report.stop_if_any()
    return record


def read_bytes(path: Path, code: str) -> bytes:
    """What stands in a file, up to one byte above the limit. Raises BadInput."""
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_DOCUMENT + 1)
    except (OSError, ValueError) as error:
        expected = text("Expected a file that can be read.")
        mend = text("Check the name and the rights of the file.")
        raise BadInput([Problem(code, Place(str(path)), reason_of(error), expected, mend)]) from error


def _refuse_format(document: Document, form: str, code: str) -> None:
    found = document.tree.get("format") if isinstance(document.tree, dict) else ""
    raise BadInput(
        [
            Problem(
                code,
                document.place(("format",)),
                str(found or ""),
                text("Expected the format {format}.", format=form),
                text("Begin the file with the line “format: {format}”.", format=form),
            )
        ]
    )


def _with_nearest_key(problem: Problem, kind: type[BaseModel]) -> Problem:
    """An unknown key with the known ones that are written nearly so."""
    if problem.code != "CH-2012":
        return problem
    key = problem.where.field.rpartition(".")[2]
    near = difflib.get_close_matches(key, sorted(_keys_of(kind)), n=3, cutoff=0.6)
    mend = text("Take it out.")
    if near:
        mend = text("Did you mean {keys}? Otherwise take it out.", keys=listing(near))
    return replace(problem, mend=mend)


def _keys_of(kind: type[BaseModel]) -> set[str]:
    """The keys that a kind of record and its parts know."""
    keys: set[str] = set()
    seen: set[object] = set()
    waiting: list[object] = [kind]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
            seen.add(annotation)
            keys |= {field.alias or name for name, field in annotation.model_fields.items()}
            waiting += [field.annotation for field in annotation.model_fields.values()]
        else:
            waiting += get_args(annotation)
    return keys
