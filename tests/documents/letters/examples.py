"""Letters of a made-up campaign, as large and as long-worded as real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

from chiso.documents.letters import (
    Attendant,
    DecisionFacts,
    Issuer,
    LeafPoints,
    LeagueResults,
    MinutesFacts,
    MinutesItem,
    ReceiptFacts,
    Recipients,
    Signature,
    UnitLeaves,
    UnitResult,
    Vote,
)

CREATED = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
HANOI = timezone(timedelta(hours=7))
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
COMMITTEE = Issuer("Ủy ban nhân dân thành phố Hà Nội", "UBND", "Hà Nội")
DEPARTMENT = Issuer("Sở Nội vụ", "SNV", "Hà Nội", superior="Ủy ban nhân dân thành phố Hà Nội")
CAMPAIGN = "Đánh giá, xếp loại chuyển đổi số của Ủy ban nhân dân các phường, xã năm 2026"
_NAMES = (
    "Phường Hoàn Kiếm",
    "Phường Văn Miếu - Quốc Tử Giám",
    "Xã Quảng Oai",
    "Phường Phú Thượng",
    "Trung tâm Phục vụ hành chính công và Hỗ trợ doanh nghiệp khu vực phía Tây thành phố, cơ sở 2",
    "Xã Minh Châu",
)
_LEAVES = (
    "Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn và trước hạn",
    "Ban hành kế hoạch",
    "Tỷ lệ thủ tục hành chính đủ điều kiện được cung cấp dịch vụ công trực tuyến toàn trình",
    "Mức độ hài lòng của người dân, doanh nghiệp khi thực hiện thủ tục hành chính",
)
_CLASSES = ("Xuất sắc", "Tốt", "Khá", "Trung bình")


def units(count: int) -> tuple[UnitResult, ...]:
    """Communes in order of rank; each has points with two decimals."""
    return tuple(
        UnitResult(
            unit=f"{_NAMES[place % len(_NAMES)]} {place + 1}",
            rank=place + 1,
            self_assessed=Fraction(9900 - 31 * place, 100),
            appraised=Fraction(9700 - 31 * place, 100),
            final=Fraction(9750 - 31 * place, 100),
            class_title=_CLASSES[min(3, place * 4 // max(1, count))],
        )
        for place in range(count)
    )


def leaves(unit: str, count: int = 46) -> UnitLeaves:
    """A unit's criteria; the third of each ten does not apply."""
    return UnitLeaves(
        unit,
        tuple(
            LeafPoints(
                code=f"{place // 8 + 1}.{place % 8 + 1}",
                title=_LEAVES[place % len(_LEAVES)],
                max_points=Fraction(3, 2),
                self_assessed=Fraction(5, 4),
                appraised=None if place % 10 == 2 else Fraction(1),
                final=None if place % 10 == 2 else Fraction(9, 8),
                note="Không áp dụng" if place % 10 == 2 else "",
            )
            for place in range(count)
        ),
    )


def decision(
    count: int = 126, *, with_leaves: int = 0, number: str = "", day: date | None = None
) -> DecisionFacts:
    """A decision of the city on `count` communes in two leagues."""
    wards = count * 2 // 3
    made = units(count)
    return DecisionFacts(
        issuer=COMMITTEE,
        authority="Chủ tịch Ủy ban nhân dân thành phố Hà Nội",
        campaign=CAMPAIGN,
        year=2026,
        signature=Signature("Phó Chủ tịch", "Nguyễn Thị Minh Nguyệt", capacity="KT. Chủ tịch"),
        created=CREATED,
        leagues=(
            LeagueResults("Các phường", made[:wards], max_points=Fraction(100)),
            LeagueResults("Các xã", made[wards:], max_points=Fraction(100)),
        ),
        leaves=tuple(leaves(unit.unit) for unit in made[:with_leaves]),
        grounds=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
            "Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị về đột phá phát triển "
            "khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia",
        ),
        proposer="Giám đốc Sở Nội vụ tại Tờ trình số 123/TTr-SNV ngày 20 tháng 11 năm 2026",
        number=number,
        day=day,
        carried_out_by="Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc Sở Nội vụ, Chủ tịch Ủy ban "
        "nhân dân các phường, xã và các tổ chức, cá nhân có liên quan",
        address="https://chiso.example.vn/bo-du-lieu/2026/xep-loai",
        content_hash=DIGEST,
        recipients=Recipients(
            (
                "Như Điều 3",
                "Bộ Nội vụ (để báo cáo)",
                "Thường trực Thành ủy, HĐND thành phố",
                "Chủ tịch, các PCT UBND TP",
            ),
            "VT, SNV",
        ),
    )


def minutes() -> MinutesFacts:
    """Three matters, of which one is long and one has no vote."""
    return MinutesFacts(
        issuer=DEPARTMENT,
        campaign=CAMPAIGN,
        started=datetime(2026, 11, 5, 8, 30, tzinfo=HANOI),
        ended=datetime(2026, 11, 5, 11, 5, tzinfo=HANOI),
        venue="Phòng họp 201, trụ sở Sở Nội vụ, 18B Lê Thánh Tông, phường Cửa Nam",
        chair=Attendant("Trần Đình Cảnh", "Giám đốc Sở Nội vụ, Chủ tịch Hội đồng"),
        secretary=Attendant("Lê Thị Thu Hà", "Chuyên viên Phòng Cải cách hành chính"),
        created=CREATED,
        members=(
            Attendant("Phạm Văn Bình", "Phó Giám đốc Sở Khoa học và Công nghệ"),
            Attendant("Đỗ Ngọc Anh", "Phó Chánh Văn phòng Ủy ban nhân dân thành phố"),
        ),
        absent=(Attendant("Ngô Quang Huy", "Phó Giám đốc Sở Tư pháp (có lý do)"),),
        items=(
            MinutesItem(
                "Phường Hoàn Kiếm, tiêu chí 1.3: Tỷ lệ hồ sơ giải quyết đúng hạn",
                discussion="Cơ quan thẩm định trình bày số liệu trích từ Cổng Dịch vụ công quốc gia.\n"
                "Phường giải trình về 12 hồ sơ chậm do lỗi đồng bộ dữ liệu ngày 03 tháng 9 năm 2026.",
                decision="Chấp nhận giải trình",
                reason="Có biên bản sự cố của Trung tâm dữ liệu",
                vote=Vote(5, 1, 1),
                points_before=Fraction(1),
                points_after=Fraction(3, 2),
                max_points=Fraction(3, 2),
            ),
            MinutesItem(
                "Xã Quảng Oai, tiêu chí 2.1: Ban hành kế hoạch", decision="Giữ nguyên điểm thẩm định"
            ),
            MinutesItem("Các nội dung khác", discussion="Không có."),
        ),
        closing="Biên bản đã được đọc cho các thành viên cùng nghe và nhất trí thông qua.",
        recipients=Recipients(("Các thành viên Hội đồng",), "VT, hồ sơ"),
    )


def receipt() -> ReceiptFacts:
    """A receipt of the last minute."""
    return ReceiptFacts(
        issuer=DEPARTMENT,
        number="2026/0042",
        received=datetime(2026, 10, 31, 16, 59, 58, tzinfo=HANOI),
        agency="Ủy ban nhân dân phường Hoàn Kiếm",
        campaign=CAMPAIGN,
        content_hash=DIGEST,
        created=CREATED,
        submitted_by="Nguyễn Văn An, công chức Văn hóa - Xã hội",
        approved_by="Trịnh Hoàng Tùng, Chủ tịch Ủy ban nhân dân phường",
        revision=17,
        leaves=46,
        answered=44,
        not_applicable=2,
        without_evidence=3,
        files=81,
        self_assessed=Fraction(9325, 100),
        max_points=Fraction(100),
        lateness="có",
        follows=(
            "Kiểm tra tính đầy đủ đến hết ngày 05/11/2026; hồ sơ thiếu được trả lại để bổ sung",
            "Thẩm định lần 1 từ ngày 06/11/2026",
        ),
        address="https://noi-bo.chiso.example.vn/bien-nhan/2026-0042",
    )


HOSTILE_NAMES = (
    "=cmd|' /C calc'!A0",
    '#set page(width: 1pt) #read("/etc/passwd") $x$ @ref <label> *bold* _slanted_',
    "<script>alert(1)</script> & <w:br/> ]]>",
    "Ư" * 300,
    "Phường\nHai dòng\r\n\tvà thẻ",
    "Điều lệ \u202egnôhk\u202c \u200bẩn\ufeff",
    "漢字 𒀀 \ue000 \x00\x1b \ud800 \ufdd0",
    "\\u{1F600} \\\\ {braces} {{double}} %s \u0110o\u0302\u0323c",
)


def hostile_decision() -> DecisionFacts:
    """Every text that a person can have typed is an attack, or an accident."""
    facts = decision(3, with_leaves=1)
    hostile = tuple(UnitResult(name, 1, final=Fraction(1), class_title=name) for name in HOSTILE_NAMES)
    leaves = tuple(LeafPoints(name, name, final=Fraction(1), note=name) for name in HOSTILE_NAMES)
    everything = " ".join(HOSTILE_NAMES)
    return replace(
        facts,
        issuer=Issuer(everything, everything, everything, superior=everything),
        authority=everything,
        campaign=everything,
        number=everything,
        signature=Signature(everything, everything, everything),
        leagues=(LeagueResults(everything, hostile),),
        leaves=(UnitLeaves(everything, leaves),),
        grounds=HOSTILE_NAMES,
        address=everything,
        notice=everything,
        recipients=Recipients(HOSTILE_NAMES, everything),
    )
