"""A table that is streamed gives what a table that is held gives, and refuses what that one refuses."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.tables import CappedReport, open_stream, read_table, streaming
from chiso.tables.streaming import BLOCK

HEAD = "code,name\n"


def rows_of(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    report = CappedReport()
    stream = open_stream(path, report, lambda names: sum(name in ("code", "name") for name in names))
    rows = [(row.number, row.cells) for row in stream.rows({"code": 0, "name": 1}, report)]
    report.stop_if_any()
    return rows


def held(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read_table(path, required=("code", "name")).rows]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(alphabet="aăđệ ,;\"\n'́é", max_size=12), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_streamed_table_has_the_rows_of_one_that_is_held(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("stream") / "table.csv"
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    written = HEAD + "".join(f"x{number},{name}\n" for number, name in enumerate(quoted))
    path.write_bytes(written.encode(encoding))
    assert rows_of(path) == held(path)


@pytest.mark.parametrize("shift", [0, 1])
def test_windows_1258_is_told_where_a_mark_stands_on_the_edge_of_a_block(tmp_path: Path, shift: int) -> None:
    # "ệ" is two bytes in Windows-1258: ê and the mark below. Of two files of which one has a byte more, one
    # has a mark as the first byte of its second block.
    path = tmp_path / "table.csv"
    line = b"x," + b"\xea\xf2" * 8_000 + b"\n"
    path.write_bytes(HEAD.encode() + b"y," + b"a" * shift + b"\n" + line * 70)
    edges = {path.read_bytes()[BLOCK : BLOCK + 1]}
    rows = rows_of(path)
    assert edges <= {b"\xea", b"\xf2"}
    assert {cells for _, cells in rows[1:]} == {("x", "ệ" * 8_000)}
    assert len(rows) == 71


def test_bytes_of_tcvn3_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(HEAD.encode() + b"a,b\n" * 3 + b"x,H\xe9 t\xde\xdfch \xfe\n")
    with pytest.raises(BadInput) as refused:
        rows_of(path)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-1005", 5)]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"PK\x03\x04rest", "CH-1005", None),
        (b"code,name\na,b\x00c\n", "CH-1006", 2),
        (b'code,name\na,"b\n' + b"c" * 10, "CH-1007", 2),
        (b'"code,name\na,b\n', "CH-1007", 1),
        (b"", "CH-1004", None),
        (b"code,name\n" + b"x" * (2 * 1024 * 1024 + 2), "CH-1014", 2),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str, row: int | None) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        rows_of(path)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [(code, row)]


def test_lines_of_an_old_macintosh_are_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "LONGEST_LINE", 20)
    path = tmp_path / "table.csv"
    path.write_bytes(b"code,name\r" + b"a,b\r" * 50)
    assert rows_of(path) == held(path)


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "CH-1001"), (tmp_path, "CH-1002")):
        with pytest.raises(BadInput) as refused:
            rows_of(path)
        assert [one.code for one in refused.value.problems] == [code]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        stream.writelines(
            f"{number},a name that is long enough to be counted {number}\n" for number in range(120_000)
        )
    report = CappedReport()
    tracemalloc.start()
    stream_ = open_stream(path, report, len)
    count = sum(1 for _ in stream_.rows({"code": 0, "name": 1}, report))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 120_000
    # Blocks of 1 MiB as bytes and as text, whatever the file (7 MB here); a held table takes 40 MB.
    assert peak < 6 * BLOCK
