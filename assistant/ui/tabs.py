"""The tabs of the page, in their order: a new one is a file that gives a `Tab`, and a line here."""

from assistant.ui.chat_tab import TAB as CHAT
from assistant.ui.compare_tab import TAB as COMPARE
from assistant.ui.evaluation_tab import TAB as EVALUATION
from assistant.ui.library_tab import TAB as LIBRARY
from assistant.ui.served import Tab
from assistant.ui.settings_tab import TAB as SETTINGS

TABS: tuple[Tab, ...] = (CHAT, LIBRARY, COMPARE, EVALUATION, SETTINGS)
