# SPDX-License-Identifier: Apache-2.0
"""What the template compiler knows of HTML: tables, no code."""


def words(text):
    return frozenset(text.split())


VOID = words("area base br col embed hr img input link meta source track wbr")
ELEMENTS = VOID | words(
    """
    a abbr address article aside audio b bdi bdo blockquote body button canvas caption cite code colgroup data datalist
    dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup
    html i ins kbd label legend li main map mark menu meter nav noscript ol optgroup option output p picture pre progress
    q rp rt ruby s samp script search section select small span strong sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr u ul var video
    """
)
SVG_ELEMENTS = words(
    """
    svg g path use symbol circle ellipse rect line polyline polygon text tspan title desc defs linearGradient
    radialGradient stop clipPath mask pattern marker
    """
)

# White space beside these is never seen.
BLOCK = words(
    """
    address article aside base blockquote body br caption col colgroup datalist dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main menu meta nav noscript
    ol optgroup option p picture pre script search section source summary table tbody td template tfoot th thead title
    tr track ul
    """
)
# These end an open <p> in every browser.
ENDS_P = words(
    """
    address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hgroup hr main menu nav ol p pre search section table ul
    """
)
KEEPS_SPACE = words("pre textarea")
FLAT_CONTENT = words("title textarea")  # text, but no markup

# Where the parent stands in the same template, it must be one of these.
PARENTS = {
    "li": words("ul ol menu"),
    "option": words("select datalist optgroup"),
    "optgroup": words("select"),
    "thead": words("table"),
    "tbody": words("table"),
    "tfoot": words("table"),
    "caption": words("table"),
    "colgroup": words("table"),
    "col": words("colgroup"),
    "tr": words("thead tbody tfoot"),
    "td": words("tr"),
    "th": words("tr"),
    "dt": words("dl div"),
    "dd": words("dl div"),
    "legend": words("fieldset"),
    "summary": words("details"),
    "figcaption": words("figure"),
    "head": words("html"),
    "body": words("html"),
    "title": words("head"),
    "meta": words("head"),
    "base": words("head"),
}
CHILDREN = {
    "ul": words("li template"),
    "ol": words("li template"),
    "menu": words("li template"),
    "table": words("caption colgroup thead tbody tfoot"),
    "thead": words("tr"),
    "tbody": words("tr"),
    "tfoot": words("tr"),
    "tr": words("td th"),
    "select": words("option optgroup hr"),
    "optgroup": words("option"),
    "dl": words("dt dd div"),
}
# An element that may not stand anywhere inside the other.
NOT_INSIDE = {
    "a": words("a button"),
    "button": words("a button"),
    "input": words("a button"),
    "select": words("a button"),
    "textarea": words("a button"),
    "label": words("label a button"),
    "form": words("form"),
    "main": words("main"),
}

URL_ATTRIBUTES = words(
    """
    href src action formaction poster data cite ping background longdesc manifest xlink:href
    hx-get hx-post hx-put hx-patch hx-delete hx-push-url hx-replace-url
    """
)
# No value may come into these.
CLOSED_ATTRIBUTES = words("srcset imagesrcset srcdoc hx-vals hx-vars hx-headers hx-trigger hx-request http-equiv charset sandbox rel")
# These are forbidden by the Content-Security-Policy or by good sense.
FORBIDDEN_ATTRIBUTES = words("style srcdoc ping background accesskey")
# People read or hear these.
WORD_ATTRIBUTES = words(
    "alt title placeholder label aria-label aria-description aria-placeholder aria-roledescription aria-valuetext"
)
FIELDS = words("input select textarea")
FIELDS_WITHOUT_LABEL = words("hidden submit button reset image")
LITERAL_TEXT = words("code kbd samp script")  # their text may be written out
