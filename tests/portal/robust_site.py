"""A site whose bundle says how sure its ranks are: `tests.publication.robust_run`, sealed."""

from __future__ import annotations

from pathlib import Path

from chiso.portal.building import build_site
from chiso.portal.theme import Theme
from chiso.publication import build_bundle
from tests.publication.publishing import make_key
from tests.publication.robust_run import LEFT_OUT, WITH_ERRORS, robust, small_run


def robust_bundle(folder: Path, *specifications: tuple[str, str]) -> tuple[Path, Path]:
    """A bundle with results by name, and the public key that sealed it."""
    private, public = make_key(folder)
    given = specifications or (("one-less", LEFT_OUT), ("with-errors", WITH_ERRORS))
    results = [robust(folder, written, name) for name, written in given]
    build_bundle(
        runs=[small_run(folder)], robustness=results, out=folder / "sure.zip", status="final", key=private
    )
    return folder / "sure.zip", public


def build_robust(folder: Path, *, theme: Theme | None = None) -> Path:
    """The site as a folder."""
    bundle, public = robust_bundle(folder)
    build_site([bundle], folder / "site", theme=theme or Theme(), trusted=[public])
    return folder / "site"
