// The page in a real browser, against the servers that PageTest starts: FULL has maps whose titles
// try to be scripts, EMPTY has none and may index the folder MAPS.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const { FULL, EMPTY, BELOW, MAPS, MAP_FILE, BROWSER } = process.env;
const axe = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: BROWSER,
    args: [
      '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
});

after(() => browser.close());

/** Opens a page; whatever it complains about fails the test. */
async function open(path, { base = FULL, width = 1280, height = 860, scheme = 'dark' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on('console', (m) => m.type() === 'error' && complaints.push(m.text()));
  page.on('pageerror', (e) => complaints.push(String(e)));
  page.on('dialog', (d) => {
    complaints.push(`a dialog: ${d.message()}`);
    d.dismiss();
  });
  await page.goto(base + path);
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

async function accessible(page) {
  const result = await page.evaluate(`${axe}; axe.run(document)`);
  const serious = result.violations
    .filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(', ')}`);
  assert.deepEqual(serious, []);
}

const cards = (page) => page.locator('.card');

test('a search shows maps with pictures, and chips that can be taken away', async () => {
  const { page, close } = await open('/');
  await page.getByRole('combobox', { name: 'Search for maps' }).fill('mania jacks hard');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=mania/);
  await page.locator('.chip.filter', { hasText: 'mode=mania' }).waitFor();
  await cards(page).first().waitFor();
  const facts = await page.locator('.card .facts').allInnerTexts();
  assert.ok(facts.length > 0 && facts.every((text) => text.includes('mania')), facts.join('|'));
  assert.match(await cards(page).first().locator('.why').innerText(), /jacks/);
  await page.waitForFunction(() => {
    const canvas = document.querySelector('.card canvas');
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value) => value > 0);
  });
  const before = await page.locator('.count').innerText();
  await page.getByRole('button', { name: 'Remove mania' }).click();
  await page.waitForFunction((text) => document.querySelector('.count').innerText !== text, before);
  assert.equal(new URL(page.url()).searchParams.get('q'), 'jacks hard');
  await page.goBack();
  await page.locator('.chip.filter', { hasText: 'mode=mania' }).waitFor();
  await accessible(page);
  await close();
});

test('suggestions can be taken with the keyboard', async () => {
  const { page, close } = await open('/?q=jumps');
  await cards(page).first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('stre');
  await page.locator('.suggested', { hasText: /^stre/ }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  const first = await page.getByRole('option').first().locator('.suggested').innerText();
  await page.keyboard.press('Enter');
  assert.equal((await page.getByRole('combobox').inputValue()).trim(), first);
  await page.keyboard.press('Enter');
  await page.locator('.chip.wish').first().waitFor();
  await close();
});

test('a suggestion replaces what was typed since it was asked for', async () => {
  const { page, close } = await open('/?q=jumps');
  await cards(page).first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('st');
  await page.getByRole('option').first().waitFor();
  await page.route('**/api/v1/suggest?*', () => {}); // a server that takes its time
  await page.keyboard.type('re');
  await page.keyboard.press('ArrowDown');
  const first = await page.getByRole('option').first().locator('.suggested').innerText();
  await page.keyboard.press('Enter');
  assert.equal((await page.getByRole('combobox').inputValue()).trim(), first);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await close();
});

test('titles are texts whatever they hold', async () => {
  const { page, close } = await open('/?q=mode%3Dosu');
  await page.locator('.card h3', { hasText: '<script>alert(1)</script>' }).first().waitFor();
  await close();
});

test('a map has passages, maps like it, and passages like one of its own', async () => {
  const { page, close } = await open('/map/101');
  await page.locator('.timeline .window').first().waitFor();
  await cards(page).first().waitFor();
  assert.match(await page.locator('.count').innerText(), /maps, best first/);
  assert.ok((await page.getByRole('list', { name: 'Kinds of play by colour' }).locator('li').count()) > 0);
  await page.locator('.timeline .window').nth(1).click();
  await page.getByRole('heading', { name: /Passages like the one at/ }).waitFor();
  await page.locator('.why', { hasText: 'passage' }).first().waitFor();
  await page.getByRole('button', { name: 'whole map again' }).click();
  await page.getByRole('button', { name: 'difficulty' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.card').length > 0);
  await page.getByRole('button', { name: 'play', exact: false }).first().click();
  await page.waitForTimeout(300);
  await accessible(page);
  await close();
});

test('a map wears its own background, and its song is heard when wanted', async () => {
  const { page, close } = await open('/map/77');
  await page.waitForFunction(() => document.querySelector('.preview.large .preview-background')?.naturalWidth > 0);
  assert.equal(await page.getByLabel('Volume').count(), 0);
  const asked = page.waitForResponse(/\/song$/);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByRole('button', { name: 'Hear the song' }).click();
  assert.ok([200, 206].includes((await asked).status()));
  const time = () => page.locator('.player-bar .time').innerText();
  const before = await time();
  await page.waitForFunction((text) => document.querySelector('.player-bar .time').innerText !== text, before);
  assert.equal(await page.locator('.song-problem').count(), 0);
  await page.getByLabel('Volume').fill('0.25');
  assert.equal(await page.evaluate(() => localStorage.getItem('kiai-volume')), '0.25');
  await accessible(page);
  await page.getByRole('button', { name: 'Silence the song' }).click();
  assert.equal(await page.evaluate(() => localStorage.getItem('kiai-volume')), null);
  await page.goto(`${FULL}/?q=seen`);
  await page.waitForFunction(() => document.querySelector('.card .preview-background')?.naturalWidth > 0);
  await close();
});

test('what is hidden always stays away, and searches can be saved', async () => {
  const { page } = await open('/?q=mode%3Dmania');
  await cards(page).first().waitFor();
  await page.getByText('never shown').click();
  await page.getByLabel('hide always').fill('jumps');
  await page.getByRole('button', { name: 'hide', exact: true }).click();
  await page.locator('.never .failure').waitFor();
  await page.getByLabel('hide always').fill('mode=mania');
  await page.getByRole('button', { name: 'hide', exact: true }).click();
  await page.locator('.never .chip', { hasText: 'mode=mania' }).waitFor();
  assert.equal(await cards(page).count(), 0);
  await page.getByRole('button', { name: /keep this search/ }).click();
  await page.goto(`${FULL}/`);
  await page.locator('.saved a', { hasText: 'mode=mania' }).click();
  await page.locator('.never .chip', { hasText: 'mode=mania' }).waitFor();
  assert.equal(await cards(page).count(), 0);
  await accessible(page);
  await page.getByRole('button', { name: 'Show mode=mania again' }).click();
  await cards(page).first().waitFor();
  await page.context().close(); // the refused filter is a console error of the browser's own
});

test('two maps side by side', async () => {
  const { page, close } = await open('/map/101');
  await cards(page).first().getByRole('link', { name: 'compare' }).click();
  await page.waitForURL(/compare/);
  await page.getByRole('heading', { name: /Side by side/ }).waitFor();
  await page.locator('.matrix canvas').click({ position: { x: 10, y: 10 } });
  await accessible(page);
  await close();
});

test('selected maps are taken along, and others like them found', async () => {
  const { page, close } = await open('/?q=mode%3Dmania');
  await cards(page).nth(0).getByRole('checkbox').check();
  await cards(page).nth(1).getByRole('checkbox').check();
  await page.getByText('2 maps selected').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'save' }).click();
  assert.equal((await download).suggestedFilename(), 'collection.db');
  await page.getByRole('link', { name: 'maps like these' }).click();
  await page.getByText('Maps like 2 selected ones').waitFor();
  await cards(page).first().waitFor();
  await close();
});

test('a file that is dropped is compared', async () => {
  const { page, close } = await open('/');
  const bytes = [...readFileSync(MAP_FILE)];
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], 'mine.osu'));
    return transfer;
  }, bytes);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: data });
  }
  await page.locator('.dropped h3', { hasText: 'Mine' }).waitFor();
  await cards(page).nth(1).waitFor();
  await accessible(page);
  await close();
});

test('a file that is no map gives its reason', async () => {
  const { page, close: _ } = await open('/');
  await page.setInputFiles('input[type=file]', { name: 'x.osu', mimeType: 'text/plain', buffer: Buffer.from('nothing') });
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /osu/i);
  await page.context().close(); // the refused upload is a console error of the browser's own
});

test('the explorer draws every map, filters, and opens one', async () => {
  const { page, close } = await open('/explore');
  await page.locator('canvas.cloud[data-drawn="mode"]').waitFor();
  assert.match(await page.getByRole('status').innerText(), /^19 maps/);
  await page.getByRole('radio', { name: 'stars' }).click();
  await page.locator('canvas.cloud[data-drawn="stars"]').waitFor();
  await page.getByRole('combobox').fill('mode=mania');
  await page.keyboard.press('Enter');
  await page.getByText('6 of 19 maps').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Remove mode=mania' }).click();
  await page.getByText(/^19 maps/).waitFor();
  await page.evaluate(() => document.querySelector('canvas.cloud').kiai.select([0]));
  await page.waitForURL(/\/map\//);
  await close();
});

test('a phone shows everything within its width', async () => {
  for (const path of ['/', '/?q=2015+hard+jumps', '/map/101', '/compare/101/102', '/explore', '/setup']) {
    const { page, close } = await open(path, { width: 360, height: 740, scheme: 'light' });
    await page.waitForLoadState('networkidle');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${path} is ${width} wide`);
    await accessible(page);
    await close();
  }
});

test('light and dark stay chosen', async () => {
  const { page, close } = await open('/');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByRole('button', { name: /light and dark/ }).click();
  const light = await ground();
  assert.notEqual(light, dark);
  await page.reload();
  assert.equal(await ground(), light);
  await close();
});

test('the first run asks for a folder, indexes it, and says what was left out', async () => {
  const { page, close } = await open('/', { base: EMPTY });
  await page.waitForURL(/\/setup/);
  await page.getByRole('heading', { name: 'Where are your maps?' }).waitFor();
  await accessible(page);
  await page.getByRole('textbox').fill(MAPS);
  await page.getByRole('button', { name: 'look' }).click();
  await page.locator('.folders').waitFor();
  await page.getByRole('button', { name: 'index' }).click();
  await page.getByText('all maps can be found').waitFor({ timeout: 60_000 });
  await page.getByText('1 files were left out').click();
  assert.match(await page.locator('.job .errors').innerText(), /bad\.osu/);
  await page.getByRole('link', { name: 'search them' }).click();
  await cards(page).first().waitFor();
  await close();
});

test('the API is shown', async () => {
  const { page, close } = await open('/docs');
  await page.getByText('/api/v1/search', { exact: true }).first().waitFor();
  await close();
});

test('maps that are not here wear a figure, or the cover of the website for who wants it', async () => {
  const { page, close } = await open('/');
  const asked = [];
  const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  await page.route('https://assets.ppy.sh/**', (route) => {
    asked.push(route.request().url());
    return asked.length === 1 ? route.fulfill({ status: 200, contentType: 'image/gif', body: pixel }) : route.abort();
  });
  await page.route('**/api/v1/search**', async (route) => {
    const answer = await route.fetch();
    const json = await answer.json();
    for (const [i, hit] of json.hits.entries()) {
      Object.assign(hit, { owned: false, set_id: 7000 + i });
    }
    return route.fulfill({ response: answer, json });
  });
  await page.getByRole('combobox', { name: 'Search for maps' }).fill('jumps');
  await page.keyboard.press('Enter');
  await page.locator('.card .figure path').first().waitFor();
  assert.deepEqual(asked, []);
  await page.getByLabel(/covers from osu!'s website/).check();
  await page.locator('.card .preview-cover').first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.card .figure').length > 0);
  assert.match(asked[0], /\/beatmaps\/70\d\d\/covers\/card\.jpg$/);
  await page.getByLabel(/covers from osu!'s website/).uncheck();
  await page.waitForFunction(() => !document.querySelector('.card .preview-cover'));
  await accessible(page);
  await page.context().close();
});

test('maps are recommended by a search for liked ones, and say which one they are like', async () => {
  const { page, close } = await open('/foryou?liked=mode%3Dosu%20stars%3C3');
  await cards(page).first().waitFor();
  assert.match(await cards(page).first().locator('.why').innerText(), /like .+ – .+\[/);
  await page.getByRole('button', { name: 'challenge' }).click();
  await page.waitForURL(/level=challenge/);
  await cards(page).first().waitFor();
  await page.getByLabel('liked').fill('title=nothingisliked');
  await page.getByRole('button', { name: 'take' }).click();
  await page.getByText(/no map of the index is liked/).waitFor();
  await page.goBack();
  await cards(page).first().waitFor();
  await accessible(page);
  await page.context().close();
  void close;
});

test('maps like the one that is played follow the player', async () => {
  const { page, close } = await open('/now');
  await page.getByRole('heading', { name: 'Like the one that you are playing' }).waitFor();
  await page.getByText('Artist - <b>Title</b> [Hard] with DT').waitFor();
  await cards(page).first().waitFor();
  await page.getByRole('combobox', { name: 'Search for maps' }).fill('stars>2');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/now?q=stars%3E2');
  await cards(page).first().waitFor();
  await accessible(page);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/now.png` });
  await close();
});

test('what is indexed is shown, and a folder is forgotten by a second click', async () => {
  const { page, close } = await open('/setup', { base: EMPTY });
  const row = page.locator('.contents tbody tr');
  await row.first().waitFor();
  assert.equal(await row.count(), 1);
  assert.ok((await row.innerText()).includes(MAPS));
  await page.getByText('1 files of these cannot be read').click();
  assert.match(await page.locator('.contents .errors').innerText(), /bad\.osu/);
  await accessible(page);
  await page.getByRole('button', { name: 'forget' }).click();
  await page.getByRole('button', { name: /really forget \d+ maps/ }).click();
  await page.getByRole('heading', { name: 'Where are your maps?' }).waitFor();
  await close();
});

test('below a path of a proxy everything is found', async () => {
  const path = '/maps/kiai';
  const proxy = createServer((asked, answer) => {
    if (!asked.url.startsWith(path)) {
      answer.writeHead(404).end();
      return;
    }
    const { hostname, port } = new URL(BELOW);
    const passed = request(
      { hostname, port, method: asked.method, path: asked.url.slice(path.length) || '/', headers: asked.headers },
      (got) => {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
      },
    );
    asked.pipe(passed);
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  const base = `http://127.0.0.1:${proxy.address().port}${path}`;
  try {
    const { page, close } = await open('/?q=jumps', { base });
    const title = page.locator('article a[href*="/map/"]').first();
    await title.waitFor();
    const address = await title.getAttribute('href');
    assert.ok(address.startsWith(`${path}/map/`), address);
    await page.goto(base.slice(0, -path.length) + address);
    await page.locator('article').first().waitFor(); // its similar maps
    assert.ok((await page.getAttribute('nav a', 'href')).startsWith(path));
    await page.goto(`${base}/explore`);
    await page.locator('canvas').first().waitFor();
    await page.goto(`${base}/docs`);
    await page.getByText('/api/v1/search').first().waitFor();
    await close();
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
});
