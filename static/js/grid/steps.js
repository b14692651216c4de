// Undo and redo. A step is what one gesture changed: one cell, a pasted column, a filled column. Going back is
// a new edit on the present version, never a return to an old one.

export class Steps {
  constructor() {
    this.done = [];
    this.undone = [];
  }

  /** Remembers a step: [{column, student, before: {text, comment}, after: {text, comment}}]. */
  add(changes) {
    if (!changes.length) return;
    this.done.push(changes);
    this.undone = [];
    if (this.done.length > 200) this.done.shift();
  }

  /** The server wrote a text in its canonical form: «45» became «4 5». */
  rename(column, student, from, to) {
    for (const change of [...this.done, ...this.undone].flat()) {
      if (change.column !== column || change.student !== student) continue;
      if (change.after.text === from) change.after.text = to;
      if (change.before.text === from) change.before.text = to;
    }
  }

  /** The server did not take it, so there is nothing to take back. */
  forget(column, student, typed) {
    const stays = (change) => change.column !== column || change.student !== student || change.after.text !== typed;
    this.done = this.done.map((step) => step.filter(stays)).filter((step) => step.length);
    this.undone = this.undone.map((step) => step.filter(stays)).filter((step) => step.length);
  }

  /**
   * Takes one step back ("undo") or forth ("redo"). `present(change)` says what the cell shows now; a cell that
   * somebody else has changed meanwhile is left alone. Returns {edits, skipped} or null when there is no step.
   */
  take(direction, present) {
    const [from, to] = direction === "undo" ? [this.done, this.undone] : [this.undone, this.done];
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    const [expected, target] = direction === "undo" ? ["after", "before"] : ["before", "after"];
    const edits = [];
    let skipped = 0;
    for (const change of step) {
      if (present(change).text === change[expected].text) edits.push({ ...change, ...change[target] });
      else skipped += 1;
    }
    return { edits, skipped };
  }
}
