"""Blogs: mathematics beside travel, code beside cooking; mostly the path tells, once it does not."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

SITES: tuple[Site, ...] = (
    Site("www.wanderingintegral.com", "en", "wordpress", "wordpress-image", 7, name="The Wandering Integral", sections=(
        Section("/math/<yyyy>/<mm>/<slug>/", "math", "blog", w.mixed(w.lesson, w.wordy), 5),
        Section("/travel/<yyyy>/<mm>/<slug>/", "non-math", "blog", w.talk("travel"), 5),
        Section("/tag/<word>/", "non-math", "listing", w.listing("mathematics"), 1),
    )),
    Site("tessaquill.github.io", "en", "github", "mathjax3", 5, name="Tessa Quill", shared_suffix=True, sections=(
        Section("/posts/math/<slug>.html", "math", "blog", w.lesson, 4),
        Section("/posts/<slug>.html", "non-math", "blog", w.mixed(w.talk("learning", 2, 4, "ml"), w.talk("garden")), 4),
    )),
    Site("linxiaoyu.github.io", "zh", "hexo", "katex", 6, name="林小雨的小屋", shared_suffix=True, sections=(
        Section("/shuxue/<zh>/", "math", "blog", w.mixed(w.lesson, w.wordy), 4),
        Section("/suibi/<zh>/", "non-math", "blog", w.mixed(w.talk("travel"), w.talk("recipe")), 4),
    )),
    Site("blog.bianmaren.net", "zh", "csdn", "katex-stripped", 7, name="编码人博客", sections=(
        Section("/<user>/article/details/<id>", "non-math", "blog", w.software, 6),
        Section("/shuxuexi/article/details/<id>", "math", "blog", w.mixed(w.lesson, w.question_thread), 4),
    )),
    Site("calculusdiary.wordpress.com", "en", "wordpress", "codecogs-image|wordpress-image", 4,
         name="Calculus Diary", shared_suffix=True, sections=(
        Section("/<yyyy>/<mm>/<dd>/<slug>/", "math", "blog", w.mixed(w.lesson, w.question_thread), 3),
        Section("/recipes/<slug>/", "non-math", "blog", w.talk("recipe"), 2),
    )),
    Site("gradientshack.dev", "en", "github", "dollar", 4, name="Gradient Shack", sections=(
        Section("/posts/<slug>", "non-math", "blog", w.talk("learning", 3, 4, "ml", 3), 1,
                why="machine learning engineering"),
    )),
    Site("www.marketmotes.com", "en", "wordpress", "custom-delimiter", 4, name="Market Motes", sections=(
        Section("/notes/<slug>", "unsure", "blog", w.talk("economics", 2, 4, "ec"), 3, why="economics with formulas"),
        Section("/mathbox/<slug>", "math", "blog", w.talk("statistics", 3, 4, "formula"), 2),
    )),
    Site("slowroads.travel", "en", "wordpress", "dollar", 5, name="Slow Roads", sections=(
        Section("/<yyyy>/<slug>/", "non-math", "blog", w.talk("travel", 3, 4), 1),
    )),
    Site("sites.freepagehost.net", "en", "plain", "mathjax2|paren", 6, name="Free Page Host", sections=(
        Section("/~anna/geometry/<slug>.html", "math", "book", w.mixed(w.textbook, w.wordy), 4),
        Section("/~boris/<slug>.html", "non-math", "blog", w.talk("music"), 3),
        Section("/~carla/<slug>.html", "non-math", "blog", w.talk("numerology"), 3),
    )),
)  # fmt: skip
