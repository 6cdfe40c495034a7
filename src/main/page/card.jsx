// One map of an answer.
import { idOf } from './api.js';
import { at } from './base.js';
import { Cover } from './cover.jsx';
import { clock, css, cut, modeName, patterns, readableOn, reasons, starColour } from './facts.js';
import { hide } from './kept.js';
import { Thumbnail } from './preview.jsx';

export function Stars({ stars, mods }) {
  if (stars === null || stars === undefined) {
    return <span class="stars unrated">unrated</span>;
  }
  const colour = starColour(stars);
  const style = { background: css(colour), color: readableOn(colour) };
  return (
    <span class="stars" style={style}>
      ★ {cut(stars)}
      {mods && ` +${mods}`}
    </span>
  );
}

const short = (value) => Number(Number(value).toFixed(1));

/** The numbers of a map, with the mods of the question where it names some. */
export function Facts({ map: asMade }) {
  const map = { ...asMade, ...asMade.with_mods };
  return (
    <p class="facts">
      <Stars stars={map.stars} mods={map.mods} />
      <span>{modeName(map)}</span>
      <span>{Math.round(map.bpm)} BPM</span>
      <span>{clock(map.length)}</span>
      {map.mode === 'osu' || map.mode === 'fruits' ? (
        <span>
          AR {short(map.ar)} CS {short(map.cs)} OD {short(map.od)}
        </span>
      ) : (
        <span>OD {short(map.od)}</span>
      )}
      {map.year && (
        <span title={map.year_estimated ? 'estimated from the set id' : undefined}>
          {map.year_estimated ? '≈' : ''}
          {map.year}
        </span>
      )}
      {map.status && <span>{map.status}</span>}
      {map.owned === false && (
        <span title="Kiai knows it by a ready embedding; its file is not here, the website has it">not here</span>
      )}
    </p>
  );
}

export function Tags({ map, most = 4 }) {
  const people = (map.tags || []).map((tag) => [tag, 'people tagged it so']);
  const derived = (map.derived_tags || []).map((t) => [
    t.tag,
    `suggested by its patterns (${Math.round(t.confidence * 100)}%)`,
  ]);
  return (
    <p class="tags">
      {[...people, ...derived].slice(0, most).map(([tag, title]) => (
        <a class="tag" href={at(`/?q=${encodeURIComponent(`tag="${tag}"`)}`)} title={title} key={tag}>
          {tag}
        </a>
      ))}
      {patterns(map).map((text) => (
        <span class="pattern" key={text}>
          {text}
        </span>
      ))}
    </p>
  );
}

export function Links({ map }) {
  return (
    <>
      {map.url && (
        <a href={map.url} target="_blank" rel="noopener noreferrer">
          website
        </a>
      )}
      {map.direct && <a href={map.direct}>open in osu!</a>}
    </>
  );
}

export function Card({ map, picked, onPick, like }) {
  const why = reasons(map);
  const id = idOf(map);
  const address = at(`/map/${id}${map.explain?.passage ? `?t=${map.explain.passage.start_ms}` : ''}`);
  return (
    <article class={`card${picked ? ' picked' : ''}`}>
      <a class="cover" href={address} tabIndex={-1} aria-hidden="true">
        {map.owned === false ? <Cover map={map} /> : <Thumbnail map={map} />}
      </a>
      <div class="card-text">
        <h3>
          <a href={address}>
            {map.artist} – {map.title}
          </a>
        </h3>
        <p class="version">
          [{map.version}] <span>by {map.creator}</span>
        </p>
        <Facts map={map} />
        <Tags map={map} />
        {why.length > 0 && <p class="why">{why.join(' · ')}</p>}
      </div>
      <div class="card-actions">
        <label class="pick">
          <input
            type="checkbox"
            checked={picked}
            onChange={() => onPick(map)}
            aria-label={`Select ${map.title} [${map.version}]`}
          />
          select
        </label>
        <a href={address}>similar</a>
        {like && <a href={at(`/compare/${like}/${id}`)}>compare</a>}
        <Links map={map} />
        {map.beatmap_id && (
          <button type="button" class="text" onClick={() => navigator.clipboard?.writeText(String(map.beatmap_id))}>
            copy id
          </button>
        )}
        {map.creator && (
          <button
            type="button"
            class="text"
            title="Never show maps of this mapper again; undone at the end of the list"
            onClick={() => {
              hide(`mapper="${map.creator}"`);
              location.reload();
            }}
          >
            hide mapper
          </button>
        )}
        {map.folded > 0 &&
          (map.set_id ? (
            <a class="folded" href={at(`/?q=${encodeURIComponent(`setid=${map.set_id} sort=stars_asc`)}&all=1`)}>
              +{map.folded} of the set
            </a>
          ) : (
            <span class="folded">+{map.folded} of the set</span>
          ))}
        {map.copies > 0 && (
          <span class="folded" title="Other sets with the same notes, perhaps at another speed">
            {map.copies === 1 ? 'and a copy' : `and ${map.copies} copies`}
          </span>
        )}
      </div>
    </article>
  );
}
