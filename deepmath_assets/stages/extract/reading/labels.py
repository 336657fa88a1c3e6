"""Labels of encodings, as the web means them (WHATWG Encoding Standard, table of labels), and where a page states one.

A label names a superset: `gb2312` is GB18030, `shift_jis` is windows-31j, `iso-8859-1` and `ascii` are windows-1252,
`euc-kr` is windows-949, `big5` includes HKSCS. Labels outside the standard (`utf-7`, `rot13`) name nothing.
"""

import re

_FAMILIES = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf_8 utf-8-sig utf_8_sig",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58 "
    "cp936 ms936 hz-gb-2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 big5hkscs cp950",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese eucjp",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr euckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cseuckr iso-ir-149 cp949",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1252": "iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-8859-1:1987 latin1 latin-1 l1 ascii "
    "us-ascii "
    "ansi_x3.4-1968 windows-1252 x-cp1252 cp1252 cp819 ibm819 csisolatin1 iso-ir-100",
    "cp1250": "windows-1250 x-cp1250 cp1250",
    "cp1251": "windows-1251 x-cp1251 cp1251",
    "cp1253": "windows-1253 x-cp1253 cp1253",
    "cp1254": "windows-1254 x-cp1254 cp1254 iso-8859-9 iso8859-9 latin5 l5",
    "cp1255": "windows-1255 x-cp1255 cp1255",
    "cp1256": "windows-1256 x-cp1256 cp1256",
    "cp1257": "windows-1257 x-cp1257 cp1257",
    "cp1258": "windows-1258 x-cp1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11 iso8859-11 dos-874",
    "iso8859_2": "iso-8859-2 iso8859-2 latin2 l2 iso_8859-2 csisolatin2",
    "iso8859_3": "iso-8859-3 iso8859-3 latin3 l3",
    "iso8859_4": "iso-8859-4 iso8859-4 latin4 l4",
    "iso8859_5": "iso-8859-5 iso8859-5 cyrillic csisolatincyrillic iso_8859-5",
    "iso8859_6": "iso-8859-6 iso8859-6 arabic",
    "iso8859_7": "iso-8859-7 iso8859-7 greek greek8",
    "iso8859_8": "iso-8859-8 iso8859-8 hebrew iso-8859-8-i logical",
    "iso8859_10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859_13": "iso-8859-13 iso8859-13",
    "iso8859_14": "iso-8859-14 iso8859-14",
    "iso8859_15": "iso-8859-15 iso8859-15 latin9 l9 iso_8859-15 csisolatin9",
    "iso8859_16": "iso-8859-16",
    "koi8_r": "koi8-r koi koi8 koi8_r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "cp866": "ibm866 cp866 866 csibm866",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
}
CODEC_OF_LABEL = {label: codec for codec, labels in _FAMILIES.items() for label in labels.split()}
SINGLE_BYTE = frozenset(c for c in _FAMILIES if c.startswith(("cp12", "iso8859", "koi8", "cp8", "mac_")))
LONGEST_LABEL = 60
STATED_WITHIN_BYTES = 65_536

_COMMENT = re.compile(rb"<!--.*?-->|<script\b.*?</script|<style\b.*?</style", re.S | re.I)
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]{2,40})")


def codec_of(label: str | None) -> str | None:
    """Python's codec for a label of the web, None for a label that the standard does not know.

    >>> codec_of(' "GB2312" '), codec_of("latin1"), codec_of("utf-7"), codec_of("utf-8; charset=gbk")
    ('gb18030', 'cp1252', None, 'utf-8')
    """
    if not label or len(label) > 10 * LONGEST_LABEL:
        return None
    name = label.strip().strip("\"'").split(";")[0].strip().strip("\"'").lower()
    return CODEC_OF_LABEL.get(name)


def stated_codec(raw: bytes) -> str | None:
    """The codec that the page's own `<meta>` or XML declaration states, outside comments and scripts.

    >>> stated_codec(b'<!-- <meta charset=gbk> --><meta charset="utf-8">')
    'utf-8'
    """
    declared = _XML.match(raw[:400])
    if declared and (codec := codec_of(declared[1].decode("ascii", "replace"))):
        return codec
    head = raw[:STATED_WITHIN_BYTES]
    if b"charset" not in head and b"CHARSET" not in head:
        return None
    if b"<!--" in head or b"<script" in head:
        head = _COMMENT.sub(b"", head)
    for match in _META.finditer(head):
        codec = codec_of(match[1].decode("ascii", "replace"))
        if codec:
            return "utf-8" if codec.startswith("utf-16") else codec
    return None
