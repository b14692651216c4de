// The lesson form is complete without this module; here are only its manners.

import "./form_guard.js";
import { spacedGrades, typedCharacter } from "./grid/keys.js";

function current() {
  return document.querySelector("[data-lesson-form]");
}

// How many are away, and what the tick of presence means now.
function count(form) {
  const away = [...form.querySelectorAll(".signs input:checked")].filter((input) => !["", "о"].includes(input.value)).length;
  const marked = [...form.querySelectorAll(".signs input:checked")].some((input) => input.value);
  const place = form.querySelector("[data-count]");
  if (place) place.textContent = away ? `${place.dataset.one} ${away}` : "";
  const label = form.querySelector("[data-present-label]");
  if (label) label.textContent = marked ? label.dataset.others : label.dataset.all;
}

const TYPED_SIGN = /^(н|б|у|о)(\d{1,2})?(?: +|$)/;

function told(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function note(field, sentence) {
  const row = field.closest("li");
  row.querySelector("[data-row-hint]")?.remove();
  if (!sentence) return;
  const place = document.createElement("p");
  place.className = "roster-note";
  place.dataset.rowHint = "";
  place.setAttribute("role", "status");
  place.textContent = sentence;
  row.append(place);
}

/** «45» is asked about once, as in the journal: true when the question was put and the caret stays. */
function asks(field) {
  const spaced = spacedGrades(field.value.trim());
  if (!spaced) return false;
  field.value = spaced;
  note(field, field.form.dataset.spaced.replace("{value}", spaced));
  told(field);
  return true;
}

/** A typed «н» or «о10» presses its button, so that the row shows what will be written. */
function press(field) {
  const [whole, sign, minutes] = field.value.trim().toLowerCase().match(TYPED_SIGN) ?? [];
  const row = field.closest("li");
  const button = sign && row.querySelector(`.signs input[value="${sign}"]`);
  if (!button || !("ordinary" in field.dataset)) return;
  button.checked = true;
  if (minutes) row.querySelector("input.minutes").value = minutes;
  field.value = field.value.trim().slice(whole.length);
  told(field);
}

// Key places, as in the journal: «н» comes from the key with «Н» on it, whatever the layout (P-02).
function typed(event) {
  const field = event.target;
  const { selectionStart: from, selectionEnd: to, value } = field;
  const character = typedCharacter(event, value.slice(0, from));
  if (character === null || character === event.key || value.length - (to - from) >= field.maxLength) return;
  event.preventDefault();
  field.setRangeText(character, from, to, "end");
  told(field);
}

// Enter goes down the column of grades instead of sending the form in the middle of a list.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(".roster input.grade, .roster input.minutes")) return;
  if (event.ctrlKey || event.metaKey) return;
  const isGrade = event.target.matches(".grade");
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) {
    if (isGrade) typed(event);
    return;
  }
  event.preventDefault();
  if (isGrade && asks(event.target)) return;
  const row = event.target.closest("li");
  const place = [...row.querySelectorAll("input.grade, input.minutes")].indexOf(event.target);
  const other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const field = other?.querySelectorAll("input.grade, input.minutes")[place];
  if (!field && isGrade) press(event.target);
  field?.focus();
  field?.select();
});

document.addEventListener("focusout", (event) => {
  if (!event.target.matches?.(".roster input.grade")) return;
  asks(event.target);
  press(event.target);
  note(event.target, "");
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-lesson-form]");
  if (!form) return;
  if (event.target.name === "text" && event.target.value.trim()) {
    const set = form.querySelector('input[name="homework"][value="set"]');
    if (set) set.checked = true;
  }
  count(form);
});

// Minutes are asked for at once when «о» was pressed.
document.addEventListener("change", (event) => {
  if (event.target.matches('.signs input[value="о"]:checked')) event.target.closest("li").querySelector("input.minutes")?.focus();
});

// After saving the keyboard goes on from the first field at fault, or from the beginning of the page.
function settle(form) {
  count(form);
  const fault = form.querySelector('select[name="reason"], [aria-invalid="true"]');
  if (fault) fault.focus();
  else document.querySelector("#content")?.focus({ preventScroll: true });
}

function begin(form) {
  count(form);
  const topic = form.querySelector('textarea[name="topic"]');
  const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (topic && !topic.value && hasKeyboard && !location.hash) topic.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSettle", () => current() && settle(current()));
if (current()) begin(current());
