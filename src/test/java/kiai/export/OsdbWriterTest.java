package kiai.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import org.junit.jupiter.api.Test;

class OsdbWriterTest {
  /** Reads the parts in the order that Collection Manager's reader expects. */
  @Test
  void theFileHasTheLayoutOfVersion8() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OsdbWriter.write(out, "ジャンプ", List.of(map()));
    ByteBuffer head = ByteBuffer.wrap(out.toByteArray());
    assertThat(text(head)).isEqualTo("o!dm8");
    byte[] packed = new byte[head.remaining()];
    head.get(packed);
    byte[] raw = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    ByteBuffer body = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(text(body)).isEqualTo("o!dm8");
    assertThat(body.getDouble()).isZero();
    assertThat(text(body)).isEqualTo("Kiai");
    assertThat(body.getInt()).isEqualTo(1);
    assertThat(text(body)).isEqualTo("ジャンプ");
    assertThat(body.getInt()).isZero();
    assertThat(body.getInt()).isEqualTo(1);
    assertThat(body.getInt()).isEqualTo(75);
    assertThat(body.getInt()).isEqualTo(1);
    assertThat(text(body)).isEqualTo("Artist");
    assertThat(text(body)).hasSize(200);
    assertThat(text(body)).isEqualTo("Hard");
    assertThat(text(body)).isEqualTo("ab".repeat(16));
    assertThat(text(body)).isEmpty();
    assertThat(body.get()).isEqualTo((byte) 3);
    assertThat(body.getDouble()).isEqualTo(4.5);
    assertThat(body.getInt()).isZero();
    assertThat(text(body)).isEqualTo("By Piotrekol");
    assertThat(body.hasRemaining()).isFalse();
  }

  private static MapRecord map() {
    return new MapRecord(
        new MapContent(
            new MapContent.Ids("ab".repeat(16), 75, 1),
            new MapContent.Names("T".repeat(200), "", "Artist", "", "", "Hard", "", ""),
            new MapContent.Settings("mania", 4, 5, 8, 8, 4, null),
            new MapContent.Timing(180, 180, 180, 60, null),
            new MapContent.Counts(1, 0, 0, 0),
            new MapContent.Analysis(
                new MapContent.Ratings(4.5, null, null, null, null, "test"),
                null,
                0,
                Map.of(),
                List.of()),
            MapContent.Windows.NONE,
            MapContent.Origin.of(null)),
        List.of());
  }

  private static String text(ByteBuffer in) {
    int length = 0;
    int shift = 0;
    int part;
    do {
      part = in.get();
      length |= (part & 0x7f) << shift;
      shift += 7;
    } while ((part & 0x80) != 0);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
