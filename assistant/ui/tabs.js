// The buttons of the tabs beside the chat, and the abstract that a cell of a table opens.
(() => {
  if (la.tabs) return;
  la.tabs = true;
  window.laSendOf ||= {};
  const send = (tab, name, detail) => window.laSendOf[tab]?.(name, detail);

  // A cell's abstract with its quote lit, over the page until it is closed.
  function abstract(number, place) {
    const held = document.getElementById(`compare-${number}`);
    if (!held) return;
    const dialog = la.element("dialog", "", "la-dialog la-reading");
    const inside = la.element("div", "", "la-reading-text");
    inside.append(...[...held.children].map((part) => part.cloneNode(true)));
    const head = inside.querySelector("h2");
    head.id = "la-reading-head";
    dialog.setAttribute("aria-labelledby", head.id);
    inside.tabIndex = 0;
    inside.setAttribute("role", "group");
    inside.setAttribute("aria-label", "Abstract");
    inside.querySelectorAll(`.la-q${CSS.escape(place)}`).forEach((mark) => mark.classList.add("la-lit"));
    const close = la.element("button", "Close", "la-button");
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    const row = la.element("p", "", "la-dialog-row");
    row.append(close);
    dialog.append(inside, row);
    document.body.append(dialog);
    const before = document.activeElement;
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.({ preventScroll: true });
    });
    dialog.showModal();
    close.focus({ preventScroll: true });
    inside.querySelector(".la-lit")?.scrollIntoView({ block: "nearest" });
  }

  // The filters may have changed in the chat since the tab was last looked at; a hidden tab is told of no change.
  document.addEventListener("click", (event) => la.find(event, "[role=tab]") && setTimeout(() => send("compare", "filters", {})));

  Object.assign(la.acts, {
    compare: () => send("compare", "run", { do: "compare" }),
    uncompare: () => send("compare", "halt", {}),
    unaspect: (_, id) => send("compare", "remove", { do: "unaspect", id }),
    table: (_, id) => send("compare", "tell", { do: "table", id }),
    abstract: (_, number, place) => abstract(number, place),
    runs: () => send("evaluation", "show", { do: "runs" }),
    run: (_, id) => send("evaluation", "show", { do: "run", id }),
    against: (_, id) => send("evaluation", "show", { do: "against", id }),
    cases: (_, id) => send("evaluation", "show", { do: "cases", id }),
    spent: () => send("settings", "spent", { do: "spent" }),
    hello: (button) => (button.setAttribute("aria-busy", "true"), send("settings", "hello", { do: "hello" })),
  });
})();
