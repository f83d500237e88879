"""The prompts: text files in `prompts/`, checked when they are read, named by a digest, filled with what they declare.

A prompt that takes values begins with a line `placeholders: question papers` and a line `---`; each of these, and no
other, stands in its text as `$question`. A file without such a head takes none. `$$` is a dollar sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

import prompts
from assistant.errors import InputError

FOLDER = Path(prompts.__file__).parent
_HEAD = "placeholders:"
_END_OF_HEAD = "\n---\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `digest` is the SHA-256 of its file, in hex."""

    name: str
    text: str
    placeholders: tuple[str, ...]
    digest: str

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with a value for each placeholder; what stands in a value is never read as a placeholder.

        Raises:
            ValueError: a value is missing, or one is given that the prompt does not declare.
        """
        if set(values) != set(self.placeholders):
            raise ValueError(f"prompt {self.name} takes {sorted(self.placeholders)}, given are {sorted(values)}")
        return Template(self.text).substitute(values)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of the file `prompts/{name}.txt`.

    Raises:
        InputError: there is no such file, or it does not hold to its own declaration.
    """
    path = FOLDER / f"{name}.txt"
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}); install literature-assistant again") from error
    return parsed(name, content)


def parsed(name: str, content: str) -> Prompt:
    """The prompt in the content of a file.

    Raises:
        InputError: the placeholders declared are not those in the text, or a dollar sign stands for nothing.
    """
    declared: tuple[str, ...] = ()
    text = content
    if content.startswith(_HEAD):
        head, end, text = content.partition(_END_OF_HEAD)
        if not end:
            raise InputError(f"prompt {name}: its head has no end; write a line --- below it")
        declared = tuple(head.removeprefix(_HEAD).split())
    template = Template(text)
    if not template.is_valid():
        raise InputError(f"prompt {name}: a $ stands for nothing; write $$ for a dollar sign")
    if sorted(template.get_identifiers()) != sorted(declared):
        raise InputError(f"prompt {name} declares {sorted(declared)} but has {sorted(template.get_identifiers())}")
    return Prompt(name, text.strip(), declared, sha256(content.encode()).hexdigest())
