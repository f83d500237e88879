// Citation chips: pointing at one, focusing it or tapping it shows its quote; clicking it goes to the source and back.
(() => {
  if (la.citations) return;
  la.citations = true;
  let shownFor = null;
  let title = "";
  let leaving = 0;

  const cited = (event) => la.find(event, "a.la-chip[href], a.la-num, .la-verdict");
  const isChip = (mark) => mark.matches("a.la-chip");
  const cardOf = (chip) => document.getElementById((chip.getAttribute("href") || "#").slice(1));
  const numbers = (chip) => [...chip.classList].filter((name) => name.startsWith("la-on-")).map((name) => name.slice(6));
  const quotesOf = (chip, card) => numbers(chip).flatMap((i) => [...card.querySelectorAll(`.la-q${CSS.escape(i)}`)]);

  function bubble() {
    let box = document.getElementById("la-bubble");
    if (!box) {
      box = la.element("div", "");
      box.id = "la-bubble";
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", "What the abstract says");
      box.hidden = true;
      box.addEventListener("mouseenter", () => clearTimeout(leaving));
      box.addEventListener("mouseleave", later);
      document.body.append(box);
    }
    return box;
  }

  // A quote with a little of what stands around it; text only, so nothing in it can be markup.
  function inContext(mark) {
    const near = (node, cut) => (node?.classList?.contains("la-ctx") ? cut(la.textOf(node)) : "");
    const gap = (node) => (node?.classList?.contains("la-gap") ? node.previousElementSibling : node);
    const before = near(gap(mark.previousElementSibling), (text) => (text.length > 120 ? text.slice(-120).replace(/^\S*\s/, "…") : text));
    const after = near(mark.nextElementSibling, (text) => (text.length > 120 ? text.slice(0, 120).replace(/\s\S*$/, "…") : text));
    const line = la.element("p", "");
    line.dir = "auto";
    const quoted = mark.cloneNode(true);
    line.append(before, quoted, after);
    return line;
  }

  function act(words, value) {
    const button = la.element("button", words, "la-act");
    button.type = "button";
    button.value = value;
    return button;
  }

  function ofChip(chip) {
    const card = cardOf(chip);
    if (!card) return null;
    const verdict = chip.closest(".la-sentence")?.querySelector(".la-verdict");
    const acts = la.element("p", "", "la-acts");
    const visit = act("Go to the source", "visit");
    visit.addEventListener("click", () => go(chip));
    acts.append(visit, act("This citation is wrong", `wrong ${chip.id}`));
    const quotes = quotesOf(chip, card);
    quotes.forEach((quote) => quote.classList.add("la-near-lit"));
    const head = la.element("strong", la.textOf(card.querySelector("h3") || card));
    head.dir = "auto";
    const meta = la.element("p", card.querySelector(".la-meta")?.textContent || "", "la-bubble-meta");
    const said = verdict ? [la.element("p", `${verdict.querySelector(".la-sign").textContent} ${told(verdict)}`, "la-bubble-verdict")] : [];
    return [head, meta, ...quotes.slice(0, 3).map(inContext), ...said, acts];
  }

  const told = (verdict) => (verdict === shownFor ? title : verdict.title);

  function show(mark) {
    if (mark === shownFor) return;
    hide();
    title = mark.title;
    shownFor = mark;
    const parts = isChip(mark) ? ofChip(mark) : [la.element("p", title, "la-bubble-verdict")];
    if (!parts) {
      shownFor = null;
      return;
    }
    const box = bubble();
    box.replaceChildren(...parts);
    box.hidden = false;
    mark.removeAttribute("title");
    const at = mark.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const left = Math.max(12, Math.min(at.left - 24, document.documentElement.clientWidth - size.width - 12));
    const below = at.bottom + 6;
    box.style.left = `${left}px`;
    box.style.top = `${below + size.height < innerHeight - 90 ? below : Math.max(8, at.top - size.height - 6)}px`;
  }

  function hide() {
    clearTimeout(leaving);
    if (!shownFor) return false;
    if (title) shownFor.title = title;
    const within = bubble().contains(document.activeElement);
    bubble().hidden = true;
    if (within) shownFor.focus({ preventScroll: true });
    shownFor = null;
    document.querySelectorAll(".la-near-lit").forEach((quote) => quote.classList.remove("la-near-lit"));
    return true;
  }
  const later = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 180);
  };
  la.closers.push(hide);
  la.hideBubble = hide;

  function go(chip) {
    const target = cardOf(chip);
    if (!target) return;
    hide();
    target.classList.add("la-open");
    document.querySelectorAll(".la-lit").forEach((lit) => lit.classList.remove("la-lit"));
    const quotes = quotesOf(chip, target);
    [target, ...quotes].forEach((part) => part.classList.add("la-lit"));
    const goal = quotes.length && target.offsetHeight > innerHeight * 0.6 ? quotes[0] : target;
    goal.scrollIntoView({ behavior: la.behavior(), block: la.coarse.matches || innerWidth < 1000 ? "start" : "nearest" });
    target.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const mark = cited(event);
    if (mark && !mark.matches(".la-verdict")) {
      event.preventDefault();
      if (la.coarse.matches && isChip(mark) && shownFor !== mark) show(mark);
      else go(mark);
    } else if (mark) show(mark);
    else if (!la.find(event, "#la-bubble")) hide();
    const toggle = la.find(event, ".la-toggle");
    if (toggle) toggle.closest(".la-card").classList.toggle("la-open");
  });
  document.addEventListener("mouseover", (event) => {
    if (la.coarse.matches) return;
    const mark = cited(event);
    if (mark && !mark.matches(".la-num")) {
      clearTimeout(leaving);
      show(mark);
    } else if (shownFor && !la.find(event, "#la-bubble") && !shownFor.matches(":focus-visible")) later();
  });
  document.addEventListener("focusin", (event) => {
    const mark = cited(event);
    if (mark && mark.matches(":focus-visible") && !mark.matches(".la-num")) show(mark);
    else if (shownFor && !la.find(event, "#la-bubble") && !la.coarse.matches) hide();
  });
  // From a chip, the arrow down goes into its popover.
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && shownFor && document.activeElement === shownFor) {
      event.preventDefault();
      bubble().querySelector("button")?.focus();
    }
  });
  addEventListener("scroll", (event) => shownFor && !bubble().contains(event.target) && hide(), { passive: true, capture: true });
})();
