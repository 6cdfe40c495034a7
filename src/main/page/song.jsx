// The song of a map, in time with its objects; silent until somebody wants to hear it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { idOf } from './api.js';
import { at as address } from './base.js';

const SETTING = 'kiai-volume';
const USUAL = 0.5;

function kept() {
  const volume = Number(localStorage.getItem(SETTING));
  return volume > 0 && volume <= 1 ? volume : 0;
}

/**
 * Plays a map's song from a time on while a preview plays.
 *
 * `time` answers where the song is, in ms, while it is heard; `volume` is 0 to 1, kept in the browser.
 */
export function useSong(map, playing, at) {
  const audio = useRef(null);
  const [volume, setVolume] = useState(kept());
  const [problem, setProblem] = useState('');
  const heard = map.has_song && volume > 0 && !problem;
  useEffect(() => {
    setProblem('');
    return () => {
      audio.current?.pause();
      audio.current = null;
    };
  }, [map.md5]);
  useEffect(() => {
    if (audio.current) audio.current.volume = volume;
  }, [volume]);
  useEffect(() => {
    if (!heard || !playing) {
      audio.current?.pause();
      return undefined;
    }
    if (!audio.current) {
      audio.current = new Audio(address(`/api/v1/beatmaps/${idOf(map)}/song`));
      audio.current.volume = volume;
    }
    const player = audio.current;
    const fail = () => setProblem('its song cannot be played here');
    player.addEventListener('error', fail);
    player.currentTime = Math.max(0, at) / 1000;
    const lead = setTimeout(() => player.play().catch((e) => e.name === 'NotAllowedError' || fail()), Math.max(0, -at));
    return () => {
      clearTimeout(lead);
      player.removeEventListener('error', fail);
      player.pause();
    };
  }, [map.md5, heard, playing, at]);
  function change(next) {
    if (next > 0) localStorage.setItem(SETTING, String(next));
    else localStorage.removeItem(SETTING);
    setProblem('');
    setVolume(next);
  }
  const time = () => {
    const player = audio.current;
    return heard && player && !player.paused && !player.ended && player.readyState > 2
      ? player.currentTime * 1000
      : undefined;
  };
  return { time, volume, change, problem };
}

export function SongButton({ song }) {
  const on = song.volume > 0;
  return (
    <span class="song">
      <button
        type="button"
        class="round"
        aria-pressed={on}
        aria-label={on ? 'Silence the song' : 'Hear the song'}
        title={song.problem || (on ? 'silence the song' : 'hear the song from your disk')}
        onClick={() => song.change(on ? 0 : USUAL)}
      >
        {on ? '♪' : '♪̸'}
      </button>
      {on && (
        <input
          type="range"
          min="0.05"
          max="1"
          step="0.05"
          value={song.volume}
          aria-label="Volume"
          onInput={(e) => song.change(Number(e.currentTarget.value))}
        />
      )}
      {on && song.problem && <span class="song-problem">{song.problem}</span>}
    </span>
  );
}
