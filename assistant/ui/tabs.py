"""The tabs of the page, in their order: a new one is a file that gives a `Tab`, and a line here."""

from assistant.ui.chat_tab import TAB as CHAT
from assistant.ui.library_tab import TAB as LIBRARY
from assistant.ui.served import Tab

TABS: tuple[Tab, ...] = (CHAT, LIBRARY)
