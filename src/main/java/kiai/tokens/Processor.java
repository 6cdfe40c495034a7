package kiai.tokens;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kiai.beatmap.Beatmap;
import kiai.beatmap.HitObject;

/**
 * The processor of a model: maps and metadata in, token ids out.
 *
 * <p>It is configured by a model folder ({@code ProcessorFolder}), holds no state of a map, and may
 * be shared by threads.
 */
public final class Processor {
  private static final int FEW_WINDOWS = 256;

  private final ProcessorConfig config;
  private final BeatmapTokenizer beatmapTokenizer;
  private final MetadataTokenizer metadataTokenizer;

  /** A processor whose vocabularies follow from its settings. */
  public Processor(ProcessorConfig config) {
    this(
        config,
        Vocabulary.ofBeatmap(config.beatmapTokenizer()),
        Vocabulary.ofMetadata(config.metadataTokenizer()));
  }

  /** A processor with the vocabularies of a model folder. */
  public Processor(
      ProcessorConfig config, Vocabulary beatmapVocabulary, Vocabulary metadataVocabulary) {
    this.config = config;
    this.beatmapTokenizer = new BeatmapTokenizer(config.beatmapTokenizer(), beatmapVocabulary);
    this.metadataTokenizer = new MetadataTokenizer(config.metadataTokenizer(), metadataVocabulary);
  }

  /** The settings. */
  public ProcessorConfig config() {
    return config;
  }

  /** The beatmap tokenizer. */
  public BeatmapTokenizer beatmapTokenizer() {
    return beatmapTokenizer;
  }

  /** The metadata tokenizer. */
  public MetadataTokenizer metadataTokenizer() {
    return metadataTokenizer;
  }

  /** Length of the song as the map alone tells it, in seconds (P10). */
  public double songLength(Beatmap beatmap) {
    return SongLength.of(beatmap);
  }

  /** The event groups of a map before windowing, for inspection. */
  public EventGroups groups(Beatmap beatmap) {
    return new EventReader(beatmap, config.parser()).read(0, 1.0);
  }

  /**
   * The windows of a map, without audio; as the reference cuts them, so none when the last line of
   * the file is an object within the first second (P10).
   */
  public List<TokenWindow> windows(Beatmap beatmap) {
    return windows(beatmap, SongLength.of(beatmap), 1.0, 0);
  }

  /**
   * The windows of a map that is to be embedded. They are the reference's, but the objects are
   * taken in the order of their times, and the windows reach to the latest of them, in whatever
   * order the file has them. In a map that lasts longer than half an hour, windows without objects
   * are left out.
   */
  public List<TokenWindow> windowsToEmbed(Beatmap beatmap) {
    Beatmap sorted = beatmap.inTimeOrder();
    double length = Math.max(SongLength.of(sorted), SongLength.toLatest(sorted));
    List<TokenWindow> windows = windows(sorted, length, 1.0, 0);
    return windows.size() <= FEW_WINDOWS ? windows : withObjects(windows, sorted);
  }

  private List<TokenWindow> withObjects(List<TokenWindow> windows, Beatmap sorted) {
    double[] times = sorted.hitObjects().stream().mapToDouble(HitObject::time).toArray();
    double length = config.windows().lengthSec() * 1000;
    return windows.stream()
        .filter(w -> from(times, w.startMs()) < from(times, w.startMs() + length))
        .toList();
  }

  /** How many of the sorted times lie before a time. */
  private static int from(double[] times, double millis) {
    int at = Arrays.binarySearch(times, millis);
    while (at > 0 && times[at - 1] == millis) {
      at--;
    }
    return at >= 0 ? at : -at - 1;
  }

  /**
   * The windows of a map whose audio is at hand.
   *
   * @param audioLengthSec length of the audio in seconds
   * @param speed every event time is divided by it; 1 changes nothing
   */
  public List<TokenWindow> windowsWithAudio(Beatmap beatmap, double audioLengthSec, double speed) {
    return windows(beatmap, audioLengthSec, speed, config.windows().audioTokens());
  }

  private List<TokenWindow> windows(
      Beatmap beatmap, double songLengthSec, double speed, int audioTokens) {
    EventGroups groups = new EventReader(beatmap, config.parser()).read(songLengthSec, speed);
    int count = Windows.count(songLengthSec, config.windows());
    Windows cutter = new Windows(groups, config.windows());
    BeatmapTokenizer.Ids ids = new BeatmapTokenizer.Ids();
    List<TokenWindow> windows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int startMs = (int) (i * config.windows().strideSec() * 1000);
      cutter.select(i);
      ids.clear();
      if (audioTokens > 0) {
        beatmapTokenizer.audio(audioTokens, ids);
      }
      beatmapTokenizer.window(groups, cutter, startMs, ids);
      windows.add(
          new TokenWindow(
              startMs, cutter.size(), ids.size(), ids.first(config.windows().maxLength())));
    }
    return windows;
  }

  /** What the map alone tells the metadata tower. */
  public MapMetadata metadata(Beatmap beatmap) {
    return MetadataReader.read(beatmap, SongLength.of(beatmap));
  }

  /** What the map tells the metadata tower when the length of its audio is known, in seconds. */
  public MapMetadata metadata(Beatmap beatmap, double audioLengthSec) {
    return MetadataReader.read(beatmap, audioLengthSec);
  }

  /** Metadata ids, cut to the model's limit (T11). */
  public int[] metadataIds(MapMetadata metadata) {
    int[] ids = metadataTokenizer.ids(metadata);
    int max = config.windows().metadataMaxLength();
    return ids.length <= max ? ids : Arrays.copyOf(ids, max);
  }
}
