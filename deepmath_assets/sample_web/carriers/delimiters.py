"""Carriers that leave TeX in the text: dollar signs, backslash parentheses, site-specific marks, script elements."""

from html import escape

from deepmath_assets.sample_web.carriers.tex import asciimath, tree


def dollars(tex: str, display: bool) -> str:
    """`$..$` and `$$..$$`."""
    mark = "$$" if display else "$"
    return f"{mark}{escape(tex, quote=False)}{mark}"


def parentheses(tex: str, display: bool) -> str:
    r"""`\(..\)` and `\[..\]`."""
    return f"\\[{escape(tex, quote=False)}\\]" if display else f"\\({escape(tex, quote=False)}\\)"


def custom(tex: str, display: bool) -> str:
    """Delimiters that only the page's MathJax configuration explains: `@@..@@` and `@@@..@@@`."""
    mark = "@@@" if display else "@@"
    return f"{mark}{escape(tex, quote=False)}{mark}"


def pretext(tex: str, display: bool) -> str:
    """PreTeXt: `span.process-math`, displays as `equation*`."""
    body = escape(tex, quote=False)
    if display:
        return f'<div class="displaymath process-math">\\begin{{equation*}}\n{body}\n\\end{{equation*}}</div>'
    return f'<span class="process-math">\\({body}\\)</span>'


def stackexchange(tex: str, display: bool) -> str:
    """Stack Exchange: `span.math-container` around dollars."""
    return f'<span class="math-container">{dollars(tex, display)}</span>'


def forum_tex(tex: str, display: bool) -> str:
    """Forum codes `[tex]..[/tex]` and `[itex]..[/itex]`."""
    name = "tex" if display else "itex"
    return f"[{name}]{escape(tex, quote=False)}[/{name}]"


def hashes(tex: str, display: bool) -> str:
    """Physics-forum style `##..##` inline, `$$..$$` displayed."""
    return f"$${escape(tex, quote=False)}$$" if display else f"##{escape(tex, quote=False)}##"


def script(tex: str, display: bool) -> str:
    """MathJax source scripts with and without `mode=display`, and nothing rendered."""
    mode = "; mode=display" if display else ""
    return f'<script type="math/tex{mode}">{tex}</script>'


def backticks(tex: str, display: bool) -> str:
    """AsciiMath between back quotes."""
    return f"`{escape(asciimath(tree(tex)), quote=False)}`"
