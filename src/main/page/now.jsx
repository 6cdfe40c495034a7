// Maps like the one that is played on this machine; looks again when the player chose another.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { get } from './api.js';
import { at } from './base.js';
import { Frame, Header } from './frame.jsx';
import { Results } from './results.jsx';
import { SearchBox } from './searchbox.jsx';

const PAGE = 24;
const LOOK_MS = 3_000;
const MODS = { dt: ' with DT', ht: ' with HT' };

export function NowPage() {
  const [filter, setFilter] = useState(new URLSearchParams(location.search).get('q') || '');
  const [now, setNow] = useState(null);
  const [problem, setProblem] = useState(null);
  const look = useCallback(
    async (signal) => {
      try {
        const answer = await get('/api/v1/now', { q: filter, limit: PAGE }, signal);
        setProblem(null);
        // The same map keeps its list: previews go on playing.
        setNow((old) => (old && old.key === key(answer, filter) ? old : { key: key(answer, filter), answer }));
      } catch (e) {
        if (!signal.aborted) setProblem(e.message);
      }
    },
    [filter],
  );
  useEffect(() => {
    const stop = new AbortController();
    look(stop.signal);
    const timer = setInterval(() => document.visibilityState === 'visible' && look(stop.signal), LOOK_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [look]);
  function search(q) {
    history.replaceState(null, '', at(`/now${q ? `?q=${encodeURIComponent(q)}` : ''}`));
    setFilter(q);
  }
  const playing = now?.answer.playing;
  return (
    <>
      <Header here="/now">
        <SearchBox value={filter} onSearch={search} hint="of these only: stars<6 -streams" />
      </Header>
      <Frame>
        <section class="foryou">
          <h1>Like the one that you are playing</h1>
          {problem && (
            <p class="quiet" role="status">
              {problem}
            </p>
          )}
          {playing && (
            <p role="status">
              {playing.name}
              {MODS[playing.mods] || ''}
            </p>
          )}
          {playing && !playing.here && <p class="quiet">This map is not in the index: index your folders again.</p>}
          {playing?.here && <Results state={{ ...now.answer, busy: false }} like={playing.md5 || playing.beatmap_id} />}
        </section>
      </Frame>
    </>
  );
}

function key(answer, filter) {
  const { md5, beatmap_id, name, mods } = answer.playing;
  return [md5, beatmap_id, name, mods, filter].join('|');
}
