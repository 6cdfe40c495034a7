package kiai.prepare;

import java.util.ArrayList;
import java.util.List;
import kiai.analysis.stars.StarCalculator;
import kiai.analysis.stars.StarRating;
import kiai.analysis.stars.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.embeddings.ModelFolder;
import kiai.embeddings.PreparedMap;
import kiai.embeddings.Tracks;
import kiai.map.MapRecord;
import kiai.sources.files.BeatmapFile;

/**
 * The only way from the bytes of a map to what the encoder and the index take: parsed, checked,
 * tokenised, rated, with its song. Indexing, the command line, HTTP, evaluation and training all go
 * through it, the last two with {@link #read} alone. Threads may share it.
 */
public final class MapPreparer {
  private static final BeatmapParser PARSER = new BeatmapParser();

  private final ModelFolder model;
  private final Tracks tracks;
  private final StarCalculator stars;

  /**
   * A preparer.
   *
   * @param model whose processor and features are wanted
   * @param tracks songs for a model with audio input; null to embed without
   * @param stars rates maps; null to leave them unrated
   */
  public MapPreparer(ModelFolder model, Tracks tracks, StarCalculator stars) {
    this.model = model;
    this.tracks = tracks;
    this.stars = stars;
  }

  /** A map after parsing. */
  public sealed interface ReadMap {
    /** A map that can be parsed; {@link Beatmap#unplayable} may still speak against it. */
    record Usable(Beatmap beatmap) implements ReadMap {}

    /** A file that is no map; the reason is for the user. */
    record LeftOut(String reason) implements ReadMap {}
  }

  /** A map after preparation. */
  public sealed interface Prepared {
    /**
     * A map for the encoder and the index.
     *
     * @param record what is known of it, without sources besides its file
     * @param notes what it is indexed without, such as a star rating, and why
     * @param songUnread whether its song is there and could not be read this time
     */
    record Ready(
        MapRecord record, PreparedMap map, Beatmap beatmap, List<String> notes, boolean songUnread)
        implements Prepared {}

    /** A file without a map that can be embedded; the reason is for the user. */
    record LeftOut(String reason) implements Prepared {}
  }

  /** Parses a map. */
  public static ReadMap read(BeatmapFile file) {
    return switch (PARSER.parse(file.bytes())) {
      case ParsedBeatmap.Usable usable -> new ReadMap.Usable(usable.beatmap());
      case ParsedBeatmap.Rejected rejected -> new ReadMap.LeftOut(rejected.reason().toString());
    };
  }

  /**
   * Prepares a map.
   *
   * @throws InterruptedException when the thread is told to stop while it waits for a calculator
   */
  public Prepared prepare(BeatmapFile file) throws InterruptedException {
    return switch (read(file)) {
      case ReadMap.LeftOut none -> new Prepared.LeftOut(none.reason());
      case ReadMap.Usable(Beatmap beatmap) -> prepare(file, beatmap);
    };
  }

  private Prepared prepare(BeatmapFile file, Beatmap beatmap) throws InterruptedException {
    if (beatmap.unplayable().isPresent()) {
      return new Prepared.LeftOut(beatmap.unplayable().get());
    }
    List<String> notes = new ArrayList<>();
    String audio = file.siblings().find(beatmap.audioFilename()).orElse(null);
    Tracks.ForMap song = tracks == null ? Tracks.ForMap.NONE : tracks.of(beatmap, audio);
    if (song.reason() != null) {
      notes.add(song.reason());
    }
    PreparedMap prepared = PreparedMap.of(beatmap, model, song.track());
    if (prepared.windows().isEmpty()) {
      return new Prepared.LeftOut("it is over within a second");
    }
    StarRating rating = null;
    try {
      rating = stars == null ? null : stars.rate(beatmap);
    } catch (StarRatingException e) {
      // The map is searchable all the same; its record says that it has none.
      notes.add("indexed without a star rating: " + e.getMessage());
    }
    MapRecord record =
        new MapRecord(
            MapContents.of(
                file.md5(),
                beatmap,
                MapContents.ratings(rating),
                MapContents.windows(prepared.windows(), prepared.objects()),
                file.siblings()),
            List.of());
    return new Prepared.Ready(record, prepared, beatmap, List.copyOf(notes), song.passing());
  }
}
