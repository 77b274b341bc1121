"""Whatever stands in a bundle whose hashes agree: it is verified or refused, never more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.publication import build_bundle, verify
from chiso.publication.members import is_content
from tests.publication.publishing import members_of, write_members, write_small_run

DISTURBANCES = [
    b"null",
    b"[]",
    b"{}",
    b'""',
    b"-1",
    b"1e999",
    b"NaN",
    b"\x00",
    b",",
    b"\n",
    b'"',
    b"[" * 2000,
]
RUN = "runs/three-criteria-1-2020"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data())
def test_changed_content_with_a_mended_manifest_breaks_nothing(tmp_path: Path, data: st.DataObject) -> None:
    bundle = tmp_path / "bundle.zip"
    if not bundle.exists():
        build_bundle(runs=[write_small_run(tmp_path / "run")], out=bundle)
    members = members_of(bundle)
    name = data.draw(st.sampled_from(sorted(filter(is_content, members))))
    content = bytearray(members[name])
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 30)))
    content[start:end] = data.draw(
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from(DISTURBANCES),
        )
    )
    write_members(tmp_path / "changed.zip", {**members, name: bytes(content)}, mend=True)
    try:
        result = verify(tmp_path / "changed.zip")
    except BadInput:
        return
    assert result.exit_code in (1, 3)
    assert list(result.sentences())
    assert result.as_record("vi")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "windows-1258"])
def test_answers_in_another_notation_are_a_difference(tmp_path: Path, encoding: str) -> None:
    # The reader of tables would understand them, and what is withheld would not be counted.
    build_bundle(runs=[write_small_run(tmp_path / "run")], out=tmp_path / "bundle.zip")
    members = members_of(tmp_path / "bundle.zip")
    name = f"{RUN}/inputs/answers.csv"
    answers = members[name].decode()
    changed = answers.replace(",", ";") if encoding == "windows-1258" else answers
    write_members(tmp_path / "bundle.zip", {**members, name: changed.encode(encoding)}, mend=True)
    assert "CH-4028" in {problem.code for problem in verify(tmp_path / "bundle.zip").differences}
