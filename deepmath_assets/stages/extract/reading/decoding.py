"""Bytes of a page to text.

Order: byte order mark; strict UTF-8 (a text of another encoding passes it by chance only when very short); then the
labels, HTTP before the page's own, each mapped to its web encoding and decoded with replacement, so that one bad byte
does not change the encoding of the page; then detection by how common the decoded characters are. A label is believed
while few of its characters are replaced and no other reading is far more plausible.
"""

import codecs
import re

from deepmath_assets.stages.extract.reading.detection import likeliest, plausibility
from deepmath_assets.stages.extract.reading.labels import SINGLE_BYTE, codec_of, stated_codec

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PLAUSIBLE, LEAST_OF_ONE_BYTE, LEAST_OF_OTHERS = 0.3, 0.65, 0.5
SIBLINGS = {"iso8859_2": "cp1250", "iso8859_7": "cp1253", "iso8859_13": "cp1257", "iso8859_15": "cp1252"}
C1 = re.compile("[\x80-\x9f]")
SAMPLE_BYTES = 60_000
REPLACED_SHARE_OF_A_RIGHT_LABEL = 0.1
HIGH_BYTES = re.compile(rb"[^\x00-\x7f][^\x00-\x7f\s<>]?[\x80-\xff]*.?")


def decode(raw: bytes, charset: str | None) -> tuple[str, str]:
    r"""The text of a page and the codec that was used. Never raises; what no reading knows becomes U+FFFD.

    >>> decode("数学".encode("gbk") + b"<p>", "gb2312")
    ('数学<p>', 'gb18030')
    >>> decode(b"it\x92s", "iso-8859-1")
    ('it’s', 'cp1252')
    """
    codec = _marked(raw) or _wide(raw, charset)
    if codec is None:
        text = _strict_utf8(raw)
        if text is not None and not _is_iso2022(raw, charset):
            return text.replace("\0", "") if b"\0" in raw else text, "utf-8"
        codec = _by_label_or_guess(raw, charset)
    return raw.decode(codec, "replace").removeprefix("\ufeff").replace("\0", ""), codec


def _marked(raw: bytes) -> str | None:
    for mark, codec in MARKS:
        if raw.startswith(mark):
            return codec
    return None


def _wide(raw: bytes, charset: str | None) -> str | None:
    """UTF-16 and UTF-32 without a mark: the zero bytes of the markup's ASCII say which."""
    head = raw[:4096]
    if (codec_of(charset) or "").startswith("utf-16") and (b"<\0" in head or b"\0<" in head):
        return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"
    zeros = head.count(0)
    if zeros * 8 < len(head) or not head:
        return None
    by_place = [head[k::4].count(0) * 4 / len(head) for k in range(4)]
    if by_place[0] > 0.9 and by_place[1] > 0.9:
        return "utf-32-be"
    if by_place[2] > 0.9 and by_place[3] > 0.9:
        return "utf-32-le"
    if by_place[0] + by_place[2] > 4 * (by_place[1] + by_place[3]) + 0.2 and b"\0<" in head:
        return "utf-16-be"
    if by_place[1] + by_place[3] > 4 * (by_place[0] + by_place[2]) + 0.2 and b"<\0" in head:
        return "utf-16-le"
    return None


def _strict_utf8(raw: bytes) -> str | None:
    """The text if the bytes are UTF-8; a cut character at the very end is forgiven."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 0:
            return raw.decode("utf-8", "replace")
    return None


def _is_iso2022(raw: bytes, charset: str | None) -> bool:
    return b"\x1b$" in raw[:SAMPLE_BYTES] and "iso2022_jp" in (codec_of(charset), stated_codec(raw))


def _by_label_or_guess(raw: bytes, charset: str | None) -> str:
    labels = [codec for codec in (codec_of(charset), stated_codec(raw)) if codec]
    sample = _foreign_sample(raw)
    if "iso2022_jp" in labels and b"\x1b$" in raw:
        return "iso2022_jp"
    guess, its_plausibility = likeliest(sample)
    labels = [codec for codec in labels if not codec.startswith(("utf-16", "iso2022"))]
    labels.sort(key=lambda codec: codec in SINGLE_BYTE and len({c in SINGLE_BYTE for c in labels}) > 1)
    for codec in labels:
        text = sample.decode(codec, "replace")
        foreign = sum(c > "\x7f" for c in text) or 1
        if text.count("\ufffd") > REPLACED_SHARE_OF_A_RIGHT_LABEL * foreign:
            continue
        least = LEAST_OF_ONE_BYTE if codec in SINGLE_BYTE and guess not in SINGLE_BYTE else LEAST_OF_OTHERS
        if its_plausibility > PLAUSIBLE and plausibility(text, codec) < least * its_plausibility:
            continue
        return SIBLINGS.get(codec, codec) if C1.search(text) else codec
    return guess


def _foreign_sample(raw: bytes) -> bytes:
    """The parts of a page outside ASCII, at most so many bytes, each with its neighbours."""
    parts, size = [], 0
    for match in HIGH_BYTES.finditer(raw):
        parts.append(match[0])
        size += len(match[0]) + 1
        if size > SAMPLE_BYTES:
            break
    return b" ".join(parts)
