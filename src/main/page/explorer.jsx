// All maps as a cloud of points, drawn by WebGL.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import createScatterplot from 'regl-scatterplot';
import { get, getBytes, idOf } from './api.js';
import { at } from './base.js';
import { Card } from './card.jsx';
import { starColour } from './facts.js';
import { applyTheme, Frame, Header } from './frame.jsx';
import { SearchBox, Understood } from './searchbox.jsx';
import { toggle, useSelection } from './selection.jsx';

const MODES = [
  ['osu!', '#ff7ab8'],
  ['taiko', '#ff8a3d'],
  ['catch', '#5ad18a'],
  ['mania', '#6aa8ff'],
];
const COLOURINGS = ['mode', 'stars', 'year', 'mapper', 'cluster'];
const HEADER = 16;

const hex = ([r, g, b]) => `#${[r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('')}`;

function hsl(h, s, l) {
  const f = (n) => {
    const k = (n + h / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [f(0), f(8), f(4)];
}

function parse(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < HEADER || view.getUint32(0, true) !== 0x4b455831) throw new Error('The points cannot be read');
  const n = view.getInt32(4, true);
  let at = HEADER;
  const take = (Type, size) => {
    const part = new Type(buffer.slice(at, at + n * size));
    at += n * size;
    return part;
  };
  return {
    n,
    x: take(Float32Array, 4),
    y: take(Float32Array, 4),
    stars: take(Float32Array, 4),
    mapper: take(Int32Array, 4),
    year: take(Int16Array, 2),
    mode: take(Int8Array, 1),
    cluster: take(Int8Array, 1),
  };
}

/** Classes of the points and a colour for each class. */
function colouring(points, about, name) {
  const classes = new Uint8Array(points.n);
  if (name === 'mode') {
    classes.set(points.mode);
    return { classes, colours: MODES.map((m) => m[1]), legend: MODES };
  }
  if (name === 'cluster') {
    const colours = about.clusters.map((_, i) => hex(hsl((i * 222.5) % 360, 0.68, 0.6 + 0.08 * (i % 2))));
    classes.set(points.cluster);
    return {
      classes,
      colours: colours.length ? colours : ['#888888'],
      legend: about.clusters.map((c, i) => [c, colours[i]]),
    };
  }
  if (name === 'mapper') {
    const counts = new Map();
    for (const m of points.mapper) counts.set(m, (counts.get(m) || 0) + 1);
    const top = [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 14)
      .map(([m]) => m);
    const place = new Map(top.map((m, i) => [m, i + 1]));
    for (let i = 0; i < points.n; i++) classes[i] = place.get(points.mapper[i]) || 0;
    const colours = ['#5b5670', ...top.map((_, i) => hex(hsl((i * 137.5) % 360, 0.75, 0.62)))];
    return {
      classes,
      colours,
      legend: [['others', colours[0]], ...top.map((m, i) => [about.mappers[m], colours[i + 1]])],
    };
  }
  const steps = 24;
  const stars = name === 'stars';
  const [low, high] = stars ? [0, 9] : [2007, 2026];
  const values = stars ? points.stars : points.year;
  const shade = (t) => {
    if (!stars) return hex(hsl(250 - 210 * t, 0.75, 0.62));
    const c = starColour(low + t * (high - low));
    return hex(c.map((v) => Math.max(v, 70)));
  };
  const colours = Array.from({ length: steps }, (_, i) => shade(i / (steps - 1)));
  for (let i = 0; i < points.n; i++) {
    const known = !Number.isNaN(values[i]) && (stars || values[i] > 0);
    classes[i] = known
      ? Math.min(steps - 1, Math.max(0, Math.floor(((values[i] - low) / (high - low)) * steps)))
      : steps;
  }
  const marks = stars ? [1, 2, 3, 4, 5, 6, 7, 8] : [2008, 2012, 2016, 2020, 2024];
  return {
    classes,
    colours: [...colours, '#5b5670'],
    legend: marks.map((m) => [stars ? `${m}★` : m, shade((m - low) / (high - low))]),
  };
}

function Explorer() {
  const canvas = useRef(null);
  const plot = useRef(null);
  const asked = useRef(0);
  const [data, setData] = useState(null);
  const [by, setBy] = useState('mode');
  const [filter, setFilter] = useState(new URLSearchParams(location.search).get('q') || '');
  const [match, setMatch] = useState(null);
  const [hovered, setHovered] = useState(null);
  const [failure, setFailure] = useState('');
  const selected = useSelection();

  useEffect(() => {
    Promise.all([get('/api/v1/explorer'), getBytes('/api/v1/explorer/points')])
      .then(([about, buffer]) => setData({ about, points: parse(buffer) }))
      .catch((e) => setFailure(e.message));
  }, []);

  useEffect(() => {
    if (!data) return undefined;
    const box = canvas.current.getBoundingClientRect();
    let made;
    try {
      made = createScatterplot({
        canvas: canvas.current,
        width: 'auto',
        height: 'auto',
        pointSize: Math.max(1.4, Math.min(6, 260 / Math.sqrt(data.points.n))),
        opacity: data.points.n > 30_000 ? 0.5 : 0.8,
        backgroundColor: getComputedStyle(document.documentElement).getPropertyValue('--ground').trim() || '#14111d',
        pointColorHover: '#ffffff',
        pointColorActive: '#ffffff',
        lassoOnLongPress: false,
        cameraDistance: 1.12,
        aspectRatio: box.width / box.height,
      });
    } catch (e) {
      setFailure(`This browser draws no WebGL: ${e.message}`);
      return undefined;
    }
    plot.current = made;
    canvas.current.kiai = made;
    made.subscribe('pointOver', (i) => show(i));
    made.subscribe('select', async ({ points }) => {
      if (points.length === 1) {
        const map = await get(`/api/v1/explorer/points/${points[0]}`);
        location.assign(at(`/map/${idOf(map)}`));
      }
    });
    return () => made.destroy();
  }, [data]);

  useEffect(() => {
    if (!data || !plot.current) return;
    const { points, about } = data;
    const { classes, colours } = colouring(points, about, by);
    plot.current.set({ colorBy: 'valueA', pointColor: colours });
    plot.current.draw({ x: points.x, y: points.y, valueA: classes }, { select: [] }).then(() => {
      canvas.current.dataset.drawn = by;
      if (match) plot.current.filter(match.points);
    });
  }, [data, by]);

  useEffect(() => {
    if (!data) return;
    setHovered(null);
    history.replaceState(null, '', at(filter.trim() ? `/explore?q=${encodeURIComponent(filter)}` : '/explore'));
    if (!filter.trim()) {
      setMatch(null);
      plot.current?.unfilter();
      return;
    }
    get('/api/v1/explorer/matches', { q: filter })
      .then((answer) => {
        const bytes = Uint8Array.from(atob(answer.bits), (c) => c.charCodeAt(0));
        const points = [];
        for (let i = 0; i < data.points.n; i++) if (bytes[i >> 3] & (1 << (i & 7))) points.push(i);
        setMatch({ ...answer, points });
        plot.current?.filter(points);
      })
      .catch((e) => setFailure(e.message));
  }, [filter, data]);

  async function show(point) {
    const turn = ++asked.current;
    try {
      const map = await get(`/api/v1/explorer/points/${point}`);
      if (turn === asked.current) setHovered(map);
    } catch {
      // the index moved on; the next point will do
    }
  }

  const legend = data ? colouring(data.points, data.about, by).legend : [];
  return (
    <>
      <Header here="/explore">
        <SearchBox value={filter} onSearch={setFilter} hint="show only: stars>6 2015 mode=mania" />
      </Header>
      <Frame>
        <h1 class="hidden">All maps as a cloud</h1>
        <div class="explorer">
          <canvas ref={canvas} class="cloud" aria-label="Every point is a map; alike maps lie together" role="img" />
          <div class="explorer-bar">
            <div role="radiogroup" aria-label="Colour by">
              {COLOURINGS.map((name) => (
                <button
                  type="button"
                  role="radio"
                  aria-checked={by === name}
                  class={`chip aspect${by === name ? ' on' : ''}`}
                  onClick={() => setBy(name)}
                  key={name}
                >
                  {name}
                </button>
              ))}
            </div>
            <p class="legend">
              {legend.map(([name, colour]) => (
                <span key={name}>
                  <i style={{ background: colour }} />
                  {name}
                </span>
              ))}
            </p>
            <p class="quiet" role="status">
              {data &&
                (match
                  ? `${match.matches.toLocaleString('en')} of ${data.points.n.toLocaleString('en')} maps`
                  : `${data.points.n.toLocaleString('en')} maps`)}
              {!data && !failure && 'Loading…'} · zoom, move, and open a map by a click
            </p>
            <Understood text={filter} understood={match?.understood} onChange={setFilter} />
            {failure && (
              <p class="failure" role="alert">
                {failure}
              </p>
            )}
          </div>
          {hovered && (
            <div class="explorer-card">
              <Card
                map={hovered}
                key={hovered.md5}
                picked={selected.some((m) => m.md5 === hovered.md5)}
                onPick={toggle}
              />
            </div>
          )}
        </div>
      </Frame>
    </>
  );
}

applyTheme();
render(<Explorer />, document.getElementById('app'));
