// The Library tab: searching, sorting, paging and opening papers; what is under way; and leading to the Chat tab.
(() => {
  if (la.library) return;
  la.library = true;
  const send = (name, detail = {}) => window.laShelf?.(name, detail);
  const at = (id) => document.getElementById(id);
  const tabNamed = (words, within) => [...document.querySelectorAll(`${within} [role=tab]`)].find((tab) => tab.textContent.trim() === words);

  la.toChat = (detail) => {
    tabNamed("Chat", "#la-tabs")?.click();
    window.laSend?.("move", detail);
    setTimeout(() => la.box()?.focus(), 150);
  };

  // The same list again, as the library has it now: a paper that was open stays open where it is still there.
  function renew(id, html) {
    const open = [...(at(id)?.querySelectorAll(".la-opened:not([hidden]) .la-paper") || [])];
    put(id, html);
    open.forEach(reopen);
  }
  function reopen(paper) {
    const now = at(paper.id);
    if (!now) return;
    now.replaceWith(paper);
    const row = paper.closest("tr");
    row.hidden = false;
    row.previousElementSibling.querySelector(".la-title").setAttribute("aria-expanded", "true");
  }

  // Replaces what an element shows, and puts the focus back on the button that was pressed in it.
  function put(id, html) {
    const place = at(id);
    if (!place) return;
    const held = place.contains(document.activeElement) ? document.activeElement : null;
    const words = held?.textContent;
    place.innerHTML = html;
    if (!held) return;
    const again = [...place.querySelectorAll("button:not([disabled])")].find((button) => button.textContent.trim().split(" ")[0] === words.trim().split(" ")[0]);
    (again || place.querySelector("button:not([disabled])"))?.focus({ preventScroll: true });
  }

  // Work that is under way: only its figures are replaced, so that its button can be pressed at any moment.
  let timer = 0;
  function progress(id, html) {
    const place = at(id);
    const fresh = la.element("div", "");
    fresh.innerHTML = html;
    const [before, now] = [place?.querySelector("[data-running]"), fresh.querySelector("[data-running]")];
    if (before && now && before.dataset.running === now.dataset.running) before.querySelector(".la-progress").innerHTML = now.querySelector(".la-progress").innerHTML;
    else if (place && place.innerHTML !== fresh.innerHTML) place.innerHTML = html;
    if (now) {
      clearTimeout(timer);
      timer = setTimeout(() => send("look"), 700);
    } else if (before && id === "la-job") {
      la.mapIsOld = true;
      send("arrive");
    }
  }
  la.kinds.parts = (reply) => {
    for (const [id, html] of Object.entries(JSON.parse(reply.parts))) {
      if (id === "la-job" || id === "la-health") progress(id, html);
      else renew(id, html);
    }
    if (reply.text) la.toast(reply.text);
  };
  const html = la.kinds.html;
  la.kinds.html = (reply) => {
    if (reply.at === "la-shelf") put(reply.at, reply.html);
    else html(reply);
  };

  let typing = 0;
  const find = () => send("browse", { do: "find", id: at("la-way").value, text: at("la-find").value });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "la-find") return;
    clearTimeout(typing);
    typing = setTimeout(find, 250);
  });
  document.addEventListener("change", (event) => event.target.id === "la-way" && find());

  Object.assign(la.acts, {
    sort: (_, by) => send("browse", { do: "sort", id: by }),
    page: (_, number) => {
      send("browse", { do: "page", id: number });
      const top = document.querySelector(".la-shelf-bar");
      if (top && top.getBoundingClientRect().top < 0) top.scrollIntoView({ block: "start" });
    },
    paper: (button, id) => {
      const row = button.closest("tr").nextElementSibling;
      row.hidden = !row.hidden;
      button.setAttribute("aria-expanded", String(!row.hidden));
      const place = row.querySelector(".la-paper");
      if (row.hidden || place.childElementCount) return;
      place.textContent = "Opening …";
      send("show", { do: "show", id });
    },
    askonly: (_, id) => la.toChat({ do: "only", id }),
    askgroup: (_, ids) => la.toChat({ do: "group", text: ids }),
    discard: async (button, id) => {
      const title = button.closest("tr").previousElementSibling.querySelector(".la-title").textContent;
      const note = `“${title.slice(0, 200)}” and all its copies go. It comes back if a file that holds it is added again.`;
      if ((await la.ask("Remove this paper?", { confirm: "Remove", note })) !== null) send("discard", { do: "discard", id });
    },
    halt: () => send("halt"),
    check: () => send("check"),
  });

  // Others may have changed the library: whoever comes to it sees it as it is.
  document.addEventListener("click", (event) => {
    const tab = la.find(event, "#la-tabs [role=tab]");
    if (!tab) return;
    if (tab.closest("#la-library") || tab.textContent.trim() === "Library") setTimeout(() => at("la-shelf-bus") && send("arrive"), 60);
  });
})();
