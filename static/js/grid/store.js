// Waiting operations in this browser: ids and texts only, one record each, kept per user.
// A record belongs to the tab that made it until that tab is gone, so two tabs do not send for one another.

import { newId } from "./keys.js";

const PREFIX = "klassny.waiting.";
const REFUSED = "klassny.refused.";

function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise; // storage switched off or full: the page goes on from memory and warns on leaving
  }
}

function tabId() {
  const kept = attempt(() => sessionStorage.getItem("klassny.tab"), null);
  const id = kept ?? newId();
  attempt(() => sessionStorage.setItem("klassny.tab", id));
  return id;
}

function records(user) {
  const lead = `${PREFIX}${user}.`;
  return attempt(() => {
    const found = Object.keys(localStorage).filter((key) => key.startsWith(lead));
    return found.map((key) => attempt(() => JSON.parse(localStorage.getItem(key)), null)).filter(Boolean);
  }, []);
}

/** How many operations of the user wait in this browser, in every journal. */
export function countWaiting(user) {
  return records(user).length;
}

export class Store {
  constructor(user, course) {
    this.user = user;
    this.course = course;
    this.tab = tabId();
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`klassny.tabs.${user}`);
    this.channel?.addEventListener("message", ({ data }) => {
      if (data.ask && data.ask !== this.tab) this.channel.postMessage({ alive: this.tab });
    });
  }

  put(operation) {
    const record = { ...operation, course: this.course, tab: this.tab };
    for (const passing of ["state", "theirs", "message"]) delete record[passing];
    attempt(() => localStorage.setItem(`${PREFIX}${this.user}.${operation.id}`, JSON.stringify(record)));
  }

  drop(id) {
    attempt(() => localStorage.removeItem(`${PREFIX}${this.user}.${id}`));
  }

  /** Courses other than this one in which the user left unsent operations. */
  elsewhere() {
    return [...new Set(records(this.user).map((record) => record.course))].filter((course) => course !== this.course);
  }

  /** Operations left by this tab before a reload, and those of tabs that no longer answer; oldest first. */
  async adopt() {
    const alive = await this.livingTabs();
    const left = records(this.user).filter((record) => record.course === this.course && !alive.has(record.tab));
    left.sort((one, other) => one.order - other.order);
    left.forEach((record) => this.put(record));
    return left;
  }

  async livingTabs() {
    const alive = new Set();
    const others = records(this.user).some((record) => record.tab !== this.tab);
    if (!this.channel || !others) return alive;
    const note = ({ data }) => data.alive && alive.add(data.alive);
    this.channel.addEventListener("message", note);
    this.channel.postMessage({ ask: this.tab });
    await new Promise((done) => setTimeout(done, 250));
    this.channel.removeEventListener("message", note);
    alive.delete(this.tab);
    return alive;
  }

  refused() {
    return attempt(() => JSON.parse(localStorage.getItem(`${REFUSED}${this.user}.${this.course}`)), null) ?? [];
  }

  keepRefused(list) {
    const key = `${REFUSED}${this.user}.${this.course}`;
    attempt(() => (list.length ? localStorage.setItem(key, JSON.stringify(list)) : localStorage.removeItem(key)));
  }
}
