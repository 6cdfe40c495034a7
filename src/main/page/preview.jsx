// A map as a picture that plays when it is touched.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, idOf } from './api.js';
import { at } from './base.js';
import { clock } from './facts.js';
import { densest, draw, prepare } from './scene.js';
import { SongButton, useSong } from './song.jsx';

const SPAN = 12_000;
const STILL_LEAD = 300;
const kept = new Map();

async function load(id, seconds) {
  const key = `${id} ${seconds || ''}`;
  if (!kept.has(key)) {
    if (kept.size > 300) kept.delete(kept.keys().next().value);
    kept.set(key, get(`/api/v1/beatmaps/${id}/objects`, { seconds }).then(prepare));
  }
  return kept.get(key);
}

function fit(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return [context, width, height];
}

/** The map's own image, dimmed as in the game; nothing when it is not here. */
function Background({ map, width }) {
  const [failed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [map.md5]);
  if (!map.has_background || failed) return null;
  return (
    <img
      class="preview-background"
      src={at(`/api/v1/beatmaps/${idOf(map)}/background?width=${width}`)}
      alt=""
      loading="lazy"
      onError={() => setFailed(true)}
    />
  );
}

/**
 * Runs a scene on a canvas: a still picture, or moving from a time on. The clock of a song that is
 * heard goes before the computer's.
 */
function useScene(canvas, scene, at, playing, onTime, loop, songTime) {
  useEffect(() => {
    if (!scene || !canvas.current) return undefined;
    const still = () => {
      if (canvas.current) {
        const [context, width, height] = fit(canvas.current);
        draw(context, scene, at, width, height, true);
      }
    };
    if (!playing) {
      still();
      const watch = new ResizeObserver(still);
      watch.observe(canvas.current);
      return () => watch.disconnect();
    }
    const began = performance.now();
    let frame = 0;
    const step = (now) => {
      if (!canvas.current) return;
      let time = at + (now - began);
      if (loop) time = at + ((now - began) % loop);
      time = songTime?.() ?? time;
      const [context, width, height] = fit(canvas.current);
      draw(context, scene, time, width, height, false);
      if (onTime) onTime(time);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [scene, at, playing]);
}

/** The small picture of a card: loaded when it comes into view, moving while hovered. */
export function Thumbnail({ map, drawing }) {
  const canvas = useRef(null);
  const [scene, setScene] = useState(drawing ? prepare(drawing) : null);
  const [missing, setMissing] = useState('');
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (scene) return undefined;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((e) => e.isIntersecting)) {
          watch.disconnect();
          load(idOf(map), SPAN / 1000)
            .then(setScene)
            .catch((e) => setMissing(e.status === 404 ? 'no picture: its file is not here' : e.message));
        }
      },
      { rootMargin: '200px' },
    );
    watch.observe(canvas.current);
    return () => watch.disconnect();
  }, [map.md5]);
  const at = scene ? densest(scene.objects, 3_000) - STILL_LEAD : 0;
  const start = scene && playing ? Math.max(scene.objects[0]?.time ?? 0, at - 3_000) : at;
  useScene(canvas, scene, start, playing, null, SPAN);
  return (
    <div class="preview" onPointerEnter={() => setPlaying(true)} onPointerLeave={() => setPlaying(false)}>
      <Background map={map} width={320} />
      <canvas ref={canvas} aria-hidden="true" />
      {missing && <span class="preview-missing">{missing}</span>}
    </div>
  );
}

/** The large picture of a map's page, with a bar to move through time. */
export function Player({ map, start, onTime, label }) {
  const canvas = useRef(null);
  const [scene, setScene] = useState(null);
  const [missing, setMissing] = useState('');
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState(0);
  useEffect(() => {
    setScene(null);
    setMissing('');
    load(idOf(map))
      .then((s) => {
        setScene(s);
        seek(densest(s.objects, 3_000) - STILL_LEAD);
      })
      .catch((e) => setMissing(e.message));
  }, [map.md5]);
  useEffect(() => {
    if (start !== undefined && start !== null) seek(start);
  }, [start]);
  function seek(time) {
    setAt(time);
    setShown(time);
    if (onTime) onTime(time);
  }
  const song = useSong(map, playing, at);
  const last = scene?.objects.length ? scene.objects[scene.objects.length - 1].end : 1;
  const moved = (time) => {
    if (time > last + 500) {
      setPlaying(false);
      seek(scene.objects[0].time - STILL_LEAD);
      return;
    }
    setShown(time);
    if (onTime) onTime(time);
  };
  useScene(canvas, scene, at, playing, moved, 0, song.time);
  function toggle() {
    if (playing) setAt(shown);
    setPlaying(!playing);
  }
  return (
    <div class="player">
      <div class="preview large">
        <Background map={map} width={1280} />
        <canvas ref={canvas} aria-hidden="true" />
        {missing && <span class="preview-missing">{missing}</span>}
      </div>
      {scene && (
        <div class="player-bar">
          <button type="button" class="round" onClick={toggle} aria-label={playing ? 'Pause' : 'Play'}>
            {playing ? '❚❚' : '▶'}
          </button>
          <input
            type="range"
            min={Math.min(0, scene.objects[0]?.time ?? 0)}
            max={last}
            value={shown}
            aria-label={label || 'Time in the map'}
            onInput={(e) => {
              setPlaying(false);
              seek(Number(e.currentTarget.value));
            }}
          />
          <span class="time">{clock(shown / 1000)}</span>
          {map.has_song && <SongButton song={song} />}
        </div>
      )}
    </div>
  );
}
