"""HTML of strangers: made harmless for showing, and made text for reading, searching and folding.

`nh3` first rewrites the source into well-formed HTML of known elements; the converter to text then reads only that,
so that it
can be simple and its time linear. Nothing is ever loaded: images keep a source only when it is `cid:`, a part of the
message.
"""

import html as entities
import re

import nh3

from .charsets import plain

MAX_HTML = 8_000_000  # characters; what is beyond is not rendered, and a problem says so
MAX_NESTING = 250


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAGS = names(
    "a abbr address article aside b bdi big blockquote br caption center cite code col colgroup dd del"
    " dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main"
    " mark ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th thead time"
    " tr tt u ul var wbr"
)
_DROPPED = names(
    "script style title noscript iframe object embed applet template svg math select option textarea audio video canvas"
)
_SHOWN = _TAGS - {"font", "big", "tt", "center"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start"},
    "*": {"lang", "dir"},
}
# The first pass keeps what tells where a quotation begins.
_HINTED = {**_ATTRIBUTES, "*": {"lang", "dir", "class", "id", "style", "name"}, "blockquote": {"type", "cite"}}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}


def clean(source: str, problems: list[str]) -> tuple[str, str]:
    """Two forms of the same HTML: for showing (strict), and for reading by `to_text` (with the hints of mail
    programs)."""
    source = plain(source)
    if len(source) > MAX_HTML:
        problems.append("the HTML is too long and was cut")
        source = source[:MAX_HTML]
    if _too_nested(source):
        problems.append("the HTML is nested too deeply, its tags were left out")
        source = entities.escape(re.sub(r"<[^<>]{0,2000}>", " ", source))
    hinted = nh3.clean(
        source,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes=_HINTED,
        link_rel=None,
        url_schemes=_SCHEMES,
        url_relative="deny",
    )
    shown = nh3.clean(
        hinted,
        tags=set(_SHOWN),
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        link_rel="noopener noreferrer nofollow",
        url_schemes=_SCHEMES,
        url_relative="deny",
    )
    return shown, hinted


def _too_nested(source: str) -> bool:
    """Whether open elements pile up: the HTML parser's time grows with the square of the depth."""
    if source.count("<") < MAX_NESTING:
        return False
    depth = 0
    for match in re.finditer(
        r"<(/?)(?!br\b|img\b|hr\b|meta\b|link\b|input\b|o:p\b|p\b|li\b|t[dhr]\b|wbr\b|col\b)[a-zA-Z]", source
    ):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_NESTING * 4:
            return True
    return False


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if value.lower().startswith("cid:") else None
    if attribute == "href":
        return None if value.lower().lstrip().startswith("cid:") else value
    if attribute in ("width", "height", "colspan", "rowspan", "span", "start"):
        return value if value.isdigit() and len(value) < 5 else None
    return value


def from_plain(text: str) -> str:
    """Plain text as a piece of HTML, for a message that has both kinds one after the other."""
    return "<div>" + entities.escape(text, quote=False).replace("\n", "<br>") + "</div>"
