// Slider paths: control points of a file to a line of points, osu!'s four kinds of curve.

function bezier(points, out) {
  const steps = Math.max(8, Math.min(60, points.length * 12));
  for (let s = 0; s <= steps; s++) {
    const t = s / steps;
    const work = points.map((p) => [p[0], p[1]]);
    for (let n = work.length - 1; n > 0; n--) {
      for (let i = 0; i < n; i++) {
        work[i][0] += (work[i + 1][0] - work[i][0]) * t;
        work[i][1] += (work[i + 1][1] - work[i][1]) * t;
      }
    }
    out.push(work[0]);
  }
}

function arc([a, b, c], out) {
  const d = 2 * (a[0] * (b[1] - c[1]) + b[0] * (c[1] - a[1]) + c[0] * (a[1] - b[1]));
  if (Math.abs(d) < 1e-3) {
    out.push(a, b, c);
    return;
  }
  const sq = (p) => p[0] * p[0] + p[1] * p[1];
  const x = (sq(a) * (b[1] - c[1]) + sq(b) * (c[1] - a[1]) + sq(c) * (a[1] - b[1])) / d;
  const y = (sq(a) * (c[0] - b[0]) + sq(b) * (a[0] - c[0]) + sq(c) * (b[0] - a[0])) / d;
  const radius = Math.hypot(a[0] - x, a[1] - y);
  const start = Math.atan2(a[1] - y, a[0] - x);
  let end = Math.atan2(c[1] - y, c[0] - x);
  const left = (c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0]) < 0;
  if (left && end < start) end += 2 * Math.PI;
  if (!left && end > start) end -= 2 * Math.PI;
  const steps = Math.max(8, Math.min(80, Math.ceil((Math.abs(end - start) * radius) / 8)));
  for (let s = 0; s <= steps; s++) {
    const angle = start + ((end - start) * s) / steps;
    out.push([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
  }
}

function catmull(points, out) {
  for (let i = 0; i + 1 < points.length; i++) {
    const p0 = points[Math.max(0, i - 1)];
    const p1 = points[i];
    const p2 = points[i + 1];
    const p3 = points[Math.min(points.length - 1, i + 2)];
    for (let s = 0; s <= 12; s++) {
      const t = s / 12;
      const at = (k) =>
        0.5 *
        (2 * p1[k] +
          (p2[k] - p0[k]) * t +
          (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t * t +
          (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t * t * t);
      out.push([at(0), at(1)]);
    }
  }
}

/** The line of a slider, cut or stretched to its length in osu! pixels. */
export function line(letter, flat, length) {
  const points = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    points.push([flat[i], flat[i + 1]]);
  }
  const out = [];
  if (letter === 'P' && points.length === 3) {
    arc(points, out);
  } else if (letter === 'C') {
    catmull(points, out);
  } else if (letter === 'L') {
    out.push(...points);
  } else {
    let from = 0;
    for (let i = 1; i <= points.length; i++) {
      const red = i < points.length && points[i][0] === points[i - 1][0] && points[i][1] === points[i - 1][1];
      if (i === points.length || red) {
        const part = points.slice(from, i);
        if (part.length > 1) bezier(part, out);
        else out.push(...part);
        from = i;
      }
    }
  }
  return cut(out, length);
}

function cut(points, length) {
  const out = [points[0]];
  let left = length;
  for (let i = 1; i < points.length; i++) {
    const [x, y] = points[i - 1];
    const step = Math.hypot(points[i][0] - x, points[i][1] - y);
    if (step >= left || (i === points.length - 1 && step > 0)) {
      const t = Math.min(left / (step || 1), 50);
      out.push([x + (points[i][0] - x) * t, y + (points[i][1] - y) * t]);
      return out;
    }
    left -= step;
    out.push(points[i]);
  }
  return out;
}

/** The point of a line at a share of its length. */
export function along(points, share) {
  let total = 0;
  for (let i = 1; i < points.length; i++) {
    total += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
  }
  let left = total * Math.max(0, Math.min(1, share));
  for (let i = 1; i < points.length; i++) {
    const step = Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    if (step >= left) {
      const t = step ? left / step : 0;
      return [
        points[i - 1][0] + (points[i][0] - points[i - 1][0]) * t,
        points[i - 1][1] + (points[i][1] - points[i - 1][1]) * t,
      ];
    }
    left -= step;
  }
  return points[points.length - 1];
}
