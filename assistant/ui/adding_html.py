"""Where papers are added, as HTML: a place to drop files, and a form for live sources."""

from __future__ import annotations

from assistant.ui.adding import MOST_FETCHED
from assistant.ui.uploads import KINDS, MAX_FILES
from ingest.commands.fetch import MAX, MAX_QUERY
from ingest.sources.registry import SOURCES

NAMES = {
    "arxiv": "arXiv",
    "openalex": "OpenAlex",
    "semanticscholar": "Semantic Scholar",
    "crossref": "Crossref",
    "hf-papers": "Hugging Face papers",
}
READ = "BibTeX, RIS, PubMed, arXiv, Zotero, OpenAlex, Semantic Scholar and Crossref files, CSL-JSON, JSON, JSON lines, CSV, TSV and saved listing pages, also gzipped"


def adding_html(max_mb: int) -> str:
    """The whole place, and below it the work that is under way."""
    return f'<div class="la-adding"><div id="la-job"></div>{_files(max_mb)}{_sources()}</div>'


def _files(max_mb: int) -> str:
    accept = ",".join([*KINDS, ".gz"])
    return (
        f'<section class="la-drop" id="la-drop" data-megabytes="{max_mb}" data-files="{MAX_FILES}" data-kinds="{",".join(KINDS)}">'
        f'<h2>From files</h2><p>Drop files here, or <label class="la-button la-primary" for="la-files">choose files</label>'
        f'<input type="file" id="la-files" class="la-unseen" multiple accept="{accept}"></p>'
        f'<p class="la-note">{READ}. Up to {max_mb} MB and {MAX_FILES} files at once; they are deleted here when they have been read. '
        'What is in the library already is recognised.</p><p id="la-sending" role="status"></p></section>'
    )


def _sources() -> str:
    options = "".join(f'<option value="{name}">{NAMES.get(name, name)}</option>' for name in SOURCES)
    return (
        '<form class="la-fetch" id="la-fetch"><h2>From a live source</h2>'
        f'<div class="la-row-of-fields"><label>Service<select name="source">{options}</select></label>'
        f'<label class="la-wide">Search for<input name="query" maxlength="{MAX_QUERY}" required placeholder="sparse mixture of experts"></label>'
        f'<label>At most<input name="most" inputmode="numeric" value="{MAX}" maxlength="4" required title="1 to {MOST_FETCHED}"></label>'
        '<label>From year<input name="first" inputmode="numeric" maxlength="4" placeholder="any"></label>'
        '<label>To year<input name="last" inputmode="numeric" maxlength="4" placeholder="any"></label></div>'
        '<p class="la-acts"><button type="submit" class="la-button">Fetch</button></p>'
        '<p class="la-note">The one thing here that asks the internet: your words go to the service that you choose.</p></form>'
    )
