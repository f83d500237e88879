"""What can go wrong, named by what the caller does next. Every message ends with the command or setting that helps.

LitAssistError
├── UsageError         the request itself is wrong: change the question, the path or the option
│   └── QuestionError      an empty or over-long question
├── SettingsError      an environment variable or `.env` line is wrong: correct it
├── InputError         a file or record cannot be read: mend or leave out that file
├── LibraryError       the library cannot be used as it is
│   ├── LibraryMissing     there is none at that place: ingest something first
│   ├── LibraryNewer       a newer version wrote it: upgrade
│   ├── LibraryMoved       it was written anew just now: open it again
│   ├── EmbedderMismatch   another embedder wrote it: use that one, or re-embed
│   └── PaperMissing       no paper has that id: list them
├── ChatError          a kept conversation cannot be used as it is: the message names its file
│   ├── ChatMissing        none has that id: list them
│   └── ChatNewer          a newer version wrote it: upgrade
├── SourceError        a live source of papers failed: wait, or check the network, then run again
├── EmbeddingError     the embedder failed: check its weights, endpoint or key, then run again
├── ModelError         the language model failed: an extractive answer is still possible
└── Stopped            the caller asked to stop; nothing is wrong
"""

from typing import Literal

from assistant.records import Usage

ModelFault = Literal[
    "unreachable",
    "hung_up",
    "timeout",
    "refused",
    "missing",
    "rate_limited",
    "quota",
    "server",
    "cut_off",
    "garbage",
    "too_long",
    "rejected",
]
"""How a call of the language model failed.

`unreachable`: no connection. `hung_up`: the connection was closed before any reply. `timeout`: silence for too long.
`refused`: the key. `missing`: no such model or endpoint, or a redirect. `rate_limited`: come back later. `quota`:
nothing left to spend. `server`: its own fault. `cut_off`: the reply ended without a finish reason. `garbage`: no reply
in the wire format, or an empty one. `too_long`: more than the model can read or write. `rejected`: the request, for
another reason.
"""


class LitAssistError(Exception):
    """Base of every error this project raises on purpose."""


class UsageError(LitAssistError):
    """The request itself is wrong; commands exit 2."""


class QuestionError(UsageError):
    """The question is empty or longer than the limit."""


class SettingsError(LitAssistError):
    """A setting has a value that cannot be used; commands exit 2."""


class InputError(LitAssistError):
    """A file, or one record in it, cannot be read. The message names file and line."""


class LibraryError(LitAssistError):
    """The library cannot be used as it is."""


class LibraryMissing(LibraryError):
    """There is no library at that place, or nothing is in it."""


class LibraryNewer(LibraryError):
    """A newer version of this program wrote the library."""


class LibraryMoved(LibraryError):
    """The vectors that were open are gone: the library was written anew, under another embedder or to mend it."""


class EmbedderMismatch(LibraryError):
    """The library was written by another embedder than the one now asked for."""


class PaperMissing(LibraryError):
    """No paper of the library has that id."""


class ChatError(LitAssistError):
    """A kept conversation cannot be read or written."""


class ChatMissing(ChatError):
    """No conversation of that reader has that id."""


class ChatNewer(ChatError):
    """A newer version of this program wrote the conversation."""


class SourceError(LitAssistError):
    """A live source of papers failed; what came before is kept."""


class EmbeddingError(LitAssistError):
    """The embedder failed."""


class ModelError(LitAssistError):
    """The language model failed: `kind` says how.

    `partial` is the reply's text up to then, `usage` what the failed tries took as far as known, and `wait_s` after how
    many seconds the server asks to be tried again.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: ModelFault = "server",
        partial: str = "",
        usage: Usage | None = None,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: ModelFault = kind
        self.partial = partial
        self.usage = usage or Usage()
        self.wait_s = wait_s


class Stopped(LitAssistError):
    """The caller set the stop event."""
