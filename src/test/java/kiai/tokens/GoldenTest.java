package kiai.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kiai.Shared;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The processor against all outputs of the reference implementation, real maps included. */
@Tag("golden")
class GoldenTest {
  private GoldenComparison golden;

  @BeforeEach
  void readConfigs() throws IOException {
    golden = new GoldenComparison(Shared.golden());
  }

  @Test
  void vocabulariesEqualTheReference() throws IOException {
    golden.vocabularies();
  }

  @Test
  void metadataCasesEqualTheReference() throws IOException {
    golden.metadata();
    golden.report("metadata_cases.jsonl.gz, metadata_cases_unique_tags.jsonl.gz");
  }

  @Test
  void syntheticMapsEqualTheReference() {
    golden.maps(
        "synthetic.jsonl.gz",
        row -> Shared.golden().resolve("synthetic/" + row.get("file").asText()));
    golden.report("synthetic.jsonl.gz");
  }

  @Test
  void realMapsEqualTheReference() {
    golden.maps("beatmaps.jsonl.gz", GoldenTest::real);
    golden.report("beatmaps.jsonl.gz");
  }

  @Test
  void groupsEqualTheReference() {
    golden.maps("groups.jsonl.gz", GoldenTest::real);
    golden.maps("token_strings.jsonl.gz", GoldenTest::real);
    golden.report("groups.jsonl.gz, token_strings.jsonl.gz");
  }

  @Test
  void oddFilesEqualTheReferenceWhereItReadsThem() {
    golden.maps("odd.jsonl.gz", GoldenTest::real);
    golden.report("odd.jsonl.gz");
  }

  @Test
  void audioLengthsAndSpeedsEqualTheReference() {
    golden.maps("audio_cases.jsonl.gz", GoldenTest::real);
    golden.report("audio_cases.jsonl.gz");
  }

  @Test
  void digestsOfAllMapsEqualTheReference() {
    golden.digests("digests_v7.jsonl.gz", GoldenTest::real);
    golden.report("digests_v7.jsonl.gz (a differing window counts as one id)");
  }

  private static Path real(JsonNode row) {
    String sha1 = row.get("sha1").asText();
    Path file = Shared.beatmaps().resolve("files/" + sha1.substring(0, 2) + "/" + sha1 + ".osu");
    return Files.exists(file) ? file : Shared.beatmaps().resolve("odd/" + sha1 + ".osu");
  }
}
