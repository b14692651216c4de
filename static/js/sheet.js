// A table of inputs edited like a spreadsheet: arrows and Enter walk, a table pasted from Excel spreads over the cells,
// every changed cell is sent at once and compared with what was seen. Without this module the form saves as a whole.

const form = document.querySelector("form[data-cells-url]");
const table = form.querySelector("[data-sheet]");
const faultNote = form.querySelector("[data-sheet-fault]");

const rows = () => [...table.tBodies[0].rows].filter((row) => row.querySelector("input.cell"));
const columnOf = (cell) => cell.closest("td").cellIndex;
const cellAt = (row, column) => row?.cells[column]?.querySelector("input.cell");
const seenOf = (cell) => form.elements[cell.name.replace(/^c-/, "seen-")];

function step(cell, down, right) {
  const lines = rows();
  let place = lines.indexOf(cell.closest("tr"));
  let column = columnOf(cell);
  for (;;) {
    place += down;
    column += right;
    if (place < 0 || place >= lines.length || column < 1 || column >= lines[place].cells.length) return;
    const next = cellAt(lines[place], column);
    if (next) {
      next.focus();
      next.select();
      return;
    }
  }
}

table.addEventListener("focusin", (event) => event.target.matches("input.cell") && event.target.select());

table.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches("input.cell") || event.altKey || event.ctrlKey || event.metaKey) return;
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const atStart = whole || (cell.selectionStart === 0 && cell.selectionEnd === 0);
  const atEnd = whole || cell.selectionStart === cell.value.length;
  const walk = {
    Enter: [event.shiftKey ? -1 : 1, 0],
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ...(atStart ? { ArrowLeft: [0, -1] } : {}),
    ...(atEnd ? { ArrowRight: [0, 1] } : {}),
  }[event.key];
  if (walk) {
    event.preventDefault();
    step(cell, ...walk);
  } else if (event.key === "Escape") {
    cell.value = seenOf(cell).value;
    cell.select();
  }
});

table.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const cell = event.target;
  if (!cell.matches("input.cell") || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const lines = rows();
  const first = lines.indexOf(cell.closest("tr"));
  const changed = [];
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    line.split("\t").forEach((value, right) => {
      const target = cellAt(lines[first + down], columnOf(cell) + right);
      if (target) {
        target.value = value.trim();
        changed.push(target);
      }
    });
  });
  send(changed);
});

table.addEventListener("change", (event) => event.target.matches("input.cell") && send([event.target]));

async function send(cells) {
  const waiting = cells.filter((cell) => cell.value.trim() !== seenOf(cell).value);
  if (!waiting.length) return;
  const fields = new URLSearchParams({ show: form.dataset.show });
  for (const cell of waiting) {
    fields.set(cell.name, cell.value);
    fields.set(seenOf(cell).name, seenOf(cell).value);
    cell.classList.add("is-waiting");
  }
  let response;
  try {
    response = await fetch(form.dataset.cellsUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": window.Klassny.csrf() },
      body: fields,
    });
  } catch {
    tell(form.dataset.noNetwork);
    return;
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) {
    const signed = await window.Klassny.signIn(answer.csrf);
    if (signed.ok) await send(waiting);
    return;
  }
  if (!response.ok) {
    tell(form.dataset.noNetwork);
    return;
  }
  show(waiting, answer);
}

function show(cells, answer) {
  const faults = [];
  for (const cell of cells) {
    const told = answer.cells[cell.name];
    cell.classList.remove("is-waiting", "is-saved");
    if (!told || told.fault) {
      cell.setAttribute("aria-invalid", "true");
      cell.title = told?.fault ?? "";
      if (told) {
        faults.push(told.fault);
        seenOf(cell).value = told.value; // what stands there now was said: the next attempt is made on it
      }
      continue;
    }
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("title");
    seenOf(cell).value = told.value;
    if (document.activeElement !== cell || cell.value.trim() === "") cell.value = told.value;
    cell.classList.add("is-saved");
  }
  for (const [pk, total] of Object.entries(answer.lines)) {
    const place = table.querySelector(`[data-line="${pk}"]`);
    if (place) place.textContent = total;
  }
  for (const [level, total] of Object.entries(answer.totals)) {
    const sum = table.querySelector(`[data-total="${level}"]`);
    if (!sum) continue;
    sum.textContent = total.value;
    sum.classList.toggle("is-over", Boolean(total.excess));
    table.querySelector(`[data-excess="${level}"]`).textContent = total.excess;
  }
  tell([...new Set(faults)].join(" "));
  if (!faults.length) window.Klassny.say(form.dataset.saved);
}

function tell(text) {
  faultNote.textContent = text;
  faultNote.hidden = !text;
}
