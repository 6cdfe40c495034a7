// A list of hits that goes on.
import { useEffect, useState } from 'preact/hooks';
import { Card } from './card.jsx';
import { CoverSwitch } from './cover.jsx';
import { NeverShown } from './never.jsx';
import { toggle, useSelection } from './selection.jsx';

/**
 * Asks for pages of hits whenever the question changes.
 *
 * `ask` takes a cursor and a signal and answers one page.
 */
export function useHits(ask, question) {
  const [state, setState] = useState({ hits: [], busy: true });
  useEffect(() => {
    const abort = new AbortController();
    setState((s) => ({ ...s, busy: true, failure: '' }));
    ask(null, abort.signal)
      .then((answer) => setState({ ...answer, hits: answer.hits, busy: false, question }))
      .catch((e) => {
        if (e.name !== 'AbortError') setState({ hits: [], busy: false, failure: e.message, question });
      });
    return () => abort.abort();
  }, [question]);
  async function more() {
    setState((s) => ({ ...s, busy: true }));
    try {
      const next = await ask(state.cursor, undefined);
      setState((s) => ({ ...s, cursor: next.cursor, hits: [...s.hits, ...next.hits], busy: false }));
    } catch (e) {
      setState((s) => ({ ...s, busy: false, failure: e.message, cursor: null }));
    }
  }
  return [state, more];
}

/** Where nothing was demanded, nothing "matches": the maps are in order. */
function counted({ total, understood, hits }) {
  const asked = understood?.filter || understood || {};
  const demands = (asked.filters?.length || 0) + (asked.words?.length || 0) > 0;
  const maps = `${total.toLocaleString('en')} ${total === 1 ? 'map' : 'maps'}`;
  const sets = hits.some((hit) => hit.folded > 0) ? ', one of each set shown' : '';
  return demands ? `${maps} ${total === 1 ? 'matches' : 'match'}${sets}` : `${maps}, best first${sets}`;
}

export function Results({ state, more, like, empty }) {
  const selected = useSelection();
  if (state.failure) {
    return (
      <>
        <p class="failure" role="alert">
          {state.failure}
        </p>
        <NeverShown />
      </>
    );
  }
  const reached = state.hits.length;
  return (
    <section class="results" aria-label="Hits" aria-busy={state.busy}>
      <p class="count" role="status">
        {state.total === undefined ? ' ' : counted(state)}
        {state.took_ms !== undefined &&
          ` · ${state.took_ms < 10 ? state.took_ms.toFixed(1) : Math.round(state.took_ms)} ms`}
        {state.exact === false && ` · ${state.visited.toLocaleString('en')} looked at`}
      </p>
      {reached === 0 && !state.busy && (
        <div class="nothing">{empty || 'No maps match. Take a chip away, or use fewer words.'}</div>
      )}
      <div class="cards">
        {state.hits.map((hit) => (
          <Card map={hit} key={hit.md5} like={like} picked={selected.some((m) => m.md5 === hit.md5)} onPick={toggle} />
        ))}
      </div>
      {state.hits.some((hit) => hit.owned === false) && <CoverSwitch />}
      {state.cursor && (
        <button type="button" class="button more" disabled={state.busy} onClick={more}>
          more
        </button>
      )}
      {!state.busy && <NeverShown />}
    </section>
  );
}
