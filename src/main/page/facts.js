// Numbers of maps as people read them.

const STOPS = [
  [0.1, 66, 144, 251],
  [1.25, 79, 192, 255],
  [2, 79, 255, 213],
  [2.5, 124, 255, 79],
  [3.3, 246, 240, 92],
  [4.2, 255, 128, 104],
  [4.9, 255, 78, 111],
  [5.8, 198, 69, 184],
  [6.7, 101, 99, 222],
  [7.7, 24, 21, 142],
  [9, 0, 0, 0],
];

/** osu!'s colour of a star rating, as [red, green, blue]. */
/** Two decimals, cut as the game cuts star ratings: the number that is shown finds the map. */
export const cut = (value) => (Math.floor(value * 100 + 1e-7) / 100).toFixed(2);

export function starColour(stars) {
  if (stars === null || stars === undefined || Number.isNaN(stars)) {
    return [128, 128, 140];
  }
  if (stars <= STOPS[0][0]) {
    return STOPS[0].slice(1);
  }
  for (let i = 1; i < STOPS.length; i++) {
    if (stars <= STOPS[i][0]) {
      const [low, ...from] = STOPS[i - 1];
      const [high, ...to] = STOPS[i];
      const t = (stars - low) / (high - low);
      return from.map((c, k) => Math.round(c + (to[k] - c) * t));
    }
  }
  return STOPS[STOPS.length - 1].slice(1);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((v) => (v <= 10 ? v / 3294 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Dark letters on bright colours, osu!'s yellow on dark ones: whichever contrasts more (WCAG). */
export function readableOn(rgb) {
  const ground = luminance(rgb);
  const dark = (ground + 0.05) / (luminance([20, 16, 24]) + 0.05);
  const yellow = (luminance([255, 217, 102]) + 0.05) / (ground + 0.05);
  const white = 1.05 / (ground + 0.05);
  if (dark >= 4.5) return '#141018';
  return yellow >= 4.5 ? '#ffd966' : white > dark ? '#ffffff' : '#000000';
}

export function css([r, g, b]) {
  return `rgb(${r} ${g} ${b})`;
}

export function clock(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(s / 60);
  const rest = String(s % 60).padStart(2, '0');
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

export const MODES = { osu: 'osu!', taiko: 'taiko', fruits: 'catch', mania: 'mania' };

export function modeName(map) {
  return map.mode === 'mania' && map.keys ? `${map.keys}K mania` : MODES[map.mode] || map.mode;
}

export function percent(value) {
  return `${Math.round(value * 100)}%`;
}

/** Distinct colours for clusters, mappers and the like. */
export function hue(index, total = 24) {
  const h = (index * 360 * 0.618034) % 360;
  const l = 58 + 10 * (index % 3) - (total > 30 ? 4 : 0);
  return `hsl(${h.toFixed(0)} 70% ${l}%)`;
}

const PATTERNS = {
  jumps: 'jumps',
  streams: 'streams',
  bursts: 'bursts',
  sliders: 'sliders',
  tech: 'slider tech',
  complex_rhythm: 'complex rhythm',
  sharp_angles: 'sharp angles',
  wide_angles: 'wide angles',
  stacks: 'stacks',
  colour_changes: 'colour changes',
  finishers: 'finishers',
  long_notes: 'long notes',
  jacks: 'jacks',
  chords: 'chords',
  jumpstream: 'jumpstream',
  handstream: 'handstream',
  long_note_overlap: 'LN overlap',
  dashes: 'dashes',
  hyperdashes: 'hyperdashes',
};

/** The shares of patterns that say most about a map. */
export function patterns(map, most = 3) {
  return Object.entries(map.patterns || {})
    .filter(([key, value]) => PATTERNS[key] && value >= 0.08)
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([key, value]) => `${PATTERNS[key]} ${percent(value)}`);
}

/** The shares of a map's patterns for a figure: name, share, and a place that is always the pattern's. */
export function figures(map) {
  const keys = Object.keys(PATTERNS);
  return keys
    .map((key, place) => [PATTERNS[key], map.patterns?.[key] || 0, place])
    .filter(([, share]) => share >= 0.02)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8);
}

/** Why a map is among the hits, in short lines. */
export function reasons(hit) {
  const why = [];
  const explain = hit.explain || {};
  for (const [name, part] of Object.entries(explain.parts || {})) {
    if (typeof part === 'number') {
      if (name !== 'labels') {
        why.push(`${name === 'map' ? 'whole map' : 'passages'} ${percent(part)} alike`);
      }
    } else if (!['match', 'mode', 'usual'].includes(name) && part.score >= 0.3) {
      why.push(name === 'metadata' ? `year, mode, stars fit ${percent(part.score)}` : `${name} ${percent(part.score)}`);
    }
  }
  if (explain.like) {
    why.push(`like ${explain.like.artist} – ${explain.like.title} [${explain.like.version}]`);
  }
  if (explain.labels?.length) {
    why.push(`both probably called ${explain.labels.map((label) => label.split('/').pop().toLowerCase()).join(', ')}`);
  }
  if (explain.passage) {
    why.push(`passage ${clock(explain.passage.start_ms / 1000)}–${clock(explain.passage.end_ms / 1000)}`);
  } else {
    for (const pair of (explain.windows || []).slice(0, 2)) {
      why.push(`${clock(pair.hit_start_ms / 1000)} plays like ${clock(pair.start_ms / 1000)}`);
    }
  }
  return why;
}
