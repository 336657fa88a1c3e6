"""Formula carriers, in the order in which they are asked; the first that claims an element or a stretch of text has it.

Markup that stands round another carrier's comes first (KaTeX and MathJax hold MathML), plain text last.
"""

from deepmath_assets.stages.extract.carriers import (
    asciimath,
    attributes,
    delimiters,
    doxygen,
    elements,
    forum_codes,
    images,
    katex,
    latexml,
    math_scripts,
    mathjax2,
    mathjax3,
    mathml,
    mediawiki,
    pretext,
    scripts,
    stackexchange,
    zhihu,
)

CARRIERS = (
    mediawiki.CARRIER,
    katex.CARRIER,
    mathjax3.CARRIER,
    mathjax2.CARRIER,
    math_scripts.CARRIER,
    latexml.CARRIER,
    mathml.CARRIER,
    zhihu.CARRIER,
    doxygen.CARRIER,
    images.CARRIER,
    stackexchange.CARRIER,
    pretext.CARRIER,
    attributes.CARRIER,
    elements.CARRIER,
    scripts.CARRIER,
    forum_codes.CARRIER,
    asciimath.CARRIER,
    delimiters.CARRIER,
)
