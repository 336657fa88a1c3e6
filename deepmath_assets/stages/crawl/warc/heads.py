"""How the heads of WARC and ARC records look, and what their fields say.

Here: the regular expressions of version lines, ARC lines and fields. Not here: what is done with them (`blocks.py`).

After ISO 28500 (WARC), which takes names and version without case, and the ARC format of the Internet Archive,
whose head is one line: address, IP address, date, and at its end the length.
"""

import re

HEAD_END = re.compile(rb"\n\r*\n")
VERSION_LINE = re.compile(rb"(?i)WARC/\S{1,16}[ \t]*(?:\r*\n|\Z)")
KNOWN_VERSION = re.compile(rb"(?i)WARC/[01]\.\d+\s")
NEXT_HEAD = re.compile(rb"WARC/\d\.\d+[ \t]*\r*\n(?=(?i:warc-[a-z-]+|content-[a-z]+)[ \t]*:)")
"""A version line where none is due: only if a field follows, since pages quote version lines too."""
ARC_LINE = re.compile(
    rb"([a-z][a-z0-9.+-]{1,15}:[^\n]{0,16000}?) (?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:]{2,39}|-) [0-9]{8,18} "
    rb"[^\n]{0,1000}?(\S+)[ ]*\r?\n",
    re.I,
)
NEXT_ARC_LINE = re.compile(rb"(?<=\n)" + ARC_LINE.pattern, re.I)
LENGTH = re.compile(rb"[0-9]{1,18}\Z")
LINE_ENDS = re.compile(rb"[\r\n]*")
TWO_LINE_ENDS = re.compile(rb"\r*\n\r*\n")
OTHER_CONTAINERS = re.compile(
    rb"PK\x03\x04|\xfd7zXZ\0|\x28\xb5\x2f\xfd|\x50\x2a\x4d\x18|\x04\x22\x4d\x18|BZh[1-9]|7z\xbc\xaf"
)
"""How zip (WACZ), xz, zstandard (also its skippable frame), lz4, bzip2 and 7z files begin."""
_FIELD = re.compile(
    rb"(?i)\n(WARC-T(?:ype|arget-URI|runcated)|Content-(?:Length|Type)|WARC-(?:Segment-Number|Identified-Payload-Type))"
    rb"[ \t]*:([^\r\n]*(?:\r*\n[ \t][^\r\n]*)*)"
)


def fields_of(head: bytes) -> dict[bytes, bytes]:
    r"""The fields that matter of a record's head, names in lower case, the first of each name.

    >>> fields_of(b"WARC/1.0\r\nwarc-type: response \r\nX-Note: a\r\nContent-Length:\r\n 12\r\n")
    {b'content-length': b'12', b'warc-type': b'response'}
    """
    fields = {name.lower(): value.strip() for name, value in reversed(_FIELD.findall(head))}
    for name, value in fields.items():
        if b"\n" in value:
            fields[name] = b" ".join(value.split())
    return fields
