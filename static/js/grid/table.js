// The table as a board: which cell is where, moving the one tab stop, painting a cell's state.

const STATES = { saving: "saving", waiting: "waiting", conflict: "conflict", reason: "conflict", saved: "saved", refused: "refused" };

// Only the text node changes: moving the open editor would take its focus away.
function setText(cell, text) {
  if (cell.textContent === text) return;
  const first = cell.firstChild;
  if (first?.nodeType === Node.TEXT_NODE) first.data = text;
  else cell.prepend(text);
}

export class Board {
  constructor(table) {
    this.table = table;
    this.heads = [...table.tHead.querySelectorAll("th[data-column]")];
    this.rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("td[data-column]"));
    this.matrix = this.rows.map((row) => [...row.querySelectorAll("td[data-column]")]);
    this.places = new Map();
    this.byKey = new Map();
    this.matrix.forEach((cells, row) =>
      cells.forEach((cell, column) => {
        this.places.set(cell, [row, column]);
        this.byKey.set(`${cell.dataset.column}|${cell.dataset.student}`, cell);
      }),
    );
    this.active = null;
  }

  cell(key) {
    return this.byKey.get(key);
  }

  static facts(cell) {
    return {
      text: cell.textContent,
      version: Number(cell.dataset.version ?? 0),
      comment: cell.dataset.comment ?? "",
    };
  }

  head(cell) {
    return this.heads[this.places.get(cell)[1]];
  }

  name(cell) {
    return cell.closest("tr").querySelector("th").dataset.name ?? "";
  }

  nameOf(student) {
    const row = this.rows.find((tr) => tr.dataset.student === String(student));
    return row?.querySelector("th").dataset.name ?? "";
  }

  labelOf(column) {
    return this.heads.find((head) => head.dataset.column === column)?.dataset.label ?? "";
  }

  open(cell) {
    return cell.getAttribute("aria-readonly") !== "true";
  }

  shown(column) {
    return !this.heads[column].hidden;
  }

  /** The cell `down` rows and `right` visible columns away, or the nearest that exists. */
  neighbour(cell, down, right) {
    let [row, column] = this.places.get(cell);
    row = Math.min(Math.max(row + down, 0), this.rows.length - 1);
    for (let step = Math.sign(right), left = Math.abs(right); left > 0; left -= 1) {
      let next = column + step;
      while (this.heads[next] && !this.shown(next)) next += step;
      if (!this.heads[next]) break;
      column = next;
    }
    return this.matrix[row][column];
  }

  /** The cell exactly so far away, or undefined: a paste must not pile up on the last row. */
  exactly(cell, down, right) {
    const [row, column] = this.places.get(cell);
    return this.matrix[row + down]?.[column + right];
  }

  edge(cell, { rowEnd = null, tableEnd = null }) {
    const [row] = this.places.get(cell);
    const visible = this.heads.map((_, index) => index).filter((index) => this.shown(index));
    const column = (rowEnd ?? tableEnd) === "last" ? visible.at(-1) : visible[0];
    if (tableEnd) return this.matrix[tableEnd === "last" ? this.rows.length - 1 : 0][column];
    return this.matrix[row][column];
  }

  columnCells(cell) {
    const [, column] = this.places.get(cell);
    return this.matrix.map((cells) => cells[column]);
  }

  /** Moves the one tab stop. */
  activate(cell, { focus = true } = {}) {
    if (this.active && this.active !== cell) {
      this.active.tabIndex = -1;
      this.mark(this.active, false);
    }
    this.active = cell;
    cell.tabIndex = 0;
    this.mark(cell, true);
    if (!focus) return;
    cell.focus({ preventScroll: true });
    this.reveal(cell);
  }

  mark(cell, on) {
    cell.closest("tr").classList.toggle("is-active", on);
    this.head(cell).classList.toggle("is-active", on);
  }

  // Sticky names, sticky headers and the key pad cover the edges: scroll until the cell is clear of them.
  reveal(cell) {
    const pane = this.table.parentElement;
    const frame = pane.getBoundingClientRect();
    const box = cell.getBoundingClientRect();
    const names = cell.closest("tr").querySelector("th").getBoundingClientRect();
    const ends = [...cell.closest("tr").cells].filter((other) => getComputedStyle(other).right !== "auto" && other.tagName === "TD");
    const isEnd = ends.includes(cell);
    const endsWidth = isEnd ? 0 : ends.reduce((sum, other) => sum + other.offsetWidth, 0);
    const top = frame.top + this.table.tHead.offsetHeight;
    if (!isEnd && box.left < names.right) pane.scrollLeft -= names.right - box.left + 8;
    else if (!isEnd && box.right > frame.right - endsWidth) pane.scrollLeft += box.right - frame.right + endsWidth + 8;
    if (box.top < top) pane.scrollTop -= top - box.top + 4;
    else if (box.bottom > frame.bottom) pane.scrollTop += box.bottom - frame.bottom + 4;
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Shows text, comment and state of a cell; a screen reader gets the state by description. */
  paint(cell, { text, comment }, server, state) {
    setText(cell, text);
    cell.dataset.version = server.version;
    if (comment) cell.dataset.comment = comment;
    else delete cell.dataset.comment;
    cell.title = comment;
    const mark = STATES[state] ?? "";
    if (mark) cell.dataset.state = mark;
    else delete cell.dataset.state;
    const descriptions = [mark && `grid-state-${mark}`, comment && "grid-has-comment"].filter(Boolean).join(" ");
    if (descriptions) cell.setAttribute("aria-describedby", descriptions);
    else cell.removeAttribute("aria-describedby");
  }

  /** A sign of absence stands in the lesson's ordinary column; its other columns show it. */
  shareAbsence(cell, sign) {
    const head = this.head(cell);
    if (!head.dataset.lesson || !("ordinary" in head.dataset)) return;
    for (const other of this.heads) {
      if (other === head || other.dataset.lesson !== head.dataset.lesson) continue;
      const neighbour = this.cell(`${other.dataset.column}|${cell.dataset.student}`);
      if (sign) neighbour.dataset.absence = sign;
      else delete neighbour.dataset.absence;
    }
  }

  /** Average, count and suggested term grade as the server counted them. */
  updateRow({ student, average, count, suggested }) {
    const row = this.rows.find((tr) => tr.dataset.student === String(student));
    if (!row) return;
    const put = (selector, value) => {
      const cell = row.querySelector(selector);
      if (cell) cell.textContent = value ?? "";
    };
    put("td[data-average]", average);
    put("td[data-count]", count);
    const term = row.querySelector('td[data-column^="term-"]');
    if (term) term.dataset.suggested = suggested ?? "";
  }

  /** One lesson on the screen of a phone, or all of them again (column null). */
  showOnly(column) {
    this.heads.forEach((head, index) => {
      const hidden = column !== null && index !== column && !head.dataset.column.startsWith("term-");
      head.hidden = hidden;
      for (const cells of this.matrix) cells[index].hidden = hidden;
    });
    this.months(column);
    this.table.classList.toggle("is-one-lesson", column !== null);
    if (column !== null) this.table.parentElement.scrollLeft = 0; // else the one column stays under the names
  }

  // The row of months follows: the month of the one lesson alone, over its one column.
  months(column) {
    let first = 0;
    for (const month of this.table.tHead.querySelectorAll(".months th:not(.corner, .end)")) {
      month.dataset.span ??= month.colSpan;
      const span = Number(month.dataset.span);
      const holds = column !== null && column >= first && column < first + span;
      month.hidden = column !== null && !holds;
      month.colSpan = holds ? 1 : span;
      first += span;
    }
  }
}
