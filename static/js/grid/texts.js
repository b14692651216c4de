// Sentences of the page come translated from the server, in an attribute of the page's root.

let sentences = {};

export function loadTexts(root) {
  sentences = JSON.parse(root.dataset.texts);
}

/** The sentence under `name`, with «{n}» and the like filled in. */
export function text(name, values = {}) {
  const sentence = sentences[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** Hours and minutes of a Date, or of an ISO stamp in the school's own time, with the day when it is not today. */
export function clock(moment) {
  if (moment instanceof Date) return moment.toTimeString().slice(0, 5);
  if (!moment) return "";
  const [day, time] = moment.split("T");
  const today = document.querySelector("[data-today]")?.dataset.today;
  const [, month, date] = day.split("-");
  return day === today ? time.slice(0, 5) : `${date}.${month} ${time.slice(0, 5)}`;
}
