"""The data sets of a site: one for each index and period, one for each index of others; and their files.

    ranking.csv   scores.csv   classes.csv    as they stand in the bundle
    estimates.csv intervals.csv               the same, where its answers rest on a survey
    criteria.csv                              what the codes mean: title, part of what, maximum
    figures.csv                               figures of others, with basis and source

The tables of results are those of the bundle digit by digit, so their hashes stand in its manifest where
a run has one league.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chiso.figures import write_exact
from chiso.language import Bilingual
from chiso.portal.carried_model import Carried, CarriedSeries
from chiso.portal.dataset_descriptions import DataFile, DataSet
from chiso.portal.dataset_files import DataTable, as_csv, as_json, as_workbook
from chiso.portal.model import Edition, Remembered, Series, Site, nothing_remembered
from chiso.portal.publication_model import Publication
from chiso.publication.carried_over import OPTIONAL
from chiso.publication.columns import (
    CARRIED_OVER,
    CLASSES,
    ESTIMATES,
    INTERVALS,
    RANKING,
    SCORES,
    Column,
)
from chiso.scoring.estimates import write_estimates
from chiso.scoring.intervals import Intervals, write_intervals
from chiso.scoring.run_tables import write_classes, write_ranking, write_scores

CRITERIA: dict[str, Column] = {
    "code": Column(Bilingual(vi="mã tiêu chí", en="code of the node"), required=True),
    "part_of": Column(Bilingual(vi="thuộc tiêu chí; trống là thuộc tổng", en="part of; empty: of the total")),
    "title_vi": Column(Bilingual(vi="tên tiếng Việt", en="title in Vietnamese")),
    "title_en": Column(Bilingual(vi="tên tiếng Anh", en="title in English")),
    "max_points": Column(Bilingual(vi="điểm tối đa", en="maximum"), "decimal"),
    "is_leaf": Column(Bilingual(vi="có quy tắc riêng", en="whether it has a rule of its own"), "boolean"),
}
_TITLES: dict[str, Bilingual] = {
    "ranking": Bilingual(vi="Xếp hạng", en="Ranking"),
    "scores": Bilingual(vi="Điểm từng tiêu chí", en="Points of every criterion"),
    "classes": Bilingual(vi="Xếp loại", en="Classes"),
    "estimates": Bilingual(vi="Ước lượng từ điều tra", en="Estimates of the survey"),
    "intervals": Bilingual(vi="Khoảng tin cậy của điểm và thứ hạng", en="Intervals of points and ranks"),
    "criteria": Bilingual(vi="Các tiêu chí", en="Criteria"),
    "figures": Bilingual(vi="Số liệu dẫn lại", en="Figures carried over"),
}


@dataclass(frozen=True, eq=False)
class Source:
    """Where a data set comes from; what takes time or memory is worked out when it is asked for.

    `key` is that of the data set, `place` tells its versions apart as well.
    """

    key: str
    place: str
    is_current: bool
    publication: Callable[[], Publication]
    described: Callable[[], DataSet]
    tables: Callable[[], tuple[DataTable, ...]]

    @property
    def dataset(self) -> DataSet:
        """The data set with its tables."""
        return replace(self.described(), tables=self.tables())


def sources_of(site: Site) -> Iterator[Source]:
    """Every data set: computed indices, those of others, then superseded versions.

    A superseded version keeps its address and its tables. What was withdrawn is not offered as tables.
    """
    for _, series in sorted(site.series.items()):
        for edition in series.editions:
            yield _source_of(series, edition, site)
    for index, carried in sorted(site.carried.items()):
        yield Source(
            index,
            index,
            True,
            partial(getattr, carried, "publication"),
            partial(_of_carried, carried, site),
            partial(_tables_of_carried, carried),
        )
    for edition in site.superseded:
        if edition.series_id in site.series:
            yield _source_of(site.series[edition.series_id], edition, site)


def _source_of(series: Series, edition: Edition, site: Site) -> Source:
    return Source(
        f"{series.id}-{edition.slug}",
        edition.place,
        not edition.version,
        partial(getattr, edition, "publication"),
        partial(_of_edition, series, edition, site),
        partial(_tables_of_edition, edition),
    )


def _tables_of_edition(edition: Edition) -> tuple[DataTable, ...]:
    result = edition.result_of_tables
    classes = write_classes([result])
    return (
        DataTable.written("ranking", _TITLES["ranking"], RANKING, write_ranking([result])),
        DataTable.written("scores", _TITLES["scores"], SCORES, write_scores([result])),
        *([DataTable.written("classes", _TITLES["classes"], CLASSES, classes)] if classes else []),
        *_certainty_tables(edition),
        DataTable.of("criteria", _TITLES["criteria"], CRITERIA, _criteria(edition)),
    )


def _certainty_tables(edition: Edition) -> Iterator[DataTable]:
    """Estimates and intervals, where the bundle has them."""
    certainty = edition.certainty_of_tables
    if certainty is None:
        return
    result = edition.result_of_tables
    units = {unit.uid: certainty.of_unit(unit.uid) for unit in result.units}
    rows = [row for one in units.values() for found in one.estimates.values() for row in found]
    rows.sort(key=lambda row: (row.unit, row.code, row.input))
    estimates = write_estimates(rows, edition.period.written)
    yield DataTable.written("estimates", _TITLES["estimates"], ESTIMATES, estimates)
    intervals = Intervals({uid: one.intervals for uid, one in units.items()})
    written = write_intervals([(result, intervals)])
    yield DataTable.written("intervals", _TITLES["intervals"], INTERVALS, written)


def _of_edition(series: Series, edition: Edition, site: Site) -> DataSet:
    period = edition.period.written
    key = edition.framework.key
    publisher = site.theme.body if site.theme.body.vi or site.theme.body.en else site.title
    return DataSet(
        key=f"{series.id}-{edition.slug}",
        title=_joined(series.short, period),
        description=Bilingual(
            vi=f"{edition.framework.title.in_language('vi')}, kỳ {period}, theo bộ {key}; chiso tính lại từ "
            "số liệu đầu vào trong gói công bố.",
            en=f"{edition.framework.title.in_language('en')}, period {period}, by framework {key}; chiso "
            "computed it again from the inputs in the bundle.",
        ),
        version=edition.publication.version,
        content=edition.publication.content,
        publisher=publisher,
        rights=edition.rights,
        periods=(edition.period.first_day.isoformat(), edition.period.reference_day.isoformat()),
        sources=tuple(_plain(source.text) for source in edition.framework.sources),
        keywords=_apart(series.short, series.title, *(node.title for node in edition.framework.nodes)),
        licence=site.theme.licences.get(series.id, ""),
    )


def _tables_of_carried(series: CarriedSeries) -> tuple[DataTable, ...]:
    """The figures of one index of others, all periods together."""
    has_both_notes = any(row.note_vi for row in series.rows)
    columns = {
        name: column for name, column in CARRIED_OVER.items() if has_both_notes or name not in OPTIONAL
    }
    rows = (_carried_row(row, columns) for row in series.rows)
    return (DataTable.of("figures", _TITLES["figures"], columns, rows),)


def _of_carried(series: CarriedSeries, site: Site) -> DataSet:
    first, last = series.periods[0], series.periods[-1]
    span = first if first == last else f"{first}–{last}"
    return DataSet(
        key=series.index,
        title=_joined(series.short, span),
        description=Bilingual(
            vi=f"{series.title.in_language('vi')}: số liệu do cơ quan khác công bố, ghi lại đúng như nguồn; "
            "mỗi dòng có nguồn. Không phải số do chiso tính.",
            en=f"{series.title.in_language('en')}: figures published by others, as their sources state them, "
            "each row with its source. Not computed by chiso.",
        ),
        version=series.publication.version,
        content=series.publication.content,
        publisher=Bilingual(vi="Cơ quan nêu ở từng dòng", en="The body named in each row"),
        rights=Bilingual(
            vi="Số liệu là sự kiện, trích dẫn kèm nguồn ghi ở từng dòng (cột source).",
            en="Figures are facts, quoted with the source that stands in each row (column source).",
        ),
        periods=(first, last),
        sources=tuple(sorted({row.source for row in series.rows})),
        keywords=_apart(series.short, series.title),
        licence=site.theme.licences.get(series.index, ""),
    )


def files_of(dataset: DataSet, remembered: Remembered = nothing_remembered) -> Iterator[DataFile]:
    """The files of a data set, one after the other: tables as CSV and JSON, all of them as one workbook.

    A workbook takes five times as long as all other files, so it is asked for first whether the site
    before has it: what it is made of names it. Raises CannotWrite where the folder of passing files is full.
    """
    about = {
        "dataset": dataset.key,
        "version": dataset.version,
        "content": dataset.content,
        "rights": {"vi": dataset.rights.vi, "en": dataset.rights.en},
    }
    for table in dataset.tables:
        yield DataFile(f"{table.name}.csv", "csv", as_csv(table))
        yield DataFile(f"{table.name}.json", "json", as_json(table, about))
    about_rows, title = list(_about_rows(dataset)), dataset.title.in_language("vi")
    made_of = _digest_of(dataset.tables, about_rows, title)
    sheets = remembered(made_of) or as_workbook(dataset.tables, about_rows, title)
    yield DataFile(f"{dataset.name}.xlsx", "xlsx", sheets, made_of)


def _digest_of(tables: Sequence[DataTable], about: Sequence[tuple[str, str]], title: str) -> str:
    """What a workbook is made of."""
    digest = hashlib.sha256(repr((title, about)).encode())
    for table in tables:
        digest.update(repr((table.name, table.columns, len(table.content))).encode())
        digest.update(table.content)
    return digest.hexdigest()


def _about_rows(dataset: DataSet) -> Iterator[tuple[str, str]]:
    """What stands in the workbook beside the tables."""
    yield "title", _plain(dataset.title)
    yield "description", _plain(dataset.description)
    yield "version", str(dataset.version)
    yield "content (SHA-256)", dataset.content
    yield "publisher", _plain(dataset.publisher)
    yield "rights", _plain(dataset.rights)
    for source in dataset.sources:
        yield "source", source


def _criteria(edition: Edition) -> Iterator[tuple[str, ...]]:
    for node, parent, _ in edition.framework.walk():
        yield (
            node.code,
            parent.code if parent else "",
            node.title.vi or "",
            node.title.en or "",
            "" if node.max_points is None else write_exact(node.max_points),
            "true" if node.is_leaf else "false",
        )


def _carried_row(row: Carried, columns: Iterable[str]) -> tuple[str, ...]:
    cells = {
        "index": row.index,
        "period": row.period,
        "unit": row.unit_code,
        "unit_name": row.unit_name,
        "group": row.group,
        "code": row.code,
        "value": row.written,
        "rank": "" if row.rank is None else str(row.rank),
        "of": "" if row.of is None else str(row.of),
        "basis": row.basis,
        "approximate": "true" if row.approximate else "false",
        "source": row.source,
        "note": row.note,
        "note_vi": row.note_vi,
    }
    return tuple(cells[column] for column in columns)


def _apart(*words: Bilingual) -> tuple[Bilingual, ...]:
    """Words to look for, each once."""
    return tuple(dict.fromkeys(word for word in words if word.vi or word.en))


def _joined(name: Bilingual, period: str) -> Bilingual:
    return Bilingual(vi=f"{name.in_language('vi')} {period}", en=f"{name.in_language('en')} {period}")


def _plain(title: Bilingual) -> str:
    """Both languages in one line."""
    return " / ".join(dict.fromkeys(filter(None, (title.vi, title.en))))
