// Shows the cases that fit the filter and opens or closes them all. Without it the page is one long list.
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const cases = [...document.querySelectorAll("details.case")].map((element) => ({
    element,
    kind: element.dataset.kind,
    status: element.dataset.status,
    tags: element.dataset.tags.split("\n"),
    words: element.textContent.toLowerCase(),
  }));

  function filter() {
    const { kind, status, tag, words } = Object.fromEntries(new FormData(form));
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of cases) {
      const fits =
        (!kind || one.kind === kind) &&
        (!status || one.status === status) &&
        (!tag || one.tags.includes(tag)) &&
        wanted.every((word) => one.words.includes(word));
      one.element.hidden = !fits;
      shown += fits;
    }
    count.value = `${shown} of ${cases.length} cases shown`;
  }

  const openShown = (open) => () => {
    for (const { element } of cases) if (!element.hidden) element.open = open;
  };

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("open-all").addEventListener("click", openShown(true));
  document.getElementById("close-all").addEventListener("click", openShown(false));
  form.hidden = false;
  filter();
})();
