"""All carriers in one ordered tuple: name, how it writes a formula, what the page's head loads, whether TeX survives.

A carrier is a function `(tex, display) -> html`. `soft` says that the page does not hold the TeX itself, so that an
extractor can only come near it. Where a carrier cannot say a formula (KeyError), the formula is set by `fallback`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from deepmath_assets.sample_web.carriers import delimiters, images, markup, rendered

_MATHJAX3 = (
    '<script id="MathJax-script" async src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js"></script>'
)
_MATHJAX2 = (
    '<script async src="https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js?config=TeX-AMS_CHTML"></script>'
)
_DOLLAR = "<script>MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']]}};</script>" + _MATHJAX3
_CUSTOM = (
    '<script type="text/x-mathjax-config">MathJax.Hub.Config({tex2jax: {inlineMath: [["@@","@@"]], '
    'displayMath: [["@@@","@@@"]]}});</script>' + _MATHJAX2
)
_KATEX = '<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/katex@0.16.4/dist/katex.min.css">'
_ASCII = '<script src="https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js?config=AM_HTMLorMML"></script>'


@dataclass(frozen=True, slots=True)
class Carrier:
    """How one site writes formulas."""

    name: str
    write: Callable[[str, bool], str]
    head: str = ""
    soft: bool = False
    fallback: str = ""


CARRIERS: tuple[Carrier, ...] = (
    Carrier("dollar", delimiters.dollars, _DOLLAR),
    Carrier("paren", delimiters.parentheses, _MATHJAX3),
    Carrier("custom-delimiter", delimiters.custom, _CUSTOM),
    Carrier("script", delimiters.script, _MATHJAX2),
    Carrier("mathjax2", rendered.mathjax2, _MATHJAX2),
    Carrier("mathjax3", rendered.mathjax3, _MATHJAX3, soft=True),
    Carrier("katex", rendered.katex, _KATEX),
    Carrier("katex-stripped", rendered.katex_stripped, _KATEX),
    Carrier("mathml-annotation", markup.annotated),
    Carrier("mathml-alttext", markup.alttext),
    Carrier("mathml-bare", markup.bare, soft=True),
    Carrier("mathml-prefixed", markup.prefixed, soft=True),
    Carrier("wikipedia", markup.wikipedia),
    Carrier("wikipedia-image", markup.wikipedia_image),
    Carrier("wordpress-image", images.wordpress),
    Carrier("codecogs-image", images.codecogs),
    Carrier("data-tex", markup.data_tex, '<script src="/js/tex-fill.js"></script>'),
    Carrier("data-formula", markup.data_formula, _KATEX),
    Carrier("zhihu-image", images.zhihu),
    Carrier("zhihu-span", images.ztext),
    Carrier("doxygen-image", images.doxygen),
    Carrier("pretext", delimiters.pretext, _MATHJAX3),
    Carrier("stackexchange", delimiters.stackexchange, _DOLLAR),
    Carrier("forum-tex", delimiters.forum_tex),
    Carrier("forum-hash", delimiters.hashes, _DOLLAR.replace("['$', '$']", "['##', '##']")),
    Carrier("sub-sup", markup.sub_sup, soft=True, fallback="codecogs-image"),
    Carrier("asciimath", delimiters.backticks, _ASCII, soft=True, fallback="codecogs-image"),
)
BY_NAME = {carrier.name: carrier for carrier in CARRIERS}


def write(name: str, tex: str, display: bool) -> tuple[str, str]:
    """The formula's HTML and the name of the carrier that really holds it."""
    carrier = BY_NAME[name]
    try:
        return carrier.write(tex, display), name
    except KeyError:
        if not carrier.fallback:
            raise
        return BY_NAME[carrier.fallback].write(tex, display), carrier.fallback
