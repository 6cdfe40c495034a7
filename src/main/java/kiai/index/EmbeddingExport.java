package kiai.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import kiai.dataset.EmbeddingTableWriter;
import kiai.dataset.MapFacts;
import kiai.dataset.MapperatorTable;
import kiai.dataset.SkippedFile;
import kiai.dataset.TableMap;
import kiai.tokens.UserTags;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** The maps of an index as a table of ready embeddings. */
public final class EmbeddingExport {
  private final BeatmapIndex index;

  /** An export of an index. */
  public EmbeddingExport(BeatmapIndex index) {
    this.index = index;
  }

  /**
   * What was written.
   *
   * @param maps maps of the index
   * @param merged maps of the other table that the index does not have
   */
  public record Exported(long maps, long merged) {}

  /**
   * Writes a table; it appears whole or not at all.
   *
   * @param mergeWith a table whose maps follow unless the index has them, by id or else by MD5;
   *     null for none
   * @param skipped takes rows of that table that are left out
   */
  public Exported write(Path target, Path mergeWith, Consumer<SkippedFile> skipped)
      throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Set<Object> keys = new HashSet<>();
    try {
      long maps;
      long merged = 0;
      try (EmbeddingTableWriter writer = new EmbeddingTableWriter(part, UserTags::idOf)) {
        maps = index.search(searcher -> write(searcher, writer, keys));
        if (mergeWith != null) {
          merged = merge(mergeWith, writer, keys, skipped);
        }
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      return new Exported(maps, merged);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private record Place(int doc, Object key) {}

  private static long write(IndexSearcher searcher, EmbeddingTableWriter writer, Set<Object> keys)
      throws IOException {
    TermQuery maps = new TermQuery(new Term(Schema.TYPE, Schema.MAP));
    List<Place> places = new ArrayList<>();
    int max = Math.max(1, searcher.getIndexReader().maxDoc());
    for (ScoreDoc hit : searcher.search(maps, max).scoreDocs) {
      BeatmapRecord map = read(searcher, hit.doc);
      places.add(new Place(hit.doc, key(map.beatmapId(), map.md5())));
    }
    // Ids first, ascending, as tables of the website are.
    places.sort(
        Comparator.comparingInt((Place p) -> p.key instanceof Integer id ? id : Integer.MAX_VALUE)
            .thenComparing(p -> String.valueOf(p.key)));
    long written = 0;
    for (Place place : places) {
      float[] vector = MapVectors.vectorOf(searcher, place.doc);
      if (vector != null && keys.add(place.key)) {
        writer.write(row(read(searcher, place.doc), vector));
        written++;
      }
    }
    return written;
  }

  private static BeatmapRecord read(IndexSearcher searcher, int doc) throws IOException {
    return MapDocuments.record(searcher.storedFields().document(doc, Set.of(Schema.RECORD)));
  }

  private static Object key(Integer beatmapId, String md5) {
    return beatmapId != null ? beatmapId : String.valueOf(md5);
  }

  private long merge(
      Path path, EmbeddingTableWriter writer, Set<Object> keys, Consumer<SkippedFile> skipped)
      throws IOException {
    long[] merged = {0};
    int dimension = index.facts().dimension();
    try (MapperatorTable table = MapperatorTable.open(path, UserTags.vocabulary())) {
      if (!table.hasEmbeddings() || table.dimension() != dimension) {
        throw new IOException(
            "%s has no embeddings of %d numbers to merge with".formatted(path, dimension));
      }
      table.read(
          true,
          maps -> {
            for (TableMap map : maps) {
              boolean whole = map.vector() != null && map.vector().length == dimension;
              if (whole && keys.add(key(map.beatmapId(), map.md5()))) {
                writer.write(map);
                merged[0]++;
              }
            }
          },
          skipped);
    }
    return merged[0];
  }

  private static TableMap row(BeatmapRecord m, float[] vector) {
    MapFacts facts =
        new MapFacts(
            "index",
            MapFacts.Kind.METADATA,
            m.status(),
            m.stars(),
            m.starsDoubleTime(),
            m.starsHalfTime(),
            m.yearEstimated() ? null : m.year(),
            m.known(MapFacts::submitted).orElse(null),
            m.known(MapFacts::ranked).orElse(null),
            m.known(MapFacts::updated).orElse(null),
            m.known(MapFacts::mapperId).orElse(null),
            m.known(MapFacts::genre).orElse(null),
            m.known(MapFacts::language).orElse(null),
            m.known(MapFacts::favourites).orElse(null),
            m.known(MapFacts::plays).orElse(null),
            m.tags().isEmpty() ? null : m.tags(),
            null,
            null,
            null,
            null);
    return new TableMap(
        m.md5(),
        m.beatmapId(),
        m.setId(),
        m.title(),
        m.titleUnicode(),
        m.artist(),
        m.artistUnicode(),
        m.creator(),
        m.version(),
        m.source(),
        m.mapperTags(),
        m.mode(),
        m.bpm(),
        m.length(),
        m.cs(),
        m.ar(),
        m.od(),
        m.hp(),
        m.circles(),
        m.sliders() + m.holdNotes(),
        m.spinners(),
        null,
        facts,
        vector);
  }
}
