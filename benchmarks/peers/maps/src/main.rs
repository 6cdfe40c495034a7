//! CPU time that one thread spends on a map: `peer-maps parse|stars FOLDER [MAPS] [ROUNDS]`, on the
//! same maps and printed the same way as Kiai's `MapsBenchmark`.

use rosu_map::Beatmap;
use std::path::{Path, PathBuf};

/// Double Time, Half Time, Hard Rock and Easy, as legacy bits.
const MODS: [u32; 5] = [0, 64, 256, 16, 2];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "osu") {
            found.push(path);
        }
    }
}

fn cpu() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on Linux, and the pointer is to a value of ours.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn parse(map: &[u8]) -> f64 {
    Beatmap::from_bytes(map).map_or(0.0, |map| map.hit_objects.len() as f64)
}

fn stars(map: &[u8]) -> f64 {
    let Ok(map) = rosu_pp::Beatmap::from_bytes(map) else { return 0.0 };
    if map.check_suspicion().is_err() {
        return 0.0;
    }
    let rated = MODS.map(|mods| rosu_pp::Difficulty::new().mods(mods).calculate(&map).stars());
    rated[0]
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let leg = if args[1] == "parse" { parse } else { stars };
    let count: usize = args.get(3).map_or(600, |n| n.parse().expect("a number of maps"));
    let rounds: usize = args.get(4).map_or(7, |n| n.parse().expect("a number of rounds"));
    let mut all = Vec::new();
    files(Path::new(&args[2]), &mut all);
    all.sort();
    let count = count.min(all.len());
    let maps: Vec<Vec<u8>> = (0..count)
        .map(|i| std::fs::read(&all[i * all.len() / count]).expect("a map"))
        .collect();
    let mut times = Vec::new();
    let mut sum = 0.0;
    for _ in 0..rounds {
        let before = cpu();
        sum = maps.iter().map(|map| leg(map)).sum();
        times.push(format!("{:.1}", (cpu() - before) / count as f64));
    }
    println!(
        "{{\"leg\":\"{}\",\"maps\":{count},\"cpu_us_a_map\":[{}],\"sum\":{sum}}}",
        args[1],
        times.join(",")
    );
}
