"""Names that pages give to their parts, and what they say of them. Words of page markup, not of any one site.

The names are those of HTML's elements, of WAI-ARIA's roles, and of the class names that publishing systems share
(WordPress, Hexo, Hugo, Jekyll, Docusaurus, Sphinx, MediaWiki, Discourse, XenForo, phpBB, LaTeXML, PreTeXt).

A name is compared part by part: `post-meta`, `post_meta`, `postMeta` and `entry__post-meta` all hold `postmeta`.
"""

import re
from functools import lru_cache

from deepmath_assets.stages.extract.reading.words import word_set

INVISIBLE = word_set(
    """
    style noscript template head textarea select button iframe object canvas audio video title input
    script svg embed applet map datalist dialog link meta
    """
)
BOILERPLATE_TAGS = frozenset(("nav", "footer", "aside", "menu"))
BOILERPLATE_ROLES = word_set(
    """
    navigation banner contentinfo search complementary menu menubar toolbar dialog alert alertdialog tablist
    """
)
PARTS_OF_BOILERPLATE = word_set(
    """sidebar sidenav navbar navigation submenu topbar topnav breadcrumb breadcrumbs pagination pager pagenav footer
    footbar colophon copyright masthead cookie cookies gdpr consent newsletter subscribe subscription signup
    paywall promo promotion sponsor sponsored advert advertisement advertising adsense adsbygoogle adcontainer
    adslot adwrapper social socials sharing sharedaddy addthis sharethis sharebar sharebutton sharebuttons related
    relatedpost relatedposts relatedarticle relatedarticles recommended recommendation recommendations youmaylike
    morestories alsoread trending mostread recentpost recentposts widgetarea tagcloud posttags entrytags taglist
    catlinks postnav postnavigation navlinks navmenu mainmenu menubar prevnext prenext searchform searchbox
    skiplink screenreadertext sronly visuallyhidden modal popup lightbox imagegallery photogallery authorbox
    authorbio aboutauthor byline postmeta entrymeta articlemeta entryfooter postfooter articlefooter printfriendly
    outbrain taboola teaser teasers carousel editsection navbox noprint printfooter jumptonav mwjump backtotop
    scrolltop donate donation qrcode postcopyright articlecopyright commentform replyform livefyre commentslink
    editlink postsignature userinfo posttaglist jspostmenu postmenu votecount bookmark bookmarks loginform
    dropdownmenu
    """
)
WHOLE_NAMES_OF_BOILERPLATE = word_set(
    """
    nav navi menu foot banner crumb crumbs ad ads share widget widgets tags tag categories toolbar toolbox
    search skip overlay tooltip dropdown metadata rating ratings vote votes feedback sitesub reward wechat
    weixin license like likes follow followers popular latest author authors date published meta kicker postedon
    timestamp credit credits photocredit readmore register login printonly respond recommend tocsidebar
    slideshow paging promoted
    """
)
COMMENT_PARTS = word_set(
    """
    comment comments commentlist commentarea commentsarea commentscontainer commentbody disqus disqusthread
    responses discussion gitalk valine utterances giscus twikoo waline
    """
)
POST_PARTS = word_set(
    """
    post message reply answer question topicpost topicbody postbody comment bbpreply threadpost postcontainer
    postcontent postmessage messagebody messagecontent jspost cooked pbody forumpost postrow answercell postcell
    listanswer
    """
)
CONTENT_NAMES = word_set(
    """
    entrycontent postcontent articlecontent articlebody postbody storybody storycontent markdownbody
    mwcontenttext mwparseroutput ltxpagecontent ltxdocument ptxcontent articleentry articletext contentbody
    posttext blogcontent blogpost pagecontent entrybody richtext richcontentinner bodycontent maincontent
    newscontent newstext textcontent contentviews htmleditviews cnblogspostbody messagetext messagelist
    bbwrapper sprose themedocmarkdown mdcontent sectioncontent normal bodytext documentwrapper rstcontent
    document instapaperbody hentry singlepost singlecontent
    """
)
LOOSE_CONTENT_PARTS = word_set("content article main post entry body text story blog page primary")
DIALOGS = ("cookie", "gdpr", "cli-modal", "consent-", "lightbox")
GUTTER = re.compile(
    r"(?:^|[\s_-])(?:gutter|lineno|linenos|linenumbers?|line-numbers|rouge-gutter|ln|lnt|copy-btn|copy-button|copybtn|headerlink|anchor|"
    r"clipboard|anchor-link|anchorjs-link|permalink|hash-link|line-numbers-rows|code-copy|btn-copy|header-anchor|headeranchor)(?:$|[\s_-])",
    re.I,
)
LONGEST_NAMES = 400
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CUT = re.compile(r"[\s_:/-]+")
MOST_JOINED = 3


BOILERPLATE, COMMENT, POST, CONTENT, LOOSE, DIALOG = (1 << bit for bit in range(6))
KINDS_OF_PARTS: dict[str, int] = {}
for _kind, _words in (
    (BOILERPLATE, PARTS_OF_BOILERPLATE),
    (COMMENT, COMMENT_PARTS),
    (POST, POST_PARTS),
    (LOOSE, LOOSE_CONTENT_PARTS),
):
    for _word in _words:
        KINDS_OF_PARTS[_word] = KINDS_OF_PARTS.get(_word, 0) | _kind
KINDS_OF_WHOLES = dict.fromkeys(WHOLE_NAMES_OF_BOILERPLATE, BOILERPLATE) | dict.fromkeys(CONTENT_NAMES, CONTENT)


@lru_cache(maxsize=65_536)
def kinds_of(names: str) -> int:
    """What class and id say of a part, as bits; parts of a name are also read joined to their neighbours.

    >>> kinds_of("entry__post-meta") & BOILERPLATE > 0, kinds_of("entry-content") & CONTENT > 0, kinds_of("x-tag")
    (True, True, 0)
    """
    kinds = 0
    for token in names[:LONGEST_NAMES].split():
        lowered = token.lower()
        if token != lowered:
            lowered = _HUMP.sub("-", token).lower()
        if lowered.isalnum():
            kinds |= KINDS_OF_PARTS.get(lowered, 0) | KINDS_OF_WHOLES.get(lowered, 0)
            continue
        pieces = [piece for piece in _CUT.split(lowered) if piece]
        kinds |= KINDS_OF_WHOLES.get("".join(pieces), 0)
        for first in range(len(pieces)):
            joined = ""
            for piece in pieces[first : first + MOST_JOINED]:
                joined += piece
                kinds |= KINDS_OF_PARTS.get(joined, 0)
    if any(word in names.lower() for word in DIALOGS):
        kinds |= DIALOG
    return kinds


def says_boilerplate(names: str, has_posts: bool) -> bool:
    """Whether class and id name a part that is not content; on a page of posts, comments are content.

    >>> says_boilerplate("post-meta", False), says_boilerplate("comments", True)
    (True, False)
    """
    kinds = kinds_of(names)
    if not kinds & (BOILERPLATE | COMMENT) or kinds & CONTENT or len(names) > LONGEST_NAMES:
        return False
    if kinds & COMMENT:
        return not has_posts
    return not (has_posts and kinds & POST)


def is_no_page(names: str) -> bool:
    """Whether a name can never be that of the page's content, however much it weighs: comments, dialogs."""
    return len(names) <= LONGEST_NAMES and bool(kinds_of(names) & (COMMENT | DIALOG))
