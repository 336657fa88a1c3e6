"""Bytes to text: marks, labels, wrong labels, corrupt bytes, detection."""

import pytest

from deepmath_assets.stages.extract.reading.decoding import decode

CHINESE = "直角三角形斜边上的高把它分成两个小的三角形，它们都和原来的三角形相似，我们可以由此证明这个定理。"
NOTICE = "秋游通知：班车二十分钟一趟，费用十五元，竞赛请带文具，逾期扣分。语文组吴老师荣获优秀奖，校史馆展览豆花制作。"
TRADITIONAL = "直角三角形斜邊上的高把它分成兩個小的三角形，它們都和原來的三角形相似，我們可以由此證明這個定理。"
JAPANESE = "この定理の証明にはいろいろな方法がありますが、ここでは面積を比べる方法を使います。"
KOREAN = "이 정리를 증명하는 방법은 여러 가지가 있으나 여기에서는 넓이를 비교하는 방법을 쓴다."
RUSSIAN = "Существует много доказательств этой теоремы, одно из них сравнивает площади фигур."
POLISH = (
    "Istnieje wiele dowodów tego twierdzenia, jeden z nich porównuje pola powierzchni. Źródło: książka, część pierwsza."
)


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (CHINESE, "gbk", "gb2312"),
        (CHINESE, "gb18030", "GBK"),
        (TRADITIONAL, "big5", "big5"),
        (JAPANESE, "shift_jis", "x-sjis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (KOREAN, "euc_kr", "ks_c_5601-1987"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8_r", "koi8-r"),
        (CHINESE, "utf-16-le", "utf-16"),
        ("it’s 5 €", "cp1252", "iso-8859-1"),
    ],
)
def test_label_means_what_the_web_means(text: str, codec: str, label: str) -> None:
    assert text in decode(f"<html><p>{text}</p>".encode(codec), label)[0]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gbk"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (POLISH, "cp1250"),
        (CHINESE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1"])
def test_detection_where_the_label_is_missing_or_wrong(text: str, codec: str, label: str | None) -> None:
    if codec in ("cp1250", "koi8_r", "cp1251") and label == "iso-8859-1":
        pytest.skip("one byte a character: a wrong label of the same kind cannot be told apart safely")
    assert text in decode(f"<html><p>{text}</p></html>".encode(codec), label)[0]


@pytest.mark.parametrize("label", [None, "utf-8"])
def test_long_runs_of_high_bytes_are_not_latin_letters(label: str | None) -> None:
    """Few of these characters are among the most frequent, and as Central European letters their bytes are common."""
    assert decode(f"<p>{NOTICE}</p>".encode("gbk"), label) == (f"<p>{NOTICE}</p>", "gb18030")


@pytest.mark.parametrize("bad", [b"\xff", b"\xb9"])
def test_one_bad_byte_does_not_change_the_encoding(bad: bytes) -> None:
    raw = f"<p>{CHINESE}</p><p>{CHINESE}</p>".encode("gbk").replace(b"</p>", bad + b"</p>", 1)
    text, codec = decode(raw, "gbk")
    assert codec == "gb18030"
    assert text.count(CHINESE) == 2


def test_own_statement_is_read_outside_comments_and_scripts() -> None:
    head = b"<!-- <meta charset=big5> --><script>'<meta charset=big5>'</script><meta charset=gb2312>"
    assert decode(head + CHINESE.encode("gbk"), None)[1] == "gb18030"


def test_mark_beats_every_label() -> None:
    assert decode(b"\xef\xbb\xbf" + CHINESE.encode(), "gbk") == (CHINESE, "utf-8")


@pytest.mark.parametrize("label", ["rot13", "hex", "utf-7", "../../etc", "", "none", "x" * 5000, "utf-8\0"])
def test_labels_outside_the_standard_mean_nothing(label: str) -> None:
    assert decode("+ADw- é".encode(), label)[0] == "+ADw- é"


def test_zero_bytes_between_letters_are_not_utf_16() -> None:
    assert decode(b"<p>" + b"a\0b " * 2000, None)[0].startswith("<p>ab ab")
