package kiai.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiai.dataset.MapFacts;
import kiai.embeddings.MapEmbedding;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LateInteractionField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** Turns a map into its block of documents, and stored documents back into records. */
public final class MapDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which words there are and in how many maps; not where. */
  private static final FieldType WORDS_ONLY = wordsOnly();

  private MapDocuments() {}

  private static FieldType wordsOnly() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(IndexOptions.DOCS);
    type.freeze();
    return type;
  }

  /** The windows of a map, then the map itself: a block that Lucene replaces as one. */
  static List<Document> block(BeatmapRecord record, MapEmbedding embedding) {
    List<Document> block = new ArrayList<>();
    for (int i = 0; i < embedding.windows().length; i++) {
      Document window = new Document();
      // A plain term: doc values of the block's children would only cost space.
      window.add(new StringField(Schema.TYPE, Schema.WINDOW, Store.NO));
      window.add(new StringField(Schema.MD5, record.md5(), Store.YES));
      window.add(new NumericDocValuesField(Schema.WINDOW_START, embedding.startMs()[i]));
      window.add(new StoredField(Schema.WINDOW_START, embedding.startMs()[i]));
      window.add(
          new KnnFloatVectorField(
              Schema.WINDOW_VECTOR, embedding.windows()[i], VectorSimilarityFunction.DOT_PRODUCT));
      block.add(window);
    }
    block.add(map(record, embedding));
    return block;
  }

  private static Document map(BeatmapRecord r, MapEmbedding embedding) {
    Document map = new Document();
    map.add(new StringField(Schema.TYPE, Schema.MAP, Store.NO));
    map.add(new StringField(Schema.MD5, r.md5(), Store.YES));
    map.add(new BinaryDocValuesField(Schema.MD5_BYTES, new BytesRef(MapProjection.bytes(r.md5()))));
    map.add(new StoredField(Schema.RECORD, json(r)));
    map.add(new KeywordField(Schema.SET_KEY, clip(r.setKey()), Store.NO));
    map.add(new KeywordField(Schema.MODE, r.mode(), Store.NO));
    if (r.beatmapId() != null) {
      map.add(new IntField(Schema.BEATMAP_ID, r.beatmapId(), Store.NO));
    }
    if (r.setId() != null) {
      map.add(new IntField(Schema.SET_ID, r.setId(), Store.NO));
    }
    if (r.status() != null) {
      map.add(new KeywordField(Schema.STATUS, r.status(), Store.NO));
    }
    r.tags().forEach(tag -> map.add(new KeywordField(Schema.TAG, clip(tag), Store.NO)));
    text(map, Schema.TITLE, r.title(), r.titleUnicode());
    text(map, Schema.ARTIST, r.artist(), r.artistUnicode());
    pasted(map, r.artist(), r.title());
    pasted(map, r.artistUnicode(), r.titleUnicode());
    text(map, Schema.CREATOR, r.creator(), null);
    text(map, Schema.DIFFICULTY_NAME, r.version(), null);
    text(map, Schema.SOURCE, r.source(), null);
    text(map, Schema.TAG_TEXT, r.mapperTags(), null);
    keyword(map, Schema.TITLE_NAME, named(r.title()));
    keyword(map, Schema.ARTIST_NAME, named(r.artist()));
    keyword(map, Schema.CREATOR_NAME, named(r.creator()));
    map.add(new Field(Schema.SPELLING, spelling(r), WORDS_ONLY));
    maybe(map, Schema.STARS, r.stars());
    maybe(map, Schema.STARS_DOUBLE_TIME, r.starsDoubleTime());
    maybe(map, Schema.STARS_HALF_TIME, r.starsHalfTime());
    map.add(new KeywordField(Schema.HEARD, embedding.heard() ? Schema.YES : Schema.NO, Store.NO));
    facts(map, r);
    if (r.year() != null) {
      map.add(new IntField(Schema.YEAR, r.year(), Store.NO));
    }
    number(map, Schema.BPM, r.bpm());
    number(map, Schema.LENGTH, r.length());
    number(map, Schema.AR, r.ar());
    number(map, Schema.CS, r.cs());
    number(map, Schema.OD, r.od());
    number(map, Schema.HP, r.hp());
    if (r.keys() > 0) { // other modes have neither keys nor long notes, not even none
      number(map, Schema.LONG_NOTE_PERCENT, r.longNoteShare() * 100);
      map.add(new IntField(Schema.KEYS, r.keys(), Store.NO));
    }
    map.add(new IntField(Schema.CIRCLES, r.circles(), Store.NO));
    map.add(new IntField(Schema.SLIDERS, r.sliders(), Store.NO));
    map.add(new IntField(Schema.SPINNERS, r.spinners(), Store.NO));
    map.add(new IntField(Schema.OBJECTS, r.objects(), Store.NO));
    r.patterns().forEach((name, share) -> number(map, Schema.PATTERN_PREFIX + name, share));
    if (embedding.map().length > 0) {
      map.add(
          new KnnFloatVectorField(
              Schema.MAP_VECTOR, embedding.map(), VectorSimilarityFunction.DOT_PRODUCT));
    }
    if (embedding.windows().length > 0) {
      map.add(new LateInteractionField(Schema.WINDOW_VECTORS, embedding.windows()));
    }
    return map;
  }

  /** What sources besides the file say, and what follows from patterns. */
  private static void facts(Document map, BeatmapRecord r) {
    r.derivedTags().forEach(t -> map.add(new KeywordField(Schema.DERIVED_TAG, t.tag(), Store.NO)));
    r.collections().forEach(c -> map.add(new KeywordField(Schema.COLLECTION, clip(c), Store.NO)));
    keyword(map, Schema.GENRE, r.known(MapFacts::genre));
    keyword(map, Schema.LANGUAGE, r.known(MapFacts::language));
    keyword(map, Schema.OWNED, Optional.of(r.owned() ? Schema.YES : Schema.NO));
    keyword(map, Schema.PLAYED, r.known(MapFacts::played).map(p -> p ? Schema.YES : Schema.NO));
    keyword(map, Schema.IMPORTED_FROM, Optional.ofNullable(r.importedFrom()));
    whole(map, Schema.MAPPER_ID, r.known(MapFacts::mapperId));
    whole(map, Schema.FAVOURITES, r.known(MapFacts::favourites));
    whole(map, Schema.PLAYS, r.known(MapFacts::plays).map(p -> (int) Math.min(p, 1 << 30)));
    whole(map, Schema.SUBMITTED, r.known(MapFacts::submitted).map(MapDocuments::day));
    whole(map, Schema.RANKED, r.known(MapFacts::ranked).map(MapDocuments::day));
    whole(map, Schema.UPDATED, r.known(MapFacts::updated).map(MapDocuments::day));
    whole(map, Schema.LAST_PLAYED, r.known(MapFacts::lastPlayed).map(MapDocuments::day));
  }

  private static int day(String iso) {
    return (int) LocalDate.parse(iso).toEpochDay();
  }

  private static void keyword(Document map, String field, Optional<String> value) {
    value.ifPresent(v -> map.add(new KeywordField(field, clip(v), Store.NO)));
  }

  private static void whole(Document map, String field, Optional<Integer> value) {
    value.ifPresent(v -> map.add(new IntField(field, v, Store.NO)));
  }

  private static Optional<String> named(String name) {
    return Optional.ofNullable(name).filter(n -> !n.isBlank());
  }

  private static String spelling(BeatmapRecord r) {
    return clip(
        String.join(
            " ", r.title(), r.artist(), r.creator(), r.version(), r.source(), r.mapperTags()));
  }

  private static void maybe(Document map, String field, Double value) {
    if (value != null) {
      number(map, field, value);
    }
  }

  private static void number(Document map, String field, double value) {
    map.add(new DoubleField(field, value, Store.NO));
  }

  private static void text(Document map, String field, String romanised, String original) {
    map.add(new TextField(field, clip(romanised), Store.NO));
    whole(map, field, romanised);
    if (original != null && !original.equals(romanised)) {
      map.add(new TextField(field, clip(original), Store.NO));
      whole(map, field, original);
    }
  }

  private static void whole(Document map, String field, String text) {
    String words = Schema.words(clip(text));
    if (!words.isEmpty()) {
      map.add(new StringField(field + Schema.WHOLE_SUFFIX, words, Store.NO));
    }
  }

  /** Artist and title as one: what people paste. */
  private static void pasted(Document map, String artist, String title) {
    if (artist != null && title != null) {
      whole(map, Schema.PASTED, clip(artist) + " " + clip(title));
    }
  }

  /** Lucene refuses single terms above 32 kB; nobody searches for more than this. */
  private static String clip(String text) {
    return text.length() <= 4_000 ? text : text.substring(0, 4_000);
  }

  private static byte[] json(BeatmapRecord record) {
    try {
      return JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record is always JSON", e);
    }
  }

  /** The record of a stored document. */
  public static BeatmapRecord record(org.apache.lucene.document.Document stored)
      throws IOException {
    org.apache.lucene.util.BytesRef bytes = stored.getBinaryValue(Schema.RECORD);
    return JSON.readValue(bytes.bytes, bytes.offset, bytes.length, BeatmapRecord.class);
  }
}
