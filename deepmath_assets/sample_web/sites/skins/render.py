"""Pages as HTML: blocks with their formulas in the site's carrier, inside the site's furniture.

A skin is data (`*.toml` beside this module): the page with `{{..}}` slots, and the markup around a segment of a role.
"""

import re
import tomllib
from functools import cache
from html import escape
from importlib import resources
from itertools import groupby
from typing import Any

from deepmath_assets.sample_web.carriers.catalogue import BY_NAME, write
from deepmath_assets.sample_web.model import Block, Page, stream
from deepmath_assets.sample_web.prose.pieces import NAMES

_INLINE = re.compile(r"\$([^$]+)\$")


@cache
def skins() -> dict[str, Any]:
    """All skins by name."""
    found: dict[str, Any] = {}
    folder = resources.files("deepmath_assets.sample_web.sites.skins")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            found |= tomllib.loads(entry.read_text("utf-8"))
    return found


def page_html(page: Page, seed: int) -> str:
    """The page's HTML; its formulas are noted in `page.formulas` in the order in which they stand."""
    skin = skins()[page.site.skin]
    page.formulas.clear()
    body = "\n".join(_segment(page, skin, list(group)) for _, group in groupby(page.piece.blocks, key=_segment_of))
    rng = stream(seed, "skin", page.url)
    slots = {
        "title": escape(_bare(page.piece.title)),
        "name": escape(page.site.name),
        "lang": "zh-CN" if page.lang == "zh" else "en",
        "head": BY_NAME[page.carrier].head,
        "charset": _declared(page),
        "related": _links(page.related[:6]),
        "recent": _links(page.related[6:]),
        "votes": str(rng.randint(0, 80)),
        "views": str(rng.randint(20, 9000)),
        "date": f"20{rng.randint(12, 24)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "user": rng.choice(["ada_k", "mossgreen", "tk421b", "violet", "lambda7", "oldowl", "小石头", "nobody2"]),
        "url": escape(page.url),
        "price": f"{rng.randint(5, 90)}.99",
        "body": body,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: slots[match[1]], str(skin["page"]))


def _declared(page: Page) -> str:
    if page.declared in {"none", "header"}:
        return ""
    name = "utf-8" if page.declared == "wrong" else {"gb18030": "gb2312"}.get(page.charset, page.charset)
    return f'<meta http-equiv="Content-Type" content="text/html; charset={name}">'


def _segment_of(block: Block) -> tuple[str, int]:
    return block.role, block.group


def _segment(page: Page, skin: dict[str, Any], blocks: list[Block]) -> str:
    inner = "\n".join(_block(page, block, i) for i, block in enumerate(blocks))
    role = blocks[0].role
    if not role:
        return inner
    opening, closing = skin.get("roles", {}).get(role, ("<p><b>{{label}}.</b></p>", ""))
    if any(block.kind == "li" for block in blocks):
        return inner
    label = NAMES[page.lang].get(role, "")
    heading = str(opening).replace("{{label}}", label) if label or "{{label}}" not in opening else ""
    return f"{heading}{inner}{closing}"


def _block(page: Page, block: Block, index: int) -> str:
    if block.kind == "display":
        return _formula(page, block.text, True)
    if block.kind == "code":
        return f"<pre><code>{escape(block.text, quote=False)}</code></pre>"
    if block.kind == "row":
        return (
            "<table><tr>"
            + "".join(f"<td>{_inline(page, cell)}</td>" for cell in block.text.split("\t"))
            + "</tr></table>"
        )
    tag = "blockquote" if block.kind == "quote" else block.kind
    return f"<{tag}>{_inline(page, block.text)}</{tag}>"


def _inline(page: Page, text: str) -> str:
    parts = _INLINE.split(text)
    html = [
        _formula(page, part, False) if i % 2 else escape(part, quote=False).replace("¤", "$").replace("\n", "<br>\n")
        for i, part in enumerate(parts)
    ]
    return "".join(html)


def _formula(page: Page, tex: str, display: bool) -> str:
    html, name = write(page.carrier, tex, display)
    page.formulas.append((tex, display, name, BY_NAME[name].soft))
    return html


def _links(related: list[tuple[str, str]]) -> str:
    return "\n".join(f'<li><a href="{escape(url)}">{escape(_bare(name))}</a></li>' for url, name in related)


def _bare(title: str) -> str:
    return _INLINE.sub(r"\1", title)
