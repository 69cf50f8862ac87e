"""What stands around a report: sentences that speak of its figure and introductions that make it another's.

Each was written before the patterns were tried on it, and is read both with its accents and without.
"""

from __future__ import annotations

import pytest

from parsers import Misreading, Reading, read
from parsers.folding import fold
from tests.parsers.vocabulary import TAN_CHAU

COUNTED = "BZ XA01 1234 máy. "
PLAYED = "PT LT01 3 lần. "

OF_THE_COUNT = """
    Em báo khống đó
    Hớ rồi
    Bịa á
    Sai bét
    Tam bay
    Ghi ẩu
    Quên đi
    Tào lao đó
    Phỏng chừng
    Đùa thôi
    Chưa ký
    Mới nửa xã thôi anh
    Bên kia sông chưa có
    Phía nam xã còn thiếu nhiều
    Hai xóm trong rừng chưa nộp
    Dọc kênh thôi nghen
    Còn mấy ấp biên giới chưa gửi
    Tính luôn máy tính bảng
    Ke ca hoc sinh truong huyen
    Không tính mấy nhà trong rẫy
    Ngoài chợ thôi, trong xóm chưa
    Em ghi bừa cho có
    Em bấm đại con số
    Hình như em đọc lộn dòng
    Em viết ẩu quá không biết đúng không
    Anh Tư nói sao em ghi vậy
    Nghe qua điện thoại không rõ
    Chữ mờ em đoán số cuối
    Máy em bị liệt phím số
    Số này chị Ba nắm, em không rành
    Em nhớ không rõ lắm
    Đừng nhập vội anh ơi
    Anh khoan lấy nha
    Bỏ tin này giùm em
    Lát em nhắn lại cái khác
    Chờ em hỏi lại ấp đã
    Tối em gửi con số khác
    Em kiểm lại rồi báo
    Coi như chưa gửi nha
    Chưa được sếp duyệt đâu
    Đừng trình lãnh đạo nha
    Một số nhà cài xong xóa liền
    Bà con tải rồi mà không mở
    Nhiều máy cài rồi nhưng không bật bluetooth
    Có người khai hai lần
    Nhiều tên bị trùng giữa hai ấp
    Mấy người này hứa mai cài
    Tải về thôi chứ chưa cài
    Có máy gỡ ra rồi
    Phân nửa đã xóa ứng dụng
    Trong đó nhiều máy không dùng được
    Chung với Tân Hiệp
    Gộp cả Tân Phú
    Cùng xã Tân Đông
    Bên Tân Hội luôn
    Kể luôn Suối Ngô
    Cộng với bên Tân Hà
    Của Tân Phú đó
    Gồm Tân Hiệp nữa
    Với lại Tân Thành
    Lộn qua Tân Hội
    Nhầm dòng rồi
    Em cộng ẩu nên chắc không khớp
    Con số này em phịa ra
    Em gõ thiếu một số ở cuối
    Thừa một số không
    Em nhớ áng chừng vậy thôi
    Cái này nghe ông trưởng ấp kể lại
    Sổ bị ướt nên đọc câu được câu mất
    Em thấy con số này kỳ kỳ
    Chắc ăn thì anh hỏi lại anh Bảy
    Coi lại giùm em chứ em thấy lạ
    Em không dám chắc
    Nói cho vui thôi
    Tin này con gái em bấm nhầm
    Điện thoại tự nhảy số
    Máy cấn trong túi quần nó gửi
    Ông chủ tịch ép ghi con số đó
    Em copy của tuần rồi
    Anh khoan nhập nha
    Đừng ghi vô sổ vội
    Xóa giùm em
    Thôi bỏ đi anh
    Em rút lại nha
    Không tính tin này
    Lát nữa có số khác em nhắn
    Chủ tịch chưa đồng ý số này
    Số này để tham khảo thôi
    Tạm vậy đã
    Được phân nửa à
    Mới có bên đây sông
    Bên kia kênh chưa ai đi
    Còn lại hai ấp mai làm
    Chưa có ấp Ninh Bình
    Thiếu ấp 3
    Trừ mấy nhà ngoài lộ
    Chỉ nội trong xóm chợ
    Tính cả máy của giáo viên
    Gồm luôn người tạm trú
    Cộng cả mấy đứa học trò
    Không kể người già
    Trong đó nhiều máy trùng nhau
    Có người cài hai máy
    Cái này là số nhà chứ không phải máy
    Cài xong bà con xóa sạch
    Phần lớn cài rồi để đó
    Họ hứa tối về cài
    Nhiều người tải dở chừng
    Cài mà không đăng ký số điện thoại
    Chưa ai quét được
    Mấy máy này hết pin chưa cài được
    Con số này em hổng tin lắm
    Em nghi sai
    Chép nhầm tờ hôm kia
    Tụi nhỏ lấy máy nhắn bậy
    Em chưa kịp đối chiếu
    Phỏng đoán thôi anh
    Sếp biểu ghi cao lên
    Làm màu thôi
    Em gõ rớt mất một số
    Hôm bữa ai đó đưa em số này
    Cho đẹp báo cáo thôi
    Em đọc không kịp
    Anh giữ lại đừng cộng vô
    Chờ em xác minh
    Hủy tin này
    Em gửi nhầm chỗ
    Thôi để mai em gửi số chính xác
    Chưa được phép báo
    Còn thiếu ấp bên kia cầu
    Một bên lộ thôi
    Mới làm xong khu chợ
    Chưa tính bên công ty
    Gộp hai tuần
    Tính cả người ở huyện khác
    Lấy luôn máy cục gạch
    Có trùng
    Đếm theo đầu người chứ không theo máy
    Tính theo hộ
    Tải xong không mở được
    Cài rồi lại gỡ
    Hầu hết chưa kích hoạt
    Máy nào cũng báo lỗi không cài được
    Hẹn tuần sau cài
"""

OF_THE_LOUDSPEAKER = """
    Loa hư hết đâu có phát
    Mà cúp điện nên không phát
    Nhà nào cũng đóng cửa
    Máy phát cháy rồi nên im re
    Thực ra không đi được nhà nào
    Chưa phát cho ai hết
    Thẻ còn nguyên trong tủ
    Mưa quá nên hủy buổi phát
    Theo lịch thôi chứ chưa phát
    Mai tụi em mới đi
    Bữa nay mưa nên không phát được buổi nào
    Loa bị sét đánh không kêu
    Tính phát mà mất điện
    Ghi theo lịch vậy chứ loa hư
    Chiều mới phát
    Hôm nay xã nghỉ phát
    Có phát đâu
    Định phát mà mưa
    Phát thử thôi
    Người trực nghỉ nên không ai phát
"""

TALK = """
    Mệt quá
    Trời mưa lớn
    Chào anh
    Sóng yếu lắm
    Vui lắm anh
    Chúc ngủ ngon
    Em Tuấn VP
    Nắng ghê
    Hẹn gặp lại
    Hết rồi ạ
    Chúc cuối tuần vui
    Kính thư
    Thank you
    Anh em đi khắp các ấp rất nhiệt tình
    Nhà em ở gần chợ có gì anh ghé chơi
    Khu vực biên giới đường khó đi lắm anh
    Bên y tế phối hợp tốt với tụi em
    Đường dọc kênh bị ngập nước
    Em đang ở ngoài chợ nên nhắn vội
    Thôi em đi ăn cơm nha
    Em gõ chậm vì mắt kém anh thông cảm
    Điện thoại em sắp hết pin
    Em viết vội anh thông cảm
    Chị Ba ở nhà bệnh nên em làm thay
    Chúc cả nhà mình bình an
    Đừng lo nha anh
    Anh đừng giận em nha
    Lát em ghé huyện lấy công văn
    Tối em về quê
    Chờ huyện cấp thêm khẩu trang
    Em hỏi thăm chị Lan văn phòng
    Chiều em họp chi bộ
    Anh nhớ giữ gìn sức khỏe
    Bà con mở loa nghe rất chăm chú
    Nhiều cụ già không có điện thoại thông minh
    Có nhà mời cơm tụi em
    Em vừa tải công văn của huyện về
    Ai cũng khen ứng dụng dễ dùng
    Huyện hứa cấp thêm áo mưa mà chưa thấy
    Trùng hợp bữa nay sinh nhật em
    Người dân rất ủng hộ
    Bà con hợp tác vui vẻ
    Xã đang mở lớp tập huấn
    Mai em qua Tân Hội họp giao ban
    Em già rồi bấm phím chậm lắm
    Bữa nay nắng nóng quá
    Em cảm ơn anh đã nhắc
    Có gì anh gọi em nha
    Anh em mệt nhưng vui
    Chúc văn phòng một ngày tốt lành
    Em lấy chồng bên Tây Ninh
    Bà con khen xã mình làm bài bản
    Điện thoại em hay mất sóng
    Em đang đi ăn đám cưới
    Hồi nãy em đang họp nên gửi trễ
    Mong anh thông cảm
    Trưởng ấp nói bà con rất thích
    Con em bệnh nên em về sớm
    Tổ em có năm người thay phiên nhau đi
    Em nhắn bằng máy của chồng em
    Anh đừng lo
    Đừng quên phần quà cho tụi em nha
    Lát em gọi cho anh
    Tối nay em trực
    Anh nhận được thì ok em cái
    Nhờ anh gửi lời thăm chị Hoa
    Khi nào họp anh báo em
    Anh coi đá banh chưa
    Ấp nào bà con cũng nhiệt tình
    Bên ngoài trời đang mưa
    Hai vợ chồng em cùng đi vận động
    Mấy chú công an hỗ trợ nhiệt tình
    Các hội đoàn thể phối hợp rất tốt
    Khu phố em bị cúp nước
    Đường vô ấp sình lầy khó đi
    Bà con ở xa nên đi lại cực lắm
    Nhà nào cũng mời nước
    Ai cũng vui vẻ
    Còn khẩu trang thì xin huyện cấp thêm
    Xã em rộng nên đi hoài không hết
    Bà con thấy tiện nên rất thích
    Mấy bạn đoàn viên cài rất lẹ
    Người già thì con cháu cài giùm
    Wifi xã yếu nên cài hơi lâu
    Tụi em có mang theo cục phát wifi
    Bà con hứa sẽ giữ gìn sức khỏe
    Em có dặn bà con bật bluetooth
    Chúc anh chị buổi tối an lành
    Ba em bệnh nằm viện
    Sóng bên em chập chờn lắm
    Anh Tư gửi lời hỏi thăm
    Tụi nhỏ nhà em khỏe
    Em mừng quá anh ơi
    Cực mà vui
    Dân mình thương anh em lắm
    Chị nhớ uống nước nghen
    Em xin phép về sớm
    Chờ tin anh
    Đừng chờ cơm em
    Để em mời anh ly cà phê
    Tối em lên nộp giấy tờ
    Bữa nào rảnh ghé xã chơi
    Ấp em đang có đám cưới
    Bên kia sông có dịch không anh
    Người già được con cháu giúp
    Hai ông bà cụ vui lắm
    Công ty cho công nhân nghỉ sớm
    Mấy đứa nhỏ chạy theo coi
    Đường trơn té mấy lần
    Nhà em ngay chợ
    Cả xóm ra coi
    Bà con góp gạo nấu cơm
    Ứng dụng này hay
    Bà con hẹn mai uống trà
    Anh Ba công an đi cùng
    Dân khen lắm
"""

TALK_OF_THE_LOUDSPEAKER = """
    Trời mưa nhưng bà con nghe loa đều
    Loa phát rõ lắm anh
    Anh cho em xin cái áo mưa
    Em cần thêm khẩu trang
    Loa mới huyện cấp kêu to lắm
    Mưa lớn nên anh em ướt hết
    Chiều nay em bận họp
    Bà con nghe đài rất đều
    Sáng nay trời mưa mà vẫn phát đúng giờ
    Phát xong em đi ăn sáng
    Điện yếu nhưng loa vẫn kêu
    Bà con nghe rõ
    Loa kêu tốt
    Anh Sáu trực loa bữa nay
    Bài hay lắm anh
    Em phát đúng giờ
"""
OF_OTHERS = """
    Huyện đã nhận BZ XA01 1234
    Văn phòng nhận được BZ XA01 1234
    Em đã ghi nhận xã Tân Hà BZ 1234
    Tổng hợp ghi nhận: xã Tân Hà cài bluezone 1234 máy
    Đã nhận đủ: BZ XA01 1234
    VP ghi nhận báo cáo của xã Tân Hà BZ 1234
    Đã nhập BZ XA01 1234
    Hệ thống báo BZ XA01 1234
    Điện thoại hiện BZ XA01 1234
    Nghe nói xã Tân Hà cài bluezone 1234 máy
    Nghe đồn BZ XA01 1234
    Anh Bảy nói BZ XA01 1234
    Nghe anh Tư nói xã Tân Hà cài bluezone 1234 máy
    Soạn tin: BZ XA01 1234
    Nhắn: BZ XA01 1234
    Mẫu: BZ XA01 1234
    Cách nhắn: BZ XA01 1234
    Gửi xã Tân Hà: cài bluezone 1234 máy
    Gửi Đảng ủy xã Tân Hà: BZ 1234
    Nhắn xã Tân Hà: BZ 1234
    3 xã: BZ XA01 1234
    Báo cáo 2 xã: BZ XA01 1234
    Gửi anh chị xã Tân Hà: BZ 1234
"""

OWN = """
    Em gửi BZ XA01 1234
    Xã Tân Hà gửi anh BZ 1234
    Kính gửi văn phòng: xã Tân Hà BZ 1234
    Nhờ anh ghi nhận BZ XA01 1234
    Đề nghị văn phòng ghi nhận xã Tân Hà BZ 1234
    Em đã nhận tin nhắc. BZ XA01 1234
    Đã nhận tin nhắc, BZ XA01 1234
    Gửi số liệu xã Tân Hà: BZ 1234
    Gửi báo cáo xã Tân Hà: BZ 1234
    Gửi văn phòng: xã Tân Hà BZ 1234
    Gửi anh Bảy: BZ XA01 1234
    Em báo BZ XA01 1234
    Chị Ba báo BZ XA01 1234
    Em gửi 2 xã: BZ XA01 1234; BZ XA02 999
    Anh ghi giùm em BZ XA01 1234
    Báo cáo: BZ XA01 1234
    Dạ xã Tân Hà báo cáo: BZ 1234
    Kính gửi VP, em báo cáo xã Tân Hà BZ 1234
    Em xin gửi tin BZ XA01 1234
    UBND xã Tân Hà kính gửi: BZ 1234
    Gui VP huyen xa Tan Ha BZ 1234
    Anh Tư xã Tân Hà báo BZ 1234
    Sau khi nhận chỉ đạo, xã Tân Hà BZ 1234
"""


def _both(lead: str, sentences: str) -> list[str]:
    texts = [lead + sentence.strip() for sentence in sentences.strip().splitlines()]
    return [*texts, *map(fold, texts)]


def _counts(text: str) -> bool:
    found = read(text, TAN_CHAU)
    return isinstance(found, Reading) and bool(found.counts)


@pytest.mark.parametrize("text", _both(COUNTED, OF_THE_COUNT) + _both(PLAYED, OF_THE_LOUDSPEAKER), ids=ascii)
def test_a_sentence_about_the_figure_is_asked_about(text: str) -> None:
    assert not _counts(text)


@pytest.mark.parametrize("text", _both(COUNTED, TALK) + _both(PLAYED, TALK_OF_THE_LOUDSPEAKER), ids=ascii)
def test_a_sentence_about_other_things_is_talk(text: str) -> None:
    assert _counts(text)


@pytest.mark.parametrize("text", _both(COUNTED.replace(".", ","), OF_THE_COUNT), ids=ascii)
def test_so_is_what_a_comma_parts_from_it(text: str) -> None:
    assert not _counts(text)


@pytest.mark.parametrize("text", _both("", OF_OTHERS), ids=ascii)
def test_what_is_received_heard_taught_or_addressed_is_no_report(text: str) -> None:
    assert not _counts(text)


@pytest.mark.parametrize("text", _both("", OWN), ids=ascii)
def test_a_report_may_be_introduced(text: str) -> None:
    assert _counts(text)


@pytest.mark.parametrize(
    "text",
    [
        "PT LT01 0. Cup dien nen nghi",
        "SUA BZ XA01 1234. Hoi nay em bam bua",
        "BZ XA01 1234. Ung dung ghi ro lam",
        "BZ XA01 1234. Xa Tan Ha",
        "BZ XA01 1234. Em nói dài dòng anh thông cảm",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert _counts(text)


@pytest.mark.parametrize("word", ["so", "nghen", "cung", "bo nghen", "cai"])
def test_a_long_sentence_of_the_same_words_is_read(word: str) -> None:
    text = "BZ XA01 1234. Bo " + f"{word} " * (9_900 // (len(word) + 1))
    assert isinstance(read(text, TAN_CHAU), Reading | Misreading)
