"""The main content of a page: a few subtrees, and what to leave out inside them.

One measured traversal (`measures.py`), then a walk down from the body to the smallest part that still holds the running
text: a part whose name says content may hold a smaller share of it than a part without such a name. Posts of a forum
and answers of a question are siblings of one kind: where several weigh, the part that holds them all is taken.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deepmath_assets.stages.extract.content.measures import Measures, measure
from deepmath_assets.stages.extract.content.pruning import prunable
from deepmath_assets.stages.extract.content.vocabulary import (
    BOILERPLATE_ROLES,
    BOILERPLATE_TAGS,
    CONTENT,
    LOOSE,
    is_no_page,
    kinds_of,
    says_boilerplate,
)
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

if TYPE_CHECKING:
    from deepmath_assets.profiles.shapes.extract import Content, Descent, Titled

NEVER_SKIPPED = frozenset(("html", "body", "main", "math", "article"))
PARTS = word_set(
    """
    article body center details div form html main section table tbody td tr header blockquote span font
    """
)
FORMULA_TAGS = frozenset(("math", "mjx-container"))
POST_MARKS = (
    *("answercell", "js-post", "topic-post", "message--post", "postbody", "post_message", "bbp-reply", "postcontent"),
    *("list-answer", "postContent", "messageList", "postBody"),
)


@dataclass(slots=True)
class Selection:
    """Subtrees to write, in order, and subtrees inside them to leave out."""

    roots: list[int]
    skipped: set[int] = field(default_factory=set)
    has_posts: bool = False


def main_content(tree: Tree, policy: "Content", whole: bool = False) -> Selection:
    """The main content of a page; the body where nothing stands out, or where `whole` says that the tags are not to be
    trusted.
    """
    if not tree.tags:
        return Selection([])
    body = next((i for i, tag in enumerate(tree.tags) if tag == "body"), 0)
    if whole:
        return Selection([body])
    measures = measure(tree, policy.running)
    has_posts = _has_posts(tree, policy.descent.min_posts)
    skipped = _boilerplate(tree, measures, has_posts, policy.boilerplate.max_share)
    measures.leave_out(tree, skipped)
    if measures.weight(tree, body) < policy.boilerplate.min_left * measures.whole_mass(tree, body):
        skipped = [n for n in skipped if tree.tags[n] in BOILERPLATE_TAGS or is_no_page(names_of(tree, n))]
        measures.leave_out(tree, skipped)
    if measures.weight(tree, body) < policy.boilerplate.min_left_by_tags * measures.whole_mass(tree, body):
        skipped = [n for n in skipped if tree.tags[n] in BOILERPLATE_TAGS and tree.tags[n] != "aside"]
        measures.leave_out(tree, skipped)
    titled = -1 if has_posts else _titled_article(tree, measures, set(skipped), policy.titled)
    start = body if titled < 0 else titled
    root = _descend(tree, measures, start, set(skipped), has_posts, policy.descent, named=titled >= 0)
    left_out = set(skipped)
    return Selection([root], left_out | prunable(tree, measures, root, left_out, policy.pruning), has_posts)


def names_of(tree: Tree, node: int) -> str:
    """Class and id of an element as one string."""
    attrs = tree.attrs[node]
    return f"{attrs.get('class') or ''} {attrs.get('id') or ''}"


def _has_posts(tree: Tree, least: int) -> bool:
    """Whether the page is made of posts: a forum thread or a question with its answers."""
    kinds = {attrs["itemtype"] or "" for attrs in tree.attrs if "itemtype" in attrs}
    if any(kind.endswith(("/QAPage", "/DiscussionForumPosting")) for kind in kinds):
        return True
    distinct = " ".join({attrs["class"] or "" for attrs in tree.attrs if "class" in attrs})
    marks = [mark for mark in POST_MARKS if mark in distinct]
    names = (attrs["class"] or "" for attrs in tree.attrs if marks and "class" in attrs)
    return bool(marks) and sum(any(mark in name for mark in marks) for name in names) >= least


def _boilerplate(tree: Tree, measures: Measures, has_posts: bool, max_share: float) -> list[int]:
    """Outermost parts whose tag, role or name says that they are not content; never most of the page."""
    skipped: list[int] = []
    ends, mass = tree.ends, measures.mass
    most = max_share * mass[-1]
    resume = 0
    for i, (tag, attrs) in enumerate(zip(tree.tags, tree.attrs, strict=True)):
        if i < resume or not (attrs or tag in BOILERPLATE_TAGS):
            continue
        skip = tag in BOILERPLATE_TAGS and not (tag == "aside" and _is_remark(tree, measures, i))
        if attrs and not skip and tag not in NEVER_SKIPPED:
            names, own_id = attrs.get("class") or "", attrs.get("id")
            if own_id:
                names = f"{names} {own_id}"
            skip = bool(names) and says_boilerplate(names, has_posts)
            skip = skip or ("role" in attrs and attrs["role"] in BOILERPLATE_ROLES)
        if skip and (mass[ends[i]] - mass[i] <= most or is_no_page(names_of(tree, i))):
            skipped.append(i)
            resume = ends[i]
    return skipped


def _is_remark(tree: Tree, measures: Measures, node: int) -> bool:
    """Whether an aside belongs to the text: running text that holds a formula, or has no name and stands among
    paragraphs. One beside the text is named, or made of links.
    """
    end = tree.ends[node]
    if 2 * measures.whole_mass(tree, node) <= measures.chars[end] - measures.chars[node]:
        return False
    if not FORMULA_TAGS.isdisjoint(tree.tags[node:end]) or "aside-like" in tree.classes(node):
        return True
    text = tree.text(node)
    if any(mark in text for mark in ("\\(", "\\[")) or text.count("$") > 1:
        return True
    nameless = not names_of(tree, node).strip() and not tree.get(node, "role")
    return nameless and any(tree.tags[child] == "p" for child in tree.children(tree.parents[node]))


def _titled_article(tree: Tree, measures: Measures, skipped: set[int], policy: "Titled") -> int:
    """The article that holds the heading which the page's title repeats, or -1: on endless pages the first of many."""
    title = next((" ".join(tree.text(i).split()) for i, tag in enumerate(tree.tags) if tag == "title"), "").lower()
    total = measures.mass[-1]
    for i, tag in enumerate(tree.tags):
        if tag not in ("h1", "h2"):
            continue
        heading = " ".join(tree.text(i).split()).lower()
        if len(heading) < policy.title_min_chars or heading not in title:
            continue
        for up in tree.ancestors(i):
            if up in skipped:
                break
            if tree.tags[up] == "article" or (tree.tags[up] != "body" and kinds_of(names_of(tree, up)) & CONTENT):
                weight = measures.weight(tree, up)
                return up if weight >= policy.min_mass and weight >= policy.min_share * total else -1
        return -1
    return -1


def _descend(
    tree: Tree, measures: Measures, start: int, skipped: set[int], has_posts: bool, policy: "Descent", *, named: bool
) -> int:
    """From the body, or a part that is `named` content, down to the smallest part that holds enough of the mass."""
    node = best = start
    total = measures.weight(tree, start)
    named = named or total < policy.min_mass
    while total:
        heaviest, most = -1, 0
        for child in tree.children(node):
            if tree.tags[child] in PARTS and child not in skipped:
                weight = measures.weight(tree, child)
                if weight > most:
                    heaviest, most = child, weight
        if heaviest < 0 or most < policy.outside.named * total:
            return best
        trust = _trust(tree, heaviest)
        least: float = getattr(policy.inside if named else policy.outside, trust)
        if most >= max(least, policy.posts if has_posts else 0) * total:
            best, total = heaviest, most
            named = named or trust == "named"
        node = heaviest
    return best


def _trust(tree: Tree, node: int) -> str:
    tag, names = tree.tags[node], names_of(tree, node)
    if tree.get(node, "itemprop") in ("articleBody", "mainEntity", "text") or kinds_of(names) & CONTENT:
        return "named"
    if tag in ("article", "main") or tree.get(node, "role") in ("main", "article"):
        return "named"
    return "loose" if kinds_of(names) & LOOSE else "none"
