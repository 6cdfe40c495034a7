// The page: search, maps, comparisons, first run. The address says which.
import { render } from 'preact';
import { at, here } from './base.js';
import { ComparePage } from './compare.jsx';
import { ForYouPage } from './foryou.jsx';
import { applyTheme, Frame, Header } from './frame.jsx';
import { MapPage } from './mappage.jsx';
import { NowPage } from './now.jsx';
import { SearchPage } from './search.jsx';
import { SetupPage } from './setup.jsx';

function Nothing() {
  return (
    <>
      <Header />
      <Frame>
        <section class="front">
          <h1>There is nothing here.</h1>
          <p class="quiet">
            <a href={at('/')}>Search for maps</a> or look around in <a href={at('/explore')}>the explorer</a>.
          </p>
        </section>
      </Frame>
    </>
  );
}

function view() {
  const [, first, ...rest] = here().split('/').map(decodeURIComponent);
  switch (first) {
    case 'map':
      return <MapPage id={rest[0]} start={new URLSearchParams(location.search).get('t')} />;
    case 'compare':
      return <ComparePage a={rest[0]} b={rest[1]} />;
    case 'foryou':
      return <ForYouPage />;
    case 'now':
      return <NowPage />;
    case 'setup':
      return <SetupPage />;
    case '':
      return <SearchPage />;
    default:
      return <Nothing />;
  }
}

applyTheme();
render(view(), document.getElementById('app'));
