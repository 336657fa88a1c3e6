"""Encyclopedias, preprint servers, bilingual lessons, and listings that hold nothing but titles."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

SITES: tuple[Site, ...] = (
    Site("encyclomathica.net", "en", "mediawiki", "wikipedia|wikipedia|wikipedia-image", 8,
         name="Encyclomathica", seeds=10, sections=(
        Section("/wiki/<title>", "math", "wiki", w.article, 7),
        Section("/wiki/Biography:<title>", "non-math", "wiki", w.talk("history", 2, 3), 2,
                why="lives of mathematicians"),
        Section("/wiki/User:<user>", "non-math", "profile", w.talk("chatter"), 1),
        Section("/wiki/Special:Index/<n>", "non-math", "listing", w.listing("mathematics"), 2),
    )),
    Site("baike.zhishihai.com", "zh", "mediawiki", "wikipedia", 6, name="知识海百科", sections=(
        Section("/shuxue/<zh>", "math", "wiki", w.article, 4),
        Section("/lvyou/<zh>", "non-math", "wiki", w.talk("travel"), 3),
        Section("/wuli/<zh>", "unsure", "wiki", w.talk("physics", 2, 3, "ph"), 2, why="physics with formulas"),
    )),
    Site("eprints.openarc.org", "en", "arxiv", "dollar", 6, name="OpenArc", sections=(
        Section("/abs/math.<hex>", "math", "paper", w.abstract, 4),
        Section("/abs/phys.<hex>", "unsure", "paper", w.talk("physics", 1, 2, "ph"), 2, why="abstract in physics"),
        Section("/abs/econ.<hex>", "non-math", "paper", w.talk("economics", 1, 2, "ec"), 2),
    )),
    Site("html.openarc.org", "en", "latexml", "mathml-alttext", 4, name="OpenArc HTML", sections=(
        Section("/html/math.<hex>", "math", "paper", w.mixed(w.textbook, w.lesson), 4),
        Section("/html/qfin.<hex>", "unsure", "paper", w.talk("economics", 3, 4, "ec"), 2, why="finance with formulas"),
    )),
    Site("www.two-tongues-math.org", "en", "university", "paren", 5, name="Two Tongues", seeds=4, sections=(
        Section("/en/lesson/<slug>", "math", "book", w.lesson, 3),
        Section("/zh/lesson/<zh>", "math", "book", w.lesson, 4, lang="zh"),
        Section("/en/donate/<slug>", "non-math", "about", w.talk("school"), 2),
    )),
    Site("www.papers-index.net", "en", "plain", "dollar", 5, name="Papers Index", sections=(
        Section("/archive/<yyyy>/<mm>/<id>", "non-math", "listing", w.listing("mathematics"), 1, why="titles only"),
    )),
    Site("kaojuan.wenkuku.com", "zh", "zhplain", "dollar", 4, name="文库库", sections=(
        Section("/list/<id>.html", "non-math", "listing", w.listing("mathematics"), 1, why="titles only"),
    )),
)  # fmt: skip
