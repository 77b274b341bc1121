"""The same bytes under another version of Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from chiso.publication import build_bundle
from tests.installation import run
from tests.publication.publishing import make_key, write_small_run

PUBLISH = """\
import datetime, sys
from pathlib import Path
from chiso.publication import build_bundle, verify
run, out, key, trusted = map(Path, sys.argv[1:])
build_bundle(runs=[run], out=out, status="final", decision_number="12",
             decision_date=datetime.date(2026, 11, 24), key=key)
sys.exit(verify(out, trusted=[trusted]).exit_code)
"""


@pytest.mark.slow
def test_two_publications_are_the_same_bytes_under_another_python(tmp_path: Path, other_python: Path) -> None:
    from datetime import date

    private, public = make_key(tmp_path)
    results = write_small_run(tmp_path / "run")
    build_bundle(
        runs=[results],
        out=tmp_path / "here.zip",
        status="final",
        decision_number="12",
        decision_date=date(2026, 11, 24),
        key=private,
    )
    script = [str(other_python / "python"), "-c", PUBLISH]
    run([*script, str(results), str(tmp_path / "there.zip"), str(private), str(public)])
    assert (tmp_path / "there.zip").read_bytes() == (tmp_path / "here.zip").read_bytes()
