// Questions to the teacher: two values of one cell, the reason of a correction, a comment.
// None of them takes a stray Enter for an answer: the focus starts on the heading.

import { clock, text } from "./texts.js";

function openOnHeading(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2").focus();
}

function closeButtons(dialog) {
  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
}

/** Both values of each disputed cell; the teacher chooses, cell by cell. */
export class Conflicts {
  constructor(root, board, queue) {
    this.dialog = root.querySelector("[data-dialog=conflict]");
    this.list = this.dialog.querySelector("ul");
    this.template = this.dialog.querySelector("template");
    this.board = board;
    this.queue = queue;
    closeButtons(this.dialog);
  }

  ask() {
    const operations = this.queue.asking("conflict");
    if (!operations.length) return this.dialog.close();
    this.list.replaceChildren(...operations.map((operation) => this.row(operation)));
    openOnHeading(this.dialog);
  }

  row(operation) {
    const row = this.template.content.cloneNode(true);
    const theirs = operation.theirs ?? {};
    const put = (name, value) => (row.querySelector(`[data-${name}]`).textContent = value);
    const column = this.board.labelOf(operation.column) || text("other-page");
    put("where", [this.board.nameOf(operation.student), column].filter(Boolean).join(", "));
    put("values", text("both", { mine: shown(operation.text), theirs: shown(theirs.text), who: signature(theirs) }));
    put("comments", this.commentLine(operation, theirs));
    put("mine", text("keep-mine", { value: shown(operation.text) }));
    put("theirs", text("keep-theirs", { value: shown(theirs.text) }));
    for (const choice of ["mine", "theirs"]) {
      row.querySelector(`[data-${choice}]`).addEventListener("click", () => {
        this.queue.decide(operation, choice);
        this.ask();
      });
    }
    return row;
  }

  commentLine({ comment }, theirs) {
    if (comment === null && !theirs.comment) return "";
    return text("both-comments", { mine: comment ?? "—", theirs: theirs.comment || "—" });
  }
}

function shown(value) {
  return value || text("empty");
}

function signature({ changed_by: who, changed_at: at }) {
  return [who, clock(at)].filter(Boolean).join(", ");
}

/** Why an earlier record is corrected: one answer for everything that waits for it. */
export class Reasons {
  constructor(root, board, queue) {
    this.dialog = root.querySelector("[data-dialog=reason]");
    this.form = this.dialog.querySelector("form");
    this.board = board;
    this.queue = queue;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("change", () => this.otherNeeded());
    this.dialog.querySelector("[data-give-up]").addEventListener("click", () => this.finish(null));
    closeButtons(this.dialog);
  }

  ask() {
    const operations = this.queue.asking("reason");
    if (!operations.length) return;
    const [first] = operations;
    const where = [this.board.nameOf(first.student), this.board.labelOf(first.column)].filter(Boolean).join(", ");
    const sentence = operations.length === 1 ? text("reason-one", { where, value: shown(first.text) }) : text("reason-many", { n: operations.length });
    this.dialog.querySelector("[data-what]").textContent = sentence;
    this.form.reset();
    this.otherNeeded();
    openOnHeading(this.dialog);
  }

  otherNeeded() {
    const other = this.form.elements.reason.value === "";
    this.form.elements.other.closest("label").hidden = !other || !this.form.querySelector("input[name=reason]:checked");
    this.form.elements.other.required = !this.form.elements.other.closest("label").hidden;
  }

  submit(event) {
    event.preventDefault();
    const chosen = this.form.querySelector("input[name=reason]:checked");
    if (chosen) this.finish(chosen.value || this.form.elements.other.value.trim());
  }

  finish(reason) {
    this.dialog.close();
    for (const operation of this.queue.asking("reason")) this.queue.explain(operation, reason);
  }
}

/** A one-line question about a cell or a column (comment, filling): resolves to the text, or null when given up. */
export function askText(root, name, { title, value = "" }) {
  const dialog = root.querySelector(`[data-dialog=${name}]`);
  const form = dialog.querySelector("form");
  const field = form.elements.value;
  dialog.querySelector("[data-what]").textContent = title;
  field.value = value;
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? field.value.trim() : null), { once: true });
  });
}
