// Formulas: set by the KaTeX that Gradio serves, loaded when the first one is seen; without it their source stays.
(() => {
  if (la.setFormulas) return;
  const [script, style] = window.laKatex || [];
  let loading = null;
  const LIMITS = { trust: false, strict: "ignore", maxSize: 10, maxExpand: 200, throwOnError: true };

  function load() {
    if (!script) return Promise.reject(new Error("this Gradio keeps KaTeX elsewhere"));
    const link = la.element("link", "");
    link.rel = "stylesheet";
    link.href = new URL(`assets/${style}`, document.baseURI);
    document.head.append(link);
    return import(new URL(`assets/${script}`, document.baseURI)).then((module) => module.default);
  }

  la.setFormulas = () => {
    const found = [...document.querySelectorAll(".la-tex:not(.la-set)")];
    if (!found.length) return;
    found.forEach((formula) => formula.classList.add("la-set"));
    loading ||= load();
    loading.then(
      (katex) => found.forEach((formula) => {
        if (formula.querySelector(".katex")) return;
        const source = formula.textContent;
        formula.laSource = source;
        try {
          katex.render(source, formula, { ...LIMITS, displayMode: formula.classList.contains("la-display") });
        } catch {
          formula.textContent = source; // no formula that KaTeX knows: it is shown as it was written
        }
      }),
      () => {},
    );
  };
})();
