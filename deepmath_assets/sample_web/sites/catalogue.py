"""All sites of the sample web in one ordered tuple."""

from deepmath_assets.sample_web.model import Site
from deepmath_assets.sample_web.sites import blogs, books, everyday, questions, references, schools, sciences

SITES: tuple[Site, ...] = (
    *questions.SITES,
    *books.SITES,
    *schools.SITES,
    *blogs.SITES,
    *references.SITES,
    *sciences.SITES,
    *everyday.SITES,
)
MIRRORS = (
    Site("lemmaboard.pagemirror.net", "en", "plain", "dollar", 0, (), "Page Mirror"),
    Site("www.zhuanzaiwang.com", "zh", "zhplain", "paren", 0, (), "转载网"),
)
