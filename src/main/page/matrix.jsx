// Windows of maps against each other, as colours.
import { useEffect, useRef } from 'preact/hooks';
import { clock } from './facts.js';

/** Between the least and the most alike of a matrix, so that differences show. */
function colour(value, low, high) {
  const t = Math.max(0, Math.min(1, (value - low) / Math.max(0.05, high - low)));
  return [Math.round(24 + 231 * t ** 1.4), Math.round(18 + 77 * t ** 2 + 60 * t ** 6), Math.round(48 + 130 * t)];
}

/** A similarity matrix; clicking a cell hands over its row and column. */
export function Matrix({ cells, rows, columns, onPick, label }) {
  const canvas = useRef(null);
  const height = cells.length;
  const width = height ? cells[0].length : 0;
  useEffect(() => {
    if (!height || !width) return;
    const context = canvas.current.getContext('2d');
    canvas.current.width = width;
    canvas.current.height = height;
    const image = context.createImageData(width, height);
    const low = Math.min(...cells.map((row) => Math.min(...row)));
    const high = Math.max(...cells.map((row) => Math.max(...row)));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [r, g, b] = colour(cells[y][x], low, high);
        image.data.set([r, g, b, 255], 4 * (y * width + x));
      }
    }
    context.putImageData(image, 0, 0);
  }, [cells]);
  if (!height || !width) return <p class="quiet">No passages to compare.</p>;
  function at(e) {
    const box = canvas.current.getBoundingClientRect();
    const x = Math.min(width - 1, Math.max(0, Math.floor(((e.clientX - box.left) / box.width) * width)));
    const y = Math.min(height - 1, Math.max(0, Math.floor(((e.clientY - box.top) / box.height) * height)));
    return [y, x];
  }
  return (
    <figure class="matrix">
      <canvas
        ref={canvas}
        role="img"
        style={{ aspectRatio: `${width} / ${height}`, maxHeight: '70vh' }}
        aria-label={label}
        onClick={(e) => onPick?.(...at(e))}
        onPointerMove={(e) => {
          const [y, x] = at(e);
          canvas.current.title = `${clock(rows[y].start_ms / 1000)} and ${clock(columns[x].start_ms / 1000)}: ${cells[y][x].toFixed(2)}`;
        }}
      />
      <figcaption>{label}</figcaption>
    </figure>
  );
}
