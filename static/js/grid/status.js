// The line that says where the teacher's work is: saved at 12:04, or waiting, and why.

import { clock, text } from "./texts.js";

export class Status {
  constructor(root, queue) {
    this.queue = queue;
    this.line = root.querySelector("[data-grid-status]");
    this.notice = root.querySelector("[data-grid-notice]");
    this.retry = root.querySelector("[data-grid-retry]");
    this.decide = root.querySelector("[data-grid-decide]");
    this.retry.addEventListener("click", () => queue.hurry());
    queue.addEventListener("status", () => this.show());
    queue.addEventListener("cell", () => this.show());
    queue.addEventListener("notice", ({ detail }) => this.say(detail.message));
    this.show();
  }

  show() {
    if (this.drawing) return; // one drawing per turn, however many cells changed
    this.drawing = true;
    queueMicrotask(() => {
      this.drawing = false;
      this.draw();
    });
  }

  draw() {
    const waiting = this.queue.waiting().length;
    const asking = this.queue.operations.length - waiting;
    const { sentence, state } = this.words(waiting);
    if (this.line.textContent !== sentence) this.line.textContent = sentence;
    this.line.dataset.state = state;
    this.retry.hidden = !(waiting && this.queue.trouble);
    this.decide.hidden = !asking;
    this.decide.textContent = text("decide", { n: asking });
  }

  words(waiting) {
    const { trouble, lastSavedAt } = this.queue;
    if (waiting && trouble) return { sentence: `${text("waiting", { n: waiting })}. ${text(`trouble-${trouble}`)}`, state: "waiting" };
    if (waiting) return { sentence: text("saving"), state: "saving" };
    if (lastSavedAt) return { sentence: text("saved", { time: clock(lastSavedAt) }), state: "saved" };
    return { sentence: text("idle"), state: "idle" };
  }

  /** A sentence that stays until the next one. */
  say(sentence) {
    this.notice.textContent = sentence;
    this.notice.hidden = !sentence;
  }
}
