"""Exercise and examination sites, school clubs, and those who sell tuition with the same words."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

SITES: tuple[Site, ...] = (
    Site("www.shuxuelianxi.com", "zh", "zhplain", "paren", 7, name="数学练习网", seeds=6, sections=(
        Section("/shiti/<id>.html", "math", "exercise", w.exercise_set, 6),
        Section("/xinwen/<id>.html", "non-math", "news", w.talk("campus"), 3),
    )),
    Site("practice.tallyladder.org", "en", "exercise", "data-tex|data-formula", 6, name="Tally Ladder", sections=(
        Section("/exercise/<slug>", "math", "exercise", w.mixed(w.exercise_set, w.drill), 6),
        Section("/teachers/<slug>", "non-math", "about", w.talk("school"), 2),
    )),
    Site("tiku.jiaoshilin.net", "zh", "zhplain", "codecogs-image|sub-sup", 7,
         name="教师林题库", charset="gb18030", sections=(
        Section("/view.asp?id=<id>&cat=sx", "math", "exercise", w.mixed(w.exercise_set, w.drill), 5),
        Section("/view.asp?id=<id>&cat=yw", "non-math", "exercise", w.mixed(w.talk("travel"), w.talk("campus")), 4),
    )),
    Site("math.tongshih.edu.tw", "zh", "zhplain", "dollar", 3, name="Tongshih", charset="big5", sections=(
        Section("/lesson/<n>.htm", "math", "exercise", w.mixed(w.exercise_set, w.lesson), 3),
        Section("/news/<n>.htm", "non-math", "news", w.talk("campus"), 1),
    )),
    Site("mathclub.riverbendschool.org", "en", "github", "asciimath", 4, name="Riverbend Math Club", sections=(
        Section("/worksheets/<slug>", "math", "exercise", w.mixed(w.drill, w.exercise_set), 4),
        Section("/events/<id>", "non-math", "news", w.talk("school"), 3),
    )),
    Site("www.hobbynumbers.org", "en", "plain", "sub-sup", 4, name="Hobby Numbers", sections=(
        Section("/puzzles/p<n>.html", "math", "exercise", w.mixed(w.exercise_set, w.wordy), 4),
        Section("/trains/<slug>.html", "non-math", "blog", w.talk("travel"), 2),
    )),
    Site("olymp.rootladder.org", "en", "docs", "dollar", 4, name="Root Ladder", late=True, sections=(
        Section("/problem/<id>", "math", "problem", w.question_thread, 5),
        Section("/user/<user>", "non-math", "profile", w.talk("chatter"), 1),
    )),
    Site("www.aoshutian.cn", "zh", "zhplain", "katex", 4, name="奥数天地", late=True, sections=(
        Section("/timu/<id>", "math", "problem", w.mixed(w.question_thread, w.wordy), 5),
        Section("/gonggao/<id>", "non-math", "news", w.talk("campus"), 2),
    )),
    Site("www.mingshijiajiao.com", "zh", "zhplain", "dollar", 5, name="名师家教", sections=(
        Section("/<city>/<id>.html", "non-math", "ads", w.talk("links", 2, 3), 1, why="advertises tuition"),
    )),
)  # fmt: skip
