"""Physics, economics and software: formulas and code, hardly any mathematics; one library's formulas are images."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

SITES: tuple[Site, ...] = (
    Site("docs.numerika.dev", "en", "docs", "doxygen-image", 4, name="Numerika", sections=(
        Section("/classes/<slug>.html", "non-math", "docs", w.mixed(w.software, w.talk("learning", 2, 3, "ml")), 4),
        Section("/theory/<slug>.html", "math", "docs", w.lesson, 2),
    )),
    Site("docs.queuebox.dev", "en", "docs", "dollar", 4, name="Queuebox", sections=(
        Section("/latest/<slug>.html", "non-math", "docs", w.software, 1),
    )),
    Site("www.daimaxiang.com", "zh", "csdn", "katex-stripped", 4, name="代码香", sections=(
        Section("/p/<id>.html", "non-math", "blog", w.software, 1),
    )),
    Site("www.wulishiyan.cn", "zh", "zhplain", "paren", 4, name="物理实验", sections=(
        Section("/shiyan/<id>.html", "unsure", "course", w.talk("physics", 2, 3, "ph"), 1, why="physics with formulas"),
    )),
    Site("macrodesk.org", "en", "news", "katex", 4, name="Macrodesk", sections=(
        Section("/brief/<yyyy>/<slug>", "non-math", "article", w.talk("economics", 3, 4, "ec"), 1, why="economics"),
    )),
    Site("www.jingjikan.com", "zh", "zhplain", "dollar", 4, name="经济看", sections=(
        Section("/a/<id>.html", "non-math", "article", w.talk("economics", 2, 3, "ec"), 1, why="economics"),
    )),
    Site("benchphysics.net", "en", "wordpress", "mathjax3", 4, name="Bench Physics", sections=(
        Section("/lab/<slug>/", "unsure", "blog", w.talk("physics", 3, 4, "ph", 3), 1, why="physics with formulas"),
    )),
)  # fmt: skip
