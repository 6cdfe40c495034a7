// Questions to the server; every failure is an Error with a text for people.

import { at } from './base.js';
import { hiddenText } from './kept.js';

async function answer(response) {
  if (response.ok) {
    return response;
  }
  let title = `The server answered ${response.status}`;
  let detail = '';
  try {
    const problem = await response.json();
    title = problem.title || title;
    detail = problem.detail || '';
  } catch {
    // no problem document: the status must do
  }
  const error = new Error(detail ? `${title}. ${detail}` : title);
  error.status = response.status;
  throw error;
}

function address(path, values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values || {})) {
    if (value !== undefined && value !== null && value !== '' && value !== false) {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return at(text ? `${path}?${text}` : path);
}

/** Questions whose hits leave out what the player never wants to see. */
const LISTS = /\/(search|similar|recommend|now)$/;

function shown(path, values) {
  return LISTS.test(path) ? { hide: hiddenText(), ...values } : values;
}

export async function get(path, values, signal) {
  return (await answer(await fetch(address(path, shown(path, values)), { signal }))).json();
}

export async function getBytes(path) {
  return (await answer(await fetch(at(path)))).arrayBuffer();
}

export async function post(path, body, headers) {
  return answer(
    await fetch(at(path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(shown(path, body)),
    }),
  );
}

export async function upload(file, values) {
  const form = new FormData();
  form.append('file', file, file.name);
  const response = await fetch(address('/api/v1/similar', shown('/similar', values)), { method: 'POST', body: form });
  return (await answer(response)).json();
}

/** Headers that show the server that a request comes from its own page. */
export function adminHeaders() {
  const token = sessionStorage.getItem('kiai-token');
  return { 'X-Kiai-Admin': '1', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
}

export async function admin(path, method, body) {
  const response = await fetch(at(path), {
    method,
    headers: { ...adminHeaders(), ...(body ? { 'Content-Type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  return (await answer(response)).json();
}

/** What names a map in addresses: several files can have one beatmap id. */
export function idOf(map) {
  return map.md5;
}
