// What all other scripts use, the theme, the keyboard, the address, and where the page scrolls to by itself.
(() => {
  if (window.la) return;
  const la = (window.la = {});
  la.still = matchMedia("(prefers-reduced-motion: reduce)");
  la.coarse = matchMedia("(hover: none)");
  la.behavior = () => (la.still.matches ? "auto" : "smooth");
  la.find = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  la.element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  // The text of an element with the source of its formulas in the place of what they were set as.
  la.textOf = (node) => {
    const copy = node.cloneNode(true);
    const sources = node.querySelectorAll ? [...node.querySelectorAll(".la-tex")] : [];
    if (copy.querySelectorAll) [...copy.querySelectorAll(".la-tex")].forEach((tex, i) => (tex.textContent = sources[i].laSource || tex.textContent));
    copy.querySelectorAll?.(".la-unseen").forEach((unseen) => unseen.remove());
    return copy.textContent;
  };

  // Light or dark: what the reader chose here, else what the system says. Gradio sets the class; this corrects it.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const wanted = () => {
    try {
      return localStorage.getItem("la-theme");
    } catch {
      return null;
    }
  };
  const isDark = () => (wanted() ? wanted() === "dark" : system.matches);
  function paint() {
    const dark = isDark();
    for (const root of [document.documentElement, document.body]) {
      if (root && root.classList.contains("dark") !== dark) root.classList.toggle("dark", dark);
    }
  }
  la.turnTheme = () => {
    try {
      localStorage.setItem("la-theme", isDark() ? "light" : "dark");
    } catch {
      /* a browser that keeps nothing goes by its system */
    }
    paint();
  };
  system.addEventListener("change", paint);
  paint();

  la.box = () => document.querySelector("#la-box textarea");
  la.busy = () => document.querySelector("#la-box .stop-button");
  la.typing = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "") || document.activeElement?.isContentEditable;

  // Escape closes what is open, the innermost first; where nothing is, it stops the answer. "/" goes to the box.
  la.closers = [];
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
      if (la.closers.some((close) => close())) event.preventDefault();
      else if (la.busy()) la.busy().click();
    }
    if (event.key === "/" && !la.typing() && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const find = document.getElementById("la-find");
      (find?.checkVisibility() ? find : la.box())?.focus();
    }
  });

  la.toast = (text, bad) => {
    let line = document.getElementById("la-toast");
    if (!line) {
      line = la.element("div", "");
      line.id = "la-toast";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.className = bad ? "la-bad" : "";
    line.textContent = text;
    line.hidden = false;
    clearTimeout(la.toasting);
    la.toasting = setTimeout(() => (line.hidden = true), bad ? 9000 : 4000);
  };

  la.addressOf = (chat, turn) => {
    const address = new URL(location.href);
    if (chat) address.searchParams.set("chat", chat);
    else address.searchParams.delete("chat");
    address.hash = turn ? `#${turn}` : "";
    return address.href;
  };
  la.chat = () => document.getElementById("la-here")?.textContent || "";

  // The filters of this tab, as the page told them last: whoever loads it anew has them still.
  la.limits = () => {
    try {
      return sessionStorage.getItem("la-limits") || "";
    } catch {
      return "";
    }
  };
  function remember() {
    const told = document.getElementById("la-limits")?.textContent;
    if (!told || told === la.limits()) return;
    try {
      sessionStorage.setItem("la-limits", told);
    } catch {
      /* a browser that keeps nothing begins without filters */
    }
  }

  // A new question comes to the top of the window once; after that the reader alone scrolls.
  let newest = "";
  let here = null;
  let arriving = location.hash.slice(1);
  let greeted = false;
  const label = (selector, words) =>
    document.querySelectorAll(`${selector}:not([aria-label])`).forEach((found) => found.setAttribute("aria-label", words));
  function follow() {
    const turn = document.querySelector("#la-live .la-turn");
    const state = turn ? `${turn.id}|${turn.querySelector(".la-question")?.textContent}` : "";
    if (state === newest) return;
    newest = state;
    if (turn && document.querySelector("#la-past .la-turn")) turn.scrollIntoView({ behavior: la.behavior(), block: "start" });
  }
  function place() {
    const marker = document.getElementById("la-here");
    if (!marker || marker.textContent === here) return;
    const first = here === null;
    here = marker.textContent;
    if (!(first && !here && location.search.includes("chat="))) history.replaceState(null, "", la.addressOf(here, first ? arriving : ""));
  }
  function arrive() {
    const there = arriving && document.getElementById(arriving);
    if (!there) return;
    arriving = "";
    requestAnimationFrame(() => there.scrollIntoView({ block: "start" }));
  }
  // The box is ready to be typed in, with the page's top in view; not where touching it opens a keyboard over the page.
  function greet() {
    if (greeted || !la.box()) return;
    greeted = true;
    if (!la.coarse.matches && document.activeElement === document.body) la.box().focus({ preventScroll: true });
  }
  new MutationObserver(() => {
    paint();
    greet();
    label("#la-box .submit-button", "Send");
    label("#la-box .stop-button", "Stop");
    document.querySelectorAll("#la-live .la-turn, #la-past .la-turn").length ? document.body?.classList.add("la-asked-yet") : document.body?.classList.remove("la-asked-yet");
    document.querySelector("#la-live [role=status].la-steps")?.setAttribute("aria-live", "off");
    follow();
    place();
    arrive();
    remember();
    la.setFormulas?.();
    la.sync?.();
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
