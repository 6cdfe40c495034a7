// The windows of a map in time: clusters as colours, density as height.
import { clock, hue } from './facts.js';

export function Timeline({ map, position, picked, onPick }) {
  const windows = map.windows || [];
  if (windows.length === 0) return null;
  const from = windows[0].start_ms;
  const to = windows[windows.length - 1].end_ms;
  const most = Math.max(1, ...windows.map((w) => w.objects));
  const left = (ms) => `${((ms - from) / (to - from)) * 100}%`;
  return (
    <div class="timeline" role="group" aria-label="Passages of the map">
      {windows.map((w, i) => {
        const end = i + 1 < windows.length ? Math.min(w.end_ms, windows[i + 1].start_ms) : w.end_ms;
        const style = {
          left: left(w.start_ms),
          width: `${((end - w.start_ms) / (to - from)) * 100}%`,
          height: `${18 + 82 * (w.objects / most)}%`,
          background: w.cluster < 0 ? 'var(--quiet)' : hue(w.cluster),
        };
        const chosen = picked !== null && picked !== undefined && picked >= w.start_ms && picked < end;
        return (
          <button
            type="button"
            key={w.start_ms}
            class={`window${chosen ? ' chosen' : ''}`}
            style={style}
            title={`${clock(w.start_ms / 1000)}: ${w.objects} objects${w.cluster_name ? `, ${w.cluster_name}` : ''}`}
            aria-label={`Passage at ${clock(w.start_ms / 1000)}, ${w.objects} objects`}
            aria-pressed={chosen}
            onClick={() => onPick?.(w)}
          />
        );
      })}
      {position !== undefined && position >= from && position <= to && (
        <div class="now" style={{ left: left(position) }} />
      )}
    </div>
  );
}

/** The kinds of play of a map's windows, most common first, in the colours of its bars. */
export function TimelineLegend({ map }) {
  const kinds = new Map();
  for (const w of map.windows || []) {
    if (w.cluster >= 0 && w.cluster_name) {
      const kind = kinds.get(w.cluster) || { name: w.cluster_name, count: 0 };
      kinds.set(w.cluster, { ...kind, count: kind.count + 1 });
    }
  }
  const shown = [...kinds].sort((a, b) => b[1].count - a[1].count);
  return (
    <>
      {shown.length > 0 && (
        <ul class="legend" aria-label="Kinds of play by colour">
          {shown.map(([cluster, kind]) => (
            <li key={cluster}>
              <i style={{ background: hue(cluster) }} />
              {kind.name}
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">Each bar is a passage of 16 seconds. Click one to find it elsewhere.</p>
    </>
  );
}
