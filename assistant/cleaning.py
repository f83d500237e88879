r"""The plain form of a text that search and embedding see, and the key by which titles are compared. Stored text stays.

LaTeX is read by a table of our own. pylatexenc 2.11 is well kept and imports in 20 ms, but it reads documents, not
abstracts: "10% of runs" loses all behind the percent sign (a comment to TeX), "$5 to $10" turns into a formula, and
a macro of the authors' own (`\eg`, `\OurModel`) vanishes where we keep its name.

URLs are dropped: they are noise to an embedding, and what they name stands in the sentence around them. Every
pattern is bounded or consumes what it looks at, so time is linear in the text. Nothing here raises.
"""

import html
import re
import unicodedata

# Texts shorter than this are normalised whatever marks they hold.
_SHORT = 10_000
_MOST_MARKS = 30


def _words(text: str) -> list[str]:
    return text.split()


_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

_INLINE = "a|abbr|b|code|em|font|i|italic|bold|monospace|mark|s|small|span|strong|sub|sup|sc|scp|tt|u|underline"
_BLOCK = (
    "abstract|blockquote|br|dd|div|dl|dt|h[1-6]|hr|img|label|li|list|list-item|math|ol|p|pre|sec|section|table|tbody|"
    "td|th|title|tr|ul|inline-formula|disp-formula|mi|mn|mo|mrow|msub|msup|mtext"
)
_TAG = re.compile(
    rf"</?+(?:jats:|mml:)?+(?:(?P<inline>{_INLINE})|{_BLOCK})(?:\s[^<>=]{{0,60}}+=[^<>]{{0,500}}+|\s{{0,9}}+/?+)>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--[^<>]{0,500}+>")

_URL = re.compile(r"(?P<before>\s?[(\[<]?)(?P<url>(?:https?://|ftp://|www\.)[^\s<>{}|\\^\"]++)", re.IGNORECASE)
_BRACKETS = {"(": ")", "[": "]", "<": ">"}
_LINK = re.compile(r"!?\[([^\[\]]{0,300}+)\]\((?:https?:|www\.|#|/)[^\s()]{0,500}+\)")
_LATEX_LINK = re.compile(r"\\url\s?\{[^{}]{0,500}+\}|\\href\s?\{[^{}]{0,500}+\}")
_POINTER = re.compile(
    r"~?\\(?:[cC]ite[a-zA-Z]{0,12}|(?:auto|eq|c|C|page|name)?ref|label|vspace|hspace|includegraphics|begin|end)\*?"
    r"\s?(?:\[[^\[\]{}]{0,100}+\]){0,2}\{[^{}]{0,500}+\}"
)
_FRACTION = re.compile(r"\\[dt]?frac\s?\{([^{}]{0,100}+)\}\s?\{([^{}]{0,100}+)\}")
_DISPLAY = re.compile(r"\$\$([^$]{0,500}+)\$\$")
# Pandoc's rule: no blank inside either sign and no digit after the second, so that prices are not formulas.
_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])([^$]{0,300})(?<=[^\s\\])\$(?!\d)")
_LATEX_SIGNS = ("\\", "$", "~", "{", "}", "--", "``", "''")
_LATEX = re.compile(
    r"\\(?:(?:(?P<accent>[\"'`^~=.])\s?|(?P<letter>[uvHcdbkr])(?:\s|(?=\{)))"
    r"(?:\{\s?\\?(?P<braced>[A-Za-z])\s?\}|\\?(?P<bare>[A-Za-z]))"
    r"|(?P<name>[A-Za-z]++)\*?(?P<empty>\{\})?|(?P<mark>.))"
    r"|(?<=[\w.,)\]}$])~(?=\S)|(?P<dash>--+)|(?P<quote>``|'')|\}\{|(?P<brace>[{}])|(?P<lone>(?<!\S)\$(?!\S))",
    re.DOTALL,
)
_COMBINING = dict(
    zip(
        "\"'`^~=.uvHcdbkr",
        "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
_MARKS = dict.fromkeys("!()[]-/", "") | dict.fromkeys(",;:>\\", " ")
_STYLES = frozenset(
    _words(
        "textbf textit texttt textsc textsf textrm textsl textmd textup textnormal text emph underline bf it tt sc rm "
        "sf sl em bfseries itshape scshape ttfamily mathbf mathrm mathcal mathbb mathit mathsf mathtt mathscr mathfrak "
        "boldsymbol bm pmb ensuremath mbox hbox operatorname left right big Big bigg Bigg bigl bigr Bigl Bigr "
        "displaystyle textstyle limits nolimits xspace noindent centering small large footnotesize normalsize hat bar "
        "tilde vec overline widehat widetilde dot ddot textsuperscript textsubscript uline frac dfrac tfrac protect"
    )
)
_SYMBOLS = dict.fromkeys(_words("quad qquad item par newline linebreak footnote and"), " ") | {"etal": "et al."}
_SYMBOLS |= dict(
    pair.split("=", 1)
    for pair in _words(
        "eg=e.g. ie=i.e. etc=etc. wrt=w.r.t. vs=vs. cf=cf. times=\u00d7 cdot=\u00b7 pm=\u00b1 mp=\u2213 approx=\u2248 "
        "sim=~ neq=\u2260 ne=\u2260 leq=\u2264 le=\u2264 geq=\u2265 ge=\u2265 ll=\u226a gg=\u226b to=\u2192 "
        "rightarrow=\u2192 leftarrow=\u2190 Rightarrow=\u21d2 infty=\u221e in=\u2208 ldots=... dots=... cdots=... "
        "textellipsis=... colon=: prime=' mid=| ss=\u00df ae=\u00e6 AE=\u00c6 oe=\u0153 OE=\u0152 o=\u00f8 O=\u00d8 "
        "l=\u0142 L=\u0141 aa=\u00e5 AA=\u00c5 textendash=\u2013 textemdash=\u2014 textquotesingle=' "
        "textquoteright=' textquoteleft=' textasciitilde=~ textless=< textgreater=> textbackslash=\\ textunderscore=_ "
        "circ=\u00b0 degree=\u00b0 ell=l varepsilon=epsilon varphi=phi lbrace={ rbrace=} langle=< rangle=> slash=/"
    )
)
_MARKDOWN = (
    re.compile(r"\*\*(?=\S)([^*]{1,300}+)(?<=\S)\*\*"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}+)(?<=\S)\*(?![\w*])"),
    re.compile(r"(?<!\w)__(?=[^\s_])([^_\n]{1,300}+)(?<=\S)__(?!\w)"),
    re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,300}+)(?<=\S)_(?!\w)"),
    re.compile(r"`([^`\n]{1,300}+)`"),
    re.compile(r"^\s{0,3}#{1,6}\s()", re.MULTILINE),
)
_GREEK = {
    chr(code): unicodedata.name(chr(code)).rsplit(" ", 1)[1].lower()
    for code in (*range(0x3B1, 0x3C2), *range(0x3C3, 0x3CA))
} | {"\u03bb": "lambda"}
_AND = re.compile(r"(?<=\s)&(?=\s)")


def clean(text: str) -> str:
    r"""The form for searching and embedding: LaTeX, HTML and Markdown undone, NFKC, single blanks, no URLs.

    >>> clean(r"\textbf{Fast} $\alpha$-stable <i>flows</i>, \eg 10\% of them: https://a.example")
    'Fast alpha-stable flows, e.g. 10% of them:'
    """
    text = _without_urls(_visible(_without_html(text)))
    if any(sign in text for sign in _LATEX_SIGNS):
        text = _without_latex(text)
    if any(sign in text for sign in "*_`#"):
        for emphasis in _MARKDOWN:
            text = emphasis.sub(r"\1", text)
    return " ".join(_visible(unicodedata.normalize("NFKC", _with_few_marks(text))).split())


def normalise_title(title: str) -> str:
    r"""The key by which titles are the same paper's: letters and digits of any script, no case, no accents.

    A title that leaves nothing (symbols only) is its own key, case aside. Latin words next to Greek letters are
    compared by the letters' names, as sources write both "β-VAE" and "beta-VAE".

    >>> normalise_title(r" Études of $\beta$-VAEs:  Part II")
    'etudes of beta vaes part ii'
    """
    folded = unicodedata.normalize("NFKD", _with_few_marks(_AND.sub("and", clean(title)).casefold()))
    letters = "".join(c if _is_letter(c) else " " for c in folded if not "\u0300" <= c <= "\u036f")
    words = (_spelled(word) for word in letters.split())
    return unicodedata.normalize("NFC", " ".join(words)) or " ".join(title.casefold().split())


def embedded_text(title: str, passage_text: str) -> str:
    """What is embedded for a passage: its paper's title on a line of its own, then the passage, both cleaned."""
    return clean(title) + "\n" + clean(passage_text)


def _visible(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def _without_html(text: str) -> str:
    if "&" in text:
        # Twice, as API dumps hold escaped entities ("&amp;lt;").
        text = html.unescape(html.unescape(text))
    if "<" not in text:
        return text
    return _TAG.sub(lambda tag: "" if tag["inline"] else " ", _COMMENT.sub(" ", text))


def _without_urls(text: str) -> str:
    if "\\" in text:
        text = _LATEX_LINK.sub("", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    return _URL.sub(_url_tail, text) if "://" in text or "www." in text.lower() else text


def _url_tail(match: re.Match[str]) -> str:
    """What of a matched URL is the sentence's: the stop behind it, and a bracket that holds more than the URL."""
    before, url = match["before"], match["url"]
    tail = url[len(url.rstrip(".,;:!?)]'>*_")) :]
    opening = before[-1:] if before[-1:] in _BRACKETS else ""
    if opening and tail[:1] == _BRACKETS[opening]:
        return tail[1:]
    return before + tail if opening else tail


def _without_latex(text: str) -> str:
    if "\\" in text:
        text = _FRACTION.sub(r"\1/\2", _POINTER.sub("", text))
    if "$" in text:
        text = _FORMULA.sub(r"\1", _DISPLAY.sub(r" \1 ", text))
    return _LATEX.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    """The plain text of one LaTeX token."""
    kind = match.lastgroup
    if kind in {"braced", "bare"}:
        return unicodedata.normalize("NFC", match[kind] + _COMBINING[match["accent"] or match["letter"]])
    if kind in {"name", "empty"}:
        return _plain_name(match)
    if kind == "mark":
        return _MARKS.get(match["mark"], match["mark"])
    if kind == "dash":
        return "\u2013" if match["dash"] == "--" else "\u2014"
    if kind == "quote":
        return '"'
    return "" if kind in {"brace", "lone"} else " "


def _plain_name(match: re.Match[str]) -> str:
    name = match["name"]
    if name in _STYLES:
        return ""
    # An unknown command keeps its name: mostly a Greek letter, a function or the authors' own model.
    word = _SYMBOLS.get(name, name)
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    gap = " " if before.isalnum() and word[:1].isalnum() and word.isascii() else ""
    return gap + word + (" " if after == "{" else "")


def _with_few_marks(text: str) -> str:
    """Long texts without runs of many combining marks: normalising those takes quadratic time."""
    if len(text) < _SHORT or text.isascii():
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_letter(character: str) -> bool:
    # Marks belong to their letters: vowel signs of Indic scripts are no letters of their own.
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _spelled(word: str) -> str:
    greek = sum(letter in _GREEK for letter in word)
    return "".join(_GREEK.get(letter, letter) for letter in word) if greek == 1 else word
