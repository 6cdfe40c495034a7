// The pictures of the documentation, from the server at ADDRESS: node tools/docs/screenshots.mjs ADDRESS MD5
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const [address, map] = process.argv.slice(2);
const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'dark' });
const views = { search: '/?q=2015+hard+jump+maps', map: `/map/${map}`, explorer: '/explore' };
for (const [name, path] of Object.entries(views)) {
  await page.goto(address + path);
  await page.locator('article canvas, article svg, canvas').first().waitFor();
  await page.waitForTimeout(3000); // pictures are drawn as they come
  await page.screenshot({ path: `docs/images/${name}.png` });
  console.log(`docs/images/${name}.png`);
}
await browser.close();
