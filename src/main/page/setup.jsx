// First run: choose a folder, watch it being indexed.
import { useEffect, useState } from 'preact/hooks';
import { admin, get } from './api.js';
import { at } from './base.js';
import { clock } from './facts.js';
import { Frame, Header } from './frame.jsx';

const number = (n) => n.toLocaleString('en');

/** The folders that the index was made from, each with a way to forget it, and what was left out. */
function Contents({ onForgotten }) {
  const [contents, setContents] = useState(null);
  const [asked, setAsked] = useState('');
  const [failure, setFailure] = useState('');

  useEffect(() => {
    admin('/api/v1/admin/contents', 'GET')
      .then(setContents)
      .catch((e) => setFailure(e.message));
  }, []);

  async function forget(path) {
    if (asked !== path) {
      setAsked(path); // the second click does it
      return;
    }
    setAsked('');
    try {
      await admin(`/api/v1/admin/index?root=${encodeURIComponent(path)}`, 'DELETE');
      setContents(await admin('/api/v1/admin/contents', 'GET'));
      onForgotten();
    } catch (e) {
      setFailure(e.message);
    }
  }

  if (failure) {
    return (
      <p class="failure" role="alert">
        {failure}
      </p>
    );
  }
  if (!contents || contents.folders.length === 0) {
    return null;
  }
  return (
    <section class="contents">
      <h2>What is indexed</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">folder</th>
            <th scope="col">maps</th>
            <th scope="col">left out</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {contents.folders.map((folder) => (
            <tr key={folder.path}>
              <td>
                <code>{folder.path}</code>
              </td>
              <td>{number(folder.maps)}</td>
              <td>{number(folder.left_out)}</td>
              <td>
                <button type="button" class="text" onClick={() => forget(folder.path)}>
                  {asked === folder.path ? `really forget ${number(folder.maps)} maps` : 'forget'}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {contents.left_out.length > 0 && (
        <details>
          <summary>
            {number(contents.folders.reduce((sum, folder) => sum + folder.left_out, 0))} files of these cannot be read
            as maps
          </summary>
          <ul class="errors">
            {contents.left_out.map((one) => (
              <li key={one.path}>
                <code>{one.path}</code>: {one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

export function SetupPage() {
  const [job, setJob] = useState(null);
  const [folder, setFolder] = useState('');
  const [listing, setListing] = useState(null);
  const [failure, setFailure] = useState('');
  const [token, setToken] = useState('');
  const [maps, setMaps] = useState(null);

  async function look() {
    try {
      setJob(await admin('/api/v1/admin/index', 'GET'));
      setMaps((await get('/api/v1/stats')).maps);
    } catch (e) {
      setFailure(e.message);
    }
  }
  useEffect(() => {
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, []);

  async function browse(path) {
    setFailure('');
    try {
      const found = await admin(`/api/v1/admin/folders?path=${encodeURIComponent(path)}`, 'GET');
      setListing(found);
      setFolder(found.path);
    } catch (e) {
      setFailure(e.message);
    }
  }

  async function start(e) {
    e.preventDefault();
    setFailure('');
    try {
      setJob(await admin('/api/v1/admin/index', 'POST', { roots: [folder] }));
      setListing(null);
    } catch (error) {
      setFailure(error.message);
    }
  }

  async function starter() {
    setFailure('');
    try {
      setJob(await admin('/api/v1/admin/index', 'POST', { starter: true }));
    } catch (error) {
      setFailure(error.message);
    }
  }

  const running = job && (job.state === 'running' || job.state === 'committing');
  return (
    <>
      <Header here="/setup" />
      <Frame>
        <section class="setup">
          <h1>{maps === 0 ? 'Where are your maps?' : 'Index a folder'}</h1>
          {job && !job.open && (
            <p class="quiet">
              {job.token_needed
                ? 'Indexing needs the token that this server was started with.'
                : 'Indexing is open only on the machine that runs Kiai. There: kiai index FOLDER.'}
            </p>
          )}
          {job && !job.open && job.token_needed && (
            <form
              onSubmit={(e) => {
                e.preventDefault();
                sessionStorage.setItem('kiai-token', token);
                look();
              }}
            >
              <label>
                token <input type="password" value={token} onInput={(e) => setToken(e.currentTarget.value)} />
              </label>
              <button class="button" type="submit">
                use
              </button>
            </form>
          )}
          {job?.open && (
            <form class="folder" onSubmit={start}>
              <label for="folder">
                A Songs folder, a folder of <code>.osz</code> files, where osu! is installed, or a dataset
              </label>
              <div>
                <input
                  id="folder"
                  type="text"
                  value={folder}
                  onInput={(e) => setFolder(e.currentTarget.value)}
                  placeholder="/home/me/osu/Songs"
                  spellcheck={false}
                />
                <button type="button" class="button" onClick={() => browse(folder)}>
                  look
                </button>
                <button type="submit" class="button primary" disabled={running || !folder.trim()}>
                  index
                </button>
              </div>
              {listing && (
                <ul class="folders" aria-label="Folders">
                  {listing.parent && (
                    <li>
                      <button type="button" class="text" onClick={() => browse(listing.parent)}>
                        .. up
                      </button>
                    </li>
                  )}
                  {listing.folders.map((name) => (
                    <li key={name}>
                      <button type="button" class="text" onClick={() => browse(`${listing.path}/${name}`)}>
                        {name}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </form>
          )}
          {job?.open && job.starter && maps === 0 && !running && (
            <p class="quiet">
              No maps at hand? Some thousand are known to Kiai by name, numbers and style, without their files.{' '}
              <button type="button" class="button" onClick={starter}>
                start with those
              </button>
            </p>
          )}
          {job?.open && maps > 0 && !running && <Contents key={maps} onForgotten={look} />}
          {failure && (
            <p class="failure" role="alert">
              {failure}
            </p>
          )}
          {job && job.state !== 'idle' && job.state !== undefined && (
            <section class="job" aria-live="polite">
              <h2>{running ? 'Indexing' : job.state === 'failed' ? 'It failed' : 'Done: all maps can be found'}</h2>
              <progress
                max={Math.max(1, job.found)}
                value={running ? job.done : Math.max(1, job.found)}
                aria-label="Progress"
              />
              <p>
                {running && job.phase}
                {running && job.found > 0 && `: ${number(job.done)} of ${number(job.found)} ${job.unit}`}
                {running ? job.maps > 0 && ` · ${number(job.maps)} maps` : `${number(job.maps)} maps`}
                {running && job.files_per_second > 0 && ` · ${job.files_per_second} ${job.unit}/s`}
                {running && job.seconds_left !== null && ` · ${clock(job.seconds_left)} left`}
                {!running && ` · ${clock(job.seconds)}`}
                {job.skipped > 0 && ` · ${job.skipped} left out`}
              </p>
              {job.failure && (
                <p class="failure" role="alert">
                  {job.failure}
                </p>
              )}
              {!running && maps > 0 && (
                <p>
                  <a class="button primary" href={at('/')}>
                    search them
                  </a>
                </p>
              )}
              {job.errors?.length > 0 && (
                <details>
                  <summary>{job.skipped} files were left out</summary>
                  <ul class="errors">
                    {job.errors.map((one) => (
                      <li key={one.path}>
                        <code>{one.path}</code>: {one.reason}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </section>
          )}
        </section>
      </Frame>
    </>
  );
}
