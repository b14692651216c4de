// The timetable desk: a lesson is taken by click, Enter or dragging, the server says what every cell would clash with,
// and the cell where it is put is sent with what the page showed there. Without this module the links «⋯» still work.

const desk = document.getElementById("desk");
let hand = null; // {source, fields, name, targets}

const cells = () => [...desk.querySelectorAll("td[data-cell]")];
const cellOf = (element) => element.closest?.("td[data-cell]");
const say = (text) => window.Klassny?.say(text);

function fieldsOf(source) {
  const line = source.closest("[data-line]");
  if (line) return { line: line.dataset.line, seen: line.dataset.seen };
  return { course: source.dataset.course, staff: source.dataset.staff };
}

function release(silently) {
  if (!hand) return;
  hand.source.setAttribute("aria-pressed", "false");
  hand = null;
  desk.classList.remove("is-holding");
  for (const cell of cells()) {
    delete cell.dataset.state;
    cell.title = "";
    cell.querySelector(".target-note")?.remove();
  }
  if (!silently) say(desk.dataset.dropped);
}

async function take(source) {
  release(true);
  const fields = fieldsOf(source);
  const name = source.querySelector(".head").textContent;
  const mine = { source, fields, name, targets: null };
  hand = mine;
  source.setAttribute("aria-pressed", "true");
  desk.classList.add("is-holding");
  say(desk.dataset.taken.replace("{lesson}", name));
  const query = new URLSearchParams({ from: desk.dataset.from, ...fields });
  const response = await fetch(`${desk.dataset.check}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (response?.status === 401) {
    release(true);
    return askSignIn(response);
  }
  if (hand !== mine) return;
  if (!response?.ok) {
    release(true);
    return tell(desk.dataset.noNetwork);
  }
  mine.targets = await response.json();
  paint();
}

function targetOf(cell) {
  return hand?.targets?.cells[`${cell.dataset.weekday}-${cell.dataset.number}`];
}

// Only cells of the lesson's own class or teacher can take it.
function isOpen(cell) {
  if (!hand?.targets) return true;
  const owner = Number(cell.dataset.owner);
  return desk.dataset.address.includes("/teacher/") ? owner === hand.targets.teacher : hand.targets.owners.includes(owner);
}

function paint() {
  for (const cell of cells()) {
    const target = targetOf(cell);
    if (!target || !isOpen(cell)) {
      cell.dataset.state = "closed";
      continue;
    }
    cell.dataset.state = target.state;
    cell.title = target.texts.join("\n");
    if (target.state === "swap" || target.texts.length) {
      const note = document.createElement("span");
      note.className = "target-note";
      note.textContent = target.state === "swap" ? (target.texts.length ? `${desk.dataset.askSwap} !` : desk.dataset.askSwap) : "!";
      cell.append(note);
    }
  }
}

async function askSignIn(response) {
  const answer = await response.json().catch(() => ({}));
  window.Klassny.signIn(answer.csrf);
}

function put(cell) {
  const target = targetOf(cell);
  if (!hand || target?.state === "here" || !isOpen(cell)) return release();
  const { weekday, number, owner, seen } = cell.dataset;
  const fields = { ...hand.fields, weekday, number, owner, beside: seen };
  if (target?.state === "swap") {
    const other = desk.querySelector(`[data-line="${target.swap}"]`);
    if (other) return send({ act: "swap", ...fields, other: target.swap, other_seen: other.dataset.seen }, cell);
  }
  return send({ act: hand.fields.line ? "move" : "place", ...fields }, cell);
}

function remove(source) {
  const fields = fieldsOf(source);
  if (fields.line) send({ act: "end", ...fields }, cellOf(source));
}

async function send(fields, cell) {
  const place = cell ? `td[data-owner="${cell.dataset.owner}"][data-weekday="${cell.dataset.weekday}"][data-number="${cell.dataset.number}"]` : "";
  release(true);
  desk.setAttribute("aria-busy", "true");
  const response = await fetch(desk.dataset.address, {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": window.Klassny.csrf() },
    body: new URLSearchParams({ from: desk.dataset.from, ...fields }),
  }).catch(() => null);
  desk.removeAttribute("aria-busy");
  if (response?.status === 401) return askSignIn(response);
  if (!response?.ok) return tell(desk.dataset.noNetwork);
  desk.innerHTML = await response.text();
  desk.querySelector("[data-hint]")?.removeAttribute("hidden");
  say(desk.querySelector(".notice")?.textContent.trim() ?? "");
  const again = place && desk.querySelector(place);
  (again?.querySelector("[data-pick]") ?? again)?.focus();
  return null;
}

function tell(text) {
  const note = document.createElement("p");
  note.className = "notice notice-error";
  note.setAttribute("role", "alert");
  note.textContent = text;
  desk.querySelector(".notice")?.remove();
  desk.prepend(note);
}

function step(cell, key) {
  const row = cell.parentElement;
  const place = [...row.querySelectorAll("td[data-cell]")].indexOf(cell);
  const rows = [...row.parentElement.rows];
  const to = { ArrowUp: -1, ArrowDown: 1 }[key];
  const line = to ? rows[rows.indexOf(row) + to] : row;
  const next = line && [...line.querySelectorAll("td[data-cell]")][to ? place : place + (key === "ArrowRight" ? 1 : -1)];
  if (!next) return;
  next.focus();
  const target = targetOf(next);
  if (hand && target) say(`${next.getAttribute("aria-label")}: ${target.texts.join(". ") || desk.dataset.free}`);
}

if (desk) {
  desk.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const source = event.target.closest("[data-pick]");
    const cell = cellOf(event.target);
    if (hand && cell && source !== hand.source) put(cell);
    else if (source && source === hand?.source) release();
    else if (source) take(source);
  });

  desk.addEventListener("keydown", (event) => {
    const cell = cellOf(event.target);
    const source = event.target.closest("[data-pick]");
    if (event.key === "Escape" && hand) {
      const back = hand.source;
      release();
      back.focus();
    } else if (event.key.startsWith("Arrow") && (cell || hand)) {
      event.preventDefault();
      if (cell) step(cell, event.key);
      else cells()[0]?.focus();
    } else if (["Enter", " "].includes(event.key) && hand && cell && source !== hand.source) {
      event.preventDefault();
      put(cell);
    } else if (["Enter", " "].includes(event.key) && cell === event.target) {
      event.preventDefault();
      cell.querySelector("[data-pick]")?.click();
    } else if (event.key === "Delete" && (hand || source)) {
      event.preventDefault();
      remove(hand?.source ?? source);
    }
  });

  desk.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[draggable]");
    if (!card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "lesson");
    take(card.matches("[data-pick]") ? card : card.querySelector("[data-pick]"));
  });
  desk.addEventListener("dragover", (event) => {
    const cell = cellOf(event.target);
    if (!hand || !cell) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  desk.addEventListener("drop", (event) => {
    const cell = cellOf(event.target);
    if (!hand || !cell) return;
    event.preventDefault();
    put(cell);
  });
  desk.addEventListener("dragend", () => hand && release(true));
}
