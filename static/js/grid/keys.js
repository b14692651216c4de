// What a pressed key means in a cell. Key places are used for live typing only:
// a teacher who forgot to switch the layout still gets «н» from the key with «Н» on it.

const PLACES = {
  KeyQ: "й", KeyW: "ц", KeyE: "у", KeyR: "к", KeyT: "е", KeyY: "н", KeyU: "г", KeyI: "ш", KeyO: "щ", KeyP: "з",
  KeyA: "ф", KeyS: "ы", KeyD: "в", KeyF: "а", KeyG: "п", KeyH: "р", KeyJ: "о", KeyK: "л", KeyL: "д",
  KeyZ: "я", KeyX: "ч", KeyC: "с", KeyV: "м", KeyB: "и", KeyN: "т", KeyM: "ь",
  BracketLeft: "х", BracketRight: "ъ", Semicolon: "ж", Quote: "э", Backquote: "ё",
};

/**
 * The character a key press adds to a cell, or null when the key is not text.
 * `before` is the text left of the caret: a comma or a keypad point after a digit separates grades.
 */
export function typedCharacter(event, before = "") {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const key = event.key;
  if (!key || [...key].length !== 1) return null;
  const afterDigit = /\d$/.test(before);
  if (event.code === "NumpadDecimal") return afterDigit ? " " : ".";
  if (key === ",") return afterDigit ? " " : event.code === "Comma" ? "б" : " ";
  if (/[0-9./ +-]/.test(key)) return key;
  if (/[а-яё]/i.test(key)) return event.code === "Period" ? "." : key.toLowerCase();
  if (/[a-z[\];'`{}:"~]/i.test(key) && PLACES[event.code]) return PLACES[event.code];
  return key;
}

/** Two grades typed without a space, «45», with the space put in; null when the text is not ambiguous. */
export function spacedGrades(text) {
  const spaced = text.replace(/(^|[ /])([1-9]{2,4})(?=$|[ /.])/g, (whole, lead, digits) => lead + [...digits].join(" "));
  return spaced === text ? null : spaced;
}

/** Lines and tabs of a spreadsheet as a table of texts; the newline that ends the last row adds nothing. */
export function pastedTable(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((value) => value.trim().replace(/^"(.*)"$/, "$1").trim()));
}

/** The sign of absence with which a canonical cell text begins, or "". */
export function absenceSign(text) {
  return text.match(/^(нп|осв|н|б|у)(?= |$)/)?.[1] ?? "";
}

/** A UUID for an operation; plain http in a school's network has no crypto.randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
