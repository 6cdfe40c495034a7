package kiai.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SetComparisonTest {
  private static final int SIZE = 8;

  /** Maps of so many songs, two difficulties each, around a direction. */
  private static List<ComparedMap> maps(String mode, int songs, int direction, long seed) {
    Random random = new Random(seed);
    List<ComparedMap> maps = new ArrayList<>();
    for (int i = 0; i < 2 * songs; i++) {
      float[][] windows = new float[3][];
      for (int w = 0; w < windows.length; w++) {
        windows[w] = vector(random, direction);
      }
      String song = "artist\nsong " + seed + " " + i / 2;
      maps.add(
          new ComparedMap(
              seed + "-" + i, "map " + i, song, mode, 1.0 + i, vector(random, direction), windows));
    }
    return maps;
  }

  private static float[] vector(Random random, int direction) {
    float[] vector = new float[SIZE];
    double squares = 0;
    for (int i = 0; i < SIZE; i++) {
      vector[i] = (float) (0.3 * random.nextGaussian()) + (i == direction ? 1 : 0);
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < SIZE; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private static ModeComparison only(List<ComparedMap> a, List<ComparedMap> b) {
    List<ModeComparison> found =
        new SetComparison(100, 500).compare(new ComparedSet("a", a), new ComparedSet("b", b));
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void anotherKindOfMapsIsFarAndTheSameKindIsNear() {
    ModeComparison same = only(maps("osu", 40, 0, 1), maps("osu", 40, 0, 2));
    ModeComparison other = only(maps("osu", 40, 0, 1), maps("osu", 40, 3, 2));
    assertThat(same.byWindows().frechet()).isLessThan(other.byWindows().frechet() / 5);
    assertThat(same.byWindows().kernelLow()).isLessThan(0.05);
    assertThat(other.byWindows().kernelLow()).isGreaterThan(same.byWindows().kernelHigh());
    assertThat(same.byMaps().precision()).isGreaterThan(0.7);
    assertThat(other.byMaps().precision()).isLessThan(0.1);
    assertThat(other.byMaps().recall()).isLessThan(0.1);
    assertThat(other.halvesByWindows().frechet()).isLessThan(other.byWindows().frechet() / 5);
  }

  @Test
  void mapsThatRepeatOthersAreNamedFirst() {
    List<ComparedMap> a = maps("osu", 60, 0, 1);
    List<ComparedMap> b = new ArrayList<>(maps("osu", 5, 0, 2));
    ComparedMap copied = a.get(17);
    b.add(new ComparedMap("c", "copy", "new song", "osu", 3.0, copied.vector(), copied.windows()));
    b.add(a.get(4));
    ModeComparison.Copies copies = only(a, b).copies();
    assertThat(copies.identicalFiles()).isEqualTo(1);
    assertThat(copies.nearest().subList(0, 2))
        .extracting(ModeComparison.Nearest::md5)
        .containsExactlyInAnyOrder("c", a.get(4).md5());
    assertThat(copies.nearest().getFirst().likeness()).isGreaterThan(0.999);
    assertThat(copies.nearest().get(2).likeness()).isLessThan(0.999);
    assertThat(copies.shareAbove()).isGreaterThanOrEqualTo(2.0 / b.size());
  }

  @Test
  void songsThatAreInBothAreComparedByTheDifficultyNearestInStars() {
    List<ComparedMap> a = maps("osu", 20, 0, 1);
    ComparedMap real = a.get(6);
    List<ComparedMap> b = new ArrayList<>(maps("osu", 5, 0, 2));
    b.add(
        new ComparedMap(
            "g",
            "generated",
            real.song(),
            "osu",
            real.stars() + 0.1,
            real.vector(),
            real.windows()));
    ModeComparison.SelfSimilarityError error = only(a, b).selfSimilarity();
    assertThat(error.pairs()).isEqualTo(1);
    assertThat(error.error()).isZero();
  }

  @Test
  void rulesetsAreComparedForThemselvesAndFewMapsSayWhatTheyCan() {
    List<ComparedMap> a = new ArrayList<>(maps("osu", 12, 0, 1));
    a.addAll(maps("mania", 2, 2, 3));
    List<ComparedMap> b = new ArrayList<>(maps("mania", 1, 2, 4));
    ModeComparison mania = only(a, b);
    assertThat(mania.mode()).isEqualTo("mania");
    assertThat(mania.mapsB().maps()).isEqualTo(2);
    assertThat(mania.byMaps().precision()).isNaN(); // two maps span no region
    assertThat(mania.byMaps().frechet()).isFinite();
    assertThat(mania.halvesByMaps()).isNull();
    assertThat(mania.selfSimilarity()).isNull();
  }

  @Test
  void thePictureIsWellFormedWhateverTheNamesAre() throws Exception {
    String svg =
        ComparisonPicture.of(
            new ComparedSet("<a> & \u0007\uffff\u202e", maps("osu", 5, 0, 1)),
            new ComparedSet("b", maps("osu", 4, 1, 2)));
    var document =
        javax.xml.parsers.DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new org.xml.sax.InputSource(new java.io.StringReader(svg)));
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2 + 10 + 8);
  }
}
