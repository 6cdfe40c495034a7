// What every page has: the header, the theme, and a place to drop a map on.
import { useEffect, useState } from 'preact/hooks';
import { at } from './base.js';
import { SelectionBar } from './selection.jsx';

function theme() {
  return localStorage.getItem('kiai-theme') || '';
}

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

function ThemeSwitch() {
  const [name, setName] = useState(theme());
  function turn() {
    const dark = name === 'dark' || (!name && matchMedia('(prefers-color-scheme: dark)').matches);
    const next = dark ? 'light' : 'dark';
    localStorage.setItem('kiai-theme', next);
    applyTheme();
    setName(next);
  }
  return (
    <button type="button" class="text theme" onClick={turn} aria-label="Switch between light and dark">
      ◐
    </button>
  );
}

export function Header({ children, here }) {
  const link = (href, text) => (
    <a href={at(href)} aria-current={here === href ? 'page' : undefined}>
      {text}
    </a>
  );
  return (
    <header class="top">
      <a class="brand" href={at('/')}>
        <img src={at('/assets/icon.svg')} alt="" width="28" height="28" />
        <span>Kiai</span>
      </a>
      <div class="top-search">{children}</div>
      <nav aria-label="Pages">
        {link('/foryou', 'for you')}
        {link('/explore', 'explorer')}
        {link('/setup', 'index')}
        {link('/docs', 'API')}
        <ThemeSwitch />
      </nav>
    </header>
  );
}

/** Takes files that are dropped anywhere on the page. */
export function DropZone({ onFile }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const isFile = (e) => [...(e.dataTransfer?.types || [])].includes('Files');
    const enter = (e) => {
      if (!isFile(e)) return;
      e.preventDefault();
      depth++;
      setOver(true);
    };
    const move = (e) => isFile(e) && e.preventDefault();
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (e) => {
      if (!isFile(e)) return;
      e.preventDefault();
      depth = 0;
      setOver(false);
      if (e.dataTransfer.files[0]) onFile(e.dataTransfer.files[0]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', move);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', move);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onFile]);
  return over ? <div class="drop-over">Drop the .osu or .osz: it is compared, and not kept.</div> : null;
}

export function Frame({ children }) {
  return (
    <>
      <main>{children}</main>
      <SelectionBar />
    </>
  );
}
