from __future__ import annotations

from pathlib import Path

import pytest

import chiso
from chiso.frameworks.library import CASES, FOLDER


def test_every_verb_takes_paths_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = chiso.write_example("service-quality", "example")
    assert {path.name for path in written} >= {"answers.csv", "units.csv", "README.md"}
    scored = chiso.score(
        "service-quality@2022", "example/answers.csv", units="example/units.csv", period="2026@2026-10-10"
    )
    chiso.write_run(scored, "results")
    assert chiso.read_run("results").period.written == "2026@2026-10-10"
    key = chiso.new_key(out="office")
    built = chiso.publish(["results"], "bundle.zip")
    assert built.key_id is None
    sealed = chiso.seal("bundle.zip", key="office.key", out="sealed.zip")
    assert (sealed.content, sealed.key_id) == (built.content, key.key_id)
    assert chiso.verify("sealed.zip", trusted=["office.pub"]).ok
    chiso.revoke_key(key="office.key", reason="the drill is over", out="revoked.json")
    assert chiso.verify("sealed.zip", trusted=["office.pub"], revoked=["revoked.json"]).exit_code == 3
    framework = chiso.read_framework(str(FOLDER / "papi@2019.yaml"))
    assert chiso.run_cases(framework, str(CASES / "papi@2019.yaml")).failures == ()


def test_every_name_that_is_offered_is_there() -> None:
    assert [name for name in chiso.__all__ if getattr(chiso, name, None) is None] == []
    assert set(chiso.__all__) <= set(dir(chiso))


def test_what_a_publisher_wrote_cannot_run_in_a_notebook(tmp_path: Path) -> None:
    chiso.write_example("service-quality", tmp_path / "example")
    scored = chiso.score(
        "service-quality@2022",
        tmp_path / "example" / "answers.csv",
        units=tmp_path / "example" / "units.csv",
        period="2026@2026-10-10",
    )
    chiso.write_run(scored, tmp_path / "results")
    script = "<script>alert(1)</script>"
    chiso.new_key(out=tmp_path / "office", owner=script)
    chiso.publish([tmp_path / "results"], tmp_path / "bundle.zip", key=tmp_path / "office.key")
    shown = chiso.verify(tmp_path / "bundle.zip")._repr_html_()
    assert script not in shown
    assert "&lt;script&gt;" in shown
