package kiai.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import kiai.analysis.MapStatistics;
import kiai.analysis.SubmissionYear;
import kiai.analysis.play.MapPatterns;
import kiai.analysis.play.WindowFeatures;
import kiai.analysis.stars.StarRating;
import kiai.beatmap.Beatmap;
import kiai.sources.files.BeatmapFile;
import kiai.sources.tables.Labels;
import kiai.tokens.MapMetadata;
import kiai.tokens.Processor;
import kiai.tokens.TokenWindow;
import kiai.tokens.folder.MetadataJson;
import kiai.tokens.folder.ProcessorFolder;

/**
 * Writes a token dataset: a folder of NumPy arrays that training maps into memory.
 *
 * <table>
 *   <caption>Files; W windows, M maps, F features, V variants of the play</caption>
 *   <tr><td>{@code dataset.json}</td><td>format, counts, names of the features</td></tr>
 *   <tr><td>{@code processor/}</td><td>the processor's part of the model folder</td></tr>
 *   <tr><td>{@code ids.npy}</td><td>uint16, the ids of all windows one after another</td></tr>
 *   <tr><td>{@code offsets.npy}</td><td>int64 [W+1], where each window begins in it</td></tr>
 *   <tr><td>{@code window_map.npy}</td><td>int32 [W], number of the map</td></tr>
 *   <tr><td>{@code window_start.npy}</td><td>int32 [W], milliseconds</td></tr>
 *   <tr><td>{@code window_objects.npy}</td><td>int32 [W], hit objects that start in it</td></tr>
 *   <tr><td>{@code features.npy}</td><td>float32 [W, F]</td></tr>
 *   <tr><td>{@code variant_features.npy}</td><td>float32 [W, V, F], of sped and mirrored play</td></tr>
 *   <tr><td>{@code variants.npy}</td><td>float32 [W, V, 3]: speed, mirrored in x, in y; the first
 *       variant is the one that {@code kiai eval} tests with</td></tr>
 *   <tr><td>{@code metadata_ids.npy}, {@code metadata_offsets.npy}</td><td>as ids, for maps</td></tr>
 *   <tr><td>{@code maps.jsonl}</td><td>identity, group, split, names, metadata, facts</td></tr>
 * </table>
 */
public final class TokenDatasetWriter implements Closeable {
  /** Changes with the meaning of any file. */
  public static final int FORMAT_VERSION = 2;

  private static final double WIDEST_SPEED = 1.3; // variants lie between 1/1.3 and 1.3
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Processor processor;
  private final int variants;
  private final Random random;
  private final Path folder;
  private final NpyWriter ids;
  private final NpyWriter offsets;
  private final NpyWriter windowMap;
  private final NpyWriter windowStart;
  private final NpyWriter windowObjects;
  private final NpyWriter features;
  private final NpyWriter variantFeatures;
  private final NpyWriter variantList;
  private final NpyWriter metadataIds;
  private final NpyWriter metadataOffsets;
  private final BufferedWriter maps;
  private long idCount;
  private long metadataIdCount;
  private int mapCount;
  private int windowCount;

  /**
   * Begins a dataset.
   *
   * @param variants how many changed plays of each window to compute features of
   * @param seed of the changes
   */
  public TokenDatasetWriter(Path folder, Processor processor, int variants, long seed)
      throws IOException {
    this.processor = processor;
    this.variants = variants;
    this.random = new Random(seed);
    this.folder = folder;
    Files.createDirectories(folder);
    ProcessorFolder.write(processor, folder.resolve("processor"));
    int f = WindowFeatures.count();
    ids = new NpyWriter(folder.resolve("ids.npy"), "<u2");
    offsets = new NpyWriter(folder.resolve("offsets.npy"), "<i8");
    windowMap = new NpyWriter(folder.resolve("window_map.npy"), "<i4");
    windowStart = new NpyWriter(folder.resolve("window_start.npy"), "<i4");
    windowObjects = new NpyWriter(folder.resolve("window_objects.npy"), "<i4");
    features = new NpyWriter(folder.resolve("features.npy"), "<f4", f);
    variantFeatures = new NpyWriter(folder.resolve("variant_features.npy"), "<f4", variants, f);
    variantList = new NpyWriter(folder.resolve("variants.npy"), "<f4", variants, 3);
    metadataIds = new NpyWriter(folder.resolve("metadata_ids.npy"), "<u2");
    metadataOffsets = new NpyWriter(folder.resolve("metadata_offsets.npy"), "<i8");
    maps = Files.newBufferedWriter(folder.resolve("maps.jsonl"));
    offsets.longer(0);
    metadataOffsets.longer(0);
  }

  /** Appends a map; a rating may be null. */
  public void add(BeatmapFile file, Beatmap beatmap, StarRating rating, Labels.Label label)
      throws IOException {
    List<TokenWindow> windows = processor.windowsToEmbed(beatmap);
    WindowFeatures plays = new WindowFeatures(beatmap);
    double lengthMs = processor.config().windows().lengthSec() * 1000;
    for (TokenWindow window : windows) {
      ids.shorts(window.ids());
      idCount += window.ids().length;
      offsets.longer(idCount);
      windowMap.integer(mapCount);
      windowStart.integer(window.startMs());
      windowObjects.integer(plays.objects(window.startMs(), lengthMs));
      features.floats(plays.of(window.startMs(), lengthMs));
      variants(plays, file.md5(), window.startMs(), lengthMs);
      windowCount++;
    }
    List<String> tags = label.tags() != null ? label.tags() : WeakTags.of(beatmap);
    MapMetadata metadata = metadata(beatmap, rating, label, tags);
    int[] encoded = processor.metadataIds(metadata);
    metadataIds.shorts(encoded);
    metadataIdCount += encoded.length;
    metadataOffsets.longer(metadataIdCount);
    maps.write(JSON.writeValueAsString(describe(file, beatmap, rating, label, metadata)));
    maps.write('\n');
    mapCount++;
  }

  private void variants(WindowFeatures plays, String md5, int startMs, double lengthMs)
      throws IOException {
    int f = WindowFeatures.count();
    float[] row = new float[variants * f];
    float[] what = new float[variants * 3];
    for (int v = 0; v < variants; v++) {
      double speed = Math.pow(WIDEST_SPEED, 2 * random.nextDouble() - 1);
      WindowFeatures.Variant variant =
          v == 0
              ? WindowFeatures.Variant.ofTest(md5, startMs)
              : new WindowFeatures.Variant(speed, random.nextBoolean(), random.nextBoolean());
      System.arraycopy(plays.of(startMs, lengthMs, variant), 0, row, v * f, f);
      what[v * 3] = (float) variant.speed();
      what[v * 3 + 1] = variant.mirrorX() ? 1 : 0;
      what[v * 3 + 2] = variant.mirrorY() ? 1 : 0;
    }
    variantFeatures.floats(row);
    variantList.floats(what);
  }

  private MapMetadata metadata(
      Beatmap beatmap, StarRating rating, Labels.Label label, List<String> tags) {
    Integer year = label.year();
    if (year == null) {
      OptionalInt estimate = SubmissionYear.ofSetId(beatmap.metadata().beatmapSetId());
      year = estimate.isPresent() ? estimate.getAsInt() : null;
    }
    return processor
        .metadata(beatmap)
        .with(
            rating == null ? null : rating.stars(),
            year,
            label.status(),
            label.mapper(),
            tags.isEmpty() ? null : tags);
  }

  private ObjectNode describe(
      BeatmapFile file,
      Beatmap beatmap,
      StarRating rating,
      Labels.Label label,
      MapMetadata metadata) {
    Beatmap.Metadata names = beatmap.metadata();
    ObjectNode node = JSON.createObjectNode();
    node.put("md5", file.md5());
    node.put("beatmap_id", names.beatmapId());
    node.put("set_id", names.beatmapSetId());
    node.put(
        "group",
        label.group() != null
            ? label.group()
            : names.beatmapSetId() > 0
                ? "set " + names.beatmapSetId()
                : names.artist() + "|" + names.title() + "|" + names.creator());
    node.put("split", label.split());
    node.put("excluded", label.excluded());
    node.put("mode", beatmap.mode().id());
    node.put("title", names.title());
    node.put("artist", names.artist());
    node.put("creator", names.creator());
    node.put("version", names.version());
    node.put("ar", beatmap.played().approachRate());
    node.put("cs", beatmap.played().circleSize());
    node.put("od", beatmap.played().overallDifficulty());
    MapStatistics facts = MapStatistics.of(beatmap);
    node.put("bpm", facts.bpm());
    node.put("length", facts.lengthSec());
    node.put("keys", facts.keys());
    node.put("bpm_min", facts.bpmMin());
    node.put("bpm_max", facts.bpmMax());
    ObjectNode patterns = node.putObject("patterns");
    MapPatterns.of(beatmap).forEach((pattern, value) -> patterns.put(pattern.key(), value));
    node.put("stars", rating == null ? null : rating.stars());
    node.put("star_algorithm", rating == null ? null : StarRating.ALGORITHM);
    node.put("tags_from", metadata.tags() == null ? null : label.tags() != null ? "label" : "weak");
    node.put(
        "year_from", metadata.year() == null ? null : label.year() != null ? "label" : "set id");
    node.set("metadata", MetadataJson.write(metadata, processor.metadataTokenizer().settings()));
    return node;
  }

  /** Maps written so far. */
  public int maps() {
    return mapCount;
  }

  /** Windows written so far. */
  public int windows() {
    return windowCount;
  }

  @Override
  public void close() throws IOException {
    for (Closeable part :
        List.of(
            ids,
            offsets,
            windowMap,
            windowStart,
            windowObjects,
            features,
            variantFeatures,
            variantList,
            metadataIds,
            metadataOffsets,
            maps)) {
      part.close();
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("format_version", FORMAT_VERSION);
    node.put("maps", mapCount);
    node.put("windows", windowCount);
    node.put("tokens", idCount);
    node.put("feature_version", WindowFeatures.VERSION);
    node.put("variants", variants);
    WindowFeatures.names().forEach(node.putArray("feature_names")::add);
    Files.writeString(
        folder.resolve("dataset.json"),
        JSON.copy().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(node) + "\n");
  }
}
