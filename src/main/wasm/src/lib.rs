//! Star ratings of one map at a time, as a WebAssembly module without imports.
//!
//! The caller writes the bytes of a `.osu` file at `reserve(length)`, calls `read()`, and asks for
//! numbers of the map while that gave `RATED`. A panic traps; the instance must then be thrown away.

use std::cell::RefCell;

use rosu_pp::any::DifficultyAttributes;
use rosu_pp::{Beatmap, Difficulty};

/// What `read` found.
const RATED: i32 = 0;
const NOT_DECODED: i32 = 1;
const SUSPICIOUS: i32 = 2;
const EMPTY: i32 = 3;

#[derive(Default)]
struct State {
    input: Vec<u8>,
    map: Option<Beatmap>,
    last: Option<DifficultyAttributes>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(use_state: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(use_state)
}

/// Room for so many bytes; what was read before is forgotten.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(length: u32) -> *mut u8 {
    with(|state| {
        state.map = None;
        state.last = None;
        state.input = vec![0; length as usize];
        state.input.as_mut_ptr()
    })
}

/// Decodes the bytes at `reserve`; the calculator's own check refuses maps that would take for ever.
#[unsafe(no_mangle)]
pub extern "C" fn read() -> i32 {
    with(|state| {
        let input = std::mem::take(&mut state.input);
        let Ok(map) = Beatmap::from_bytes(&input) else {
            return NOT_DECODED;
        };
        if map.hit_objects.is_empty() {
            return EMPTY;
        }
        if map.check_suspicion().is_err() {
            return SUSPICIOUS;
        }
        state.map = Some(map);
        RATED
    })
}

/// The ruleset by osu!'s number: 0 osu!, 1 taiko, 2 catch, 3 mania.
#[unsafe(no_mangle)]
pub extern "C" fn mode() -> i32 {
    with(|state| state.map.as_ref().map_or(0, |map| map.mode as i32))
}

/// Star rating with mods by osu!'s bits: 2 EZ, 16 HR, 64 DT, 256 HT.
#[unsafe(no_mangle)]
pub extern "C" fn stars(mods: u32) -> f64 {
    with(|state| {
        let map = state.map.as_ref().expect("a map was read");
        let attributes = Difficulty::new().mods(mods).calculate(map);
        let stars = attributes.stars();
        state.last = Some(attributes);
        stars
    })
}

/// Longest combo of the map as it was rated last.
#[unsafe(no_mangle)]
pub extern "C" fn max_combo() -> i32 {
    with(|state| state.last.as_ref().map_or(0, |last| last.max_combo() as i32))
}
