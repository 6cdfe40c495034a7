package kiai.sources.stable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kiai.input.DamagedFileException;
import kiai.input.SkippedFile;
import kiai.map.MetadataSource;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixtures are written by make_client_files.py from the description of the layout. */
class ClientFilesTest {
  private static final Path FIXTURES = Path.of("src/test/resources/kiai/dataset");
  private static final String SECOND = "ab".repeat(16);
  private static final String THIRD = "cd".repeat(16);

  @TempDir private Path folder;
  private final List<SkippedFile> skipped = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"osu!-old.db", "osu!-new.db"})
  void bothLayoutsOfTheDatabaseSayTheSame(String name) throws IOException {
    MetadataSource database = OsuDatabase.read(FIXTURES.resolve(name), skipped::add);
    assertThat(skipped).isEmpty();
    assertThat(database.size()).isEqualTo(3);
    SourcedMetadata first = database.of(null, 9001, null).orElseThrow();
    assertThat(first.get(SourcedField.STATUS)).isEqualTo("ranked");
    assertThat(first.get(SourcedField.STARS))
        .isCloseTo(5.25, org.assertj.core.api.Assertions.within(1e-6));
    assertThat(first.get(SourcedField.STARS_DOUBLE_TIME))
        .isCloseTo(5.25 * 1.4, org.assertj.core.api.Assertions.within(1e-6));
    assertThat(first.get(SourcedField.STARS_HALF_TIME))
        .isCloseTo(5.25 * 0.7, org.assertj.core.api.Assertions.within(1e-6));
    assertThat(first.get(SourcedField.OWNED)).isTrue();
    assertThat(first.get(SourcedField.PLAYED)).isTrue();
    assertThat(first.get(SourcedField.LAST_PLAYED)).isEqualTo("2020-01-01");
    SourcedMetadata second = database.of(SECOND, null, null).orElseThrow();
    assertThat(second.get(SourcedField.STATUS)).isEqualTo("loved");
    assertThat(second.get(SourcedField.PLAYED)).isFalse();
    assertThat(second.get(SourcedField.LAST_PLAYED)).isNull();
    assertThat(database.of(THIRD, null, null).orElseThrow().get(SourcedField.STARS)).isNull();
    assertThat(database.of("ef".repeat(16), null, null)).isEmpty();
  }

  @Test
  void whatStandsBeforeTheDamageOfADatabaseCounts() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("osu!-new.db"));
    Path half = folder.resolve("osu!.db");
    Files.write(half, Arrays.copyOf(whole, whole.length * 3 / 4));
    MetadataSource database = OsuDatabase.read(half, skipped::add);
    assertThat(database.size()).isEqualTo(2);
    assertThat(skipped)
        .singleElement()
        .extracting(SkippedFile::reason)
        .asString()
        .contains("osu!.db is damaged at byte")
        .contains("map 3 of 3");
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Path html = folder.resolve("osu!.db");
    Files.writeString(html, "<!doctype html><title>404</title>");
    assertThatThrownBy(() -> OsuDatabase.read(html, skipped::add))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("is no version of a client");
  }

  @Test
  void collectionsAreReadAndWrittenBackByteByByte() throws IOException {
    Path original = FIXTURES.resolve("collection.db");
    CollectionDatabase read = CollectionDatabase.read(original);
    assertThat(read.collections().keySet()).containsExactly("farm", "練習", "empty");
    Path copy = folder.resolve("copy.db");
    read.write(copy);
    assertThat(copy).hasSameBinaryContentAs(original);
    MetadataSource facts = read.metadata("collection.db");
    assertThat(facts.of(THIRD, null, null).orElseThrow().get(SourcedField.COLLECTIONS))
        .containsExactly("練習");
  }

  @Test
  void mapsAreAddedToACollectionOnce() throws IOException {
    CollectionDatabase read = CollectionDatabase.read(FIXTURES.resolve("collection.db"));
    CollectionDatabase more = read.with("練習", List.of(THIRD, SECOND)).with("new", List.of(THIRD));
    assertThat(more.collections().get("練習")).containsExactly(THIRD, SECOND);
    assertThat(more.collections().get("new")).containsExactly(THIRD);
    assertThat(more.collections().get("farm")).isEqualTo(read.collections().get("farm"));
  }

  @Test
  void whatIsThereStaysByteForByte() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {1, 2, 3, 4, 3, 0, 0, 0});
    String first = "a".repeat(32);
    String second = "b".repeat(32);
    text(bytes, "farm");
    bytes.writeBytes(new byte[] {2, 0, 0, 0});
    text(bytes, first);
    bytes.write(0); // no sum
    text(bytes, "farm"); // the same name again
    bytes.writeBytes(new byte[] {1, 0, 0, 0});
    text(bytes, second);
    bytes.writeBytes(new byte[] {0x0b, (byte) 0x82, 0, 'h', (byte) 0xff}); // odd length, no UTF-8
    bytes.writeBytes(new byte[] {0, 0, 0, 0, 'r', 'e', 's', 't'});
    Path file = folder.resolve("collection.db");
    Files.write(file, bytes.toByteArray());
    CollectionDatabase read = CollectionDatabase.read(file);
    assertThat(read.bytes()).isEqualTo(bytes.toByteArray());
    assertThat(read.collections().get("farm")).containsExactly(first, "", second);
    byte[] more = read.with("new", List.of(first)).bytes();
    int old = bytes.size() - 4;
    assertThat(Arrays.copyOfRange(more, 8, old))
        .isEqualTo(Arrays.copyOfRange(bytes.toByteArray(), 8, old));
    assertThat(more[4]).isEqualTo((byte) 4);
    assertThat(new String(more, StandardCharsets.ISO_8859_1)).endsWith("rest").contains("new");
    Files.write(file, read.with("farm", List.of(first, "c".repeat(32))).bytes());
    assertThat(CollectionDatabase.read(file).collections().get("farm"))
        .containsExactly(first, "", "c".repeat(32), second);
    assertThat(read.metadata("collection.db").collected()).containsExactlyInAnyOrder(first, second);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.write(0x0b);
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void halfACollectionFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("collection.db"));
    Path half = folder.resolve("collection.db");
    Files.write(half, Arrays.copyOf(whole, whole.length - 40));
    assertThatThrownBy(() -> CollectionDatabase.read(half))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("collection.db is damaged at byte");
  }

  /** Any bytes end in an answer or in one kind of exception, quickly and without much memory. */
  @Property(tries = 300)
  void anyBytes(@ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 500) int from)
      throws IOException {
    Path file = Files.createTempFile("kiai", ".db");
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("osu!-new.db"));
    System.arraycopy(
        bytes,
        0,
        whole,
        Math.min(from, whole.length),
        Math.min(bytes.length, Math.max(0, whole.length - from)));
    try {
      Files.write(file, whole);
      try {
        OsuDatabase.read(file, _ -> {});
      } catch (DamagedFileException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
      try {
        CollectionDatabase.read(file);
      } catch (DamagedFileException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
    } finally {
      Files.delete(file);
    }
  }
}
