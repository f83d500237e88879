// Adding papers: files that are dropped or chosen go to the server, and the form for live sources.
(() => {
  if (la.adding) return;
  la.adding = true;
  const zone = () => document.getElementById("la-drop");
  const say = (words) => {
    const line = document.getElementById("la-sending");
    if (line) line.textContent = words;
  };

  function refusal(files) {
    const { megabytes, files: most } = zone().dataset;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length > Number(most)) return `At most ${most} files can be added at once; choose fewer.`;
    if (size > Number(megabytes) * 1e6) return `These files are larger than ${megabytes} MB together; add them with: python -m ingest PATH`;
    return "";
  }

  function upload(files) {
    const why = files.length ? refusal(files) : "";
    if (!files.length || why) return say(why);
    if (document.querySelector("#la-job [data-running]")) return say("The library is being changed already; try again when that is done.");
    const form = new FormData();
    files.forEach((file) => form.append("files", file, file.name));
    const request = new XMLHttpRequest();
    request.open("POST", new URL("gradio_api/upload", location.href.split(/[?#]/)[0]));
    request.upload.addEventListener("progress", (event) => say(`Sending ${Math.round((100 * event.loaded) / Math.max(event.total, 1))} %`));
    request.addEventListener("error", () => say("The files could not be sent; is the program still running?"));
    request.addEventListener("load", () => {
      if (request.status === 413) return say("A file is too large; add it with: python -m ingest PATH");
      if (request.status !== 200) return say("The files could not be sent; load the page again.");
      say("");
      window.laShelf?.("bring", { do: "files", text: request.responseText });
    });
    say("Sending …");
    request.send(form);
  }

  document.addEventListener("change", (event) => {
    if (event.target.id !== "la-files") return;
    upload([...event.target.files]);
    event.target.value = "";
  });
  const carries = (event) => zone()?.checkVisibility() && [...(event.dataTransfer?.types || [])].includes("Files");
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      zone().classList.add("la-over");
    });
  }
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && zone()?.classList.remove("la-over"));
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone().classList.remove("la-over");
    upload([...event.dataTransfer.files]);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "la-fetch") return;
    event.preventDefault();
    const { source, ...fields } = Object.fromEntries(new FormData(event.target));
    window.laShelf?.("bring", { do: "fetch", id: source, text: JSON.stringify(fields) });
  });
})();
