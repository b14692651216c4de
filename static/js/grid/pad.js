// The key pad for a thumb, and one lesson on the screen at a time.

export class Pad {
  constructor(root, grid) {
    this.pad = root.querySelector("[data-grid-pad]");
    this.grid = grid;
    this.wanted = this.pad.children.length > 0 && matchMedia("(pointer: coarse)").matches;
    this.pad.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the cell's focus
    this.pad.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.toggle = root.querySelector("[data-grid-pad-toggle]");
    this.toggle.addEventListener("click", () => this.show(this.pad.hidden));
    this.show(this.wanted);
  }

  show(visible) {
    this.pad.hidden = !visible;
    this.wanted = visible;
    this.toggle.setAttribute("aria-pressed", String(visible));
    document.documentElement.classList.toggle("has-grid-pad", visible);
  }

  press(button) {
    if (!button) return;
    const { grid } = this;
    const { key, move, press } = button.dataset;
    if (key) grid.typeFromPad(key);
    else if (move) grid.moveFromPad(...move.split(" ").map(Number));
    else if (press === "erase") grid.eraseFromPad();
    else if (press === "comment") grid.comment();
  }
}

export class OneLesson {
  constructor(root, board) {
    this.board = board;
    this.toggle = root.querySelector("[data-grid-one]");
    this.toggle.addEventListener("click", () => this.show(!this.on));
    this.steps = root.querySelectorAll("[data-grid-step]");
    for (const button of this.steps) button.addEventListener("click", () => this.step(Number(button.dataset.gridStep)));
    this.title = root.querySelector("[data-grid-one-title]");
    this.show(false);
  }

  show(on) {
    this.on = on;
    this.column = on ? this.board.places.get(this.board.active)[1] : null;
    this.draw();
  }

  step(by) {
    const next = this.column + by;
    const head = this.board.heads[next];
    if (!head || head.dataset.column.startsWith("term-")) return;
    this.column = next;
    this.draw();
    const [row] = this.board.places.get(this.board.active);
    this.board.activate(this.board.matrix[row][next], { focus: false });
  }

  draw() {
    this.board.showOnly(this.column);
    this.toggle.setAttribute("aria-pressed", String(this.on));
    for (const button of this.steps) button.hidden = !this.on;
    this.title.textContent = this.on ? this.board.heads[this.column].dataset.label : "";
  }
}
