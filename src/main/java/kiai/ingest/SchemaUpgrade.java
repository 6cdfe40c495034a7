package kiai.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.analysis.stars.StarCalculator;
import kiai.analysis.stars.StarRating;
import kiai.analysis.stars.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.explorer.MapProjection;
import kiai.index.FileState;
import kiai.index.IndexContents;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.MapRef;
import kiai.input.InputLimits;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.prepare.MapContents;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;

/**
 * Brings an index of another schema and the same vectors forward: documents are rebuilt from what
 * the old generation holds and from the files, as far as they are as they were; vectors and windows
 * are copied, label profiles are computed from them; star ratings are copied when today's
 * calculator gave them, else the map is rated again. Nothing is embedded. The old generation goes
 * on answering until the new one is published.
 *
 * <p>Commits happen now and then; maps that an interrupted run has brought forward are not rebuilt
 * again.
 */
final class SchemaUpgrade {
  private static final int MAPS_BETWEEN_COMMITS = 20_000;

  private final IndexSnapshot old;
  private final IndexWriter writer;
  private final Encoder encoder;
  private final StarCalculator stars;
  private final BeatmapReader reader;
  private final IndexProgress progress;
  private final Set<String> done;
  private long maps;

  /**
   * An upgrade.
   *
   * @param encoder computes label profiles; null for an index of ready embeddings
   * @param stars rates maps that another calculator rated
   */
  SchemaUpgrade(
      IndexSnapshot old,
      IndexWriter writer,
      Encoder encoder,
      StarCalculator stars,
      InputLimits limits,
      IndexProgress progress)
      throws IOException {
    this.old = old;
    this.writer = writer;
    this.encoder = encoder;
    this.stars = stars;
    this.reader = new BeatmapReader(limits);
    this.progress = progress;
    IndexContents contents = writer.contents();
    this.done = new HashSet<>(contents.maps());
    this.done.addAll(contents.imported());
  }

  /**
   * Runs it.
   *
   * @return how many maps were brought forward
   */
  long run() throws IOException {
    List<FileState> files = new ArrayList<>();
    old.forEachFile(files::add);
    files.sort(java.util.Comparator.comparing(FileState::path));
    progress.began(IndexProgress.Phase.UPGRADING, old.sizes().maps());
    for (FileState file : files) {
      Map<String, FileContent> contents = contents(file);
      for (FileState.MapEntry entry : file.maps()) {
        forward(entry.md5(), contents.get(entry.md5()));
      }
      writer.fileDone(file);
    }
    List<String> without = new ArrayList<>(); // imported from tables, or of a file that is gone
    old.forEachVector((md5, _) -> without.add(md5));
    for (String md5 : without) {
      forward(md5, null);
    }
    copyProjection();
    writer.commit();
    return maps;
  }

  /** Places on the explorer's plane depend on vectors alone. */
  private void copyProjection() throws IOException {
    Optional<InputStream> projection = old.attachment(MapProjection.FILE);
    if (projection.isPresent()) {
      try (InputStream in = projection.get()) {
        writer.attach(MapProjection.FILE, in::transferTo);
      }
    }
  }

  private void forward(String md5, FileContent fromFile) throws IOException {
    if (!done.add(md5)) {
      return;
    }
    MapRef ref = old.find(md5).orElse(null);
    if (ref == null) {
      return; // its file was written, the map was not: an interrupted run will read it again
    }
    MapRecord record = old.record(ref);
    MapContent content =
        fromFile == null
            ? record.content()
            : fromFile.with(record.content(), ratings(fromFile.beatmap(), record.content()));
    MapEmbedding embedding = MetadataUpdate.embedding(old, ref, record);
    writer.add(
        new MapRecord(content, record.sources()),
        embedding.withLabels(labels(embedding, fromFile)));
    progress.done(++maps, maps, 0);
    if (maps % MAPS_BETWEEN_COMMITS == 0) {
      writer.commit();
    }
  }

  private MapContent.Ratings ratings(Beatmap beatmap, MapContent indexed) throws IOException {
    MapContent.Ratings before = indexed.analysis().ratings();
    if (StarRating.ALGORITHM.equals(before.source())) {
      return before;
    }
    try {
      return MapContents.ratings(stars.rate(beatmap));
    } catch (StarRatingException e) {
      return MapContent.Ratings.NONE; // as when the map is indexed anew
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while rating a map");
    }
  }

  /** The label profile of today; none when the map's file is gone and an old one says another. */
  private float[] labels(MapEmbedding embedding, FileContent fromFile) {
    if (old.manifest().labels().equals(writer.manifest().labels())) {
      return embedding.labels();
    }
    return fromFile == null || encoder == null
        ? new float[0]
        : encoder.labels(fromFile.beatmap(), embedding);
  }

  /** What a file says today of its maps, by MD5; nothing when it is not as it was. */
  private Map<String, FileContent> contents(FileState file) throws IOException {
    Map<String, FileContent> contents = new HashMap<>();
    Path path = PathNames.toPath(file.path());
    boolean needed = file.maps().stream().anyMatch(entry -> !done.contains(entry.md5()));
    if (!needed || !Files.isRegularFile(path)) {
      return contents;
    }
    reader.read(
        new SourceFile(path, Files.size(path), 0),
        map -> {
          if (MapPreparer.read(map) instanceof MapPreparer.ReadMap.Usable(Beatmap beatmap)) {
            contents.put(map.md5(), new FileContent(map, beatmap));
          }
        },
        _ -> {});
    return contents;
  }

  /** A map of a file as it is today; its windows are those of the index. */
  private record FileContent(BeatmapFile file, Beatmap beatmap) {
    MapContent with(MapContent indexed, MapContent.Ratings ratings) {
      BeatmapFile.Siblings beside =
          name -> file.siblings().find(name).or(() -> known(name, indexed.origin()));
      return MapContents.of(file.md5(), beatmap, ratings, indexed.windows(), beside);
    }

    // What the index knows of files that a list names, such as lazer's, and no folder.
    private Optional<String> known(String name, MapContent.Origin origin) {
      return Optional.ofNullable(
          name.equals(beatmap.audioFilename()) ? origin.audio() : origin.background());
    }
  }
}
