// What a player keeps in the browser: filters for maps that are never shown, and saved searches.
const HIDDEN = 'kiai-hidden';
const SAVED = 'kiai-saved';
const MOST = 40;

function read(key) {
  try {
    const list = JSON.parse(localStorage.getItem(key) || '[]');
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string' && item) : [];
  } catch {
    return [];
  }
}

function write(key, list) {
  if (list.length > 0) localStorage.setItem(key, JSON.stringify(list));
  else localStorage.removeItem(key);
}

function add(key, item) {
  write(key, [item, ...read(key).filter((other) => other !== item)].slice(0, MOST));
}

function remove(key, item) {
  write(
    key,
    read(key).filter((other) => other !== item),
  );
}

export const hidden = () => read(HIDDEN);
export const hiddenText = () => read(HIDDEN).join(' ');
export const hide = (filter) => add(HIDDEN, filter);
export const unhide = (filter) => remove(HIDDEN, filter);

export const saved = () => read(SAVED);
export const save = (search) => add(SAVED, search);
export const unsave = (search) => remove(SAVED, search);
