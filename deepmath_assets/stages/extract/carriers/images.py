"""Formula images: TeX in the address (WordPress, codecogs, Google charts, mimetex, Zhihu) or in the alternative."""

import re
from urllib.parse import unquote, unquote_plus

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean, is_display
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

SERVICES = re.compile(
    r"latex\.php|codecogs\.com|zhihu\.com/equation|cht=tx|mimetex|mathtex\.cgi|/latex/|/math/render|latex\.png|math\.img"
    r"|quicklatex|/latexrender/|/cgi-bin/tex|latex\.cgi|wikimedia\.org/api/rest_v1/media/math|i\.upmath\.me|mathurl\.com"
)
CLASSES = word_set(
    """
    latex tex math eeimg ee_img formula inlineformula displayformula bbcode_latex ql-img-inline-formula ql-img-
    displayed-equation latex_inline latex_display mathjax-img texrender mathimage math-image Formula-image
    """
)
DISPLAY = frozenset(("displayformula", "ql-img-displayed-equation", "latex_display", "ql-img-display-formula"))
QUERY = re.compile(r"(?:latex\.php\?(?:.*?&)?latex|[?&](?:tex|chl))=([^&]*)")
CODECOGS = re.compile(r"codecogs\.com/(?:[a-z.]*\.)?(?:latex|download|image)[^?]{0,60}\?(.*)$", re.S)
OPTIONS = re.compile(r"^\s*(?:\\(?:inline|dpi\{\d+\}|bg_\w+|fn_\w+|large|small|huge|LARGE|tiny|Large|normalsize)\s*)+")
FEW = 4
LIKE_TEX = re.compile(r"[\\^_={}]|^[A-Za-z0-9+\-*/()<>.,' ]{1,12}$")


def tex_of_image(tree: Tree, node: int) -> str:
    """The TeX of a formula image, `""` for any other image and for one that says nothing."""
    address = tree.get(node, "src") or tree.get(node, "data-src") or tree.get(node, "data-original")
    alternative = tree.get(node, "alt").strip()
    if written := tree.get(node, "data-formula") or tree.get(node, "data-tex"):
        return written
    in_query = QUERY.search(address)
    if in_query and not alternative:
        return unquote_plus(in_query[1])
    if codecogs := CODECOGS.search(address):
        return OPTIONS.sub("", unquote(codecogs[1]).replace("&space;", " "))
    if ("mimetex" in address or "mathtex.cgi" in address) and "?" in address:
        return unquote(address.split("?", 1)[1])
    if alternative and LIKE_TEX.search(alternative):
        return alternative
    return unquote_plus(in_query[1]) if in_query else ""


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of an image of a formula service or class; it is displayed where it stands alone."""
    classes = tree.classes(node)
    address = tree.get(node, "src") or tree.get(node, "data-src")
    if address.startswith("data:") and CLASSES.isdisjoint(classes):
        return None
    if not SERVICES.search(address[:300]) and CLASSES.isdisjoint(classes):
        return None
    written = tex_of_image(tree, node)
    if not written and not SERVICES.search(address[:300]):
        return None
    return Claim(clean(written), is_display(written) or not DISPLAY.isdisjoint(classes) or stands_alone(tree, node))


def stands_alone(tree: Tree, node: int) -> bool:
    """Whether a node is all that its parent holds."""
    parent = tree.parents[node]
    if parent < 0 or tree.tags[parent] in ("body", "td"):
        return False
    first, last = parent + 1, tree.ends[parent]
    around = [*range(first, min(node, first + FEW)), *range(tree.ends[node], min(last, tree.ends[node] + FEW))]
    alone = node - first <= FEW and last - tree.ends[node] <= FEW
    return alone and all(not tree.tags[i] and not tree.texts[i].strip() for i in around)


CARRIER = Carrier("images", claim, tags=frozenset(("img",)))
