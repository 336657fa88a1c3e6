"""Code: the text of a listing with its indentation, without line numbers and buttons, and its language."""

import re

from deepmath_assets.stages.extract.content.vocabulary import GUTTER
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s*|sourceCode\s+|src-|prettyprint lang-)"
    r"([A-Za-z][\w+#.-]{0,20})",
    re.I,
)
NOT_LANGUAGES = word_set(
    """
    none text plaintext plain nohighlight source default highlight notranslate container wrapper plugin code
    """
)
HIGHLIGHTED = re.compile(r"(?:^|\s)highlight\s+([a-z][\w+#-]{0,15})(?:\s|$)")
LEFT_OUT = frozenset(("button", "style", "script", "textarea", "svg"))
LINES = frozenset(("div", "li", "p", "tr"))


def code_text(tree: Tree, node: int) -> str:
    """The text of a listing, line by line as it stands."""
    parts: list[str] = []
    tags, texts, ends = tree.tags, tree.texts, tree.ends
    pending_ends: list[int] = []
    i, end = node + 1, ends[node]
    while i < end:
        while pending_ends and pending_ends[-1] <= i:
            pending_ends.pop()
        tag = tags[i]
        if not tag:
            parts.append(texts[i])
        elif tag in LEFT_OUT or _is_gutter(tree, i):
            i = ends[i]
            continue
        elif tag == "br" or (tag in LINES and parts and not parts[-1].endswith("\n")):
            parts.append("\n")
        i += 1
    return (
        "".join(parts).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "").strip("\n")
    )


def _is_gutter(tree: Tree, node: int) -> bool:
    value = tree.attrs[node].get("class")
    return bool(value) and GUTTER.search(value or "") is not None


def language_of_code(tree: Tree, node: int) -> str:
    """The language that the classes of a listing, of its code element or of what stands round it name, or `""`."""
    inner = tree.first(node, "code")
    for place in (node, *((inner,) if inner >= 0 else ()), *tree.ancestors(node, 6)):
        attrs = tree.attrs[place]
        named = attrs.get("data-lang") or attrs.get("data-language") or ""
        classes = attrs.get("class") or ""
        match = LANGUAGE.search(classes) or HIGHLIGHTED.search(classes)
        name = (named or (match[1] if match else "")).lower()
        if name and name not in NOT_LANGUAGES and re.fullmatch(r"[\w+#.-]{1,20}", name):
            return name
    return ""


def fenced(code: str, language: str) -> str:
    r"""A fenced block; the fence is longer than any run of back quotes in the code.

    >>> fenced("a\n  b", "python")
    '```python\na\n  b\n```'
    """
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * min(longest + 1, 40)
    return f"{fence}{language}\n{code}\n{fence}"


def quoted(code: str) -> str:
    """Inline code between back quotes.

    >>> quoted("f(x)"), quoted("a`b")
    ('`f(x)`', '`` a`b ``')
    """
    words = " ".join(code.split())
    return f"`` {words} ``" if "`" in words else f"`{words}`"
