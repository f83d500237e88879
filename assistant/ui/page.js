// One delegated listener each: citation chips scroll to their source and show its quote, cards open, Escape closes.
(() => {
  if (window.laReady) return;
  window.laReady = true;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const coarse = matchMedia("(hover: none)");
  let shownFor = null;

  const chipOf = (event) => (event.target instanceof Element ? event.target.closest("a.la-chip, a.la-num") : null);
  const cardOf = (chip) => document.getElementById(chip.getAttribute("href").slice(1));
  const quotesOf = (chip, card) =>
    (chip.dataset.quotes || "").split(" ").flatMap((i) => [...card.querySelectorAll(`.la-q${CSS.escape(i)}`)]);

  function bubble() {
    let box = document.getElementById("la-bubble");
    if (!box) {
      box = document.createElement("div");
      box.id = "la-bubble";
      box.setAttribute("role", "tooltip");
      box.hidden = true;
      document.body.append(box);
    }
    return box;
  }

  function element(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  // A quote with a little of what stands around it; text only, so nothing in it can be markup.
  function inContext(mark) {
    const near = (node, cut) => (node?.classList?.contains("la-ctx") ? cut(node.textContent) : "");
    const line = document.createElement("p");
    line.dir = "auto";
    const gap = (node) => (node?.classList?.contains("la-gap") ? node.previousElementSibling : node);
    const before = near(gap(mark.previousElementSibling), (text) => (text.length > 90 ? text.slice(-90).replace(/^\S*\s/, "…") : text));
    const after = near(mark.nextElementSibling, (text) => (text.length > 90 ? text.slice(0, 90).replace(/\s\S*$/, "…") : text));
    const quoted = element(mark.classList.contains("la-quote") ? "mark" : "span", mark.textContent);
    line.append(before, quoted, after);
    return line;
  }

  function show(chip) {
    const card = cardOf(chip);
    if (!card || !chip.dataset.quotes) return;
    hide();
    const quotes = quotesOf(chip, card);
    const box = bubble();
    box.replaceChildren(element("strong", card.querySelector("h3")?.textContent || ""), ...quotes.slice(0, 3).map(inContext));
    box.hidden = false;
    const at = chip.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const left = Math.max(12, Math.min(at.left - 24, document.documentElement.clientWidth - size.width - 12));
    const below = at.bottom + 8;
    box.style.left = `${left}px`;
    box.style.top = `${below + size.height < innerHeight - 90 ? below : Math.max(8, at.top - size.height - 8)}px`;
    chip.setAttribute("aria-describedby", "la-bubble");
    quotes.forEach((quote) => quote.classList.add("la-near-lit"));
    shownFor = chip;
  }

  function hide() {
    if (shownFor) shownFor.removeAttribute("aria-describedby");
    shownFor = null;
    document.querySelectorAll(".la-near-lit").forEach((quote) => quote.classList.remove("la-near-lit"));
    bubble().hidden = true;
  }

  function go(chip) {
    const target = cardOf(chip);
    if (!target) return;
    hide();
    target.classList.add("la-open");
    document.querySelectorAll(".la-lit").forEach((lit) => lit.classList.remove("la-lit"));
    const quotes = quotesOf(chip, target);
    [target, ...quotes].forEach((part) => part.classList.add("la-lit"));
    const behavior = still.matches ? "auto" : "smooth";
    const goal = quotes.length && target.offsetHeight > innerHeight * 0.6 ? quotes[0] : target;
    goal.scrollIntoView({ behavior, block: coarse.matches || innerWidth < 960 ? "start" : "nearest" });
    target.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const chip = chipOf(event);
    if (chip) {
      event.preventDefault();
      if (coarse.matches && chip.dataset.quotes && shownFor !== chip) show(chip);
      else go(chip);
      return;
    }
    hide();
    const toggle = event.target instanceof Element ? event.target.closest(".la-toggle") : null;
    if (toggle) toggle.closest(".la-card").classList.toggle("la-open");
  });
  document.addEventListener("mouseover", (event) => {
    const chip = chipOf(event);
    if (chip && chip === shownFor) return;
    if (chip && !coarse.matches) show(chip);
    else if (!coarse.matches && shownFor && !shownFor.matches(":focus-visible")) hide();
  });
  document.addEventListener("focusin", (event) => {
    const chip = chipOf(event);
    if (chip && chip.matches(":focus-visible")) show(chip);
    else if (shownFor && !coarse.matches) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("scroll", () => shownFor && hide(), { passive: true, capture: true });

  // A new question comes to the top of the window once; after that the reader alone scrolls.
  let newest = "";
  const label = (selector, words) =>
    document.querySelectorAll(`${selector}:not([aria-label])`).forEach((button) => button.setAttribute("aria-label", words));
  new MutationObserver(() => {
    label("#la-box .submit-button", "Send");
    label("#la-box .stop-button", "Stop");
    const turn = document.querySelector("#la-live .la-turn");
    const state = turn ? `${turn.id}|${turn.querySelector(".la-question")?.textContent}` : "";
    if (state === newest) return;
    newest = state;
    if (turn && turn.id !== "a1") turn.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
