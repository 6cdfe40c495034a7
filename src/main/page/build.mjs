// Bundles the page into the program's resources; run by Maven.

import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../../../target/classes/kiai/page');
mkdirSync(out, { recursive: true });
await build({
  entryPoints: [join(here, 'app.jsx'), join(here, 'explorer.jsx'), join(here, 'app.css')],
  outdir: out,
  bundle: true,
  minify: true,
  target: 'es2022',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'eof',
  logLevel: 'warning',
});
for (const file of ['index.html', 'explorer.html', 'docs.html', 'docs.js', 'icon.svg']) {
  copyFileSync(join(here, file), join(out, file));
}
