"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const byId = (id) => document.getElementById(id);
  const list = byId("blocks"), items = [...list.children], detail = byId("detail"), frame = byId("page");
  const LABELS = ["body", "title", "related", "boilerplate"];
  const labels = items.map((item) => LABELS.find((label) => item.classList.contains("k-" + label)));
  const isBody = labels.map((label) => label === "body");
  const texts = items.map((item) => item.querySelector(".tx").textContent);
  let chosen = -1, step = -1;

  const say = (text) => { byId("said").textContent = text; };
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const several = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  // Which blocks are shown.
  function filter() {
    const pressed = (chip) => chip.getAttribute("aria-pressed") === "true";
    const on = new Set([...document.querySelectorAll(".chip")].filter(pressed).map((chip) => chip.dataset.filter));
    const only = { unsure: "unsure", wrong: "g-wrong", lost: "g-lost" };
    const wanted = Object.keys(only).filter((name) => on.has(name)).map((name) => only[name]);
    const sought = byId("search").value.trim().toLocaleLowerCase();
    let shown = 0;
    items.forEach((item, index) => {
      const fits = on.has(labels[index])
        && (!wanted.length || wanted.some((name) => item.classList.contains(name)))
        && (!sought || texts[index].toLocaleLowerCase().includes(sought));
      item.hidden = !fits;
      shown += fits;
    });
    byId("none").hidden = shown > 0;
    say(shown === items.length ? "" : `${several(shown, "block")} of ${items.length.toLocaleString("en")} shown`);
  }
  document.querySelectorAll(".chip").forEach((chip) => chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    filter();
  }));
  byId("search").addEventListener("input", filter);

  // What another threshold would make of the text.
  const keptAt = (index) => (step < 0 || !(index in facts.sweep) ? isBody[index] : facts.sweep[index][step] === "1");
  function sweep() {
    let gained = 0, lost = 0, characters = 0, wrong = 0, missed = 0;
    items.forEach((item, index) => {
      const kept = keptAt(index), gain = kept && !isBody[index], loss = !kept && isBody[index];
      item.classList.toggle("gain", gain);
      item.classList.toggle("loss", loss);
      const paragraph = byId("a" + index);
      if (paragraph) {
        paragraph.hidden = !kept && !loss;
        paragraph.classList.toggle("gain", gain);
        paragraph.classList.toggle("loss", loss);
      }
      gained += gain;
      lost += loss;
      characters += kept ? texts[index].length : 0;
      if (facts.gold) {
        wrong += kept && facts.gold[index] === "0";
        missed += !kept && facts.gold[index] === "1";
      }
    });
    byId("reset").disabled = step < 0;
    byId("at").textContent = (step < 0 ? facts.threshold : facts.steps[step]).toFixed(2);
    const against = facts.gold ? `; ${wrong} wrongly kept, ${missed} wrongly lost` : "";
    byId("change").textContent = (step < 0
      ? `chosen for this page: ${facts.threshold.toFixed(2)}`
      : `${several(gained, "block")} more, ${lost} less; ${several(characters, "character")}`) + against;
  }
  byId("threshold").addEventListener("input", (event) => { step = Number(event.target.value); sweep(); });
  byId("reset").addEventListener("click", () => {
    step = -1;
    const away = (at) => Math.abs(at - facts.threshold);
    byId("threshold").value = facts.steps.reduce((best, at, index) => (away(at) < away(facts.steps[best]) ? index : best), 0);
    sweep();
    byId("threshold").focus();
  });

  // Copy.
  async function copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", undefined, "sr");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(`${what} copied`);
  }
  const textNow = () => (step < 0 ? facts.article.text : texts.filter((_, index) => keptAt(index)).join("\n\n"));
  byId("copy-text").addEventListener("click", () => copy(textNow(), "Text"));
  byId("copy-json").addEventListener("click", () =>
    copy(JSON.stringify({ ...facts.article, text: textNow() }, null, 2), "JSON"));

  // What is known of one block.
  function drawBar(added, most) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "-50 0 100 12");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const width = 50 * Math.abs(added) / most;
    [[-0.25, 0.5, "axis"], [added < 0 ? -width : 0, width, added < 0 ? "down" : "up"]].forEach(([x, wide, name]) => {
      const rect = document.createElementNS(space, "rect");
      rect.setAttribute("x", x);
      rect.setAttribute("width", wide);
      rect.setAttribute("height", 12);
      rect.setAttribute("class", name);
      svg.append(rect);
    });
    return svg;
  }
  function drawReasons(reasons) {
    const table = make("table"), most = Math.max(...reasons.map((reason) => Math.abs(reason[2])));
    reasons.forEach(([feature, value, added]) => {
      const row = make("tr"), bar = make("td", undefined, "bar");
      bar.append(drawBar(added, most));
      const name = make("th", `${facts.features[feature]} = ${value === null ? "none" : value}`);
      name.scope = "row";
      row.append(name, bar, make("td", (added > 0 ? "+" : "") + added.toFixed(2), "number"));
      table.append(row);
    });
    return table;
  }
  function drawProbabilities(probabilities) {
    const box = make("div", undefined, "by");
    probabilities.forEach((probability, index) => {
      const cell = make("div"), meter = make("meter");
      meter.value = probability;
      meter.setAttribute("aria-label", `probability of ${LABELS[index]}`);
      cell.append(make("span", `${LABELS[index]} ${probability.toFixed(3)}`), meter);
      box.append(cell);
    });
    return box;
  }
  function pathTo(last) {
    const steps = [];
    for (let at = last; at >= 0; [at] = facts.paths[at]) steps.unshift(facts.paths[at][1]);
    return steps.join("/");
  }
  function describe(index) {
    const [probabilities, last, role, links, reasons] = facts.blocks[index], path = pathTo(last);
    const head = make("div", undefined, "head"), close = make("button", "Close");
    close.type = "button";
    close.addEventListener("click", hide);
    head.append(make("h2", `Block ${index + 1} of ${items.length}: ${labels[index]}${role ? `, ${role}` : ""}`), close);
    const parts = [head, drawProbabilities(probabilities)];
    const marks = { unsure: "unsure", unseen: "the markup hides it", notice: "it says what notices say: none of the article, whatever speaks for it", caption: "it says what captions of pictures say: none of the article", opening: "it stands above a sub-heading of the same story: at least as likely body as what stands below", "g-wrong": "wrongly kept: it is not in the gold text", "g-lost": "wrongly lost: it is in the gold text" };
    const said = Object.keys(marks).filter((name) => items[index].classList.contains(name)).map((name) => marks[name]);
    if (said.length) parts.push(make("p", said.join("; ")));
    if (!Object.keys(reasons).length) parts.push(make("p", "Its text stood in the page's JSON-LD and was taken as it is."));
    const own = ([target]) => Number(target === labels[index]);
    Object.entries(reasons).sort((one, other) => own(other) - own(one)).forEach(([target, [alone, around]]) => {
      const both = [[alone, `For or against ${target}, seen alone (log-odds, beside the other blocks)`],
        [around, `For or against ${target}, with what stands around it in view`]];
      both.filter(([found]) => found.length).forEach(([found, title]) => parts.push(make("h3", title), drawReasons(found)));
    });
    links.forEach(([title, url]) => parts.push(make("p", `link: ${title} → ${url}`)));
    if (path) parts.push(make("h3", "Path"), make("p", path, "path"));
    detail.replaceChildren(...parts);
    detail.hidden = false;
    detail.scrollTop = 0;
  }
  function hide() {
    detail.hidden = true;
    if (frame && !frame.hidden) return;
    list.focus({ preventScroll: true });
  }

  // Choosing a block, by pointer, keys, the article or the page.
  const inFrame = (index) => frame && frame.contentDocument && frame.contentDocument.querySelector(`[data-b="${index}"]`);
  function choose(index, show) {
    if (chosen >= 0) {
      items[chosen].setAttribute("aria-selected", "false");
      [byId("a" + chosen), inFrame(chosen)].forEach((element) => element && element.classList.remove("chosen"));
    }
    chosen = index;
    items[index].setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", items[index].id);
    items[index].scrollIntoView({ block: "nearest" });
    [byId("a" + index), inFrame(index)].forEach((element) => {
      if (!element) return;
      element.classList.add("chosen");
      if (!element.hidden) element.scrollIntoView({ block: "nearest" });
    });
    if (show || !detail.hidden) describe(index);
  }
  function move(by, from = chosen, fits = (item) => !item.hidden) {
    let index = from < 0 && by < 0 ? items.length : from;
    do index += by; while (index >= 0 && index < items.length && !fits(items[index]));
    if (index >= 0 && index < items.length) choose(index, false);
  }
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) choose(items.indexOf(item), true);
  });
  byId("text").addEventListener("click", (event) => {
    const paragraph = event.target.closest("p[data-b]");
    if (paragraph) choose(Number(paragraph.dataset.b), true);
  });
  const moves = {
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
    Home: () => move(1, -1), End: () => move(-1, items.length),
    Enter: () => chosen >= 0 && describe(chosen), " ": () => chosen >= 0 && describe(chosen),
    u: () => move(1, chosen, (item) => !item.hidden && item.classList.contains("unsure")),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !detail.hidden) return hide();
    if (event.key === "Escape" && event.target === byId("search")) return list.focus({ preventScroll: true });
    if (event.target.matches("input, button, a, textarea")) return;
    if (event.key === "/") byId("search").focus();
    else if (moves[event.key] && event.target.closest("#blocks, body") && !event.target.closest(".right, #detail")) moves[event.key]();
    else return;
    event.preventDefault();
  });

  // The page itself.
  if (frame) {
    const show = (page) => {
      frame.hidden = !page;
      list.hidden = page;
      byId("view-page").setAttribute("aria-pressed", String(page));
      byId("view-blocks").setAttribute("aria-pressed", String(!page));
      if (chosen >= 0) choose(chosen, false);
    };
    byId("view-page").addEventListener("click", () => show(true));
    byId("view-blocks").addEventListener("click", () => show(false));
    const listen = () => frame.contentDocument.addEventListener("click", (event) => {
      const element = event.target.closest("[data-b]");
      if (element) choose(Number(element.dataset.b), true);
    });
    frame.addEventListener("load", listen);
    if (frame.contentDocument.readyState === "complete") listen();
  }
})();
