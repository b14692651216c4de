// Requests of the grid. Every answer is turned into one of a few outcomes, so that the queue has no HTTP in it.

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export class Transport {
  constructor(root) {
    this.operationsUrl = root.dataset.operations;
    this.user = root.dataset.user;
  }

  // The cookie is the freshest: another tab may have signed in again and changed the token.
  token() {
    return cookie("csrftoken") || window.Klassny?.csrf() || "";
  }

  /**
   * Sends a batch. Outcomes: {kind: "answer", results, rows} | "offline" | "busy" | "signin" | "stranger"
   * | "forbidden" | "toolarge" | "malformed".
   */
  async send(operations, { leaving = false } = {}) {
    const body = JSON.stringify({ operations });
    let answer = await this.post(body, leaving);
    // A 403 may only mean a stale token: the answer brings a fresh one, and the request is repeated once.
    if (answer?.status === 403 && (await this.freshToken(answer))) answer = await this.post(body, leaving);
    return this.outcome(answer);
  }

  async post(body, leaving) {
    try {
      return await fetch(this.operationsUrl, {
        method: "POST",
        credentials: "same-origin",
        keepalive: leaving && body.length < 60000,
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": this.token(),
          "X-Klassny-User": this.user,
        },
        body,
        signal: AbortSignal.timeout?.(20000),
      });
    } catch {
      return null;
    }
  }

  async outcome(answer) {
    if (answer === null) return { kind: "offline" };
    if (answer.status === 401) return this.unauthorised(answer);
    if (answer.status === 403 || answer.status === 404) return { kind: "forbidden" };
    if (answer.status === 413) return { kind: "toolarge" };
    if (answer.status === 400) return { kind: "malformed" };
    const data = answer.ok ? await answer.json().catch(() => null) : null;
    return data ? { kind: "answer", ...data } : { kind: "busy" };
  }

  async freshToken(answer) {
    const data = await answer.json().catch(() => ({}));
    window.Klassny?.setCsrf(data.csrf);
    return Boolean(data.csrf);
  }

  async unauthorised(answer) {
    const data = await answer.json().catch(() => ({}));
    return { kind: data.error === "another_user" ? "stranger" : "signin", csrf: data.csrf };
  }
}
