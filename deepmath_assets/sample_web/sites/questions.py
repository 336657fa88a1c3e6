"""Question-and-answer sites and forums: mathematics, typesetting, programming, physics, hobbies."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

_CHAT = w.talk("chatter")

SITES: tuple[Site, ...] = (
    Site("ask.lemmaboard.org", "en", "stackexchange", "stackexchange", 11, name="Lemmaboard", seeds=14, sections=(
        Section("/questions/<id>/<slug>", "math", "qa", w.question_thread, 8),
        Section("/tags/<word>", "non-math", "listing", w.listing("mathematics"), 2),
        Section("/users/<id>/<user>", "non-math", "profile", _CHAT, 1),
    )),
    Site("discuss.sumcircle.net", "en", "discourse", "katex", 6, name="Sum Circle", sections=(
        Section("/t/<slug>/<id>", "math", "qa", w.question_thread, 5),
        Section("/lounge/<slug>/<id>", "non-math", "forum", _CHAT, 3),
    )),
    Site("tex.glyphdesk.org", "en", "stackexchange", "stackexchange", 5, name="Glyphdesk", sections=(
        Section("/questions/<id>/<slug>", "non-math", "qa", w.typesetting_thread, 1,
                why="how to set formulas, not what they say"),
    )),
    Site("stack.bytewell.dev", "en", "stackexchange", "dollar", 5, name="Bytewell", sections=(
        Section("/questions/<id>/<slug>", "non-math", "qa", w.software, 1),
    )),
    Site("forums.quarkbench.net", "en", "phpbb", "forum-hash", 6, name="Quarkbench Forums", sections=(
        Section("/threads/<slug>.<id>/", "unsure", "forum", w.talk("physics", 2, 4, "ph"), 5,
                why="physics with formulas"),
        Section("/mathroom/<slug>.<id>/", "math", "forum", w.question_thread, 4, carrier="forum-tex"),
    )),
    Site("www.zhiwenda.com", "zh", "zhihu", "zhihu-image|zhihu-span", 7, name="知问答", sections=(
        Section("/question/<id>/answer/<id2>", "non-math", "qa",
                w.mixed(_CHAT, w.talk("travel"), w.talk("economics")), 5),
        Section("/math/p/<id>", "math", "article", w.mixed(w.lesson, w.question_thread), 4),
    )),
    Site("bbs.harborfans.com", "en", "phpbb", "dollar", 4, name="Harbor Fans", sections=(
        Section("/viewtopic.php?t=<id>", "non-math", "forum", _CHAT, 1),
    )),
    Site("www.parentcorner.info", "en", "discourse", "dollar", 4, name="Parent Corner", sections=(
        Section("/topic/<id>-<slug>", "non-math", "forum", w.mixed(_CHAT, w.talk("school")), 1,
                why="talk about homework"),
    )),
)  # fmt: skip
