// Star ratings of maps by rosu-pp-js in Node: paths on standard input, one line of JSON for each.
const fs = require("node:fs");
const rosu = require("../../../node_modules/rosu-pp-js");

for (const path of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  let line = { path };
  try {
    const map = new rosu.Beatmap(fs.readFileSync(path));
    if (map.isSuspicious()) {
      line.refused = "suspicious";
    } else {
      for (const [name, rate] of [["plain", 1], ["double_time", 1.5], ["half_time", 0.75]]) {
        line[name] = new rosu.Difficulty({ clockRate: rate }).calculate(map).stars;
      }
    }
    map.free();
  } catch (e) {
    line.refused = String(e);
  }
  console.log(JSON.stringify(line));
}
