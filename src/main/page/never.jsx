// What is never shown, under every list of hits; and the player's saved searches.
import { useState } from 'preact/hooks';
import { get } from './api.js';
import { at } from './base.js';
import { hidden, hide, save, saved, unhide, unsave } from './kept.js';

/** Filters that hide maps from every list on this page, kept in the browser. */
export function NeverShown() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const filters = hidden();
  async function more(e) {
    e.preventDefault();
    const filter = text.trim();
    if (!filter) return;
    try {
      await get('/api/v1/search', { q: '', limit: 1, hide: filter });
      hide(filter);
      location.reload();
    } catch (failure) {
      setProblem(failure.message);
    }
  }
  function again(filter) {
    unhide(filter);
    location.reload();
  }
  return (
    <details class="never" open={filters.length > 0}>
      <summary>never shown{filters.length > 0 ? ` (${filters.length})` : ''}</summary>
      {filters.length > 0 && (
        <ul class="chips" aria-label="Never shown">
          {filters.map((filter) => (
            <li class="chip filter" key={filter}>
              <span class="chip-text">{filter}</span>
              <button
                type="button"
                class="chip-remove"
                aria-label={`Show ${filter} again`}
                onClick={() => again(filter)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={more}>
        <label>
          hide always{' '}
          <input
            value={text}
            placeholder={'mode=mania, mapper="name", tag=gimmick'}
            onInput={(e) => setText(e.currentTarget.value)}
          />
        </label>
        <button type="submit" class="text">
          hide
        </button>
      </form>
      {problem && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
    </details>
  );
}

/** Keeps the search that is shown, or forgets it. */
export function SaveSearch({ text }) {
  const [kept, setKept] = useState(saved().includes(text));
  function turn() {
    if (kept) unsave(text);
    else save(text);
    setKept(!kept);
  }
  return (
    <button type="button" class="text" aria-pressed={kept} onClick={turn} key={text}>
      {kept ? '★ kept' : '☆ keep this search'}
    </button>
  );
}

/** Links to saved searches; nothing when there are none. */
export function SavedSearches() {
  const [list, setList] = useState(saved());
  if (list.length === 0) return null;
  return (
    <ul class="chips saved" aria-label="Saved searches">
      {list.map((text) => (
        <li class="chip" key={text}>
          <a class="chip-text" href={at(`/?q=${encodeURIComponent(text)}`)}>
            ★ {text}
          </a>
          <button
            type="button"
            class="chip-remove"
            aria-label={`Forget ${text}`}
            onClick={() => {
              unsave(text);
              setList(saved());
            }}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
