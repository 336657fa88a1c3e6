"""The report's look: one HTML file without scripts or outside files; tables, plots, and pages side by side."""

import base64
from collections.abc import Iterable
from html import escape

import polars as pl

_STYLE = """
:root{--ink:#1d2530;--soft:#5c6773;--line:#dfe4ea;--paper:#fbfaf7;--accent:#2f6f8f;--good:#2e7d4f}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 24px 96px}h1{font-size:28px;margin:0 0 4px}
nav{color:var(--soft);margin-bottom:28px}nav a{color:var(--accent);margin-right:14px;text-decoration:none}
h2{font-size:20px;margin:44px 0 10px;border-bottom:1px solid var(--line);padding-bottom:6px}
h3{overflow-wrap:anywhere;font-size:15px;margin:22px 0 6px}
.figures{display:flex;flex-wrap:wrap;gap:12px}.figure{background:#fff;border:1px solid var(--line);border-radius:10px;
padding:12px 18px;min-width:140px}
.figure b{display:block;font-size:24px;color:var(--accent)}.figure span{color:var(--soft)}
table{border-collapse:collapse;width:100%;background:#fff;border:1px solid var(--line);font-size:13.5px;margin:8px 0}
th{background:#f1f3f5;text-align:left}th,td{padding:5px 9px;border-bottom:1px solid var(--line);vertical-align:top;
overflow-wrap:break-word}.n{text-align:right}td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}
img{max-width:100%;background:#fff;border:1px solid var(--line);border-radius:8px;margin:8px 0}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px;margin:10px 0 26px}.pair pre{margin:0;white-space:pre-wrap;
overflow-wrap:anywhere;background:#fff;border:1px solid var(--line);border-radius:8px;padding:10px;
font-size:12px;max-height:340px;overflow:auto}.pair pre:first-child{color:var(--soft)}
p.note{color:var(--soft);margin:4px 0}
@media(max-width:760px){.pair{grid-template-columns:1fr}}
"""


def page(title: str, parts: Iterable[tuple[str, str]]) -> str:
    """The whole file: a heading, links to the sections, the sections."""
    named = [(name, name.lower().replace(" ", "-"), body) for name, body in parts]
    links = "".join(f'<a href="#{anchor}">{escape(name)}</a>' for name, anchor, _ in named)
    bodies = "".join(f'<h2 id="{anchor}">{escape(name)}</h2>{body}' for name, anchor, body in named)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1><nav>{links}</nav>"
        f"{bodies}</main></html>"
    )


def figures(values: Iterable[tuple[str, object]]) -> str:
    """A row of large numbers with what they count.

    >>> figures([("pages", 1200)])
    '<div class="figures"><div class="figure"><b>1,200</b><span>pages</span></div></div>'
    """
    cells = "".join(f'<div class="figure"><b>{_text(v)}</b><span>{escape(name)}</span></div>' for name, v in values)
    return f'<div class="figures">{cells}</div>'


def table(rows: pl.DataFrame) -> str:
    """A frame as a table, numbers to the right."""
    head = "".join(_head(column) for column in rows)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows.iter_rows())
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def picture(png: bytes | None, about: str) -> str:
    """A plot inside the file."""
    if png is None:
        return ""
    return f'<img alt="{escape(about)}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def pair(before: str, after: str) -> str:
    """Two texts side by side."""
    return f'<div class="pair"><pre>{escape(before)}</pre><pre>{escape(after)}</pre></div>'


def heading(text: str) -> str:
    """A heading within a section; addresses of pages are hostile text like all the rest.

    >>> heading("http://example.org/<b>")
    '<h3>http://example.org/&lt;b&gt;</h3>'
    """
    return f"<h3>{escape(text)}</h3>"


def note(text: str) -> str:
    """A sentence below a heading."""
    return f'<p class="note">{escape(text)}</p>'


def _head(column: pl.Series) -> str:
    name = escape(column.name.replace("_", " "))
    return f'<th class="n">{name}</th>' if column.dtype.is_numeric() else f"<th>{name}</th>"


def _cell(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f'<td class="n">{_text(value)}</td>' if number else f"<td>{_text(value)}</td>"


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.3f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return escape(str(value))
