// The text field inside a cell. A plain text field: no number type, so neither wheel nor arrows change a grade.

import { spacedGrades, typedCharacter } from "./keys.js";

export class Editor {
  /** `onCommit(cell, text)`, `onMove(cell, down, right)`, `onClose(cell)`; `hint(text)` shows «4 5?» near the cell. */
  constructor({ onCommit, onMove, onClose, hint, label, touch }) {
    Object.assign(this, { onCommit, onMove, onClose, hint, label, touch });
    this.cell = null;
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.className = "grid-input";
    this.input.maxLength = 40;
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    this.input.setAttribute("autocapitalize", "off");
    this.input.addEventListener("keydown", (event) => this.keydown(event));
    this.input.addEventListener("input", () => this.forgetHint());
    this.input.addEventListener("blur", () => this.commit({ asking: false }));
    this.input.addEventListener("wheel", (event) => event.stopPropagation(), { passive: true });
  }

  get isOpen() {
    return this.cell !== null;
  }

  /** Opens on a cell; `typeOver` starts from the typed character and lets arrows leave the cell. */
  open(cell, text, { typeOver = false } = {}) {
    if (this.isOpen) this.commit({ asking: false });
    this.cell = cell;
    this.typeOver = typeOver;
    this.asked = "";
    this.input.value = text;
    this.input.inputMode = this.touch() ? "none" : "text";
    this.input.setAttribute("aria-label", this.label(cell));
    cell.classList.add("is-editing");
    cell.append(this.input);
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(text.length, text.length);
  }

  /** Adds what the on-screen key pad sends; grades get a space between them. */
  insert(character) {
    const { value } = this.input;
    const space = /\d$/.test(value) && /\d/.test(character) ? " " : "";
    this.input.value = value + space + character;
    this.forgetHint();
  }

  erase() {
    this.input.value = this.input.value.slice(0, -1).trimEnd();
    this.forgetHint();
  }

  keydown(event) {
    event.stopPropagation();
    if (event.key === "Escape") return this.swallow(event, () => this.cancel());
    const move = this.moveOf(event);
    if (move) return this.swallow(event, () => this.commit({ move }));
    this.type(event);
  }

  moveOf({ key, shiftKey, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey) return null;
    if (key === "Enter") return shiftKey ? [-1, 0] : [1, 0];
    if (key === "Tab") return [0, shiftKey ? -1 : 1];
    if (key === "ArrowDown") return [1, 0];
    if (key === "ArrowUp") return [-1, 0];
    if (this.typeOver && key === "ArrowRight") return [0, 1];
    if (this.typeOver && key === "ArrowLeft") return [0, -1];
    return null;
  }

  swallow(event, work) {
    event.preventDefault();
    work();
  }

  type(event) {
    const { selectionStart: from, selectionEnd: to, value } = this.input;
    const character = typedCharacter(event, value.slice(0, from));
    if (character === null || character === event.key) return;
    event.preventDefault();
    this.input.setRangeText(character, from, to, "end");
    this.forgetHint();
  }

  forgetHint() {
    if (this.asked && this.input.value !== this.asked) this.asked = "";
    if (!this.asked) this.hint("");
  }

  /** Returns false when the user is being asked «4 5?» first. */
  commit({ move = null, asking = true } = {}) {
    if (!this.isOpen) return true;
    const spaced = spacedGrades(this.input.value.trim());
    if (spaced && asking && this.asked !== spaced) {
      this.asked = spaced;
      this.input.value = spaced;
      this.hint(spaced);
      return false;
    }
    const { cell } = this;
    this.close();
    this.onCommit(cell, (spaced ?? this.input.value).trim().replace(/\s+/g, " "));
    if (move) this.onMove(cell, ...move);
    return true;
  }

  cancel() {
    const { cell } = this;
    this.close();
    this.onMove(cell, 0, 0);
  }

  close() {
    const { cell } = this;
    this.cell = null; // first: taking the field out of the page makes it lose focus, which commits
    cell.classList.remove("is-editing");
    this.input.remove();
    this.hint("");
    this.onClose(cell);
  }
}
