// The search page: words, several maps as examples, or a dropped file.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, post, upload } from './api.js';
import { at } from './base.js';
import { Facts } from './card.jsx';
import { DropZone, Frame, Header } from './frame.jsx';
import { SavedSearches, SaveSearch } from './never.jsx';
import { Thumbnail } from './preview.jsx';
import { Results, useHits } from './results.jsx';
import { Examples, SearchBox, Understood } from './searchbox.jsx';

const PAGE = 24;

function read() {
  const query = new URLSearchParams(location.search);
  return {
    q: query.get('q') || '',
    like: query.get('like') || '',
    all: query.get('all') === '1',
    spread: query.get('spread') === '1',
  };
}

function write(asked) {
  const query = new URLSearchParams();
  if (asked.q) query.set('q', asked.q);
  if (asked.like) query.set('like', asked.like);
  if (asked.all) query.set('all', '1');
  if (asked.spread) query.set('spread', '1');
  const text = query.toString();
  history.pushState(null, '', at(text ? `/?${text}` : '/'));
}

export function SearchPage() {
  const [asked, setAsked] = useState(read());
  const [file, setFile] = useState(null);
  const [stats, setStats] = useState(null);
  const last = useRef(null);
  useEffect(() => {
    const back = () => {
      setFile(null);
      setAsked(read());
    };
    window.addEventListener('popstate', back);
    get('/api/v1/stats')
      .then((s) => {
        if (s.maps === 0) location.replace(at('/setup'));
        setStats(s);
      })
      .catch(() => {});
    return () => window.removeEventListener('popstate', back);
  }, []);

  function go(change) {
    const next = { ...asked, ...change };
    setFile(null);
    setAsked(next);
    write(next);
    window.scrollTo(0, 0);
  }

  const options = { limit: PAGE, explain: true, one_per_set: !asked.all, diversity: asked.spread ? 0.5 : 0 };
  const ask = useCallback(
    async (cursor, signal) => {
      if (file)
        return upload(file.content, { limit: 48, explain: true, q: file.filter, by: file.by, version: file.version });
      if (asked.like) {
        const response = await post('/api/v1/similar', {
          positive: asked.like.split(','),
          q: asked.q,
          ...options,
          limit: 48,
        });
        return response.json();
      }
      const values = { q: asked.q, cursor, ...options, one_per_set: asked.all ? 'false' : undefined };
      return get('/api/v1/search', values, signal);
    },
    [asked, file],
  );
  const question = JSON.stringify([
    asked,
    file && [file.content.name, file.content.size, file.content.lastModified, file.version, file.filter, file.by],
  ]);
  const [state, more] = useHits(ask, question);
  if (state.understood) last.current = state.understood;
  const front = !asked.q && !asked.like && !file;
  const drop = useCallback((content) => setFile({ content }), []);

  return (
    <>
      <Header here="/">
        <SearchBox value={asked.q} busy={state.busy} autofocus={front} onSearch={(q) => go({ q, like: '' })} />
      </Header>
      <DropZone onFile={drop} />
      <Frame>
        {front && (
          <section class="front">
            <h1>
              Find osu! maps by how they <em>play</em>.
            </h1>
            <Examples />
            <SavedSearches />
            <p class="quiet">
              {stats && `${stats.maps.toLocaleString('en')} maps here. `}
              Drop a <code>.osu</code> or <code>.osz</code> anywhere to find maps like it, or{' '}
              <label class="file">
                choose a file
                <input
                  type="file"
                  accept=".osu,.osz"
                  onChange={(e) => e.currentTarget.files[0] && drop(e.currentTarget.files[0])}
                />
              </label>
              . <a href={at('/setup')}>Index a folder</a>.
            </p>
          </section>
        )}
        {!front && (
          <h1 class="hidden">Maps {file ? `like ${file.content.name}` : `for ${asked.q || 'your selection'}`}</h1>
        )}
        {!file && <Understood text={asked.q} understood={state.understood} onChange={(q) => go({ q })} />}
        {state.understood?.like && <LikeThis map={state.understood.like} />}
        {asked.like && <p class="quiet">Maps like {asked.like.split(',').length} selected ones.</p>}
        {file && state.query && (
          <>
            <Dropped
              answer={state}
              onVersion={(version) => setFile({ ...file, version })}
              onClose={() => setFile(null)}
            />
            <div class="switches">
              <label>
                alike in{' '}
                <select value={file.by || 'style'} onChange={(e) => setFile({ ...file, by: e.currentTarget.value })}>
                  {['style', 'rhythm', 'sliders', 'difficulty', 'style:0.7,difficulty:0.3'].map((by) => (
                    <option value={by} key={by}>
                      {by.includes(':') ? 'style and difficulty' : by}
                    </option>
                  ))}
                </select>
              </label>
              <SearchBox
                value={file.filter || ''}
                onSearch={(filter) => setFile({ ...file, filter })}
                hint="filter: stars<6 -streams"
              />
            </div>
            <Understood
              text={file.filter || ''}
              understood={state.understood?.filter}
              onChange={(filter) => setFile({ ...file, filter })}
            />
          </>
        )}
        {!file && (
          <div class="switches">
            <label>
              <input type="checkbox" checked={asked.all} onChange={() => go({ all: !asked.all })} /> all difficulties
            </label>
            <label>
              <input type="checkbox" checked={asked.spread} onChange={() => go({ spread: !asked.spread })} /> more
              variety
            </label>
            {asked.q && <SaveSearch text={asked.q} key={asked.q} />}
          </div>
        )}
        <Results state={state} more={more} />
      </Frame>
    </>
  );
}

function LikeThis({ map }) {
  return (
    <p class="quiet">
      Like{' '}
      <a href={at(`/map/${map.beatmap_id || map.md5}`)}>
        {map.artist} – {map.title} [{map.version}]
      </a>
      :
    </p>
  );
}

function Dropped({ answer, onVersion, onClose }) {
  const map = answer.query;
  return (
    <section class="dropped card">
      <div class="cover">
        <Thumbnail map={map} drawing={answer.drawing} key={map.md5} />
      </div>
      <div class="card-text">
        <h3>
          {map.artist} – {map.title}
        </h3>
        <p class="version">
          [{map.version}] <span>by {map.creator}</span>
        </p>
        <Facts map={map} />
        {answer.versions?.length > 1 && (
          <label>
            difficulty{' '}
            <select value={map.version} onChange={(e) => onVersion(e.currentTarget.value)}>
              {answer.versions.map((v) => (
                <option key={v}>{v}</option>
              ))}
            </select>
          </label>
        )}
        <p class="quiet">Compared with the index, and not kept.</p>
      </div>
      <button type="button" class="text" onClick={onClose}>
        close
      </button>
    </section>
  );
}
