"""`README.txt` of a bundle: what it holds and how to recompute it, Vietnamese first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template

from chiso.language import Bilingual, Language
from chiso.publication.members import ROBUSTNESS, has_estimates, is_composite, run_and_file
from chiso.publication.statement import Publication, RunStated, Status

TEMPLATE = Path(__file__).with_name("readme.txt")

STATUS_TITLES: dict[Status, Bilingual] = {
    "provisional": Bilingual(vi="tạm thời", en="provisional"),
    "final": Bilingual(vi="chính thức", en="final"),
    "corrected": Bilingual(vi="đã đính chính", en="corrected"),
    "withdrawn": Bilingual(vi="đã rút lại", en="withdrawn"),
}

# What a bundle of format 2 has besides, what one of format 3, and what one of format 4.
_ESTIMATES: dict[Language, str] = {
    "vi": "    runs/…/inputs/estimates.csv   ước lượng từ điều tra: sai số, số người trả lời, cách chọn mẫu\n"
    "    runs/…/intervals.csv          điểm và thứ hạng chắc chắn tới đâu, theo sai số chọn mẫu\n",
    "en": "    runs/…/inputs/estimates.csv   estimates of surveys: errors, people, sampling basis\n"
    "    runs/…/intervals.csv          how sure points and ranks are, by the errors of sampling\n",
}
_COMPOSITE: dict[Language, str] = {
    "vi": "    runs/…/composite/…            chỉ số tổng hợp: số liệu gốc, kế hoạch, bảng sau từng bước;\n"
    "                                  bên công bố tính bằng chiso; để tính lại: chiso[statistics]\n",
    "en": "    runs/…/composite/…            a composite index: figures, plan, a table after each step;\n"
    "                                  computed by the publisher with chiso; to recompute it:\n"
    "                                  chiso[statistics]\n",
}
_ROBUSTNESS: dict[Language, str] = {
    "vi": "    runs/…/robustness/…           mỗi đơn vị có từng thứ hạng bao nhiêu lần, theo các lựa chọn\n"
    "                                  khác; bên công bố tính bằng chiso, không phải tác giả chỉ số\n",
    "en": "    runs/…/robustness/…           how often each unit had each rank, by other choices; computed\n"
    "                                  by the publisher with chiso, not by the author of the index\n",
}


def write_readme(publication: Publication, members: Iterable[str]) -> bytes:
    """The text of the README, the same on every machine. `members`: the names of what the bundle holds."""
    files = [found[1] for name in members if (found := run_and_file(name))]
    has_robustness = any(file.startswith(ROBUSTNESS) for file in files)
    values = {"version": str(publication.version)}
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        values[f"status_{language}"] = STATUS_TITLES[publication.status].in_language(language)
        values[f"supersedes_{language}"] = _supersedes(publication, language)
        values[f"runs_{language}"] = _contents(publication, language)
        told = _ESTIMATES[language] if has_estimates(files) else ""
        told += _COMPOSITE[language] if is_composite(files) else ""
        values[f"estimates_{language}"] = told + (_ROBUSTNESS[language] if has_robustness else "")
    written = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)
    return written.encode("utf-8")


def _supersedes(publication: Publication, language: Language) -> str:
    earlier = publication.supersedes
    if earlier is None:
        return ""
    names = Bilingual(vi="Thay cho bản có mã nội dung", en="Supersedes the version with the content hash")
    reason = Bilingual(vi="Lý do", en="Reason")
    return (
        f"{names.in_language(language)} {earlier.content}.\n"
        f"{reason.in_language(language)}: {_on_one_line(earlier.reason)}\n"
    )


def _contents(publication: Publication, language: Language) -> str:
    rows = Bilingual(vi="dòng", en="rows")
    lines = [f"    runs/{run.name}/  {_title(run)}" for run in publication.runs]
    lines += [
        f"    carried_over/{table.name}.csv  ({table.rows} {rows.in_language(language)})"
        for table in publication.carried_over
    ]
    return "\n".join(lines) + "\n"


def _title(run: RunStated) -> str:
    keys = run.programme or ", ".join(framework.key for framework in run.frameworks)
    return f"{keys}, {run.period}" if run.period else keys


def _on_one_line(words: str) -> str:
    return " ".join(words.split())
