// Star ratings of maps by the same WebAssembly module in Node's own engine: paths on standard input,
// one line of JSON for each.
const fs = require("node:fs");

const FOUND = ["rated", "not decoded", "suspicious", "empty"];
const MODS = { plain: 0, double_time: 64, half_time: 256, hard_rock: 16, easy: 2 };

const bytes = fs.readFileSync(require("node:path").join(__dirname, "../../main/wasm/kiai_stars.wasm"));
const { exports: stars } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
for (const path of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const line = { path };
  const osu = fs.readFileSync(path);
  const address = stars.reserve(osu.length); // may grow the memory, which makes a new buffer
  new Uint8Array(stars.memory.buffer).set(osu, address);
  const found = FOUND[stars.read()];
  if (found === "rated") {
    for (const [name, mods] of Object.entries(MODS)) {
      line[name] = stars.stars(mods);
    }
  } else {
    line.refused = found;
  }
  console.log(JSON.stringify(line));
}
