"""Books, lecture notes and university sites, most of them of mathematics."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

_SCHOOL = w.talk("school")

SITES: tuple[Site, ...] = (
    Site("linear.openchalk.org", "en", "pretext", "pretext", 5, name="Linear Algebra by Hand", seeds=10, sections=(
        Section("/sec-<slug>.html", "math", "book", w.textbook, 8),
        Section("/front-<slug>.html", "non-math", "front", _SCHOOL, 1, why="front matter"),
    )),
    Site("mkoslow.github.io", "en", "bookdown", "paren", 4,
         name="Probability Notes", seeds=8, shared_suffix=True, sections=(
        Section("/probnotes/<slug>.html", "math", "book", w.talk("statistics", 3, 4, "formula"), 5),
        Section("/about/<slug>.html", "non-math", "about", _SCHOOL, 1),
    )),
    Site("courses.northvale.edu", "en", "university", "script|mathjax2", 6,
         name="Northvale University", seeds=8, sections=(
        Section("/~halvorsen/ma<n>/<slug>.html", "math", "course", w.textbook, 5),
        Section("/~halvorsen/news/<id>.html", "non-math", "course", _SCHOOL, 2, why="announcements"),
        Section("/~brewer/hist<n>/<slug>.html", "non-math", "course", w.talk("travel"), 2),
    )),
    Site("physics.northvale.edu", "en", "university", "mathjax2", 4, name="Northvale Physics", sections=(
        Section("/lab/<slug>.html", "unsure", "course", w.talk("physics", 3, 4, "ph"), 3, why="physics with formulas"),
        Section("/people/<user>.html", "non-math", "profile", _SCHOOL, 1),
    )),
    Site("xml.theoremhouse.org", "en", "university", "mathml-prefixed", 5, name="Theorem House Modules", sections=(
        Section("/content/m<id>/", "math", "book", w.lesson, 4),
        Section("/content/h<id>/", "non-math", "book", w.mixed(w.talk("music"), w.talk("travel")), 3),
    )),
    Site("www.old-proofs.net", "en", "plain", "mathml-bare", 5, name="Old Proofs", sections=(
        Section("/lesson/<slug>", "math", "book", w.mixed(w.textbook, w.lesson), 6),
        Section("/guestbook/<n>", "non-math", "forum", w.talk("chatter"), 1),
    )),
    Site("notes.halfplane.io", "en", "bookdown", "mathml-annotation", 4, name="Half-Plane Notes", sections=(
        Section("/stat/<slug>", "math", "book", w.talk("statistics", 3, 4, "formula"), 4),
        Section("/diary/<yyyy>-<mm>-<dd>", "non-math", "blog", w.talk("garden"), 3),
    )),
    Site("proofsinwords.org", "en", "plain", "dollar", 4, name="Proofs in Words", late=True, sections=(
        Section("/essay/<slug>", "math", "book", w.wordy, 5),
        Section("/letters/<id>", "non-math", "forum", w.talk("chatter"), 2),
    )),
    Site("wiki.gaoshubiji.cn", "zh", "bookdown", "mathjax3", 6, name="高数笔记", sections=(
        Section("/数学/<zh>", "math", "book", w.mixed(w.lesson, w.textbook), 5),
        Section("/游记/<zh>", "non-math", "blog", w.talk("travel"), 3),
    )),
)  # fmt: skip
