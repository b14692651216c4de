// The term page is complete without this module: Enter goes down the column, keys are read by their place.

import "./form_guard.js";
import { typedCharacter } from "./grid/keys.js";

function go(field, by) {
  const fields = [...field.form.querySelectorAll("input.grade")];
  const next = fields[fields.indexOf(field) + by];
  next?.focus();
  next?.select();
}

function typed(event) {
  const field = event.target;
  const { selectionStart: from, selectionEnd: to, value } = field;
  const character = typedCharacter(event, value.slice(0, from));
  if (character === null || character === event.key || value.length - (to - from) >= field.maxLength) return;
  event.preventDefault();
  field.setRangeText(character, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(".term-table input.grade") || event.altKey || event.ctrlKey || event.metaKey) return;
  const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return typed(event);
  event.preventDefault();
  go(event.target, by);
});

document.addEventListener("htmx:afterSettle", () => {
  const fault = document.querySelector('.term-table [aria-invalid="true"]');
  if (fault) fault.focus();
});
