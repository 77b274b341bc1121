"""A programme: one campaign in which several groups of units are measured by their own framework.

format: chiso-programme/1
id, version, title
leagues: [{key, title, framework: id@version, members: {levels, kinds, groups, units}, classes?}]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr, ValidationError

from chiso.frameworks.classes import ClassBand
from chiso.frameworks.document import Document, Tree, document_from_json, read_document
from chiso.frameworks.fields import BilingualField, Part
from chiso.frameworks.library import load_framework
from chiso.frameworks.loader import problems_of_form
from chiso.frameworks.model import Framework, Slug, Version
from chiso.frameworks.parts import AppliesTo
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, Report, reason_of
from chiso.scoring.leagues import League

FORMAT = "chiso-programme/1"


class ProgrammeLeague(Part):
    """One league: who is in it, and by what it is measured."""

    key: Slug
    title: BilingualField
    framework: str = Field(min_length=1)
    members: AppliesTo = AppliesTo()
    classes: tuple[ClassBand, ...] | None = None


class Programme(Part):
    """Several leagues that are scored and published together."""

    format: Literal["chiso-programme/1"]
    id: Slug
    version: Version
    title: BilingualField
    leagues: tuple[ProgrammeLeague, ...] = Field(min_length=1)

    # The document as it was read; it travels in a run.
    _tree: Tree = PrivateAttr(default=None)

    @property
    def tree(self) -> Tree:
        """The document that this model understands."""
        return self._tree

    @property
    def key(self) -> str:
        """The name `id@version`."""
        return f"{self.id}@{self.version}"


def read_programme(source: Path | bytes, *, name: str | None = None) -> Programme:
    """The programme in a YAML file or its bytes. Raises BadInput with all problems."""
    if isinstance(source, bytes):
        content, shown = source, name or "programme.yaml"
    else:
        shown = name or source.name
        try:
            content = source.read_bytes()
        except OSError as error:
            raise BadInput(
                [
                    Problem(
                        "CH-3000",
                        Place(str(source)),
                        reason_of(error),
                        text("Expected a file that can be read."),
                        text("Check the name and the rights of the file."),
                    )
                ]
            ) from error
    report = Report()
    document = read_document(content, shown, report)
    report.stop_if_any()
    return _understand(document, report)


def programme_from_tree(tree: object, *, name: str) -> Programme:
    """The programme in a parsed document, as it travels in a run."""
    return _understand(document_from_json(tree, name), Report())


def leagues_of_programme(
    programme: Programme, load: Callable[[str], Framework] = load_framework
) -> tuple[League, ...]:
    """The leagues with their frameworks; `load` finds a framework by its name.

    Raises BadInput (CH-3005) where classes of a league's own lack one that the quota or a ceiling
    speaks of.
    """
    frameworks = {league.framework: load(league.framework) for league in programme.leagues}
    report = Report()
    for league in programme.leagues:
        _check_classes(league, frameworks[league.framework], report)
    report.stop_if_any()
    return tuple(
        League(league.key, frameworks[league.framework], league.title, league.members, league.classes)
        for league in programme.leagues
    )


def _check_classes(league: ProgrammeLeague, framework: Framework, report: Report) -> None:
    if league.classes is None:
        return
    quota = framework.quota
    spoken_of = [] if quota is None else [quota.class_, quota.over_quota]
    if quota is not None and not isinstance(quota.of, str):
        spoken_of += quota.of
    spoken_of += [cap.at_most for cap in framework.class_caps if cap.at_most is not None]
    codes = {band.code for band in league.classes}
    for code in dict.fromkeys(spoken_of):
        if code not in codes:
            report.add(
                "CH-3005",
                Place(field=league.key),
                code,
                text(
                    "Expected this class in the league: the quota or a ceiling of {framework} speaks of it.",
                    framework=framework.key,
                ),
                text("Add the class, or leave the framework's own classes."),
            )


def _understand(document: Document, report: Report) -> Programme:
    try:
        programme = Programme.model_validate(document.tree)
    except ValidationError as error:
        report.problems += [replace(one, code="CH-3001") for one in problems_of_form(error, document)]
        report.stop_if_any()
        raise
    keys = [league.key for league in programme.leagues]
    for position, key in enumerate(keys):
        if key in keys[:position]:
            report.add(
                "CH-3002",
                document.place(("leagues", position, "key")),
                key,
                text("Expected a key that no other league has."),
                text("Give each league its own key."),
            )
    report.stop_if_any()
    programme._tree = document.tree
    return programme
