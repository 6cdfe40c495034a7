package kiai.eval.set;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.analysis.play.WindowFeatures;
import kiai.beatmap.Beatmap;
import kiai.embeddings.ModelFolder;
import kiai.index.FileState;
import kiai.index.IndexSnapshot;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MapRecord;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;
import kiai.sources.tables.Labels;
import kiai.tokens.MapMetadata;
import kiai.tokens.Processor;
import kiai.tokens.TokenWindow;

/**
 * The maps of an index with their windows and views, read again from their files.
 *
 * <ul>
 *   <li>Questions are asked about held-out maps: those that the model's split does not call {@code
 *       train}, and that the labels do not exclude.
 *   <li>Of each, at most twelve windows with at least ten objects, spread over the map, and only
 *       maps with two such windows.
 *   <li>Every map of the index, trained on or not, may be a neighbour where a question is about
 *       whole maps.
 * </ul>
 */
public final class EvalSet {
  /** Windows with fewer objects are neither trained on nor asked about. */
  public static final int MIN_OBJECTS = 10;

  public static final int WINDOWS_PER_MAP = 12;

  private final List<EvalMap> maps = new ArrayList<>();
  private final List<EvalWindow> windows = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final int[] asked;

  private EvalSet() {
    asked = new int[0];
  }

  private EvalSet(EvalSet read) {
    maps.addAll(read.maps);
    windows.addAll(read.windows);
    skipped.addAll(read.skipped);
    asked =
        java.util.stream.IntStream.range(0, windows.size())
            .filter(i -> windows.get(i).ids().containsKey(View.STRIP))
            .toArray();
  }

  public List<EvalMap> maps() {
    return maps;
  }

  /** All windows; those of a map are neighbours. */
  public List<EvalWindow> windows() {
    return windows;
  }

  /** Numbers of the windows that questions are asked about. */
  public int[] asked() {
    return asked;
  }

  /** Files that are gone or cannot be read any more. */
  public List<SkippedFile> skipped() {
    return skipped;
  }

  /**
   * Reads the maps of an index.
   *
   * @param wanted which split asks: {@code val}, {@code test}, or {@code held-out} for both and for
   *     maps that the model does not know
   */
  public static EvalSet read(IndexSnapshot index, ModelFolder model, Labels labels, String wanted)
      throws IOException {
    Map<String, MapRecord> records = new HashMap<>();
    index.forEachMap(record -> records.put(record.md5(), record));
    Split split = Split.of(model);
    EvalSet set = new EvalSet();
    Reading reading = new Reading(set, records, model.processor(), split, labels, wanted);
    BeatmapReader reader = new BeatmapReader(InputLimits.DEFAULT);
    List<FileState> files = new ArrayList<>();
    index.forEachFile(files::add);
    files.sort(java.util.Comparator.comparing(FileState::path));
    for (FileState file : files) {
      if (!file.maps().isEmpty()) {
        SourceFile source = new SourceFile(PathNames.toPath(file.path()), file.stamp().bytes(), 0);
        reader.read(source, reading::add, set.skipped::add);
      }
    }
    return new EvalSet(set);
  }

  private static final class Reading {
    private final EvalSet set;
    private final Map<String, MapRecord> waiting;
    private final Processor processor;
    private final Split split;
    private final Labels labels;
    private final String wanted;
    private final TokenViews views;

    Reading(
        EvalSet set,
        Map<String, MapRecord> records,
        Processor processor,
        Split split,
        Labels labels,
        String wanted) {
      this.set = set;
      this.waiting = records;
      this.processor = processor;
      this.split = split;
      this.labels = labels;
      this.wanted = wanted;
      this.views = new TokenViews(processor.beatmapTokenizer().vocabulary());
    }

    void add(BeatmapFile file) {
      MapRecord record = waiting.remove(file.md5());
      if (record == null
          || !(MapPreparer.read(file) instanceof MapPreparer.ReadMap.Usable(Beatmap beatmap))) {
        return; // a second copy, or not what was indexed
      }
      Labels.Label label = labels.of(file.md5());
      Split.Place place = split.of(file.md5());
      String side = place != null ? place.split() : label.split() != null ? label.split() : "test";
      boolean heldOut =
          !label.excluded()
              && (wanted.equals("held-out") ? !side.equals("train") : side.equals(wanted));
      String group =
          label.group() != null ? label.group() : place != null ? place.group() : record.setKey();
      Integer year = label.year() != null ? label.year() : record.year();
      MapMetadata metadata =
          processor
              .metadata(beatmap)
              .with(record.stars(), year, label.status(), label.mapper(), label.tags());
      int number = set.maps.size();
      set.maps.add(EvalMap.of(group, heldOut, record, metadata, label.judged()));
      addWindows(number, beatmap, record.md5(), heldOut);
    }

    private void addWindows(int map, Beatmap beatmap, String md5, boolean heldOut) {
      List<TokenWindow> windows = processor.windowsToEmbed(beatmap);
      WindowFeatures features = new WindowFeatures(beatmap);
      double lengthMs = processor.config().windows().lengthSec() * 1000;
      List<Integer> full = new ArrayList<>();
      for (int i = 0; i < windows.size(); i++) {
        if (features.objects(windows.get(i).startMs(), lengthMs) >= MIN_OBJECTS) {
          full.add(i);
        }
      }
      List<Integer> asked = heldOut && full.size() >= 2 ? spread(full) : List.of();
      for (int i = 0; i < windows.size(); i++) {
        int start = windows.get(i).startMs();
        EnumMap<View, int[]> ids = new EnumMap<>(View.class);
        EnumMap<View, float[]> rows = new EnumMap<>(View.class);
        ids.put(View.FULL, windows.get(i).ids());
        rows.put(View.FULL, features.of(start, lengthMs));
        if (asked.contains(i)) {
          WindowFeatures.Variant change = WindowFeatures.Variant.ofTest(md5, start);
          ids.put(View.STRIP, views.of(windows.get(i).ids(), View.STRIP, change));
          rows.put(View.STRIP, rows.get(View.FULL)); // features never see what strip removes
          ids.put(View.STRIP_TEMPO, views.of(windows.get(i).ids(), View.STRIP_TEMPO, change));
          rows.put(View.STRIP_TEMPO, features.of(start, lengthMs, change));
        }
        set.windows.add(EvalWindow.of(map, features.objects(start, lengthMs), ids, rows));
      }
    }

    private static List<Integer> spread(List<Integer> full) {
      int count = Math.min(WINDOWS_PER_MAP, full.size());
      List<Integer> chosen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        chosen.add(full.get(i * (full.size() - 1) / (count - 1)));
      }
      return chosen;
    }
  }
}
