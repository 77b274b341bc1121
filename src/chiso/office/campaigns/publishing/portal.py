"""The public site of the installation, built from all published bundles by `chiso portal build`.

It is a process of its own: what builds pages and what answers officials share no memory, and the site that
stands is replaced in one step, or stays.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from chiso.language import text
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.publishing.folders import bundle_name, folder_of
from chiso.office.campaigns.publishing.keys import public_keys, revocations
from chiso.office.configuration import configuration, home
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.running.holding import hold
from chiso.problems import Place, Problem, WrongCall

declare_verbs(
    {
        "portal_built": text("built the public site from {bundles} bundles"),
        "portal_failed": text("could not build the public site: {problem}"),
    }
)
PORTAL_CHAIN = "portal"
_CHISO = "import sys; from chiso.cli.main import run; sys.exit(run())"
# A site of a city's ten years takes some minutes.
_SECONDS = 3600
_LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended: of how many bundles; what was said where it failed."""

    bundles: int
    problem: str = ""


def portal_folder() -> Path:
    """Where the site stands."""
    chosen = configuration().portal_folder
    return Path(chosen) if chosen else home() / "portal"


def build_portal() -> Built:
    """Build the site from every published edition, superseded ones too; the record tells how it ended.

    Raises WrongCall (CH-7877) while another process builds it.
    """
    editions = list(Edition.objects.select_related("campaign").filter(state="published").order_by("pk"))
    out = portal_folder()
    out.parent.mkdir(parents=True, exist_ok=True)
    with hold(home() / ".portal.lock", otherwise=_another_build()):
        built = _run(editions, out) if editions else Built(0)
    latest = editions[-1] if editions else None
    with unit_of_work(PORTAL_CHAIN, actor=None) as work:
        if built.problem:
            work.record("portal_failed", latest, facts={"problem": built.problem}, outcome="refused")
        else:
            work.record("portal_built", latest, facts={"bundles": built.bundles})
    return built


def _run(editions: list[Edition], out: Path) -> Built:
    bundles = [str(folder_of(one) / bundle_name(one)) for one in editions]
    options = ["--out", str(out)]
    for key in public_keys():
        options += ["--trusted", str(key)]
    for revoked in revocations():
        options += ["--revoked", str(revoked)]
    if configuration().portal_address:
        options += ["--base-url", configuration().portal_address]
    done = subprocess.run(
        [sys.executable, "-c", _CHISO, "portal", "build", *bundles, *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode == 0:
        return Built(len(bundles))
    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    return Built(len(bundles), said[-_LONGEST_WORDS:] or f"exit {done.returncode}")


def _another_build() -> WrongCall:
    expected = text("Expected no other build of the public site at this moment.")
    return WrongCall([Problem("CH-7877", Place(), "", expected, text("Wait for its end, then try again."))])
