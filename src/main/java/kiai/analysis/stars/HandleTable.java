package kiai.analysis.stars;

import java.util.ArrayList;
import java.util.List;

/**
 * The values that WebAssembly knows by number, as wasm-bindgen lays them out: 0 to 127 are a stack
 * of borrowed values, 128 to 131 the constants undefined, null, true and false, the rest a table
 * with reuse. One thread only.
 */
final class HandleTable {
  private static final int STACK = 128;
  private static final int FIRST_FREE = 132;

  private final Object[] borrowed = new Object[STACK];
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private int stackPointer = STACK;

  int borrow(Object value) {
    borrowed[--stackPointer] = value;
    return stackPointer;
  }

  void giveBack() {
    borrowed[stackPointer++] = null;
  }

  int add(Object value) {
    if (free.isEmpty()) {
      values.add(value);
      return FIRST_FREE + values.size() - 1;
    }
    int slot = free.removeLast();
    values.set(slot, value);
    return FIRST_FREE + slot;
  }

  Object get(int handle) {
    if (handle < STACK) {
      return borrowed[handle];
    }
    return handle < FIRST_FREE ? null : values.get(handle - FIRST_FREE);
  }

  Object take(int handle) {
    Object value = get(handle);
    if (handle >= FIRST_FREE) {
      values.set(handle - FIRST_FREE, null);
      free.add(handle - FIRST_FREE);
    }
    return value;
  }

  /** Values that are alive in the table; 0 when every call cleaned up after itself. */
  int live() {
    return values.size() - free.size();
  }
}
