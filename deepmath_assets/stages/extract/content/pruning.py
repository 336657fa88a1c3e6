"""What to leave out inside the main content: lists of links, lines that lead to other pages, credits."""

import re
from typing import TYPE_CHECKING

from deepmath_assets.stages.extract.content.measures import Measures
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

if TYPE_CHECKING:
    from deepmath_assets.profiles.shapes.extract import Pruning

LINK_PARTS = word_set("div section ul ol table aside header footer dl form")
LEADING_PARTS = word_set("p div section li h2 h3 h4 h5 h6 ul aside")
CANDIDATES = LINK_PARTS | LEADING_PARTS | {"figcaption"}
FIGURE_CONTENT = word_set("math mjx-container pre code table script svg canvas sub sup")
NUMBERED = re.compile(
    r"\s*(?:fig(?:ure|\.)?|tab(?:le|\.)?|abb(?:ildung|\.)?|algorithm|listing|图|表|図)\s*\.?\s*\d", re.I
)
LEAD_INS = (
    r"read (?:more|also|next)|see (?:also|more)\s*:|also read|related(?: articles?| posts?| stories| content)?\s*:?$",
    r"you (?:may|might) also (?:like|be interested)|more (?:on this|from|stories)|don['’]t miss|recommended|share this",
    r"share on|tags?\s*:|filed under|if you enjoyed|subscribe|sign up|follow us|advertisement",
    r"lesen sie (?:auch|mehr)|mehr (?:zum thema|dazu|lesen)|weitere (?:artikel|beiträge|infos)",
    r"das könnte (?:sie|dich) auch|auch interessant",
    r"zum thema\s*:|zurück zu|bewerten\s*:|anzeige\s*$|teilen\s*:?$|schlagw",
    r"à lire aussi|lire aussi|voir aussi|lea (?:también|además)|vea también|ver también|te puede interesar",
    r"temas relacionados|leia (?:também|mais)|veja também|você pode gostar|leggi anche|lees (?:ook|verder)",
    r"czytaj (?:też|także|więcej)|zobacz (?:też|także)|więcej\s*\]?$|drukuj",
    r"相关(?:阅读|文章|推荐|新闻)|推荐阅读|延伸阅读|猜你喜欢|责任编辑|上一篇|下一篇|分享到|版权声明|本文作者|本文链接|関連記事",
)
LEAD_IN = re.compile(rf"\s*(?:{'|'.join(LEAD_INS)})", re.I)

LEAD_IN_STARTS = word_set(
    """
    re se al yo mo do sh ta fi if su si fo ad le me we da au zu be an te sc à li vo ve le vi cz zo wi dr
    相关 推荐 延伸 猜你 责任 上一 下一 分享 版权 本文 関連
    """
)


def prunable(tree: Tree, measures: Measures, root: int, skipped: set[int], policy: "Pruning") -> set[int]:
    """Outermost parts inside a root that hold no running text and are mostly links, or lead to other pages; none in a
    root that is itself a directory.
    """
    found: set[int] = set()
    chars = measures.chars
    tags, ends = tree.tags, tree.ends
    size, mass = chars[ends[root]] - chars[root], measures.whole_mass(tree, root)
    if mass < policy.min_running_share * size:
        return found
    most = policy.max_share * size
    i, end = root + 1, ends[root]
    while i < end:
        last = ends[i]
        if i in skipped:
            i = last
        elif tags[i] in CANDIDATES and _is_to_prune(tree, measures, i, most, policy):
            found.add(i)
            i = last
        else:
            i += 1
    return found


def _is_to_prune(tree: Tree, measures: Measures, node: int, most: float, policy: "Pruning") -> bool:
    tag = tree.tags[node]
    if tag == "figcaption":
        return _captions_a_photo(tree, node)
    size = measures.chars[tree.ends[node]] - measures.chars[node]
    return policy.min_chars <= size <= most and _leads_away(tree, measures, node, policy)


def _leads_away(tree: Tree, measures: Measures, node: int, policy: "Pruning") -> bool:
    tag, last = tree.tags[node], tree.ends[node]
    size = measures.chars[last] - measures.chars[node]
    if tag in LEADING_PARTS and size < policy.lead_in_max_chars:
        start = tree.text(node).lstrip()
        if start[:2].lower() in LEAD_IN_STARTS and LEAD_IN.match(start):
            return True
    if tag not in LINK_PARTS and tag != "p":
        return False
    if measures.mass[last] != measures.mass[node]:
        return False
    linked = measures.link_chars[last] - measures.link_chars[node]
    if tag == "p":
        return size >= policy.headline_min_chars and linked > policy.headline_min_link_share * size
    return linked > policy.min_link_share * size


def _captions_a_photo(tree: Tree, node: int) -> bool:
    """Whether a caption is neither numbered, as in books and papers, nor of a listing, a table or a formula."""
    figure = tree.parents[node]
    if not FIGURE_CONTENT.isdisjoint(tree.tags[figure : tree.ends[figure]]):
        return False
    text = tree.text(node)
    return not NUMBERED.match(text) and not any(mark in text for mark in ("$", "\\(", "\\["))
