// The search box with suggestions, and what it understood as chips.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api.js';
import { at } from './base.js';

const EXAMPLES = [
  '2015 hard jump maps',
  '7k mania ln',
  'short streams around 6 stars',
  'like freedom dive but easier',
  'taiko 2020 no sv',
  'tech by Sotarks',
  'fast bursts ar9',
];

export function SearchBox({ value, onSearch, busy, autofocus, hint }) {
  const input = useRef(null);
  const [text, setText] = useState(value);
  const [found, setFound] = useState([]);
  const [foundFor, setFoundFor] = useState('');
  const [active, setActive] = useState(-1);
  const asked = useRef(0);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const slash = (e) => {
      if (e.key === '/' && !/INPUT|TEXTAREA|SELECT/.test(document.activeElement?.tagName || '')) {
        e.preventDefault();
        input.current?.focus();
      }
    };
    window.addEventListener('keydown', slash);
    return () => window.removeEventListener('keydown', slash);
  }, []);

  async function suggest(typed, caret) {
    const turn = ++asked.current;
    setActive(-1);
    if (!typed.trim()) {
      setFound([]);
      return;
    }
    try {
      const { suggestions } = await get('/api/v1/suggest', { q: typed.slice(0, 1000), at: caret });
      if (turn === asked.current && document.activeElement === input.current) {
        setFound(suggestions);
        setFoundFor(typed);
      }
    } catch {
      setFound([]);
    }
  }

  function close() {
    asked.current++;
    setFound([]);
    setActive(-1);
  }

  function take(s) {
    const open = s.text.endsWith('=');
    const end = s.end + Math.max(0, text.length - foundFor.length); // with what was typed since
    const next = `${text.slice(0, s.start)}${s.text}${open ? '' : ' '}${text.slice(end).trimStart()}`;
    setText(next);
    close();
    input.current.focus();
    const caret = s.start + s.text.length + (open ? 0 : 1);
    requestAnimationFrame(() => input.current.setSelectionRange(caret, caret));
    if (open) suggest(next, caret);
  }

  function key(e) {
    if (e.key === 'ArrowDown' && found.length) {
      e.preventDefault();
      asked.current++; // the list stays while one walks in it
      setActive((active + 1) % found.length);
    } else if (e.key === 'ArrowUp' && found.length) {
      e.preventDefault();
      asked.current++;
      setActive((active <= 0 ? found.length : active) - 1);
    } else if (e.key === 'Escape') {
      close();
    } else if ((e.key === 'Enter' || e.key === 'Tab') && active >= 0) {
      e.preventDefault();
      take(found[active]);
    }
  }

  function submit(e) {
    e.preventDefault();
    close();
    onSearch(text.trim());
  }

  return (
    <form class="searchbox" role="search" onSubmit={submit}>
      <input
        ref={input}
        type="text"
        value={text}
        maxLength={1000}
        autofocus={autofocus}
        spellcheck={false}
        autocomplete="off"
        role="combobox"
        aria-label="Search for maps"
        aria-expanded={found.length > 0}
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `suggestion-${active}` : undefined}
        placeholder={hint || `What do you feel like playing? ${EXAMPLES[0]}`}
        onInput={(e) => {
          setText(e.currentTarget.value);
          suggest(e.currentTarget.value, e.currentTarget.selectionStart);
        }}
        onKeyDown={key}
        onBlur={() => setTimeout(close, 150)}
      />
      <button type="submit" class="button primary" aria-busy={busy}>
        {busy ? '…' : 'search'}
      </button>
      <ul id="suggestions" role="listbox" aria-label="Suggestions" hidden={found.length === 0}>
        {found.map((s, i) => (
          <li
            id={`suggestion-${i}`}
            key={s.kind + s.text}
            role="option"
            aria-selected={i === active}
            onPointerDown={(e) => {
              e.preventDefault();
              take(s);
            }}
          >
            <span class={`kind ${s.kind}`}>{s.kind}</span>
            <span class="suggested">{s.text}</span>
            <span class="detail">{s.detail}</span>
          </li>
        ))}
      </ul>
    </form>
  );
}

export function Examples() {
  return (
    <p class="examples">
      {EXAMPLES.map((text) => (
        <a class="chip" href={at(`/?q=${encodeURIComponent(text)}`)} key={text}>
          {text}
        </a>
      ))}
    </p>
  );
}

/** How the text was read: each part can be taken out, or be clicked to change it. */
export function Understood({ text, understood, onChange }) {
  if (!understood) return null;
  const chips = (understood.chips || []).filter((c) => c.kind !== 'filler');
  const without = (c) => `${text.slice(0, c.start)} ${text.slice(c.end)}`.replace(/\s+/g, ' ').trim();
  return (
    <div class="understood">
      {chips.length > 0 && (
        <ul class="chips" aria-label="How the question was understood">
          {chips.map((c) => (
            <li class={`chip ${c.kind}`} key={`${c.start} ${c.meaning}`}>
              <button
                type="button"
                class="chip-text"
                title={`“${c.text}”${c.note ? `: ${c.note}` : ''} (click to change it)`}
                onClick={() => edit(c)}
              >
                {c.meaning}
              </button>
              <button
                type="button"
                class="chip-remove"
                aria-label={`Remove ${c.text}`}
                onClick={() => onChange(without(c))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {understood.title && <p class="correction">Maps with exactly this title come first.</p>}
      {(understood.corrections || []).map((c) => (
        <p class="correction" key={c.start}>
          “{c.from}” was read as <strong>{c.to}</strong>.{' '}
          <button
            type="button"
            class="text"
            onClick={() => onChange(`${text.slice(0, c.start)}"${text.slice(c.start, c.end)}"${text.slice(c.end)}`)}
          >
            search for “{c.from}” itself
          </button>
        </p>
      ))}
      {(understood.hints || []).map((hint) => (
        <p class="hint" key={hint}>
          {hint}
        </p>
      ))}
    </div>
  );

  function edit(c) {
    const input = document.querySelector('.searchbox input');
    input.focus();
    input.setSelectionRange(c.start, c.end);
  }
}
