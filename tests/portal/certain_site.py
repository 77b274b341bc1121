"""A site of one index whose answers come from a survey: `tests.publication.estimated_run`, sealed."""

from __future__ import annotations

from pathlib import Path

from chiso.portal.building import build_site
from chiso.portal.theme import Theme
from chiso.publication import build_bundle
from tests.publication.estimated_run import score_estimated, write_estimated_run
from tests.publication.publishing import make_key


def certain_bundle(folder: Path, *, estimates: list[str] | None = None) -> tuple[Path, Path]:
    """The bundle, and the public key that sealed it."""
    private, public = make_key(folder)
    run = write_estimated_run(folder / "run", score_estimated(estimates=estimates))
    build_bundle(runs=[run], out=folder / "sure.zip", status="final", key=private)
    return folder / "sure.zip", public


def build_certain(folder: Path, *, estimates: list[str] | None = None) -> Path:
    """The site as a folder."""
    bundle, public = certain_bundle(folder, estimates=estimates)
    build_site([bundle], folder / "site", theme=Theme(), trusted=[public])
    return folder / "site"
