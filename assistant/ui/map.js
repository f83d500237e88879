// The map of the library on a canvas: points by group or year, names of groups, titles on pointing, a group on clicking.
(() => {
  if (la.chart) return;
  const LIGHT = ["#17586b", "#b3541e", "#6a4fa3", "#2c6a3f", "#a3264f", "#3b62b8", "#736400", "#5c5c66"];
  const DARK = ["#86c9d9", "#f0a878", "#c3aaf0", "#8fd0a2", "#ff9db8", "#9dbcff", "#e0d070", "#c4c8d0"];
  const RAMP = { light: [[196, 138, 40], [23, 88, 107]], dark: [[120, 96, 60], [134, 220, 240]] };
  const chart = (la.chart = { points: null, tint: "group", chosen: -1 });
  const at = (id) => document.getElementById(id);
  const dark = () => document.documentElement.classList.contains("dark");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name) || "#000";
  const colour = (group) => (dark() ? DARK : LIGHT)[group % LIGHT.length];

  la.openMap = () => {
    if (chart.points && !la.mapIsOld) return;
    la.mapIsOld = false;
    window.laShelf?.("chart", {});
  };

  la.kinds.chart = (reply) => {
    const groups = at("la-groups");
    if (!groups) return;
    groups.innerHTML = reply.html;
    chart.points = JSON.parse(reply.points);
    chart.chosen = -1;
    draw();
  };

  function yearColour(year) {
    const { first, last } = span();
    if (!year) return css("--la-edge");
    const [from, to] = RAMP[dark() ? "dark" : "light"];
    const share = last > first ? (Math.max(year, first) - first) / (last - first) : 1;
    return `rgb(${from.map((value, i) => Math.round(value + (to[i] - value) * share)).join(",")})`;
  }
  function span() {
    const years = chart.points.year.filter(Boolean).sort((a, b) => a - b);
    return { first: years[Math.floor(years.length * 0.02)] || 0, last: years[years.length - 1] || 0 };
  }

  const PAD = 18;
  function layout() {
    const canvas = at("la-map");
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    const { scale } = chart.points;
    return { canvas, wide, high, x: (value) => PAD + (value / scale) * (wide - 2 * PAD), y: (value) => PAD + (1 - value / scale) * (high - 2 * PAD) };
  }

  function draw() {
    const canvas = at("la-map");
    if (!canvas || !chart.points || !canvas.clientWidth) return;
    const { wide, high, x, y } = layout();
    const ratio = window.devicePixelRatio || 1;
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const n = chart.points.x.length;
    const radius = n > 5000 ? 1.6 : n > 1200 ? 2.4 : wide < 500 ? 3 : 4;
    const tones = new Map();
    const tone = (i) => {
      const key = chart.tint === "year" ? chart.points.year[i] : chart.points.group[i];
      if (!tones.has(key)) tones.set(key, chart.tint === "year" ? yearColour(key) : colour(key));
      return tones.get(key);
    };
    for (let i = 0; i < n; i++) {
      pen.globalAlpha = chart.chosen >= 0 && chart.points.group[i] !== chart.chosen ? 0.16 : 0.85;
      pen.fillStyle = tone(i);
      pen.beginPath();
      pen.arc(x(chart.points.x[i]), y(chart.points.y[i]), radius, 0, 7);
      pen.fill();
    }
    pen.globalAlpha = 1;
    names(pen, wide, x, y);
    legend();
  }

  // Names of groups, the largest first; one that would cover another is left to the list below.
  function names(pen, wide, x, y) {
    const taken = [];
    pen.font = `600 ${wide < 500 ? 12 : 13.5}px ${css("--la-font")}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    chart.points.groups.forEach((group, number) => {
      const half = pen.measureText(group.name).width / 2 + 4;
      const place = { x: Math.min(Math.max(x(group.x), half), wide - half), y: y(group.y) };
      if (number !== chart.chosen && taken.some((other) => Math.abs(other.y - place.y) < 19 && Math.abs(other.x - place.x) < other.half + half)) return;
      taken.push({ ...place, half });
      pen.lineWidth = 5;
      pen.strokeStyle = css("--la-surface");
      pen.strokeText(group.name, place.x, place.y);
      pen.fillStyle = chart.tint === "year" ? css("--la-ink") : colour(number);
      pen.fillText(group.name, place.x, place.y);
    });
  }

  function legend() {
    const place = at("la-legend");
    if (chart.tint === "group") return (place.textContent = "Colours are groups; point at a paper for its title, press it for its group.");
    const { first, last } = span();
    place.textContent = "";
    const bar = la.element("span", "", "la-ramp");
    bar.style.background = `linear-gradient(90deg, ${yearColour(first)}, ${yearColour(last)})`;
    const unknown = chart.points.year.some((year) => !year) ? " · grey: year unknown" : "";
    place.append(`${first} and before `, bar, ` ${last}${unknown}`);
  }

  function nearest(event) {
    const { canvas, x, y } = layout();
    const box = canvas.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    let best = -1;
    let least = (event.pointerType === "touch" ? 26 : 14) ** 2;
    for (let i = 0; i < chart.points.x.length; i++) {
      const off = (x(chart.points.x[i]) - left) ** 2 + (y(chart.points.y[i]) - top) ** 2;
      if (off < least) [best, least] = [i, off];
    }
    return best;
  }

  function tip(i) {
    const place = at("la-map-tip");
    place.hidden = i < 0;
    if (i < 0) return;
    const { wide, x, y } = layout();
    const year = chart.points.year[i];
    place.textContent = `${chart.points.title[i] || "Untitled"}${year ? ` (${year})` : ""}`;
    const [left, top] = [x(chart.points.x[i]), y(chart.points.y[i])];
    place.style.left = `${Math.min(Math.max(left - place.offsetWidth / 2, 4), wide - place.offsetWidth - 4)}px`;
    place.style.top = `${top > place.offsetHeight + 16 ? top - place.offsetHeight - 10 : top + 12}px`;
  }

  function choose(group) {
    chart.chosen = group === chart.chosen ? -1 : group;
    document.querySelectorAll(".la-group").forEach((row, number) => row.classList.toggle("la-lit", number === chart.chosen));
    if (chart.chosen >= 0) at(`la-group-${group}`)?.scrollIntoView({ behavior: la.behavior(), block: "nearest" });
    draw();
  }

  document.addEventListener("pointermove", (event) => {
    if (event.target.id === "la-map" && chart.points) tip(nearest(event));
    else if (at("la-map-tip") && !at("la-map-tip").hidden && event.pointerType !== "touch") tip(-1);
  });
  document.addEventListener("click", (event) => {
    if (event.target.id !== "la-map" || !chart.points) return;
    const i = nearest(event);
    tip(i);
    if (i >= 0) choose(chart.points.group[i]);
    else if (chart.chosen >= 0) choose(chart.chosen);
  });
  la.acts.tint = (button, by) => {
    chart.tint = by;
    document.querySelectorAll(".la-map-bar [aria-pressed]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
    draw();
  };
  la.closers.push(() => chart.chosen >= 0 && at("la-map")?.checkVisibility() && (choose(chart.chosen), true));

  // Another size, another theme, or the tab shown again.
  let seen = "";
  const look = () => {
    const canvas = at("la-map");
    const state = canvas ? `${canvas.clientWidth}|${canvas.clientHeight}|${dark()}` : "";
    if (state !== seen && canvas?.clientWidth) {
      if (la.mapIsOld) la.openMap();
      draw();
    }
    seen = state;
  };
  new ResizeObserver(look).observe(document.documentElement);
  new MutationObserver(() => requestAnimationFrame(look)).observe(document.documentElement, { attributes: true, childList: true, subtree: true, attributeFilter: ["class", "style", "hidden"] });
})();
