package kiai.analysis.stars;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import kiai.analysis.wasm.RosuPp;
import kiai.beatmap.GameMode;

/**
 * One instance of the rosu-pp WebAssembly module: its memory and the few host functions that it
 * calls. The module was built for JavaScript, so the host functions stand in for a JavaScript
 * engine: values travel as handles of a {@link HandleTable}.
 *
 * <p>One thread only. After any exception other than {@link RejectedException} the instance must be
 * thrown away: the module's own stack is then in an unknown state.
 */
final class RosuInstance {
  private static final int INITIAL_PAGES = 17; // what the module asks for
  private static final int RESULT_BYTES = 16;

  /** The module read the map and refused it. */
  static final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RejectedException(String message) {
      super(message);
    }
  }

  /** What the module found in a map. */
  record Rated(StarRating rating, boolean suspicious, int objects) {}

  private interface Import {
    long call(long[] args);
  }

  /** Marks the module's memory, and its buffer, as JavaScript values. */
  private static final Object MEMORY = new Object();

  private final HandleTable handles = new HandleTable();
  private final Map<String, Import> imports = new HashMap<>();
  private final Instance instance;

  /** An instance that may use at most this many pages of 64 KiB. */
  RosuInstance(int maxPages) {
    addImports();
    WasmModule module = RosuPp.load();
    ImportValues.Builder values = ImportValues.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      FunctionImport wanted = (FunctionImport) module.importSection().getImport(i);
      FunctionType type = module.typeSection().getType(wanted.typeIndex());
      boolean returns = !type.returns().isEmpty();
      Import implementation =
          imports.getOrDefault(
              plainName(wanted.name()),
              _ -> {
                throw new IllegalStateException("unexpected import " + wanted.name());
              });
      values.addFunction(
          new HostFunction(
              wanted.module(),
              wanted.name(),
              type,
              (_, args) -> {
                long result = implementation.call(args);
                return returns ? new long[] {result} : null;
              }));
    }
    instance =
        Instance.builder(module)
            .withMachineFactory(RosuPp::create)
            .withMemoryFactory(ByteArrayMemory::new)
            .withMemoryLimits(new MemoryLimits(INITIAL_PAGES, maxPages))
            .withImportValues(values.build())
            .build();
  }

  /** wasm-bindgen appends a hash of the build to the names of JavaScript functions. */
  private static String plainName(String name) {
    return name.startsWith("__wbg_") ? name.substring(0, name.lastIndexOf('_')) : name;
  }

  private void addImports() {
    imports.put("__wbindgen_memory", _ -> handles.add(MEMORY));
    imports.put("__wbg_buffer", a -> handles.add(handles.get((int) a[0])));
    imports.put("__wbg_new", a -> newValue((int) a[0], a));
    imports.put("__wbg_length", a -> ((byte[]) handles.get((int) a[0])).length);
    imports.put(
        "__wbg_set",
        a -> {
          byte[] source = (byte[]) handles.get((int) a[1]);
          instance.memory().write((int) a[2], source);
          return 0;
        });
    imports.put(
        "__wbg_instanceof_Uint8Array", a -> handles.get((int) a[0]) instanceof byte[] ? 1 : 0);
    imports.put(
        "__wbindgen_object_drop_ref",
        a -> {
          handles.take((int) a[0]);
          return 0;
        });
    imports.put("__wbindgen_object_clone_ref", a -> handles.add(handles.get((int) a[0])));
    imports.put(
        "__wbindgen_string_get",
        a -> {
          instance.memory().writeI32((int) a[0], 0); // no value that we pass is a string
          return 0;
        });
    imports.put("__wbindgen_is_undefined", a -> a[0] == 128 ? 1 : 0);
    imports.put("__wbindgen_string_new", a -> handles.add(text((int) a[0], (int) a[1])));
    imports.put(
        "__wbindgen_debug_string",
        a -> {
          instance.memory().writeI32((int) a[0], 0);
          instance.memory().writeI32((int) a[0] + 4, 0);
          return 0;
        });
    imports.put(
        "__wbindgen_throw",
        a -> {
          throw new IllegalStateException(text((int) a[0], (int) a[1]));
        });
  }

  /** Two constructors share a name: of an Error from a text, and of a view on the memory. */
  private long newValue(int first, long[] args) {
    return args.length == 2
        ? handles.add(text(first, (int) args[1]))
        : handles.add(handles.get(first));
  }

  private String text(int address, int length) {
    return new String(instance.memory().readBytes(address, length), StandardCharsets.UTF_8);
  }

  private long call(String name, long... args) {
    long[] results = instance.export(name).apply(args);
    return results == null || results.length == 0 ? 0 : results[0];
  }

  /** Calls a constructor: it leaves a pointer, or the handle of an error. */
  private int construct(String name, int argument) {
    int result = (int) call("__wbindgen_add_to_stack_pointer", -RESULT_BYTES);
    call(name, result, argument);
    int pointer = instance.memory().readInt(result);
    int error = instance.memory().readInt(result + 4);
    boolean failed = instance.memory().readInt(result + 8) != 0;
    call("__wbindgen_add_to_stack_pointer", RESULT_BYTES);
    if (failed) {
      throw new RejectedException(String.valueOf(handles.take(error)));
    }
    return pointer;
  }

  /**
   * Rates a map.
   *
   * @throws RejectedException when the module cannot decode it; the instance stays usable
   * @throws RuntimeException when it traps; the instance is then unusable
   */
  Rated rate(byte[] osu) {
    int handle = handles.borrow(osu);
    int map;
    try {
      map = construct("beatmap_new", handle);
    } finally {
      handles.giveBack();
    }
    GameMode mode = GameMode.ofId((int) call("beatmap_mode", map));
    int objects = (int) call("beatmap_nObjects", map);
    boolean suspicious = call("beatmap_isSuspicious", map) != 0;
    StarRating rating = null;
    if (!suspicious && objects > 0) {
      int[] maxCombo = {0};
      double plain = stars(map, 1, maxCombo);
      rating =
          new StarRating(
              plain, stars(map, 1.5, new int[1]), stars(map, 0.75, new int[1]), maxCombo[0], mode);
    }
    call("__wbg_beatmap_free", map, 0);
    return new Rated(rating, suspicious, objects);
  }

  private double stars(int map, double clockRate, int[] maxCombo) {
    int difficulty = construct("difficulty_new", 0);
    if (clockRate != 1) {
      call("difficulty_set_clock_rate", difficulty, 1, Value.doubleToLong(clockRate));
    }
    int attributes = (int) call("difficulty_calculate", difficulty, map);
    double stars = Value.longToDouble(call("__wbg_get_difficultyattributes_stars", attributes));
    maxCombo[0] = (int) call("__wbg_get_difficultyattributes_maxCombo", attributes);
    call("__wbg_difficultyattributes_free", attributes, 0);
    call("__wbg_difficulty_free", difficulty, 0);
    return stars;
  }

  /** Live handles; a growing number would be a leak. */
  int liveHandles() {
    return handles.live();
  }
}
