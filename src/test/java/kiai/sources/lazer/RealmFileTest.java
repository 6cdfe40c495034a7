package kiai.sources.lazer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import kiai.input.DamagedFileException;
import kiai.sources.lazer.RealmWriter.Column;
import kiai.sources.lazer.RealmWriter.Table;
import kiai.sources.lazer.RealmWriter.ValueType;
import kiai.torture.Torture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of Realm's own library, read by our reader: what was written comes back. */
@Tag("torture")
class RealmFileTest {
  private static final Set<String> ALL =
      Set.of(
          "Whole", "Maybe", "Flag", "Text", "Time", "Real", "Double", "Link", "Links", "Texts",
          "Id", "Gone");
  private static final int ROWS = 2_000; // more than a cluster holds
  private static final int LONG_LIST = 2_500; // more than a leaf holds

  @TempDir private static Path folder;
  private static byte[] file;

  private static String text(int i) {
    return switch (i % 5) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> "短い" + i;
      case 3 -> "m".repeat(20 + i % 40);
      default -> "long ".repeat(30) + i;
    };
  }

  private static Long maybe(int i) {
    return i % 3 == 0 ? null : (Long) ((long) i * i * i * (i % 2 == 0 ? 1 : -1) * 1_000_003L);
  }

  private static Instant time(int i) {
    return i % 4 == 0 ? null : Instant.ofEpochSecond(1_500_000_000L + i * 86_400L, i);
  }

  @BeforeAll
  static void write() throws IOException {
    Path path = folder.resolve("test.realm");
    Table target = new Table("Target", false, List.of(Column.of("Number", ValueType.WHOLE)));
    Table inner = new Table("Inner", true, List.of(Column.maybe("Name", ValueType.TEXT)));
    Table main =
        new Table(
            "Main",
            false,
            List.of(
                Column.of("Whole", ValueType.WHOLE),
                Column.maybe("Maybe", ValueType.WHOLE),
                Column.of("Flag", ValueType.FLAG),
                Column.maybe("Text", ValueType.TEXT),
                Column.maybe("Time", ValueType.TIME),
                Column.of("Real", ValueType.REAL),
                Column.of("Double", ValueType.DOUBLE),
                Column.link("Link", "Target"),
                Column.links("Links", "Inner"),
                Column.texts("Texts"),
                Column.of("Id", ValueType.UUID)));
    try (RealmWriter writer = new RealmWriter(path, 51, List.of(target, inner, main))) {
      List<RealmWriter.Row> targets = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        targets.add(writer.row("Target").with("Number", i));
      }
      List<RealmWriter.Row> removed = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        RealmWriter.Row row =
            writer
                .row("Main")
                .with("Whole", i)
                .with("Maybe", maybe(i))
                .with("Flag", i % 7 == 0)
                .with("Text", text(i))
                .with("Time", time(i))
                .with("Real", i / 8f)
                .with("Double", -i / 3.0)
                .with("Link", i % 6 == 0 ? null : targets.get(i % 10))
                .with("Id", new UUID(i, 77));
        row.embeddedInList("Links", "Inner").with("Name", "inner " + i);
        if (i % 100 == 1) {
          List<String> texts = new ArrayList<>();
          for (int t = 0; t < (i == 101 ? LONG_LIST : 3); t++) {
            texts.add("text " + t);
          }
          row.with("Texts", texts);
        }
        if (i % 10 == 9) {
          removed.add(row);
        }
        if (i == ROWS / 2) {
          writer.commit();
        }
      }
      removed.forEach(RealmWriter.Row::delete);
      targets.get(3).delete();
    }
    file = Files.readAllBytes(path);
  }

  @Test
  void everyValueComesBack() throws IOException {
    RealmFile realm = RealmFile.of(file);
    Map<Long, RealmRow> targets = realm.rows("Target", Set.of("Number"));
    Map<Long, RealmRow> inner = realm.rows("Inner", Set.of("Name"));
    Map<Integer, RealmRow> rows = new HashMap<>();
    realm.rows("Main", ALL).values().forEach(r -> rows.put(r.whole("Whole").intValue(), r));
    assertThat(targets).hasSize(9);
    assertThat(rows).hasSize(ROWS - ROWS / 10);
    for (int i = 0; i < ROWS; i++) {
      if (i % 10 == 9) {
        assertThat(rows).doesNotContainKey(i);
        continue;
      }
      RealmRow row = rows.get(i);
      assertThat(row.whole("Maybe")).isEqualTo(maybe(i));
      assertThat(row.flag("Flag")).isEqualTo(i % 7 == 0);
      assertThat(row.text("Text")).isEqualTo(text(i));
      assertThat(row.time("Time")).isEqualTo(time(i));
      assertThat(row.real("Real")).isEqualTo(i / 8f);
      assertThat(row.real("Double")).isEqualTo(-i / 3.0);
      RealmRow link = row.link("Link", targets);
      if (i % 6 == 0 || i % 10 == 3) {
        assertThat(link).isNull();
      } else {
        assertThat(link.whole("Number")).isEqualTo(i % 10);
      }
      assertThat(row.links("Links", inner)).hasSize(1);
      assertThat(row.links("Links", inner).getFirst().text("Name")).isEqualTo("inner " + i);
      assertThat(row.texts("Texts"))
          .hasSize(i % 100 != 1 ? 0 : i == 101 ? LONG_LIST : 3)
          .allMatch(text -> text.startsWith("text "));
      assertThat(row.text("Gone")).isNull(); // a column of other versions
    }
    assertThat(rows.get(101).texts("Texts").getLast()).isEqualTo("text " + (LONG_LIST - 1));
    assertThat(realm.rows("Nothing", ALL)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 23, 24, 40, 1_000})
  void filesThatAreCutSaySo(int length) {
    byte[] cut = Arrays.copyOf(file, length);
    assertThatThrownBy(
            () -> {
              RealmFile realm = RealmFile.of(cut);
              realm.rows("Main", ALL);
            })
        .isInstanceOf(DamagedFileException.class);
  }

  @Test
  void otherFormatsAreNamed() {
    byte[] later = file.clone();
    later[20] = 25;
    later[21] = 25;
    assertThatThrownBy(() -> RealmFile.of(later))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("format 25");
    byte[] encrypted = file.clone();
    new Random(1).nextBytes(encrypted);
    assertThatThrownBy(() -> RealmFile.of(encrypted))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void damageNeverDoesMoreThanAMessage() {
    int damaged = 0;
    int times = Torture.times(1_000, 10_000);
    for (int round = 0; round < times; round++) {
      Random random = Torture.random(round);
      byte[] bytes = file.clone();
      for (int i = random.nextInt(1, 40); i > 0; i--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> bytes[at] = (byte) random.nextInt();
          case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 64), (byte) 0);
          default -> {
            int to = random.nextInt(bytes.length - 8) & ~7;
            System.arraycopy(file, to, bytes, Math.min(at & ~7, bytes.length - 8), 8);
          }
        }
      }
      long started = System.nanoTime();
      try {
        RealmFile realm = RealmFile.of(bytes);
        realm.rows("Main", ALL);
        realm.rows("Inner", ALL);
      } catch (DamagedFileException e) {
        damaged++;
        assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }
    Torture.report("mutated client.realm: %,d, %,d left out with a reason", times, damaged);
    assertThat(damaged).isPositive();
  }
}
