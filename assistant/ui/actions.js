// Buttons: each says in its value what is to be done. What only the server can do goes to it; its replies come back here.
(() => {
  if (la.actions) return;
  la.actions = true;
  const send = (name, detail) => window.laSend?.(name, detail);
  const turnNumber = (at) => Number(at.split("-")[1]);

  // A question to the reader, or a line to be written; resolves to the text, "" where none is asked for, null if closed.
  la.ask = (words, { text, confirm, note, optional } = {}) =>
    new Promise((resolve) => {
      const dialog = la.element("dialog", "", "la-dialog");
      const form = la.element("form", "");
      form.method = "dialog";
      const head = la.element("h2", words);
      head.id = "la-dialog-head";
      dialog.setAttribute("aria-labelledby", head.id);
      form.append(head);
      if (note) form.append(la.element("p", note));
      const field = text === undefined ? null : la.element("textarea", "");
      if (field) {
        field.value = text;
        field.rows = 2;
        field.maxLength = 2000;
        field.setAttribute("aria-labelledby", head.id);
        field.addEventListener("keydown", (event) => {
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            form.requestSubmit(yes);
          }
        });
        form.append(field);
      }
      const row = la.element("p", "", "la-dialog-row");
      const no = la.element("button", "Cancel", "la-button");
      no.type = "button";
      no.addEventListener("click", () => dialog.close());
      const yes = la.element("button", confirm, "la-button la-primary");
      yes.value = "yes";
      row.append(no, yes);
      form.append(row);
      dialog.append(form);
      document.body.append(dialog);
      const before = document.activeElement;
      dialog.addEventListener("close", () => {
        const given = field ? field.value.trim() : "";
        resolve(dialog.returnValue === "yes" && (!field || given || optional) ? given : null);
        dialog.remove();
        before?.focus?.({ preventScroll: true });
      });
      dialog.showModal();
      (field || no).focus();
      field?.select();
    });

  function edit(button, at) {
    const turn = document.getElementById(at);
    const head = turn.querySelector(".la-question");
    if (turn.querySelector(".la-editing")) return;
    const form = la.element("form", "", "la-editing");
    const field = la.element("textarea", "");
    field.value = la.textOf(head);
    field.rows = Math.min(6, 1 + Math.ceil(field.value.length / 70));
    field.setAttribute("aria-label", "Edit the question");
    const no = la.element("button", "Cancel", "la-button");
    no.type = "button";
    const yes = la.element("button", "Ask", "la-button la-primary");
    const later = document.querySelectorAll(".la-turn").length - turnNumber(at);
    if (later > 0) form.append(la.element("p", `Asks anew from here: ${later} later ${later > 1 ? "questions go" : "question goes"}.`, "la-note"));
    const row = la.element("p", "", "la-dialog-row");
    row.append(no, yes);
    form.append(field, row);
    const close = () => {
      if (!form.isConnected) return false;
      form.remove();
      la.closers.splice(la.closers.indexOf(close), 1);
      head.hidden = button.hidden = false;
      button.focus({ preventScroll: true });
      return true;
    };
    la.closers.unshift(close);
    no.addEventListener("click", close);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      close();
      send("ask", { do: "edit", at, text });
    });
    head.hidden = button.hidden = true;
    head.after(form);
    field.focus();
  }

  async function again(at) {
    const later = document.querySelectorAll(".la-turn").length - turnNumber(at);
    if (later > 0 && (await la.ask("Ask again from here?", { confirm: "Ask again", note: `${later} later ${later > 1 ? "questions" : "question"} of this conversation will be removed.` })) === null) return;
    send("ask", { do: "again", at });
  }

  async function copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = la.element("textarea", "");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    la.toast(done);
  }

  async function wrong(at, number) {
    const place = number ? `${at}-c${number}` : at;
    la.hideBubble();
    const text = await la.ask("What is wrong with this citation?", { text: "", confirm: "Report", note: "Kept on this machine only. You may leave it empty.", optional: true });
    if (text !== null) send("tell", { do: "wrong", at: place, text });
  }

  const closeMenus = (but) => document.querySelectorAll(".la-menu[open]").forEach((menu) => menu !== but && menu.removeAttribute("open"));
  // What is open stands at the body; its buttons are made anew by the server and are told again.
  la.sync = () => {
    for (const [name, open] of [["la-drawer", "la-side-open"], ["la-filters-button", "la-filters-open"]]) {
      document.querySelectorAll(`.${name}`).forEach((button) => button.setAttribute("aria-expanded", String(document.body.classList.contains(open))));
    }
  };
  const drawer = (open) => {
    document.body.classList.toggle("la-side-open", open);
    la.sync();
    if (open) document.querySelector("#la-side button")?.focus();
  };
  la.closers.push(() => {
    const menu = document.querySelector(".la-menu[open]");
    if (!menu) return false;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    return true;
  });
  la.closers.push(() => document.body.classList.contains("la-filters-open") && (filters(false), true));
  la.closers.push(() => document.body.classList.contains("la-side-open") && (drawer(false), document.querySelector(".la-drawer")?.focus(), true));
  function filters(open) {
    document.body.classList.toggle("la-filters-open", open);
    la.sync();
    document.querySelector(open ? "#la-filters input" : ".la-filters-button")?.focus();
  }

  const titleOf = (button) => button.closest(".la-kept")?.querySelector(".la-chat-title")?.textContent || "";
  const ACTS = (la.acts = {
    theme: () => la.turnTheme(),
    drawer: () => drawer(!document.body.classList.contains("la-side-open")),
    filters: () => filters(!document.body.classList.contains("la-filters-open")),
    new: () => (drawer(false), send("move", { do: "new" }), la.box()?.focus()),
    open: (_, id) => (drawer(false), send("move", { do: "open", id })),
    rename: async (button, id) => {
      closeMenus();
      const text = await la.ask("Rename this conversation", { text: titleOf(button), confirm: "Rename" });
      if (text) send("move", { do: "rename", id, text });
    },
    delete: async (button, id) => {
      closeMenus();
      const sure = await la.ask("Delete this conversation?", { confirm: "Delete", note: `“${titleOf(button)}” cannot be brought back.` });
      if (sure !== null) send("move", { do: "delete", id });
    },
    export: (_, id, text) => (closeMenus(), send("tell", { do: "export", id, text })),
    follow: (button) => {
      const failed = button.closest(".la-turn")?.querySelector(".la-problem");
      send("ask", { do: "follow", text: failed ? la.textOf(button.closest(".la-turn").querySelector(".la-question")) : button.textContent });
    },
    again: (_, at) => again(at),
    edit: (button, at) => edit(button, at),
    copy: (_, at) => copy(document.getElementById(`${at}-markdown`).textContent, "Copied with its references."),
    link: (_, at) => copy(la.addressOf(la.chat(), at), "Link copied. It opens for you only."),
    up: (button, at) => (mark(button, at), send("tell", { do: "up", at })),
    down: async (button, at) => {
      const text = await la.ask("What is wrong with this answer?", { text: "", confirm: "Report", note: "Kept on this machine only. You may leave it empty.", optional: true });
      if (text !== null) mark(button, at), send("tell", { do: "down", at, text });
    },
    wrong: (_, at, number) => wrong(at, number),
    like: (button, at) => (button.setAttribute("aria-busy", "true"), send("tell", { do: "like", at })),
    choose: (_, id) => send("move", { do: "choose", id }),
    only: (_, id) => send("move", { do: "only", id }),
    these: (_, at) => send("move", { do: "these", at }),
    unfilter: (_, id) => send("move", { do: "unfilter", id }),
  });
  function mark(button, at) {
    for (const act of ["up", "down"]) document.getElementById(`${at}-${act}`)?.setAttribute("aria-pressed", String(button.id === `${at}-${act}`));
  }

  document.addEventListener("click", (event) => {
    const button = la.find(event, "button.la-act");
    if (!la.find(event, ".la-menu")) closeMenus();
    if (!la.find(event, "#la-side, .la-drawer, dialog") && document.body.classList.contains("la-side-open")) drawer(false);
    if (!button) return;
    const [act, ...given] = button.value.split(" ");
    ACTS[act]?.(button, ...given);
  });
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!(opened instanceof Element) || !opened.open) return;
    if (opened.matches(".la-menu")) closeMenus(opened);
    const told = opened.matches(".la-why") ? opened.querySelector(".la-told") : null;
    if (told && !told.childElementCount) {
      told.textContent = "Looking …";
      send("tell", { do: "why", at: opened.id.replace(/-why$/, "") });
    }
  }, true);

  const taken = new Set();
  const KINDS = {
    html: (reply) => {
      const at = document.getElementById(reply.at);
      if (!at) return;
      at.innerHTML = reply.html;
      at.closest(".la-card")?.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    },
    file: (reply) => {
      const link = la.element("a", "");
      link.href = URL.createObjectURL(new Blob([reply.text], { type: reply.type }));
      link.download = reply.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      la.toast(`Saved as ${reply.name}`);
    },
    follow: () => send("follow", {}),
    said: (reply) => la.toast(reply.text),
    problem: (reply) => la.toast(reply.text, true),
  };
  la.kinds = KINDS;
  window.laTake = (reply) => {
    if (!reply || taken.has(reply.nonce)) return;
    taken.add(reply.nonce);
    KINDS[reply.kind]?.(reply);
  };
})();
