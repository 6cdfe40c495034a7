// Draws a map at a time: the playfield of osu! and catch, the lanes of taiko and mania.
import { along, line } from './paths.js';

const COMBO = ['#ff7ab8', '#5ac8fa', '#ffd166', '#8ce99a', '#c792ea'];
const WIDTH = 512;
const HEIGHT = 384;
const STILL_OBJECTS = 10;

/** Objects of the API with their lines, combo colours and numbers. */
export function prepare(drawing) {
  let colour = 0;
  let number = 0;
  const objects = drawing.objects
    .map((o) => ({
      time: o[0],
      x: o[1],
      y: o[2],
      end: o[3],
      kind: o[4],
      combo: o[5],
      sound: o[6],
      letter: o[7],
      spans: o[8],
      length: o[9],
      points: o[10],
    }))
    .sort((a, b) => a.time - b.time);
  for (const o of objects) {
    if (o.combo) {
      colour++;
      number = 0;
    }
    o.number = ++number;
    o.colour = COMBO[colour % COMBO.length];
  }
  return { ...drawing, objects };
}

function lineOf(o) {
  if (!o.line) {
    o.line =
      o.points && o.points.length >= 4
        ? line(o.letter, o.points, o.length)
        : [
            [o.x, o.y],
            [o.x, o.y],
          ];
  }
  return o.line;
}

function first(objects, time) {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (objects[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function preempt(ar) {
  return ar < 5 ? 1200 + 120 * (5 - ar) : 1200 - 150 * (ar - 5);
}

/** The time at which most happens within some milliseconds. */
export function densest(objects, span) {
  let best = 0;
  let most = -1;
  for (let i = 0, j = 0; i < objects.length; i++) {
    while (j < objects.length && objects[j].time < objects[i].time + span) j++;
    if (j - i > most) {
      most = j - i;
      best = objects[i].time;
    }
  }
  return best;
}

/** Draws a frame. A still picture shows more of what comes than the game does. */
export function draw(context, scene, time, width, height, still) {
  context.clearRect(0, 0, width, height);
  switch (scene.mode) {
    case 'taiko':
      return taiko(context, scene, time, width, height);
    case 'mania':
      return mania(context, scene, time, width, height);
    case 'fruits':
      return fruits(context, scene, time, width, height);
    default:
      return osu(context, scene, time, width, height, still);
  }
}

function field(width, height) {
  const scale = Math.min(width / (WIDTH + 90), height / (HEIGHT + 70));
  return { scale, left: (width - WIDTH * scale) / 2, top: (height - HEIGHT * scale) / 2 };
}

function osu(c, scene, time, width, height, still) {
  const { scale, left, top } = field(width, height);
  const radius = (54.4 - 4.48 * Math.min(10, Math.max(0, scene.cs))) * scale;
  const ahead = still ? reach(scene.objects, time) : preempt(scene.ar);
  const px = (x) => left + x * scale;
  const py = (y) => top + y * scale;
  const visible = [];
  for (let i = first(scene.objects, time - 12000); i < scene.objects.length; i++) {
    const o = scene.objects[i];
    if (o.time > time + ahead) break;
    if (o.end + 180 >= time) visible.push(o);
  }
  c.lineCap = 'round';
  c.lineJoin = 'round';
  if (still) trail(c, visible, px, py, radius);
  for (const o of visible.reverse()) {
    const wait = o.time - time;
    const shown = still ? 1 - (0.6 * wait) / ahead : Math.min(1, ((ahead - wait) / ahead) * 1.7 + 0.12);
    const alpha = wait > 0 ? shown : Math.max(0, 1 - Math.max(0, time - o.end) / 180);
    c.globalAlpha = alpha;
    if (o.kind === 2) {
      spinner(c, px(256), py(192), scale, Math.min(1, Math.max(0, (time - o.time) / Math.max(1, o.end - o.time))));
      continue;
    }
    if (o.kind === 1) body(c, o, px, py, radius);
    if (wait > -60 || o.kind === 0) circle(c, px(o.x), py(o.y), radius, o);
    if (o.kind === 1 && wait <= 0 && time <= o.end) ball(c, o, time, px, py, radius);
    if (wait > 0 && !still) {
      c.strokeStyle = o.colour;
      c.lineWidth = Math.max(1.5, radius * 0.07);
      c.beginPath();
      c.arc(px(o.x), py(o.y), radius * (1 + (2.6 * wait) / ahead), 0, 2 * Math.PI);
      c.stroke();
    }
  }
  c.globalAlpha = 1;
}

/** A still picture shows about ten objects, whatever their tempo. */
function reach(objects, time) {
  const from = first(objects, time);
  const last = objects[Math.min(objects.length - 1, from + STILL_OBJECTS - 1)];
  return Math.min(5000, Math.max(1000, last ? last.time - time + 1 : 0));
}

/** The way of the cursor from object to object. */
function trail(c, objects, px, py, radius) {
  const hit = objects.filter((o) => o.kind !== 2);
  c.globalAlpha = 0.28;
  c.strokeStyle = '#ffffff';
  c.lineWidth = Math.max(1, radius * 0.09);
  c.setLineDash([radius * 0.16, radius * 0.3]);
  c.beginPath();
  hit.forEach((o, i) => {
    if (i === 0) c.moveTo(px(o.x), py(o.y));
    else c.lineTo(px(o.x), py(o.y));
    if (o.kind === 1) {
      const end = o.spans % 2 ? lineOf(o)[lineOf(o).length - 1] : [o.x, o.y];
      c.moveTo(px(end[0]), py(end[1]));
    }
  });
  c.stroke();
  c.setLineDash([]);
}

function stroke(c, points, px, py, style, lineWidth) {
  c.strokeStyle = style;
  c.lineWidth = lineWidth;
  c.beginPath();
  for (const [i, p] of points.entries()) {
    if (i === 0) {
      c.moveTo(px(p[0]), py(p[1]));
    } else {
      c.lineTo(px(p[0]), py(p[1]));
    }
  }
  c.stroke();
}

function body(c, o, px, py, radius) {
  const points = lineOf(o);
  stroke(c, points, px, py, '#ffffffd0', radius * 2);
  stroke(c, points, px, py, '#1b1726', radius * 1.78);
  stroke(c, points, px, py, `${o.colour}40`, radius * 1.78);
  if (o.spans > 1) {
    const end = points[points.length - 1];
    c.fillStyle = '#fff';
    c.beginPath();
    c.arc(px(end[0]), py(end[1]), radius * 0.22, 0, 2 * Math.PI);
    c.fill();
  }
}

function ball(c, o, time, px, py, radius) {
  const span = ((time - o.time) / Math.max(1, o.end - o.time)) * o.spans;
  const part = span % 1;
  const [x, y] = along(lineOf(o), Math.floor(span) % 2 ? 1 - part : part);
  c.strokeStyle = '#ffe08a';
  c.lineWidth = radius * 0.14;
  c.beginPath();
  c.arc(px(x), py(y), radius * 0.95, 0, 2 * Math.PI);
  c.stroke();
}

function circle(c, x, y, radius, o) {
  c.fillStyle = o.colour;
  c.beginPath();
  c.arc(x, y, radius * 0.92, 0, 2 * Math.PI);
  c.fill();
  c.strokeStyle = '#fff';
  c.lineWidth = Math.max(1, radius * 0.13);
  c.stroke();
  if (radius > 8) {
    c.fillStyle = '#fff';
    c.font = `600 ${Math.round(radius * 0.85)}px system-ui, sans-serif`;
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.fillText(o.number, x, y + radius * 0.06);
  }
}

function spinner(c, x, y, scale, done) {
  c.strokeStyle = '#ffffff90';
  c.lineWidth = 3;
  for (const r of [150, 150 * (1 - done) + 8]) {
    c.beginPath();
    c.arc(x, y, r * scale, 0, 2 * Math.PI);
    c.stroke();
  }
}

function fruits(c, scene, time, width, height) {
  const { scale, left } = field(width, height);
  const radius = (54.4 - 4.48 * Math.min(10, Math.max(0, scene.cs))) * scale * 0.62;
  const plate = height - radius * 2.2;
  const ahead = preempt(scene.ar) * 1.25;
  const px = (x) => left + x * scale;
  let catcher = null;
  const drop = (x, at, r, colour) => {
    if (at < time - 60 || at > time + ahead) return;
    if (catcher === null) catcher = x;
    c.fillStyle = colour;
    c.beginPath();
    c.arc(px(x), plate - ((at - time) / ahead) * plate, r, 0, 2 * Math.PI);
    c.fill();
  };
  for (let i = first(scene.objects, time - 12000); i < scene.objects.length; i++) {
    const o = scene.objects[i];
    if (o.time > time + ahead) break;
    if (o.end < time - 60) continue;
    if (o.kind === 2) {
      for (let t = o.time; t < o.end; t += 70)
        drop(((((Math.sin(t * 12.9898) * 43758.5453) % 1) + 1) % 1) * WIDTH, t, radius * 0.55, '#ffe066');
    } else if (o.kind === 1) {
      const points = lineOf(o);
      const count = Math.max(2, Math.round((o.length * o.spans) / 40));
      for (let k = 0; k <= count; k++) {
        const span = (k / count) * o.spans;
        const part = span % 1;
        const [x] = along(points, Math.floor(span) % 2 ? 1 - part : k === count ? o.spans % 2 : part);
        drop(x, o.time + ((o.end - o.time) * k) / count, k === 0 || k === count ? radius : radius * 0.4, o.colour);
      }
    } else {
      drop(o.x, o.time, radius, o.colour);
    }
  }
  c.strokeStyle = '#fff';
  c.lineWidth = Math.max(2, radius * 0.35);
  c.lineCap = 'round';
  const at = px(catcher === null ? 256 : catcher);
  c.beginPath();
  c.moveTo(at - radius * 2.2, plate + radius);
  c.lineTo(at + radius * 2.2, plate + radius);
  c.stroke();
}

function taiko(c, scene, time, width, height) {
  const middle = height / 2;
  const radius = Math.min(height * 0.16, 30);
  const target = radius * 2.6;
  const speed = (width - target) / 1900;
  c.fillStyle = '#ffffff12';
  c.fillRect(0, middle - radius * 1.7, width, radius * 3.4);
  c.strokeStyle = '#ffffff90';
  c.lineWidth = 2;
  c.beginPath();
  c.arc(target, middle, radius * 1.15, 0, 2 * Math.PI);
  c.stroke();
  const shown = [];
  for (let i = first(scene.objects, time - 12000); i < scene.objects.length; i++) {
    const o = scene.objects[i];
    if (o.time > time + 2100) break;
    if (o.end >= time - 80) shown.push(o);
  }
  for (const o of shown.reverse()) {
    const x = target + (o.time - time) * speed;
    const big = o.sound & 4;
    const r = big ? radius * 1.35 : radius * 0.9;
    if (o.kind === 0) {
      c.fillStyle = o.sound & 10 ? '#4aa8ff' : '#ff5a4d';
      c.strokeStyle = '#fff';
      c.lineWidth = Math.max(1.5, r * 0.13);
      c.beginPath();
      c.arc(x, middle, r, 0, 2 * Math.PI);
      c.fill();
      c.stroke();
    } else {
      const end = target + (o.end - time) * speed;
      c.strokeStyle = o.kind === 1 ? '#ffc93c' : '#b0bec5';
      c.lineCap = 'round';
      c.lineWidth = r * 1.6;
      c.beginPath();
      c.moveTo(Math.max(x, -40), middle);
      c.lineTo(Math.max(end, x), middle);
      c.stroke();
    }
  }
}

function mania(c, scene, time, width, height) {
  const keys = Math.max(1, Math.min(18, scene.keys || 4));
  const lane = Math.min(width / keys, keys > 10 ? 20 : 44, (width * 0.8) / keys);
  const left = (width - lane * keys) / 2;
  const floor = height - 14;
  const speed = floor / 900;
  for (let k = 0; k < keys; k++) {
    c.fillStyle = k % 2 ? '#ffffff0c' : '#ffffff16';
    c.fillRect(left + k * lane, 0, lane, height);
  }
  c.fillStyle = '#ff7ab8';
  c.fillRect(left, floor, lane * keys, 3);
  for (let i = first(scene.objects, time - 20000); i < scene.objects.length; i++) {
    const o = scene.objects[i];
    if (o.time > time + 1000) break;
    if (o.end < time) continue;
    const column = Math.min(keys - 1, Math.max(0, Math.floor((o.x * keys) / WIDTH)));
    const x = left + column * lane + 1.5;
    const y = floor - (Math.max(o.time, time) - time) * speed;
    const odd = keys % 2 && column === (keys - 1) / 2;
    const colour = odd ? '#ffd166' : column % 2 === (column < keys / 2 ? 0 : (keys - 1) % 2) ? '#f4f4ff' : '#5ac8fa';
    if (o.end > o.time) {
      const top = floor - (o.end - time) * speed;
      c.fillStyle = `${colour}70`;
      c.fillRect(x + lane * 0.14, top, lane * 0.72 - 3, y - top);
    }
    c.fillStyle = colour;
    c.fillRect(x, y - 9, lane - 3, 9);
  }
}
