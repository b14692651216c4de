// The queue of edits. Every edit is an operation that the server applies at most once, so a batch may be
// sent again whenever the answer was lost. Operations on one cell go one after another, each on the version
// the one before it left.

import { newId } from "./keys.js";

const BATCH = 200;
const FIRST_PAUSE = 1500;
const LONGEST_PAUSE = 60000;

/**
 * Events: "cell" {column, student}, "settled" {operation, text}, "status", "rows" {rows}, "refused" {operation, message},
 * "ask" (conflicts or reasons wait for the user), "signin" {csrf}, "stranger", "notice" {message}.
 */
export class Queue extends EventTarget {
  constructor(store, transport) {
    super();
    this.store = store;
    this.transport = transport;
    this.operations = [];
    this.cells = new Map(); // what the server last said about a cell
    this.saved = new Map(); // cells saved a moment ago
    this.limit = BATCH;
    this.pause = FIRST_PAUSE;
    this.order = Date.now();
    this.trouble = ""; // "", "offline", "busy", "signin", "stranger"
    this.lastSavedAt = null;
    addEventListener("online", () => this.hurry());
  }

  static key(column, student) {
    return `${column}|${student}`;
  }

  /** Tells the queue what the page shows: {text, version, comment}. */
  learn(column, student, cell) {
    const key = Queue.key(column, student);
    if (!this.cells.has(key)) this.cells.set(key, cell);
    return this.cells.get(key);
  }

  chain(key) {
    return this.operations.filter((operation) => Queue.key(operation.column, operation.student) === key);
  }

  /** What the user wants to see in the cell: the last unsaved edit, else what the server said. */
  wanted(key) {
    const server = this.cells.get(key) ?? { text: "", version: 0, comment: "" };
    const chain = this.chain(key);
    const comments = chain.filter((operation) => operation.comment !== null);
    return {
      text: chain.length ? chain.at(-1).text : server.text,
      comment: comments.length ? comments.at(-1).comment : server.comment,
    };
  }

  state(key) {
    const chain = this.chain(key);
    if (!chain.length) return this.saved.has(key) ? "saved" : "";
    if (chain.some((operation) => operation.state === "conflict")) return "conflict";
    if (chain.some((operation) => operation.state === "reason")) return "reason";
    return this.trouble ? "waiting" : "saving";
  }

  /** Queues an edit. `comment` null leaves the comment as it is. Returns what stood in the cell before. */
  edit(column, student, text, comment = null) {
    const key = Queue.key(column, student);
    const before = this.wanted(key);
    if (before.text === text && (comment === null || comment === before.comment)) return before;
    const last = this.chain(key).at(-1);
    if (last && (!last.sent || last.state)) this.rewrite(last, text, comment);
    else this.append({ column, student, text, comment, base: this.cells.get(key)?.version ?? 0 });
    this.tell("cell", { column, student });
    this.schedule(120);
    return before;
  }

  append(fields) {
    const operation = { id: newId(), reason: null, sent: false, state: "", order: (this.order += 1), ...fields };
    this.operations.push(operation);
    this.store.put(operation);
  }

  // An operation that never left the browser, or was answered with a question, may still change; a new id keeps
  // the promise that one id means one content.
  rewrite(operation, text, comment) {
    this.store.drop(operation.id);
    operation.id = newId();
    operation.text = text;
    if (comment !== null) operation.comment = comment;
    if (operation.state !== "conflict") operation.state = "";
    operation.sent = false;
    this.store.put(operation);
    if (operation.state) this.tell("ask");
  }

  async restore() {
    for (const record of await this.store.adopt()) this.operations.push({ ...record, state: "" });
    for (const { column, student } of this.operations) this.tell("cell", { column, student });
    if (this.operations.length) this.schedule(0);
  }

  waiting() {
    return this.operations.filter((operation) => !operation.state);
  }

  asking(state) {
    return this.operations.filter((operation) => operation.state === state);
  }

  // --- sending

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.trouble ? Math.max(delay, this.pause) : delay);
    this.tell("status");
  }

  hurry() {
    this.pause = FIRST_PAUSE;
    clearTimeout(this.timer);
    if (this.trouble === "signin" || this.trouble === "stranger") this.tell(this.trouble);
    else this.flush();
  }

  /** After signing in again in place. */
  resume() {
    if (!this.trouble) return;
    this.trouble = "";
    this.redraw();
    this.flush();
  }

  heads() {
    const seen = new Set();
    const heads = [];
    for (const operation of this.operations) {
      const key = Queue.key(operation.column, operation.student);
      if (!seen.has(key) && !operation.state) heads.push(operation);
      seen.add(key);
    }
    return heads.slice(0, this.limit);
  }

  async flush({ leaving = false } = {}) {
    if (this.flying || this.trouble === "signin" || this.trouble === "stranger") return;
    const batch = this.heads();
    if (!batch.length) return;
    this.flying = true;
    // Marked before it leaves: from here on its content must not change under its id.
    for (const operation of batch) {
      operation.sent = true;
      this.store.put(operation);
    }
    this.tell("status");
    const outcome = await this.transport.send(batch.map(payload), { leaving });
    this.flying = false;
    this.receive(outcome, batch);
  }

  receive(outcome, batch) {
    const { kind } = outcome;
    if (kind === "answer") return this.judged(outcome, batch);
    if (kind === "forbidden") return this.turnedAway(batch);
    if (kind === "toolarge" || kind === "malformed") return this.smaller(batch);
    this.trouble = kind;
    this.redraw();
    if (kind === "signin" || kind === "stranger") return this.tell(kind, outcome);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    this.schedule(0);
  }

  // The batch could not be read as a whole: halve it until the one at fault is alone.
  smaller(batch) {
    if (batch.length === 1) return this.turnedAway(batch);
    this.limit = Math.ceil(batch.length / 2);
    this.schedule(0);
  }

  judged({ results, rows }, batch) {
    this.trouble = "";
    this.pause = FIRST_PAUSE;
    const sent = new Map(batch.map((operation) => [operation.id, operation]));
    for (const result of results) {
      const operation = sent.get(result.id);
      if (operation) this.judge(operation, result);
    }
    this.tell("rows", { rows: rows ?? [] });
    this.redraw();
    if (results.some(({ status, need }) => status === "conflict" || need === "reason")) this.tell("ask");
    if (this.waiting().length) this.schedule(0);
  }

  judge(operation, result) {
    const key = Queue.key(operation.column, operation.student);
    if (result.cell) this.cells.set(key, serverCell(result.cell));
    if (result.status === "saved" || result.status === "repeated") return this.settled(operation, result, key);
    if (result.status === "conflict") return this.ask(operation, key, "conflict", result);
    if (result.need === "reason") return this.ask(operation, key, "reason", result);
    this.remove(operation);
    this.rebase(key, this.cells.get(key)?.version ?? 0);
    this.tell("refused", { operation, message: result.message });
  }

  settled(operation, result, key) {
    this.lastSavedAt = new Date();
    this.saved.set(key, true);
    this.remove(operation);
    this.tell("settled", { operation, text: result.cell?.text ?? operation.text });
    const version = result.cell?.version ?? operation.base + 1;
    // A repeated answer shows the present cell; when somebody wrote after us, the next edit must meet a conflict.
    this.rebase(key, result.status === "repeated" ? Math.min(version, operation.base + 1) : version);
    setTimeout(() => {
      this.saved.delete(key);
      this.tell("cell", operation);
    }, 4000);
    if (result.message) this.tell("notice", { message: result.message });
  }

  rebase(key, version) {
    const next = this.chain(key)[0];
    if (!next || next.sent) return;
    next.base = version;
    this.store.put(next);
  }

  // Later edits of the cell join the question: the user is asked once, about the last text.
  ask(operation, key, state, result) {
    const later = this.chain(key).filter((other) => other !== operation);
    for (const other of later) {
      operation.text = other.text;
      if (other.comment !== null) operation.comment = other.comment;
      this.remove(other);
    }
    operation.state = state;
    operation.theirs = result.cell;
    operation.message = result.message;
    this.store.put(operation);
  }

  /** The user's choice in a conflict: "mine" writes over the present version, "theirs" forgets the edit. */
  decide(operation, choice) {
    this.remove(operation);
    const key = Queue.key(operation.column, operation.student);
    const { column, student, text, comment } = operation;
    if (choice === "mine") this.append({ column, student, text, comment, base: this.cells.get(key)?.version ?? 0 });
    this.tell("cell", { column, student });
    this.schedule(0);
  }

  /** Sends again with a reason, or, when `reason` is null, gives the edit up (it stays readable as refused). */
  explain(operation, reason) {
    this.remove(operation);
    const key = Queue.key(operation.column, operation.student);
    const { column, student, text, comment } = operation;
    if (reason) this.append({ column, student, text, comment, reason, base: this.cells.get(key)?.version ?? 0 });
    else this.tell("refused", { operation, message: operation.message });
    this.tell("cell", { column, student });
    this.schedule(0);
  }

  turnedAway(batch) {
    this.trouble = "";
    for (const operation of batch) {
      this.remove(operation);
      this.tell("refused", { operation, message: "" });
    }
    this.redraw();
  }

  remove(operation) {
    this.operations = this.operations.filter((other) => other !== operation);
    this.store.drop(operation.id);
    this.tell("cell", operation);
  }

  redraw() {
    for (const { column, student } of this.operations) this.tell("cell", { column, student });
    this.tell("status");
  }

  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function payload({ id, column, student, text, base, comment, reason }) {
  return { id, column, student, text, base, comment, reason };
}

function serverCell({ text, version, comment }) {
  return { text, version, comment: comment ?? "" };
}
