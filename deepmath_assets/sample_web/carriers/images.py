"""Carriers that show a formula as an image with the TeX in an attribute or in the address."""

from html import escape
from urllib.parse import quote, quote_plus


def wordpress(tex: str, display: bool) -> str:
    """WordPress `latex.php`: the TeX is both in the address and in `alt`."""
    address = (
        f"https://s0.wp.com/latex.php?latex={quote_plus(tex)}&amp;bg=ffffff&amp;fg=000000&amp;s={2 if display else 0}"
    )
    image = f'<img src="{address}" alt="{escape(tex)}" title="{escape(tex)}" class="latex" />'
    return f'<p align="center">{image}</p>' if display else image


def codecogs(tex: str, display: bool) -> str:
    """codecogs: the TeX in the address only."""
    image = f'<img src="https://latex.codecogs.com/gif.latex?{quote(tex, safe="")}" border="0">'
    return f"<center>{image}</center>" if display else image


def zhihu(tex: str, display: bool) -> str:
    """Zhihu: an image with `eeimg` whose address and `alt` hold the TeX."""
    kind = "2" if display else "1"
    return f'<img src="https://www.zhihu.com/equation?tex={quote(tex, safe="")}" alt="{escape(tex)}" eeimg="{kind}"/>'


def ztext(tex: str, display: bool) -> str:
    """Zhihu's newer markup: `span.ztext-math` with `data-tex`."""
    mark = ' data-eeimg="2"' if display else ' data-eeimg="1"'
    return f'<span class="ztext-math"{mark} data-tex="{escape(tex)}"></span>'


def doxygen(tex: str, display: bool) -> str:
    r"""Doxygen: `form_N.png` with `$..$` or `\[..\]` in `alt`."""
    number = sum(map(ord, tex)) % 500
    if display:
        return f'<p class="formulaDsp"><img class="formulaDsp" alt="\\[{escape(tex)}\\]" src="form_{number}.png"/></p>'
    return f'<img class="formulaInl" alt="${escape(tex)}$" src="form_{number}.png"/>'
