r"""What MathJax 3 draws when it leaves neither TeX nor MathML behind, as MathML elements again.

Its SVG names the MathML node of each group (`data-mml-node`) and the character of each outline (`data-c`), its CHTML
says both in tags and classes (`mjx-msup`, `mjx-c1D465`); pages that were rendered once and for all on a server hold
nothing else. Scripts stand in an order of their own: CHTML writes the upper one first or names their places, SVG says
them by moving them. Widths of spaces, and in SVG calligraphic letters, are not read.
"""

import re

from deepmath_assets.stages.extract.mathml import latex_of_element
from deepmath_assets.stages.extract.mathml.elements import DEEPEST, MOST, Element
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

NODES = word_set(
    """
    math mi mn mo ms mtext mspace mrow mstyle mpadded mphantom merror menclose mfrac msqrt mroot msub msup msubsup
    munder mover munderover mtable mtr mtd texatom mmultiscripts
    """
)
ROLES = {"mjx-base": "0", "mjx-num": "0", "mjx-under": "1", "mjx-den": "1", "mjx-root": "1", "mjx-over": "2"}
LEFT_OUT = frozenset(("mjx-surd", "mjx-labels"))
LINES = frozenset(("rect", "mjx-line"))
CODE = re.compile(r"(?:^|\s)mjx-c([0-9A-F]{2,5})\b")
CALLIGRAPHIC = re.compile(r"\bTEX-B?C\b")
BARS = frozenset("−¯‾–")
ROLE = "data-role"
BOTH = frozenset(("msubsup", "munderover"))
LOWERED = re.compile(r"translate\([^,)]{1,20},\s*-")
PIECES = dict(zip("⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎫⎬⎭⏐\ue150\ue152→←", "((()))[[[]]]{{{}}}|⏞⏟→←", strict=True))


def drawn_tex(tree: Tree, node: int) -> str:
    """The TeX of the drawing in an `mjx-container`, `""` where it cannot be read."""
    root = _elements(tree, node)
    return latex_of_element(root) if root.kids else ""


def _elements(tree: Tree, node: int) -> Element:
    root = Element("mrow", {})
    stack, role = [(tree.ends[node], root)], ""
    i, end = node + 1, min(tree.ends[node], node + MOST)
    while i < end:
        while i >= stack[-1][0]:
            _arrange(stack.pop()[1])
        tag, parent = tree.tags[i], stack[-1][1]
        name = _name(tree, i, tag)
        if tag in LEFT_OUT or "data-labels" in tree.attrs[i] or (name and len(stack) > DEEPEST):
            i = tree.ends[i]
            continue
        if tag in ROLES:
            role = ROLES[tag]
        elif tag in LINES:
            parent.attrs["line"] = "1"
        elif name:
            if tag == "g" and parent.name in BOTH and parent.kids:
                role = "1" if LOWERED.match(tree.get(i, "transform")) else "2"
            kid = Element(name, {ROLE: role} if role else {})
            role = ""
            parent.kids.append(kid)
            stack.append((tree.ends[i], kid))
        else:
            parent.text += tree.texts[i].strip() if not tag else _character(tree, i, parent)
        i += 1
    while stack:
        _arrange(stack.pop()[1])
    return root


def _name(tree: Tree, node: int, tag: str) -> str:
    """The MathML element that an element draws, `""` where it draws none."""
    name = tree.get(node, "data-mml-node").lower() if tag == "g" else tag[4:] if tag.startswith("mjx-") else ""
    return "mtr" if name == "mlabeledtr" else name if name in NODES else ""


def _character(tree: Tree, node: int, parent: Element) -> str:
    """The character of an outline or of a glyph."""
    code, names = tree.get(node, "data-c"), tree.get(node, "class")
    if not code and (found := CODE.search(names)):
        code = found[1]
        if CALLIGRAPHIC.search(names):
            parent.attrs["mathvariant"] = "script"
    try:
        return chr(int(code, 16)) if code else ""
    except (ValueError, OverflowError):
        return ""


def _arrange(element: Element) -> None:
    """Children in the order of MathML, the bracket for its pieces, no sign of a root that the name says."""
    kids = element.kids
    if element.name in ("msqrt", "mroot") and len(kids) > 1 and kids[-1].name == "mo" and kids[-1].text == "√":
        kids.pop()
    if any(ROLE in kid.attrs for kid in kids):
        kids.sort(key=lambda kid: kid.attrs.get(ROLE) or "0")
    elif element.name in BOTH and len(kids) == 3:
        kids[1], kids[2] = kids[2], kids[1]
    if element.name == "munderover" and len(kids) == 2 and kids[0].name == "munder":
        kids[:1] = kids[0].kids
    if element.name == "mfrac" and "line" not in element.attrs:
        element.attrs["linethickness"] = "0"
    if element.name == "mo" and len(element.text) > 1:
        element.text = next((PIECES[char] for char in element.text if char in PIECES), element.text)
    if element.name in ("mover", "munder") and len(kids) == 2 and kids[1].text and set(kids[1].text) <= BARS:
        kids[1].text = "‾"
    if element.name == "mtable" and len(kids) == 1 and len(kids[0].kids) == 1:
        element.attrs["displaystyle"] = "true"
