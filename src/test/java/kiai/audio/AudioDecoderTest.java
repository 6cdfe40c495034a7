package kiai.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kiai.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioDecoderTest {
  @TempDir private Path folder;
  private final AudioDecoder decoder = new AudioDecoder(16_000, 600, 60);

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("song.mp3"), bytes); // what is in a file counts, not its name
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 16_000, 22_050, 44_100, 48_000, 96_000})
  void aToneStaysThatToneAtAnyRate(int rate) throws IOException {
    Track track = decoder.decode(file(Wav.of(rate, 2, Wav.sine(440, 0.5))));
    assertThat(track.seconds()).isCloseTo(2, within(0.01));
    assertThat(track.wasCut()).isFalse();
    for (int i = 4_000; i < 28_000; i++) { // away from the ends
      double wanted = 0.5 * Math.sin(2 * Math.PI * 440 * i / 16_000.0);
      assertThat((double) track.samples()[i]).isCloseTo(wanted, within(2e-3));
    }
  }

  @Test
  void channelsAreAveraged() throws IOException {
    Track track = decoder.decode(file(Wav.of(16_000, 1, t -> 0.8, t -> 0.2)));
    assertThat((double) track.samples()[8_000]).isCloseTo(0.5, within(1e-3));
    Track opposite =
        decoder.decode(
            file(Wav.of(16_000, 1, Wav.sine(300, 0.5), t -> -Wav.sine(300, 0.5).applyAsDouble(t))));
    for (float sample : opposite.samples()) {
      assertThat(Math.abs(sample)).isLessThan(1e-3f);
    }
  }

  @Test
  void aboveHalfTheRateThereIsSilence() throws IOException {
    Track track = decoder.decode(file(Wav.of(44_100, 2, Wav.sine(12_000, 0.9))));
    for (int i = 4_000; i < 28_000; i++) {
      assertThat(Math.abs(track.samples()[i])).isLessThan(2e-3f);
    }
  }

  @Test
  void slicesArePaddedWithZeros() throws IOException {
    Track track = decoder.decode(file(Wav.of(16_000, 1, t -> 0.5)));
    float[] slice = track.slice(0.75, 16_000);
    assertThat(slice).hasSize(16_000);
    assertThat(slice[2_000]).isGreaterThan(0.4f);
    assertThat(Arrays.copyOfRange(slice, 4_100, 16_000)).containsOnly(0);
    assertThat(track.slice(99, 10)).containsOnly(0);
  }

  @Test
  void longSongsAreCut() throws IOException {
    Track track =
        new AudioDecoder(16_000, 1.5, 60).decode(file(Wav.of(44_100, 4, Wav.sine(440, 0.5))));
    assertThat(track.wasCut()).isTrue();
    assertThat(track.samples()).hasSize(24_000);
  }

  @Test
  void decodingDoesNotTakeForEver() throws IOException {
    Path song = file(Wav.of(44_100, 60, Wav.sine(440, 0.5)));
    assertThatThrownBy(() -> new AudioDecoder(16_000, 600, 0).decode(song))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void brokenFilesHaveAReason() throws IOException {
    byte[] random = new byte[20_000];
    new Random(1).nextBytes(random);
    byte[] whole = Wav.of(44_100, 1, Wav.sine(440, 0.5));
    for (byte[] bytes :
        List.of(
            new byte[0],
            "no sound at all".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            random,
            Arrays.copyOf(whole, 30))) {
      assertThatThrownBy(() -> decoder.decode(file(bytes))).isInstanceOf(AudioException.class);
    }
    assertThatThrownBy(() -> decoder.decode(folder.resolve("nothing.mp3")))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining("no audio file");
    // A file that breaks off gives what it has.
    Track half = decoder.decode(file(Arrays.copyOf(whole, whole.length / 2)));
    assertThat(half.seconds()).isCloseTo(0.5, within(0.02));
  }

  @Test
  void damagedSamplesAreSilence() throws IOException {
    byte[] wav = Wav.of(16_000, 1, Wav.sine(440, 0.5));
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.wrap(wav).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes
        .putShort(20, (short) 3)
        .putInt(28, 64_000)
        .putShort(32, (short) 4)
        .putShort(34, (short) 32);
    for (int at = 44; at + 4 <= wav.length; at += 4) { // now half as many floats
      bytes.putFloat(at, at % 400 == 44 ? 1e30f : at % 400 == 48 ? Float.NaN : 0.25f);
    }
    float[] samples = decoder.decode(file(wav)).samples();
    assertThat(samples).hasSize(8_000).contains(0.25f, 0f);
    for (float sample : samples) {
      assertThat(Math.abs(sample)).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void playlistsDoNotOpenOtherFiles() throws IOException {
    Path other = folder.resolve("other.wav");
    Files.write(other, Wav.of(16_000, 2, Wav.sine(440, 0.5)));
    for (String list :
        List.of(
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%s\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile '%s'\n")) {
      byte[] bytes = list.formatted(other).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThatThrownBy(() -> decoder.decode(file(bytes)))
          .isInstanceOf(AudioException.class)
          .hasMessageContaining("no format");
    }
  }

  @Test
  void namesMayHoldWhatTheyLike() throws IOException {
    for (String name : List.of("a%20b.mp3", "tcp:song.mp3", "曲 ♪ #1.mp3", "-i.mp3")) {
      Path song = folder.resolve(name);
      Files.write(song, Wav.of(16_000, 1, Wav.sine(440, 0.5)));
      assertThat(decoder.decode(song).seconds()).as(name).isCloseTo(1, within(0.02));
    }
  }

  @Test
  void aHeaderThatLiesAboutItsLengthCostsNothing() throws IOException {
    byte[] lying = Wav.of(16_000, 1, Wav.sine(440, 0.5));
    lying[40] = lying[41] = lying[42] = (byte) 0xff; // data of two gigabytes
    lying[43] = 0x7f;
    assertThat(decoder.decode(file(lying)).seconds()).isCloseTo(1, within(0.02));
  }

  @Test
  void realSongsAreDecoded() throws IOException {
    Path sets = Shared.beatmaps().resolve("sets");
    try (Stream<Path> files = Files.walk(sets)) {
      List<Path> songs =
          files.filter(f -> f.toString().matches("(?i).*[.](mp3|ogg|wav)")).limit(12).toList();
      assertThat(songs).isNotEmpty();
      for (Path song : songs) {
        Track track = new AudioDecoder(16_000, 30, 60).decode(song);
        assertThat(track.seconds()).as(song.toString()).isGreaterThan(5);
        double energy = 0;
        for (float sample : track.samples()) {
          assertThat(Float.isFinite(sample)).isTrue();
          energy += sample * sample;
        }
        assertThat(energy).as(song.toString()).isPositive();
      }
    }
  }
}
