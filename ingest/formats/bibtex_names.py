"""The names in a BibTeX field: "Lee, Ann and de la Cruz, Jr, Bo and others". bibtexparser takes them apart."""

from __future__ import annotations

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from ingest.formats.latex import text_of

OTHERS = "others"


def names_of(field: str) -> tuple[tuple[str, ...], bool]:
    """The names, given name first, and whether "and others" stands behind them.

    >>> names_of("Lee, Ann and {Tide Group} and de la Cruz, Jr, Bo and others")
    (('Ann Lee', 'Tide Group', 'Bo de la Cruz Jr'), True)
    """
    written = split_multiple_persons_names(field)
    open_ended = len(written) > 1 and written[-1].strip().lower() in {OTHERS, "et al", "et al."}
    names = [_name(name) for name in (written[:-1] if open_ended else written)]
    return tuple(name for name in names if name), open_ended


def _name(written: str) -> str:
    parts = parse_single_name_into_parts(written, strict=False)
    return text_of(parts.merge_first_name_first)
