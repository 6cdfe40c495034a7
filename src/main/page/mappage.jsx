// One map: how it looks, its passages, and maps like it.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { get, idOf } from './api.js';
import { at } from './base.js';
import { Facts, Links, Tags } from './card.jsx';
import { clock, cut } from './facts.js';
import { DropZone, Frame, Header } from './frame.jsx';
import { Matrix } from './matrix.jsx';
import { Player } from './preview.jsx';
import { Results, useHits } from './results.jsx';
import { SearchBox, Understood } from './searchbox.jsx';
import { toggle, useSelection } from './selection.jsx';
import { Timeline, TimelineLegend } from './timeline.jsx';

const ASPECTS = [
  ['', 'overall', 'style with some difficulty and labels: what agrees best with what people call alike'],
  ['style', 'style', 'what the model sees: patterns, movement, rhythm'],
  ['rhythm', 'rhythm', 'intervals, density, streams and bursts, tempo'],
  ['sliders', 'sliders', 'how many, how fast, how unlike each other'],
  ['difficulty', 'difficulty', 'stars, settings, density, spacing'],
  ['labels', 'labels', 'what people would probably call it: learned from tags, skills and pools; osu! and mania'],
];

export function MapPage({ id, start }) {
  const [map, setMap] = useState(null);
  const [failure, setFailure] = useState('');
  // What is asked stands in the address, so that it can be shared and comes back.
  const given = new URLSearchParams(location.search);
  const [by, setBy] = useState((given.get('by') || '').split(','));
  const [mods, setMods] = useState(given.get('mods') || 'nm');
  const [tempo, setTempo] = useState(given.get('tempo') || 'like');
  const [filter, setFilter] = useState(given.get('q') || '');
  const [passage, setPassage] = useState(
    given.has('from') ? { start_ms: Number(given.get('from')), end_ms: Number(given.get('to')) } : null,
  );
  const [seek, setSeek] = useState(start ? Number(start) : null);
  const [now, setNow] = useState(0);
  const selected = useSelection();
  useEffect(() => {
    get(`/api/v1/beatmaps/${encodeURIComponent(id)}/timeline`)
      .then((m) => {
        setMap(m);
        document.title = `${m.title} [${m.version}] · Kiai`;
      })
      .catch((e) => setFailure(e.message));
  }, [id]);
  const ask = useCallback(
    (cursor, signal) => {
      const values = { q: filter, limit: 12, explain: true, cursor };
      if (passage !== null) Object.assign(values, { from_ms: passage.start_ms, to_ms: passage.end_ms });
      else
        Object.assign(values, {
          by: by.join(',') || undefined,
          mods: mods === 'nm' ? undefined : mods,
          tempo: tempo === 'any' ? 'any' : undefined,
        });
      return get(`/api/v1/beatmaps/${encodeURIComponent(id)}/similar`, values, signal);
    },
    [id, by, mods, tempo, filter, passage],
  );
  const [state, more] = useHits(ask, JSON.stringify([id, by, mods, tempo, filter, passage]));
  useEffect(() => {
    const query = new URLSearchParams();
    if (start) query.set('t', start);
    if (by.join()) query.set('by', by.join(','));
    if (mods !== 'nm') query.set('mods', mods);
    if (tempo !== 'like') query.set('tempo', tempo);
    if (filter) query.set('q', filter);
    if (passage) {
      query.set('from', passage.start_ms);
      query.set('to', passage.end_ms);
    }
    const text = query.toString();
    history.replaceState(null, '', text ? `${location.pathname}?${text}` : location.pathname);
  }, [by, mods, tempo, filter, passage]);
  function aspect(name) {
    setPassage(null);
    // "Overall" stands for itself: it is a blend with weights of its own.
    const others = by.filter((b) => b && b !== name);
    if (!name || (by.includes(name) && others.length === 0)) setBy(['']);
    else setBy(by.includes(name) ? others : [...others, name]);
  }
  const pick = (w) => {
    setPassage(passage && passage.start_ms === w.start_ms ? null : w);
    setSeek(w.start_ms);
  };
  return (
    <>
      <Header>
        <SearchBox value="" onSearch={(q) => location.assign(at(`/?q=${encodeURIComponent(q)}`))} />
      </Header>
      <DropZone onFile={() => location.assign(at('/'))} />
      <Frame>
        {failure && (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
        {map && (
          <>
            <section class="map-head">
              <div>
                <Player map={map} start={seek} onTime={setNow} />
                <Timeline map={map} position={now} picked={passage?.start_ms} onPick={pick} />
                {map.windows?.length > 0 && <TimelineLegend map={map} />}
              </div>
              <div class="map-text">
                <h1>
                  <a href={at(`/?q=${encodeURIComponent(`artist="${map.artist}"`)}`)}>{map.artist}</a> – {map.title}
                </h1>
                <p class="version">
                  [{map.version}]{' '}
                  <span>
                    by <a href={at(`/?q=${encodeURIComponent(`mapper="${map.creator}"`)}`)}>{map.creator}</a>
                  </span>
                </p>
                <Facts map={map} />
                <dl class="numbers">
                  {[
                    ['AR', map.ar],
                    ['OD', map.od],
                    ['CS', map.cs],
                    ['HP', map.hp],
                  ].map(([name, value]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{Number(value).toFixed(1)}</dd>
                    </div>
                  ))}
                  {[
                    ['DT', map.stars_dt],
                    ['HT', map.stars_ht],
                    ['HR', map.mode === 'mania' ? null : map.stars_hr],
                    ['EZ', map.mode === 'mania' ? null : map.stars_ez],
                  ].map(
                    ([name, stars]) =>
                      stars && (
                        <div key={name}>
                          <dt>{name}</dt>
                          <dd>★ {cut(stars)}</dd>
                        </div>
                      ),
                  )}
                  <div>
                    <dt>objects</dt>
                    <dd>{map.circles + map.sliders + map.spinners + map.hold_notes}</dd>
                  </div>
                </dl>
                <Tags map={map} most={12} />
                {map.set_id && (
                  <p class="quiet">
                    <a href={at(`/?q=${encodeURIComponent(`setid=${map.set_id} sort=stars_asc`)}&all=1`)}>
                      all difficulties of its set
                    </a>
                  </p>
                )}
                <p class="card-actions">
                  <Links map={map} />
                  {map.beatmap_id && (
                    <button
                      type="button"
                      class="text"
                      onClick={() => navigator.clipboard?.writeText(String(map.beatmap_id))}
                    >
                      copy id
                    </button>
                  )}
                  <label class="pick">
                    <input
                      type="checkbox"
                      checked={selected.some((m) => m.md5 === map.md5)}
                      onChange={() => toggle(map)}
                    />{' '}
                    select
                  </label>
                </p>
                {map.similarity?.length > 1 && (
                  <Matrix
                    cells={map.similarity}
                    rows={map.windows}
                    columns={map.windows}
                    label="How its passages resemble each other"
                    onPick={(row) => pick(map.windows[row])}
                  />
                )}
              </div>
            </section>
            <section class="likes">
              <h2>{passage ? `Passages like the one at ${clock(passage.start_ms / 1000)}` : 'Maps like this one'}</h2>
              <div class="switches">
                {passage && (
                  <button type="button" class="button" onClick={() => setPassage(null)}>
                    whole map again
                  </button>
                )}
                {!passage &&
                  ASPECTS.map(([name, text, title]) => (
                    <button
                      type="button"
                      class={`chip aspect${by.includes(name) ? ' on' : ''}`}
                      aria-pressed={by.includes(name)}
                      title={title}
                      onClick={() => aspect(name)}
                      key={name}
                    >
                      {text}
                    </button>
                  ))}
                {!passage && (
                  <>
                    <label>
                      played with{' '}
                      <select
                        value={mods}
                        disabled={by.length === 1 && by[0] === 'style'}
                        title="for rhythm, sliders and difficulty"
                        onChange={(e) => setMods(e.currentTarget.value)}
                      >
                        <option value="nm">no mod</option>
                        <option value="dt">double time</option>
                        <option value="ht">half time</option>
                      </select>
                    </label>
                    <label>
                      <input
                        type="checkbox"
                        checked={tempo === 'any'}
                        onChange={() => setTempo(tempo === 'any' ? 'like' : 'any')}
                      />{' '}
                      at any tempo
                    </label>
                  </>
                )}
                <SearchBox value={filter} onSearch={setFilter} hint="filter: stars<6 -streams" />
              </div>
              <Understood text={filter} understood={state.understood?.filter} onChange={setFilter} />
              <Results state={state} more={more} like={idOf(map)} />
            </section>
          </>
        )}
      </Frame>
    </>
  );
}
