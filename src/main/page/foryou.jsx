// Maps for the player: like those that are liked, by what osu!'s own databases say or a search.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { get } from './api.js';
import { at } from './base.js';
import { Frame, Header } from './frame.jsx';
import { Results, useHits } from './results.jsx';
import { SearchBox, Understood } from './searchbox.jsx';

const PAGE = 24;
const LEVELS = [
  ['easier', 'easier', 'half a star easier: to warm up, or for accuracy'],
  ['same', 'as hard', 'as hard as the liked map that it is like'],
  ['harder', 'a bit harder', '0.3 stars harder'],
  ['challenge', 'challenge', '0.7 stars harder'],
];

function read() {
  const query = new URLSearchParams(location.search);
  return {
    liked: query.get('liked') || 'played=yes',
    q: query.get('q') || '',
    level: query.get('level') || 'same',
    played: query.get('played') === '1',
  };
}

export function ForYouPage() {
  const [asked, setAsked] = useState(read());
  useEffect(() => {
    const back = () => setAsked(read());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  function change(part) {
    const next = { ...asked, ...part };
    const query = new URLSearchParams();
    if (next.liked !== 'played=yes') query.set('liked', next.liked);
    if (next.q) query.set('q', next.q);
    if (next.level !== 'same') query.set('level', next.level);
    if (next.played) query.set('played', '1');
    history.pushState(null, '', at(`/foryou${query.size ? `?${query}` : ''}`));
    setAsked(next);
  }
  const question = JSON.stringify(asked);
  const ask = useCallback(
    (cursor, signal) =>
      get(
        '/api/v1/recommend',
        {
          liked: asked.liked,
          q: asked.q,
          level: asked.level,
          include_played: asked.played || undefined,
          limit: PAGE,
          cursor,
        },
        signal,
      ),
    [question],
  );
  const [state, more] = useHits(ask, question);
  const understood = state.understood;
  return (
    <>
      <Header here="/foryou">
        <SearchBox value={asked.q} onSearch={(q) => change({ q })} hint="of these only: stars<6 -streams" />
      </Header>
      <Frame>
        <section class="foryou">
          <h1>For you</h1>
          <p class="quiet">
            Maps like those that you like, about as hard. Liked are the maps that you played, as osu!'s own databases
            say, or those that a search finds: a collection, or <code>played&lt;30 stars&gt;5</code>.
          </p>
          <div class="options">
            <form
              class="liked"
              onSubmit={(e) => {
                e.preventDefault();
                change({ liked: new FormData(e.currentTarget).get('liked').trim() || 'played=yes' });
              }}
            >
              <label>
                liked <input name="liked" defaultValue={asked.liked} key={asked.liked} spellcheck={false} />
              </label>
              <button type="submit" class="button">
                take
              </button>
            </form>
            {LEVELS.map(([name, text, title]) => (
              <button
                type="button"
                class={`chip aspect${asked.level === name ? ' on' : ''}`}
                aria-pressed={asked.level === name}
                title={title}
                onClick={() => change({ level: name })}
                key={name}
              >
                {text}
              </button>
            ))}
            <label>
              <input type="checkbox" checked={asked.played} onChange={() => change({ played: !asked.played })} /> also
              maps that I played
            </label>
          </div>
          {understood?.liked > 0 && (
            <p class="quiet">
              {understood.liked.toLocaleString('en')} liked {understood.liked === 1 ? 'map' : 'maps'}
              {understood.liked > understood.considered && `, ${understood.considered} of them are compared`}
            </p>
          )}
          <Understood text={asked.q} understood={understood?.filter} onChange={(q) => change({ q })} />
          <Results state={state} more={more} />
        </section>
      </Frame>
    </>
  );
}
