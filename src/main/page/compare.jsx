// Two maps side by side, passage by passage.
import { useEffect, useState } from 'preact/hooks';
import { get, idOf } from './api.js';
import { at } from './base.js';
import { Facts, Tags } from './card.jsx';
import { percent } from './facts.js';
import { Frame, Header } from './frame.jsx';
import { Matrix } from './matrix.jsx';
import { Player } from './preview.jsx';
import { SearchBox } from './searchbox.jsx';
import { Timeline } from './timeline.jsx';

export function ComparePage({ a, b }) {
  const [both, setBoth] = useState(null);
  const [failure, setFailure] = useState('');
  const [seek, setSeek] = useState([null, null]);
  const [now, setNow] = useState([0, 0]);
  useEffect(() => {
    get(`/api/v1/beatmaps/${encodeURIComponent(a)}/compare/${encodeURIComponent(b)}`)
      .then(setBoth)
      .catch((e) => setFailure(e.message));
  }, [a, b]);
  return (
    <>
      <Header>
        <SearchBox value="" onSearch={(q) => location.assign(at(`/?q=${encodeURIComponent(q)}`))} />
      </Header>
      <Frame>
        {failure && (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
        {both && (
          <>
            <h1 class="compare-title">
              Side by side{both.score !== undefined && <em> {percent(both.score)} alike by passages</em>}
            </h1>
            <div class="sides">
              {[both.a, both.b].map((map, side) => (
                <section key={map.md5} aria-label={map.title}>
                  <Player
                    map={map}
                    start={seek[side]}
                    label={`Time in ${map.title}`}
                    onTime={(t) => setNow((n) => (side ? [n[0], t] : [t, n[1]]))}
                  />
                  <Timeline
                    map={map}
                    position={now[side]}
                    onPick={(w) => setSeek((s) => (side ? [s[0], w.start_ms] : [w.start_ms, s[1]]))}
                  />
                  <h2>
                    <a href={at(`/map/${idOf(map)}`)}>
                      {map.artist} – {map.title}
                    </a>
                  </h2>
                  <p class="version">
                    [{map.version}] <span>by {map.creator}</span>
                  </p>
                  <Facts map={map} />
                  <Tags map={map} />
                </section>
              ))}
            </div>
            <Matrix
              cells={both.similarity}
              rows={both.a.windows}
              columns={both.b.windows}
              label="Rows: passages of the left map; columns: of the right one. Click a cell to see both."
              onPick={(row, column) => setSeek([both.a.windows[row].start_ms, both.b.windows[column].start_ms])}
            />
          </>
        )}
      </Frame>
    </>
  );
}
