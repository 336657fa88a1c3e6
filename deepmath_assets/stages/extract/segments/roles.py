"""Roles that the markup states: class names of environments, `details`, microdata, and documented platforms.

PreTeXt, LaTeXML, bookdown and Sphinx name their environments by class; Stack Exchange, Discourse and XenForo name the
bodies of posts, whose role follows from what stands round them or from their order (`post`, settled in `marks.py`).
"""

import re

from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set
from deepmath_assets.stages.extract.segments.cues import role_of_label

Role = tuple[str, float, str]
_BY_NAME = (
    (
        "question",
        r"exercise-?like|exercise|problem|question|task|prob|exer|practice-problem|quiz-?question|s-question|questioncell|inline-exercise",
    ),
    (
        "reasoning",
        r"solution|proof|hint|worked-solution|explanation|hiddenproof|ltx_theorem_proof|ltx_proof|ltx_theorem_sol\w*|answer-explanation",
    ),
    ("answer", r"answer|final-answer|acceptedanswer|correct-answer"),
    (
        "theorem",
        r"theorem|lemma|proposition|corollary|thm|ltx_theorem_(?:thm|theorem|lem\w*|prop\w*|cor\w*)|theorem-like|theoremlike|conjecture",
    ),
    ("example", r"example|example-like|examplelike|worked-example|ltx_theorem_ex\w*"),
    ("definition", r"definition|definition-like|definitionlike|defn|ltx_theorem_def\w*"),
)
PATTERNS = tuple((role, re.compile(rf"(?:^|\s|__)(?:{names})(?:$|\s)", re.I)) for role, names in _BY_NAME)
POST_BODY = re.compile(
    r"(?:^|\s)(?:js-post-body|s-prose|cooked|bbWrapper|messageText|post_body|postbody|post__body|bbp-reply-content)(?:$|\s)"
)
CONTAINERS = word_set("div section article aside p blockquote li details figure dd td")
ANSWER_PLACE = re.compile(r"(?:^|\s)(?:answer|answercell|suggestedAnswer|acceptedAnswer|s-answer)(?:$|\s)", re.I)
QUESTION_PLACE = re.compile(r"(?:^|\s)(?:question|questioncell|postcell|s-question)(?:$|\s)", re.I)
LONGEST_NAME = 200


class Roles:
    """Roles of a page's elements; verdicts on class names are remembered, pages repeat them."""

    def __init__(self) -> None:
        self.known: dict[str, Role | None] = {}

    def of(self, tree: Tree, node: int) -> Role | None:
        """The role that an element's own markup states, with confidence and evidence."""
        tag, attrs = tree.tags[node], tree.attrs[node]
        if tag == "details":
            return _of_details(tree, node)
        if tag not in CONTAINERS or not attrs:
            return None
        if attrs.get("itemprop") == "text":
            return _of_post(tree, node)
        names = attrs.get("class")
        if not names or len(names) > LONGEST_NAME:
            return None
        if names not in self.known:
            self.known[names] = ("post", 0.7, "post") if POST_BODY.search(names) else _of_names(names)
        role = self.known[names]
        return _of_post(tree, node) if role and role[2] == "post" else role


def _of_names(names: str) -> Role | None:
    return next(((role, 0.9, "class") for role, pattern in PATTERNS if pattern.search(names)), None)


def _of_details(tree: Tree, node: int) -> Role | None:
    summary = tree.first(node, "summary")
    role = role_of_label(" ".join(tree.text(summary).split())) if summary >= 0 else ""
    return (role, 0.9, "details") if role else None


def _of_post(tree: Tree, node: int) -> Role:
    for up in tree.ancestors(node, 8):
        names, kind = tree.get(up, "class")[:LONGEST_NAME], tree.get(up, "itemtype")
        if kind.endswith("/Answer") or ANSWER_PLACE.search(names):
            return "answer", 0.95, "post"
        if kind.endswith("/Question") or QUESTION_PLACE.search(names):
            return "question", 0.95, "post"
    return "post", 0.7, "post"
