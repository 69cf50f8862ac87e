"""Sayings: what stands around a report and says something against it, as patterns.

In a pattern `{name}` is any word of a class (`{name}+` one or more of them), `a|b` one of several words, `a_b` two that go
together, `*2` up to two words in between, `@` another unit, `^` the head of a sentence behind its opening words, `$` a clause's end
before the polite ones. Words are spelt with their accents: where a sentence
has accents they must be these, where it has none any word with these letters is meant.
"""

from __future__ import annotations

COMPOUNDS = "ứng dụng|sử dụng|áp dụng|tác dụng|người dùng|chi bộ|cán bộ|đảng bộ|toàn bộ|nội bộ|trung tâm|trung ương|trùng hợp|tự giác|tự nguyện"
"""Words of two of which neither means anything by itself."""

CLASSES = {
    "opening": "dạ|vâng|chết|trời|ơi|em|e|anh|chị|tui|tôi|mình|tụi|bọn|mà|thì|ủa|ờ|à|rồi|nói|thật|thiệt|thực|tình|ra|nhưng|nè|số|cái|này",
    "polite": "nghen|nghe|nha|nhé|nhe|nhen|hen|á|a|à|ạ|đó|đấy|anh|chị|em|ơi|luôn|hết|rồi|nè|giùm|dùm|giúp|ha|hả|sếp|cô|chú|bảy|trơn",
    "no": "không|ko|hông|hổng|hong|chưa|chẳng|đâu|khỏi",
    "tell": "ghi|nhập|bấm|nhắn|gõ|báo|viết|điền|gửi|nộp|khai|chép",
    "guess": "ghi|nhập|bấm|nhắn|gõ|báo|viết|điền|gửi|khai|chép|nói|đoán|bịa|cộng|tính|đếm|cho|chọn",
    "careless": "đại|bừa|ẩu|dóc|càn|liều|láo|lụi|chơi",
    "invent": "bịa|phịa|xạo|nói_dóc|giỡn",
    "check": "hỏi|dò|kiểm|coi|xem|đếm|tính|rà|soát",
    "soon": "lát|chút|xíu|tí|tối|chiều|trưa|mai|sáng|mốt|chờ|đợi|để|xong|hồi",
    "take": "lấy|ghi|nhập|đưa|công|tính|trình|đăng|cộng|gửi|báo|duyệt|chốt|xài|để|dùng|kể|đếm|nộp|tin|nhận|đọc|in|chuyển|tổng",
    "things": "máy|người|nhà|hộ|ấp|xóm|tên|số|chỗ|đứa|bà|khách|thẻ|tổ",
    "many": "nhiều|có|mấy|đa|một|hai|ba|vài|số|phần|hầu|cả|toàn|ai|nào|các",
    "part": "nửa|phía|dọc|khu|ấp|xóm|thôn|mé|miệt|đoạn|khúc|khóm",
    "open": "mở|bật|xài|dùng|chạy|kích|đăng|lên|sài|quét",
    "load": "tải|cài|down",
    "include": "tính|kể|gồm|cộng|đếm|gộp|lấy|luôn|chung|loại|trừ|ghi|thêm",
    "approve": "duyệt|gật|ký|chốt|thống|đồng|rà|đối|kiểm",
    "paper": "giấy|chữ|tờ|sổ|bảng|danh",
    "spoilt": "ướt|nhòe|nhoè|mờ|rách|xấu|mất|lem|bay",
    "cancel": "nghỉ|hủy|hoãn|dời|ngưng|thôi|dừng|dẹp",
    "act": "gửi|nhắn|nhảy|bấm|chạy|sửa|điền|đi|soạn|gõ",
    "days": "bữa|hôm|ngày|tuần|đợt|tháng|thứ",
    "deed": "đi|cài|phát|làm|tải|báo|gửi|nhập|chốt|gặp|đếm|nộp",
    "slipped": "tay|bấm|gửi|nhắn|ghi|nhập|gõ|báo|nhấn",
    "child": "cháu|bé|nhóc|nít|con_em|con_tui|nhỏ",
    "company": "với|cùng|chung|gộp|cộng|kể|luôn|cả|lại|bên|xã|của|gồm|tính|số|lộn|qua|nhầm",
    "boss": "kêu|biểu|bảo|dặn|ép|bắt|nói|chỉ|đạo|đọc",
}
"""Classes of words."""

SAYINGS = (
    # wrong, invented, a slip
    "^ lộn|nhầm",
    "nhầm *1 dòng|cột|ấp|xã|số|tin|máy",
    "bị|có|gửi|ghi|nhắn|gõ|nhập|đọc|bấm|ủa|ơi|chết|chắc *1 lộn",
    "{guess} *1 {careless} {polite}|$|cho|con|số|quá|vậy|bớt|chút",
    "{invent}",
    "tào_lao|tầm_bậy|tầm_bạ|bậy_bạ|trớt_quớt|trật_lất|trật_rồi|sai_bét",
    "^ ủa|hớ|úi|ối|ý_chết|chết_cha|chết_mẹ|chết_rồi|chết_chưa|thôi_chết $",
    "^ đùa",
    "{guess} thử",
    "thử máy|sim|tin|cú|chơi|nhắn|gửi",
    "lỡ {slipped}",
    "{child} *2 phá|nghịch|bấm|chơi|lấy|giỡn",
    "tự_nhiên|tự_động *3 {act}",
    "máy|thoại|nó|tin *1 tự *1 {act}",
    "{tell} nhầm",
    "{tell} khống|lố",
    "ghi|nhập cao|thấp",
    "nó *1 gửi|nhắn|nhảy|bấm",
    "kẹt|liệt|hư|dính *1 phím",
    "dư|thiếu|thừa|mất|lộn|nhảy *1 chữ_số|con_số|số",
    # not known, heard, not to be read
    "đọc|coi|nhìn|dịch {no} *1 ra|rõ|nổi|kịp|thấy",
    "nghe *4 kể|nói *1 lại|vậy",
    "thấy *3 kỳ|nghi|sao_sao|lạ_lạ|lạ_quá|vô_lý",
    "nghe *1 tiếng_được|tiếng_mất|lõm|loáng|câu_được",
    "{paper} *4 {spoilt}",
    "{no} nắm",
    "nắm|rành|biết|giữ chứ|chớ",
    "nhớ *2 không|hông|chưa",
    "{boss} *4 {tell} *1 vậy|vầy|thế|đại",
    "ép|bắt *2 {tell}",
    "mọi|mỗi|các *3 {tell} *1 vậy|vầy|thế|mẫu",
    "có thể *1 khác|sai|hơn|ít|nhiều|dư|thiếu",
    "xê_xích|xê_dịch|mang_máng|ang_áng|lờ_mờ|vô_lý",
    "chênh *1 chút|lệch|ít|vài|nhau",
    "trên dưới gì|chút|đó|ít|vài|$",
    # not to be taken, another follows
    "đừng *1 {take}",
    "bỏ cái|tin|số|báo|giùm|dùm|đi|{polite}|$",
    "rút lại|tin|số|$",
    "có|lấy *1 số|tin|cái|con_số khác",
    "đợi|chờ|để *2 {check}|xác_minh|đối_chiếu",
    "coi|xem|tính như chưa|không|bỏ|hổng",
    "{no} *1 {approve}",
    "{soon} *1 em|tui|mình *1 {tell} *1 lại|khác",
    "{tell} *2 khác $",
    "đính chính *1 sau|lại",
    "{check} lại *1 anh|chị|ấp|cái|đã|rồi|giúp|giùm|coi|xem|$",
    # part of the unit
    "^ còn nữa|phía|bên|mấy|các|hai|ba|vài|ấp|xóm|khu",
    "một|phân|hơn|được|mới nửa",
    "^ mới|chỉ|tính|riêng *1 {part}|bên|ngoài|trong|nội",
    "^ nửa",
    "^ riêng",
    "^ {many} *1 {part}|{things} khác|kia|chưa",
    "^ {part} khác|kia",
    "^ {part} *3 thôi|chưa|không|hông",
    "^ phía|dọc|khu|mé|miệt|đoạn|khúc *3 $",
    "^ {any} *4 thôi $",
    "bên kia|này|đó *2 {no}",
    # what was counted
    "^ {include} cả|luôn|chung|vô|vào|ra|riêng|theo|với",
    "^ {no} {include} *1 {things}|mấy|cả|luôn",
    "trùng tên|số|nhiều|lặp|khá|giữa|nhau|máy|người|hộ|$",
    "bị trùng",
    "{include}|khai|ghi|báo|cài hai lần|máy|sim|tên",
    "hứa *2 cài|tải|tới|mai|chiều|tối",
    "ncovi",
    "^ ý *1 là",
    "^ đó|đây là số hộ|nhà|khẩu|ca|lượt|ấp|tổ",
    "chứ|chớ *1 {no}",
    "đâu có|tới|phải|đủ|ai",
    # its state
    "gỡ ra|rồi|liền|bỏ|hết|mất|xuống|đi|$",
    "{load} *4 {no} *1 {open}",
    "{no} *1 kích_hoạt",
    "{load} *4 để_đó|để_yên|bỏ_đó",
    "tải về thôi",
    # of another day
    "^ của {days}",
    "{include} hai|mấy|nhiều|cả {days}",
    "lấy y|lại|của|{days}",
    # not done
    "nên|phải|đành *1 {cancel} *1 $",
    "{no}|khỏi|đâu *1 phát|gặp *1 ai|nhà|buổi|hết|lần|được|gì|$",
    "loa|máy|đài *2 câm|im",
    "loa|đài *4 {no} kêu",
    "có {deed} đâu",
    "tính|định|lẽ_ra|đáng_lẽ *3 mà|nhưng",
    "im_re|im_ru",
    "{many} *2 đóng cửa",
    "^ {soon} *3 {deed} $",
    "^ khi_nào|chừng_nào|bao_giờ *1 có|cấp|phát|gửi|tới $",
    "^ *4 chở|cấp|cử|gửi xuống *2 $",
    "^ *4 chở|cấp|cử|cần|xin|phát|gửi gấp|thêm|sớm $",
    "^ giao|đưa|chuyển|chia *1 cho|về|xuống|hết",
    "còn_nguyên|còn_đó|trong_tủ|trong_kho",
    "^ {company}+ @ nữa|{polite}|$",
)
"""Each says of the figure that it is wrong, guessed, withdrawn, of a part, of other things, undone or never done."""

LEADING = {
    "opening": "ok|alo|thì",
    "polite": ":",
    "office": "văn_phòng|vp|huyện|ubnd|tổng_hợp|bộ_phận|phòng|ban_chỉ_đạo|em|tôi|tui|mình|bên|tụi",
    "received": "đã_nhận|đã_nhập|đã_lưu|đã_nắm|ghi_nhận|đã_ghi_nhận|nhận_được|nhận_đủ",
    "of": "tin|báo|cáo|số|liệu|của|từ|là|được|đủ|rồi|về|xã",
    "device": "loa|máy|tổng_đài|hệ_thống|app|zalo|bảng|tivi|điện_thoại|phần_mềm|trang|web",
    "show": "nói|báo|đọc|ghi|hiện|bảo|nhắn",
    "that": "là|rằng|thì",
    "heard": "nghe|đồn",
    "tell": "nói|kể|đồn",
    "taught": "hướng_dẫn|gửi_tin|nhắn|nhắn_tin|soạn|soạn_tin|gõ|cách_nhắn|cách_gửi|cách_ghi",
    "speak": "gửi|nhắn|nhờ",
    "addressed": "ubnd|ủy_ban|đảng_ủy|anh|chị|các|đồng_chí|lãnh_đạo|chủ_tịch|bên|tới|đến|cho|văn_phòng",
}
"""Classes of words for what stands right before a report; its end is there, with or without a colon."""

TELLING = ("received", "show", "heard", "tell", "taught")
"""The classes of which each introduction has one."""

INTRODUCTIONS = (
    # received, by the office
    "^ {received}+ $",
    "^ {received}+ {of}+ $",
    "^ {office}+ {received}+ $",
    "^ {office}+ {received}+ {of}+ $",
    # said by others
    "^ {device}+ {show} $",
    "^ {device}+ {show} {that}+ $",
    "^ {heard} *4 $",
    "^ *4 {tell} $",
    "^ *4 {tell} {that}+ $",
    # taught
    "^ {taught} : $",
)
"""Each says that what follows is not the sender's own report."""

ADDRESSES = (
    "^ {speak} $",
    "^ {speak} {addressed}+ $",
)
"""Each makes the unit behind it, and before a colon, the one that is spoken to."""
