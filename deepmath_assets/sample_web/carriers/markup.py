"""Carriers in XML and attributes: MathML in four dresses, Wikipedia, data attributes, sub and sup."""

from html import escape

from deepmath_assets.sample_web.carriers.tex import mathml, scripts_html, tree

_XMLNS = 'xmlns="http://www.w3.org/1998/Math/MathML"'


def _block(display: bool) -> str:
    return ' display="block"' if display else ""


def annotated(tex: str, display: bool) -> str:
    """MathML with a TeX annotation."""
    source = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    return f"<math {_XMLNS}{_block(display)}><semantics>{mathml(tree(tex))}{source}</semantics></math>"


def alttext(tex: str, display: bool) -> str:
    """LaTeXML: MathML with the TeX in `alttext`; displays sit in an equation table."""
    shown = "block" if display else "inline"
    math = f'<math class="ltx_Math" alttext="{escape(tex)}" display="{shown}">{mathml(tree(tex))}</math>'
    cell = f'<tr class="ltx_equation ltx_eqn_row"><td class="ltx_eqn_cell ltx_align_center">{math}</td></tr>'
    return f'<table class="ltx_equation ltx_eqn_table">{cell}</table>' if display else math


def bare(tex: str, display: bool) -> str:
    """MathML and nothing else."""
    return f"<math {_XMLNS}{_block(display)}>{mathml(tree(tex))}</math>"


def prefixed(tex: str, display: bool) -> str:
    """MathML under a namespace prefix (`m:math`)."""
    return f'<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"{_block(display)}>{mathml(tree(tex), "m:")}</m:math>'


def wikipedia(tex: str, display: bool) -> str:
    r"""MediaWiki: hidden MathML with a `{\displaystyle ..}` annotation, and the fallback image."""
    shown = escape(f"{{\\displaystyle {tex}}}")
    kind = "display" if display else "inline"
    source = f'<annotation encoding="application/x-tex">{shown}</annotation>'
    inner = f"<semantics>{mathml(tree(tex))}{source}</semantics>"
    parts = (
        '<span class="mwe-math-element">',
        f'<span class="mwe-math-mathml-{kind} mwe-math-mathml-a11y" style="display: none;">',
        f'<math {_XMLNS} alttext="{shown}"{_block(display)}>{inner}</math></span>',
        f'<img src="/media/render/svg/{len(tex):08x}" class="mwe-math-fallback-image-{kind}" alt="{shown}"></span>',
    )
    return "".join(parts)


def wikipedia_image(tex: str, display: bool) -> str:
    """MediaWiki of the years before MathML: the image alone, TeX in `alt`."""
    image = (
        f'<img class="mwe-math-fallback-image-inline tex" alt="{escape(tex)}" src="/images/math/{len(tex):02x}.png">'
    )
    return f"<dl><dd>{image}</dd></dl>" if display else image


def data_tex(tex: str, display: bool) -> str:
    """An empty element that a script fills from `data-tex`."""
    mark = ' data-display="true"' if display else ""
    return f'<span class="tex" data-tex="{escape(tex)}"{mark}></span>'


def data_formula(tex: str, display: bool) -> str:
    """Editor output with the TeX in `data-formula` (spaces there are written as such)."""
    return f'<span class="ql-formula{" block" if display else ""}" data-formula="{escape(tex)}">\ufeff</span>'


def sub_sup(tex: str, display: bool) -> str:
    """HTML letters with `<sub>` and `<sup>`; KeyError where that cannot say the formula."""
    html = scripts_html(tree(tex))
    return f'<p class="eq">{html}</p>' if display else html
