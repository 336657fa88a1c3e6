"""Carriers of formulas that a renderer has already set: MathJax 2 and 3, KaTeX, its damaged copies."""

from html import escape

from deepmath_assets.sample_web.carriers.markup import bare
from deepmath_assets.sample_web.carriers.tex import leaves, mathml, tree

_ITALIC = '<span class="mi" style="font-family: MathJax_Math-italic;">'
_CHARACTER = '<mjx-mi class="mjx-i"><mjx-c class="mjx-c{:X} TEX-I"></mjx-c></mjx-mi>'
_STRUT = '<span class="strut" style="height:0.6833em;"></span>'


def mathjax2(tex: str, display: bool) -> str:
    """MathJax 2 output: preview, visual spans, assistive MathML, and the source script behind it."""
    glyphs = "".join(f"{_ITALIC}{escape(leaf)}</span>" for leaf in leaves(tree(tex)))
    parts = (
        '<span class="MathJax_Preview" style="color: inherit;"></span>',
        '<span class="MathJax" tabindex="0" style="position: relative;" role="presentation">',
        f'<nobr aria-hidden="true"><span class="math"><span class="mrow">{glyphs}</span></span></nobr>',
        f'<span class="MJX_Assistive_MathML" role="presentation">{bare(tex, display)}</span></span>',
    )
    mode = "; mode=display" if display else ""
    frame = "".join(parts)
    shell = f'<div class="MathJax_Display" style="text-align: center;">{frame}</div>' if display else frame
    return f'{shell}<script type="math/tex{mode}">{tex}</script>'


def mathjax3(tex: str, display: bool) -> str:
    """MathJax 3 CHTML: characters as empty elements, and assistive MathML as the only readable form."""
    glyphs = "".join(_CHARACTER.format(ord(c)) for leaf in leaves(tree(tex)) for c in leaf)
    shown, mark = ("block", ' display="true"') if display else ("inline", "")
    parts = (
        f'<mjx-container class="MathJax" jax="CHTML"{mark}>',
        f'<mjx-math class="MJX-TEX" aria-hidden="true">{glyphs}</mjx-math>',
        f'<mjx-assistive-mml unselectable="on" display="{shown}">{bare(tex, display)}</mjx-assistive-mml>',
        "</mjx-container>",
    )
    return "".join(parts)


def _visual(tex: str) -> str:
    glyphs = "".join(f'<span class="mord mathnormal">{escape(leaf)}</span>' for leaf in leaves(tree(tex)))
    return f'<span class="katex-html" aria-hidden="true"><span class="base">{_STRUT}{glyphs}</span></span>'


def katex(tex: str, display: bool) -> str:
    """KaTeX from the server: MathML with the TeX annotation, then the visual tree."""
    source = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    opening = bare("", display).split("<mrow")[0]
    math = f"{opening}<semantics>{mathml(tree(tex))}{source}</semantics></math>"
    inner = f'<span class="katex"><span class="katex-mathml">{math}</span>{_visual(tex)}</span>'
    return f'<span class="katex-display">{inner}</span>' if display else inner


def katex_stripped(tex: str, display: bool) -> str:
    """KaTeX after a sanitizer that removed MathML tags and kept their text, as copied pages of code blogs show it."""
    kept = "".join(f"\n {escape(leaf)}" for leaf in leaves(tree(tex)))
    math = f'<span class="katex-mathml">{kept}\n {escape(tex, quote=False)}\n</span>'
    kind = "display" if display else "inline"
    return f'<span class="katex--{kind}"><span class="katex">{math}{_visual(tex)}</span></span>'
