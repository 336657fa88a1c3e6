"""Pages and records that a crawl really holds and that break readers: damaged markup, damaged records, odd responses.

Each entry says what it is, and how its record is to be written; the text in most of them is a short piece of
mathematics that a robust reader can still find.
"""

from dataclasses import dataclass

from deepmath_assets.sample_web.model import stream
from deepmath_assets.sample_web.prose.writers import lesson

HOST = "relay.oddpages.net"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One odd record: its body, response and damage (`damage` is empty, `bad-length` or `truncated`)."""

    url: str
    what: str
    body: bytes
    label: str
    mime: str = "text/html"
    charset: str = "utf-8"
    status: int = 200
    coding: str = ""
    damage: str = ""


def hostile(seed: int) -> list[Hostile]:
    """All odd records, one of each; the truncated one must be written last in its file."""
    text = [_text(seed, i) for i in range(9)]
    gbk = _text(seed, 20, "zh").encode("gb18030").replace(b"</p>", b"\x80\xff</p>", 1)
    entries = [
        ("deep-nesting", ("<div>" * 10000 + text[0] + "</div>" * 10000).encode(), "unsure", {}),
        ("huge-attribute", f'<p data-blob="{"a1" * 524288}">x</p>{text[1]}'.encode(), "unsure", {}),
        ("broken-markup", _broken(text[2]).encode(), "unsure", {}),
        ("bad-length", text[7].encode(), "unsure", {"damage": "bad-length"}),
        ("gzip-payload", text[3].encode(), "math", {"coding": "gzip"}),
        ("chunked-payload", text[4].encode(), "math", {"coding": "chunked"}),
        ("utf-16", ("\ufeff" + text[5]).encode("utf-16-le"), "math", {"charset": "utf-16"}),
        ("null-bytes", text[6].replace(" ", "\0 ", 40).encode(), "unsure", {}),
        ("bad-byte-gbk", gbk, "unsure", {"charset": "gbk"}),
        (
            "non-html-mime",
            b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
            "non-math",
            {"mime": "application/pdf", "charset": ""},
        ),
        ("plain-text-mime", b"alpha;beta\n1;2\n", "non-math", {"mime": "text/csv", "charset": ""}),
        ("status-404", b"<html><title>Not found</title><p>Theorem not found.</p></html>", "non-math", {"status": 404}),
        ("status-301", b"<html><p>Moved.</p></html>", "non-math", {"status": 301}),
        ("empty-body", b"", "non-math", {}),
        ("truncated-record", text[8].encode(), "unsure", {"damage": "truncated"}),
    ]
    return [Hostile(f"https://{HOST}/odd/{what}", what, body, label, **more) for what, body, label, more in entries]  # type: ignore[arg-type]


def _text(seed: int, i: int, lang: str = "en") -> str:
    piece = lesson(stream(seed, "hostile", lang, i), lang)
    body = "".join(f"<p>{block.text}</p>\n" for block in piece.blocks if block.kind == "p")
    return f"<html><head><title>{piece.title}</title></head><body>{body}</body></html>".replace("<lt>", "&lt;")


def _broken(text: str) -> str:
    """Unclosed and wrongly nested tags, stray angle brackets, entities without end."""
    return "<b><i><table><td><p" + text.replace("</p>", "<span </b>&amp &#x;<", 3).replace(
        "</body></html>", "<<a href='x>"
    )
