// Maps that were selected: taken along as a collection, or as examples.
import { useEffect, useState } from 'preact/hooks';
import { idOf, post } from './api.js';
import { at } from './base.js';

const KEY = 'kiai-selection';
const listeners = new Set();
let selected = read();

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
}

function change(next) {
  selected = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) {
    listener(next);
  }
}

export function useSelection() {
  const [maps, setMaps] = useState(selected);
  useEffect(() => {
    listeners.add(setMaps);
    return () => listeners.delete(setMaps);
  }, []);
  return maps;
}

export function toggle(map) {
  const known = selected.some((m) => m.md5 === map.md5);
  change(
    known
      ? selected.filter((m) => m.md5 !== map.md5)
      : [...selected, { md5: map.md5, beatmap_id: map.beatmap_id, title: map.title, version: map.version }],
  );
}

const FORMATS = [
  ['collection.db', 'collection.db (osu!)'],
  ['osdb', '.osdb (Collection Manager)'],
  ['txt', 'beatmap ids'],
  ['csv', 'CSV'],
];

export function SelectionBar() {
  const maps = useSelection();
  const [format, setFormat] = useState('collection.db');
  const [failure, setFailure] = useState('');
  if (maps.length === 0) return null;
  async function save() {
    setFailure('');
    try {
      const response = await post('/api/v1/export', { ids: maps.map((m) => m.md5), format, name: 'Kiai' });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = format === 'collection.db' ? 'collection.db' : `kiai.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (e) {
      setFailure(e.message);
    }
  }
  return (
    <aside class="selection" aria-label="Selected maps">
      <strong>{maps.length === 1 ? '1 map' : `${maps.length} maps`} selected</strong>
      <a class="button" href={at(`/?like=${maps.map(idOf).join(',')}`)}>
        maps like these
      </a>
      {maps.length === 2 && (
        <a class="button" href={at(`/compare/${idOf(maps[0])}/${idOf(maps[1])}`)}>
          compare
        </a>
      )}
      <select value={format} onChange={(e) => setFormat(e.currentTarget.value)} aria-label="Format of the file">
        {FORMATS.map(([value, text]) => (
          <option value={value} key={value}>
            {text}
          </option>
        ))}
      </select>
      <button type="button" class="button primary" onClick={save}>
        save
      </button>
      <button type="button" class="text" onClick={() => change([])}>
        clear
      </button>
      {format === 'collection.db' && (
        <span class="quiet">holds this collection alone: put it into osu! with Collection Manager, or kiai … --to</span>
      )}
      {failure && (
        <span class="failure" role="alert">
          {failure}
        </span>
      )}
    </aside>
  );
}
