// Where the server is: a proxy may show it below a path of its own (kiai serve --base-path).
const meta = globalThis.document?.querySelector('meta[name="base-path"]');
const BASE = (meta?.content || '/').replace(/\/$/, '');

/** An address of the server, such as /explore, as this browser reaches it. */
export function at(path) {
  return BASE + path;
}

/** The address that is shown, as the server knows it. */
export function here() {
  return location.pathname.slice(BASE.length) || '/';
}
