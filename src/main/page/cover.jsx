// What a card shows of a map whose file is not here: a figure of its patterns, or, for those who
// switch it on, the cover of its set from osu!'s website.
import { useEffect, useState } from 'preact/hooks';
import { css, figures, hue, percent, starColour } from './facts.js';

const SETTING = 'kiai-covers';
const WEBSITE = 'website';
const CHANGED = 'kiai-covers-changed';

function onWebsite() {
  return localStorage.getItem(SETTING) === WEBSITE;
}

/** Whether covers are shown; the same on all cards of the page. */
function useCovers() {
  const [on, setOn] = useState(onWebsite());
  useEffect(() => {
    const changed = () => setOn(onWebsite());
    window.addEventListener(CHANGED, changed);
    return () => window.removeEventListener(CHANGED, changed);
  }, []);
  return on;
}

/** Switches covers on and off; it says who is asked for them. */
export function CoverSwitch() {
  const on = useCovers();
  function turn(e) {
    if (e.currentTarget.checked) localStorage.setItem(SETTING, WEBSITE);
    else localStorage.removeItem(SETTING);
    window.dispatchEvent(new Event(CHANGED));
  }
  return (
    <label class="cover-switch">
      <input type="checkbox" checked={on} onChange={turn} />
      covers from osu!'s website for maps that are not here (your browser asks it for each)
    </label>
  );
}

function point(angle, radius) {
  return `${(50 + radius * Math.sin(angle)).toFixed(1)} ${(50 - radius * Math.cos(angle)).toFixed(1)}`;
}

/** A wedge from the middle, as long as its share. */
function wedge(index, count, share) {
  const width = (2 * Math.PI) / count;
  const from = index * width + 0.04;
  const to = (index + 1) * width - 0.04;
  const radius = 16 + 30 * Math.sqrt(share);
  const large = to - from > Math.PI ? 1 : 0;
  return `M${point(from, 12)} L${point(from, radius)} A${radius.toFixed(1)} ${radius.toFixed(1)} 0 ${large} 1 ${point(to, radius)} L${point(to, 12)} A12 12 0 ${large} 0 ${point(from, 12)} Z`;
}

/** The patterns of a map as wedges around a disc in the colour of its stars. */
function Figure({ map }) {
  const shown = figures(map);
  return (
    <svg class="figure" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" class="figure-rim" />
      {shown.map(([name, share, place], i) => (
        <path d={wedge(i, shown.length, share)} fill={hue(place)} key={name}>
          <title>{`${name} ${percent(share)}`}</title>
        </path>
      ))}
      <circle cx="50" cy="50" r="9" fill={map.stars == null ? '#888' : css(starColour(map.stars))} />
    </svg>
  );
}

export function Cover({ map }) {
  const covers = useCovers();
  const [failed, setFailed] = useState(false);
  const [first] = figures(map);
  if (covers && map.set_id && !failed) {
    return (
      <div class="preview">
        <img
          class="preview-cover"
          src={`https://assets.ppy.sh/beatmaps/${map.set_id}/covers/card.jpg`}
          alt=""
          loading="lazy"
          onError={() => setFailed(true)}
        />
      </div>
    );
  }
  return (
    <div class="preview">
      <Figure map={map} />
      <span class="figure-note">{first ? `${first[0]} ${percent(first[1])}` : 'not here'}</span>
    </div>
  );
}
