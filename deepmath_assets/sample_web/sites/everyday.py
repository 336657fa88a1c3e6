"""Sites without mathematics: shops, news, kitchens, stars and lucky numbers, gardens, music, link farms."""

from deepmath_assets.sample_web.model import Section, Site
from deepmath_assets.sample_web.prose import writers as w

SITES: tuple[Site, ...] = (
    Site("www.lifepathnumbers.info", "en", "wordpress", "dollar", 5, name="Life Path Numbers", sections=(
        Section("/number/<n>", "non-math", "numerology", w.talk("numerology", 2, 3, "simple"), 3, why="numerology"),
        Section("/blog/<slug>", "non-math", "numerology", w.talk("numerology", 3, 3), 2, why="numerology"),
    )),
    Site("www.shuzimingli.com", "zh", "zhplain", "dollar", 4, name="数字命理", charset="gb18030", sections=(
        Section("/ming/<id>.html", "non-math", "numerology", w.talk("numerology", 2, 3, "simple"), 1, why="numerology"),
    )),
    Site("starsignweekly.com", "en", "news", "dollar", 4, name="Star Sign Weekly", sections=(
        Section("/horoscope/<slug>", "non-math", "horoscope", w.talk("horoscope", 2, 3), 1),
    )),
    Site("www.calcgear.shop", "en", "shop", "dollar", 4, name="Calcgear", sections=(
        Section("/product/<slug>-<id>", "non-math", "shop", w.talk("shop", 2, 3), 4, why="sells calculators"),
        Section("/category/<word>", "non-math", "listing", w.listing("shop", formulas=False), 1),
    )),
    Site("www.wenjudian.com", "zh", "shop", "dollar", 3, name="文具店", sections=(
        Section("/item.htm?id=<id>", "non-math", "shop", w.talk("shop", 2, 2), 1),
    )),
    Site("plumandrye.com", "en", "wordpress", "dollar", 4, name="Plum and Rye", sections=(
        Section("/recipe/<slug>/", "non-math", "recipe", w.talk("recipe", 2, 3), 1),
    )),
    Site("www.jiachangcai.cn", "zh", "zhplain", "dollar", 4, name="家常菜", sections=(
        Section("/caipu/<id>.html", "non-math", "recipe", w.talk("recipe", 2, 3), 1),
    )),
    Site("www.northgatedaily.com", "en", "news", "dollar", 5, name="Northgate Daily", sections=(
        Section("/<yyyy>/<mm>/<dd>/<slug>.html", "non-math", "news", w.talk("news", 2, 3), 1),
    )),
    Site("news.chengshibao.com", "zh", "news", "dollar", 5, name="城市报", sections=(
        Section("/<yyyy>/<mm><dd>/<id>.shtml", "non-math", "news", w.talk("news", 2, 3), 1),
    )),
    Site("www.manyoulu.com", "zh", "hexo", "dollar", 4, name="漫游录", late=True, sections=(
        Section("/youji/<zh>", "non-math", "blog", w.talk("travel", 2, 3), 1),
    )),
    Site("www.chalkandink.org", "en", "wordpress", "dollar", 4, name="Chalk and Ink", sections=(
        Section("/reviews/<slug>/", "non-math", "article", w.talk("history", 2, 3), 1,
                why="lives and books, no mathematics"),
    )),
    Site("www.shuyurenlu.com", "zh", "hexo", "dollar", 3, name="书与人录", sections=(
        Section("/shuping/<zh>", "non-math", "article", w.talk("history", 1, 2), 1,
                why="lives and books, no mathematics"),
    )),
    Site("greenfencegarden.org", "en", "plain", "dollar", 3, name="Green Fence Garden", sections=(
        Section("/beds/<slug>.html", "non-math", "blog", w.talk("garden", 2, 3), 1),
    )),
    Site("stringsandreeds.org", "en", "github", "dollar", 3, name="Strings and Reeds", late=True, sections=(
        Section("/notes/<slug>/", "non-math", "blog", w.talk("music", 2, 3), 1),
    )),
    Site("math-answers-now.biz", "en", "plain", "dollar", 4, name="Math Answers Now", sections=(
        Section("/<word>/<slug>.html", "non-math", "link-farm", w.talk("links", 2, 3), 1, why="link farm"),
    )),
    Site("www.daandaquan.net", "zh", "zhplain", "dollar", 3, name="答案大全", sections=(
        Section("/da/<id>.html", "non-math", "link-farm", w.talk("links", 2, 2), 1, why="link farm"),
    )),
)  # fmt: skip
