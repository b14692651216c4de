// The journal page: wires the board, the editor, the queue and the dialogs together.

import { Conflicts, Reasons, askText } from "./dialogs.js";
import { Editor } from "./editor.js";
import { absenceSign, pastedTable, typedCharacter } from "./keys.js";
import { OneLesson, Pad } from "./pad.js";
import { Queue } from "./queue.js";
import { Refused } from "./refused.js";
import { Status } from "./status.js";
import { Steps } from "./steps.js";
import { Store } from "./store.js";
import { Board } from "./table.js";
import { loadTexts, text } from "./texts.js";
import { Transport } from "./transport.js";
import { guardLeaving } from "./leaving.js";

const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageDown: [10, 0], PageUp: [-10, 0] };

class Grid {
  constructor(root) {
    this.root = root;
    loadTexts(root);
    this.board = new Board(root.querySelector("table[data-grid]"));
    this.store = new Store(root.dataset.user, root.dataset.course);
    this.transport = new Transport(root);
    this.queue = new Queue(this.store, this.transport);
    this.steps = new Steps();
    this.status = new Status(root, this.queue);
    this.refused = new Refused(root, this.store, this.board, (item) => this.repaint(item.column, Number(item.student)));
    this.conflicts = new Conflicts(root, this.board, this.queue);
    this.reasons = new Reasons(root, this.board, this.queue);
    this.editor = this.makeEditor();
    this.bar = root.querySelector("[data-grid-bar]");
    this.hintBox = root.querySelector("[data-grid-hint]");
    this.pad = new Pad(root, this);
    this.begin();
    this.oneLesson = new OneLesson(root, this.board);
    this.listen();
    guardLeaving(this.queue, this.editor);
    this.refused.items.forEach(({ column, student }) => this.repaint(column, Number(student)));
    this.queue.restore();
    this.offerElsewhere();
  }

  makeEditor() {
    return new Editor({
      onCommit: (cell, typed) => this.write(cell, typed),
      onMove: (cell, down, right) => this.board.activate(this.board.neighbour(cell, down, right)),
      onClose: () => queueMicrotask(() => this.question && this.ask()),
      hint: (spaced) => this.showHint(spaced),
      label: (cell) => `${this.board.name(cell)}, ${this.board.head(cell).dataset.label}`,
      touch: () => this.pad.wanted,
    });
  }

  listen() {
    const { table } = this.board;
    table.addEventListener("keydown", (event) => this.keydown(event));
    table.addEventListener("pointerdown", (event) => this.point(event));
    table.addEventListener("dblclick", (event) => this.edit(event.target.closest("td[data-column]")));
    table.addEventListener("focusin", (event) => this.focused(event.target.closest("td[data-column]")));
    document.addEventListener("paste", (event) => this.paste(event));
    document.addEventListener("copy", (event) => this.copy(event));
    const on = (name, work) => this.queue.addEventListener(name, ({ detail }) => work(detail));
    on("cell", ({ column, student }) => this.repaint(column, student));
    on("settled", (detail) => this.settled(detail));
    on("rows", ({ rows }) => rows.forEach((row) => this.board.updateRow(row)));
    on("refused", ({ operation, message }) => this.turnedDown(operation, message));
    on("ask", () => this.ask());
    on("signin", ({ csrf }) => window.Klassny?.signIn(csrf));
    addEventListener("klassny:signed-in", () => this.queue.resume());
    on("stranger", () => this.root.querySelector("[data-dialog=stranger]").showModal());
    for (const button of this.root.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this[button.dataset.act]?.());
    }
    this.root.querySelector("[data-grid-decide]").addEventListener("click", () => this.ask());
  }

  // The tab stop starts in the column of today or of the last lesson held.
  begin() {
    const { heads, matrix } = this.board;
    const asked = heads.findIndex((head) => location.hash === `#${head.dataset.column}`); // a column just added
    const start = asked < 0 ? heads.findIndex((head) => "start" in head.dataset) : asked;
    if (!matrix.length || !heads.length) return;
    const cell = matrix[0][Math.max(start, 0)];
    this.board.activate(cell, { focus: asked >= 0 });
    this.describe(cell);
    const pane = this.board.table.parentElement;
    pane.scrollLeft = cell.offsetLeft - pane.clientWidth * 0.6;
  }

  // --- one cell

  facts(cell) {
    const { column, student } = cell.dataset;
    this.queue.learn(column, Number(student), Board.facts(cell));
    return this.queue.wanted(Queue.key(column, student));
  }

  repaint(column, student) {
    const key = Queue.key(column, student);
    const cell = this.board.cell(key);
    if (!cell) return;
    const server = this.queue.learn(column, student, Board.facts(cell));
    const wanted = this.queue.wanted(key);
    const state = this.queue.state(key) || (this.refused.has(column, student) ? "refused" : "");
    this.board.paint(cell, wanted, server, state);
    this.board.shareAbsence(cell, absenceSign(wanted.text));
    if (cell === this.board.active) this.describe(cell);
  }

  settled({ operation: { column, student, text: typed }, text: now }) {
    this.steps.rename(column, student, typed, now);
    this.refused.settle(column, student);
  }

  /** Writes one cell as one step that can be undone. */
  write(cell, typed, comment = null) {
    this.writeAll([{ cell, text: typed, comment }]);
  }

  writeAll(edits) {
    const step = [];
    for (const { cell, text: typed, comment = null } of edits) {
      if (!this.board.open(cell)) {
        this.refused.add({ ...cell.dataset, text: typed, comment }, this.closedSentence(cell));
        continue;
      }
      const { column } = cell.dataset;
      const student = Number(cell.dataset.student);
      const before = { ...this.facts(cell) };
      const after = { text: typed, comment: comment ?? before.comment };
      if (before.text === after.text && before.comment === after.comment) continue;
      this.queue.edit(column, student, typed, comment);
      step.push({ column, student, before, after });
    }
    this.steps.add(step);
    return step.length;
  }

  closedSentence(cell) {
    return cell.dataset.closed || this.board.head(cell).dataset.closed || this.root.dataset.closed;
  }

  edit(cell, typed = null) {
    if (!cell || this.editor.cell === cell) return;
    if (!this.board.open(cell)) return this.status.say(this.closedSentence(cell));
    this.board.activate(cell);
    this.status.say("");
    const { text: present } = this.facts(cell);
    this.editor.open(cell, typed ?? present, { typeOver: typed !== null });
  }

  turnedDown(operation, message) {
    this.refused.add(operation, message);
    this.steps.forget(operation.column, operation.student, operation.text);
    this.repaint(operation.column, operation.student);
    this.status.say(message || text("forbidden"));
  }

  // A question waits until the open cell is written; put off by the teacher, it waits for its button.
  ask() {
    this.question = true;
    if (this.editor.isOpen || document.querySelector("dialog[open]")) return;
    this.question = false;
    if (this.queue.asking("conflict").length) this.conflicts.ask();
    else this.reasons.ask();
  }

  showHint(spaced) {
    this.hintBox.hidden = !spaced;
    if (!spaced) return;
    this.hintBox.textContent = text("spaced", { value: spaced });
    const box = this.editor.cell.getBoundingClientRect();
    this.hintBox.style.left = `${box.left}px`;
    this.hintBox.style.top = `${box.bottom + 4}px`;
  }

  // --- keyboard and pointer

  keydown(event) {
    const cell = event.target.closest("td[data-column]");
    if (!cell || event.target !== cell) return;
    if (this.command(event, cell)) return event.preventDefault();
    const character = typedCharacter(event);
    if (character === null || character === " ") return;
    event.preventDefault();
    this.edit(cell, character);
  }

  command(event, cell) {
    const { key, code, shiftKey } = event;
    if (event.ctrlKey || event.metaKey) return this.shortcut(event, cell);
    if (event.altKey) return false;
    if (key === "Enter") return this.does(() => (shiftKey ? this.comment() : this.go(cell, 1, 0)));
    if (MOVES[key]) return this.does(() => this.go(cell, ...MOVES[key]));
    if (key === "Home" || key === "End") return this.does(() => this.board.activate(this.board.edge(cell, { rowEnd: key === "Home" ? "first" : "last" })));
    if (key === "F2") return this.does(() => this.edit(cell));
    if (key === "Delete" || key === "Backspace") return this.does(() => this.clear(cell));
    return code === "ContextMenu";
  }

  shortcut({ code, key, shiftKey }, cell) {
    if (code === "KeyZ") return this.does(() => this.travel(shiftKey ? "redo" : "undo"));
    if (code === "KeyY") return this.does(() => this.travel("redo"));
    if (key === "Home" || key === "End") return this.does(() => this.board.activate(this.board.edge(cell, { tableEnd: key === "Home" ? "first" : "last" })));
    return false;
  }

  does(work) {
    work();
    return true;
  }

  go(cell, down, right) {
    this.board.activate(this.board.neighbour(cell, down, right));
  }

  clear(cell) {
    if (!this.board.open(cell)) return this.status.say(this.closedSentence(cell));
    this.write(cell, "");
  }

  point(event) {
    const cell = event.target.closest("td[data-column]");
    if (!cell || event.target.closest("input") || event.button !== 0) return;
    if (event.pointerType === "touch") return this.tapped(cell);
    event.preventDefault(); // the browser would move the focus to the page
    if (this.editor.isOpen && !this.editor.commit()) return;
    this.board.activate(cell);
  }

  // A finger may be scrolling: the cell is chosen when the touch ends as a tap.
  tapped(cell) {
    cell.addEventListener(
      "click",
      () => {
        if (this.editor.isOpen && !this.editor.commit()) return;
        this.board.activate(cell);
      },
      { once: true },
    );
  }

  focused(cell) {
    if (!cell || cell === this.described) return;
    this.describe(cell);
  }

  /** The line under the grid says whose cell it is, what stands there and why it may be closed. */
  describe(cell) {
    this.described = cell;
    const put = (name, value) => (this.bar.querySelector(`[data-${name}]`).textContent = value);
    const { text: present, comment } = this.facts(cell);
    const head = this.board.head(cell);
    put("pupil", this.board.name(cell));
    put("column", head.dataset.label);
    put("value", present || cell.dataset.absence || "");
    put("comment", comment);
    put("topic", head.title);
    const link = this.bar.querySelector("a");
    link.hidden = !head.dataset.lesson;
    link.href = this.root.dataset.lessons.replace("/0/", `/${head.dataset.lesson}/`);
    put("closed", this.board.open(cell) ? "" : this.closedSentence(cell));
    put("suggested", cell.dataset.suggested ? text("suggested", { value: cell.dataset.suggested }) : "");
  }

  // --- gestures over several cells

  travel(direction) {
    const taken = this.steps.take(direction, ({ column, student }) => this.queue.wanted(Queue.key(column, student)));
    if (!taken) return this.status.say(text(`nothing-to-${direction}`));
    for (const { column, student, text: value, comment } of taken.edits) this.queue.edit(column, student, value, comment);
    this.status.say(taken.skipped ? text("undo-skipped", { n: taken.skipped }) : "");
    const [first] = taken.edits;
    const cell = first && this.board.cell(Queue.key(first.column, first.student));
    if (cell) this.board.activate(cell);
  }

  undo() {
    this.travel("undo");
  }

  redo() {
    this.travel("redo");
  }

  paste(event) {
    if (event.target.closest?.("input, textarea, dialog") || !this.board.active) return;
    if (!this.board.table.contains(document.activeElement)) return;
    event.preventDefault();
    const start = this.board.active;
    const edits = [];
    let over = 0;
    pastedTable(event.clipboardData.getData("text/plain")).forEach((line, down) =>
      line.forEach((value, right) => {
        if (!value) return; // an empty cell of the spreadsheet leaves what stands in the journal
        const cell = this.board.exactly(start, down, right);
        if (cell) edits.push({ cell, text: value });
        else {
          over += 1;
          this.refused.add({ text: value }, text("paste-over"));
        }
      }),
    );
    const written = this.writeAll(edits);
    this.status.say(over ? text("pasted-over", { n: written, over }) : text("pasted", { n: written }));
  }

  copy(event) {
    if (document.activeElement !== this.board.active || String(getSelection())) return;
    event.clipboardData.setData("text/plain", this.facts(this.board.active).text);
    event.preventDefault();
  }

  async comment() {
    const cell = this.board.active;
    if (!cell || !this.editor.commit()) return;
    if (!this.board.open(cell)) return this.status.say(this.closedSentence(cell));
    const { text: present, comment } = this.facts(cell);
    const title = `${this.board.name(cell)}, ${this.board.head(cell).dataset.label}`;
    const answer = await askText(this.root, "comment", { title, value: comment });
    this.board.activate(cell);
    if (answer !== null && answer !== comment) this.write(cell, present, answer);
  }

  /** One value for every empty open cell of the column: one step, one undo. */
  async fill() {
    const active = this.board.active;
    if (!active || !this.editor.commit()) return;
    const empty = this.board.columnCells(active).filter((cell) => this.board.open(cell) && !this.facts(cell).text && !cell.dataset.absence);
    const title = text("fill", { column: this.board.head(active).dataset.label, n: empty.length });
    const value = await askText(this.root, "fill", { title });
    this.board.activate(active);
    if (value) this.status.say(text("filled", { n: this.writeAll(empty.map((cell) => ({ cell, text: value }))) }));
  }

  /** Puts the suggested term grades into the empty cells of the term column. */
  suggest() {
    const cells = [...this.board.table.querySelectorAll('td[data-column^="term-"][data-suggested]')];
    const edits = cells
      .filter((cell) => this.board.open(cell) && !this.facts(cell).text && cell.dataset.suggested)
      .map((cell) => ({ cell, text: cell.dataset.suggested }));
    this.status.say(text("filled", { n: this.writeAll(edits) }));
  }

  help() {
    this.root.querySelector("[data-dialog=help]").showModal();
  }

  // --- key pad

  typeFromPad(character) {
    if (!this.editor.isOpen) this.edit(this.board.active, character);
    else this.editor.insert(character);
  }

  moveFromPad(down, right) {
    const cell = this.board.active;
    if (this.editor.isOpen) this.editor.commit({ move: [down, right] });
    else this.go(cell, down, right);
  }

  eraseFromPad() {
    if (this.editor.isOpen) this.editor.erase();
    else this.clear(this.board.active);
  }

  // --- other journals

  offerElsewhere() {
    const [course] = this.store.elsewhere();
    const link = this.root.querySelector("[data-grid-elsewhere]");
    link.hidden = course === undefined;
    if (course !== undefined) link.querySelector("a").href = this.root.dataset.elsewhere.replace("/0/", `/${course}/`);
  }
}

const root = document.querySelector("[data-journal]");
if (root?.querySelector("table[data-grid] td[data-column]")) new Grid(root);
