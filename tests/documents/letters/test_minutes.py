"""Minutes' words: what is said with which facts, and what is left out."""

from dataclasses import replace
from fractions import Fraction

from chiso.documents.letters import MinutesItem, Vote, minutes_letter
from tests.documents.letters.examples import minutes


def words_of(facts):
    return [f"{part.label} {part.words}".strip() for part in minutes_letter(facts).body]


def item(**facts):
    return words_of(replace(minutes(), items=(MinutesItem("Tiêu chí 1", **facts),)))


def test_the_parts_of_the_decree_come_first():
    assert words_of(minutes())[:4] == [
        "Thời gian bắt đầu: 08 giờ 30 phút, ngày 05 tháng 11 năm 2026.",
        "Địa điểm: Phòng họp 201, trụ sở Sở Nội vụ, 18B Lê Thánh Tông, phường Cửa Nam.",
        "Chủ tọa: Trần Đình Cảnh, Giám đốc Sở Nội vụ, Chủ tịch Hội đồng.",
        "Thư ký: Lê Thị Thu Hà, Chuyên viên Phòng Cải cách hành chính.",
    ]


def test_a_list_of_people_is_counted_and_ends_in_a_full_stop():
    words = words_of(minutes())
    start = words.index("Thành viên có mặt: 2 người.")
    assert words[start + 1 : start + 3] == [
        "- Phạm Văn Bình, Phó Giám đốc Sở Khoa học và Công nghệ;",
        "- Đỗ Ngọc Anh, Phó Chánh Văn phòng Ủy ban nhân dân thành phố.",
    ]
    assert "Đại biểu mời dự:" not in " ".join(words)


def test_a_discussion_keeps_its_paragraphs():
    words = item(discussion="Một.\n\n  Hai.\r\nBa.")
    start = words.index("1. Tiêu chí 1")
    assert words[start + 1 : start + 4] == ["Một.", "Hai.", "Ba."]


def test_a_vote_says_all_three_counts():
    assert "Biểu quyết: 5 tán thành, 0 không tán thành, 2 không có ý kiến." in item(
        vote=Vote(5, abstaining=2)
    )


def test_points_are_said_before_and_after_only_where_they_changed():
    changed = item(points_before=Fraction(1), points_after=Fraction(3, 2), max_points=Fraction(2))
    assert "Điểm: trước khi họp 1; sau khi họp 1,5/2." in changed
    kept = item(points_before=Fraction(1), points_after=Fraction(1), max_points=Fraction(2))
    assert "Điểm: 1/2." in kept
    assert "Điểm: 1,25." in item(points_after=Fraction(5, 4))
    assert not [words for words in item(points_before=Fraction(1)) if words.startswith("Điểm:")]


def test_a_meeting_that_goes_on_leaves_room_for_its_end():
    last = words_of(replace(minutes(), ended=None))[-1]
    assert last == "Cuộc họp kết thúc vào …… giờ …… phút, ngày …… tháng …… năm 2026./."


def test_minutes_have_a_symbol_and_no_line_of_place_and_day():
    heading = minutes_letter(minutes()).heading
    assert (heading.symbol, heading.number, heading.place) == ("BB-SNV", "", "")


def test_minutes_in_english_say_one_person():
    facts = replace(minutes(), language="en")
    assert "Absent: 1 person." in words_of(facts)
    assert "Members present: 2 people." in words_of(facts)
