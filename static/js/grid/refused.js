// What the server did not take. Nothing typed is lost: it stays listed with the reason until the teacher puts it
// away, survives a reload, and can be copied.

import { clock, text } from "./texts.js";

function same(one, other) {
  return one.column === other.column && Number(one.student) === Number(other.student) && one.text === other.text;
}

export class Refused {
  /** `onChange(item)` is told which cell to paint anew. */
  constructor(root, store, board, onChange) {
    this.panel = root.querySelector("[data-grid-refused]");
    this.list = this.panel.querySelector("ul");
    this.template = this.panel.querySelector("template");
    this.store = store;
    this.board = board;
    this.onChange = onChange;
    this.items = store.refused();
    this.panel.querySelector("[data-copy]").addEventListener("click", () => this.copy());
    this.panel.querySelector("[data-clear]").addEventListener("click", () => this.change([]));
    this.draw();
  }

  add({ column = "", student = "", text: typed, comment = null }, message) {
    const item = { column, student, text: typed, comment, message, at: clock(new Date()) };
    this.change([...this.items.filter((other) => !same(other, item)), item].slice(-200));
  }

  has(column, student) {
    return this.items.some((item) => item.column === column && Number(item.student) === Number(student));
  }

  /** The cell was written after all: what was refused in it is settled. */
  settle(column, student) {
    if (this.has(column, student)) this.change(this.items.filter((item) => !same(item, { ...item, column, student })));
  }

  change(items) {
    const touched = [...this.items, ...items].filter((item) => this.cellOf(item));
    this.items = items;
    this.store.keepRefused(items);
    this.draw();
    touched.forEach(this.onChange);
  }

  // Names come from the page, so that none is kept in the browser.
  words(item) {
    const where = [this.board.nameOf(item.student), this.board.labelOf(item.column)].filter(Boolean).join(", ");
    const typed = item.comment ? `«${item.text}» (${item.comment})` : `«${item.text}»`;
    return { where: where || text("other-page"), typed, message: item.message || text("forbidden") };
  }

  draw() {
    this.panel.hidden = this.items.length === 0;
    this.list.replaceChildren(
      ...this.items.map((item) => {
        const row = this.template.content.cloneNode(true);
        const words = this.words(item);
        row.querySelector("[data-where]").textContent = words.where;
        row.querySelector("[data-typed]").textContent = words.typed;
        row.querySelector("[data-message]").textContent = words.message;
        row.querySelector("[data-go]").hidden = !this.cellOf(item);
        row.querySelector("[data-go]").addEventListener("click", () => this.board.activate(this.cellOf(item)));
        row.querySelector("[data-away]").addEventListener("click", () => this.change(this.items.filter((other) => other !== item)));
        return row;
      }),
    );
  }

  cellOf(item) {
    return this.board.cell(`${item.column}|${item.student}`);
  }

  async copy() {
    const lines = this.items.map((item) => Object.values(this.words(item)).join("\t"));
    await navigator.clipboard?.writeText(lines.join("\n"));
  }
}
