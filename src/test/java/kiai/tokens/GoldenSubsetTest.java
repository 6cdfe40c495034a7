package kiai.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The processor against outputs of the reference implementation for 88 small maps that lie in this
 * repository, so that every clone proves that tokens are equal.
 */
@Tag("golden")
class GoldenSubsetTest {
  private static final Path ROOT = Path.of("src/test/resources/kiai/tokens/golden");
  private GoldenComparison golden;

  @BeforeEach
  void readConfigs() throws IOException {
    golden = new GoldenComparison(ROOT);
  }

  @Test
  void vocabulariesEqualTheReference() throws IOException {
    golden.vocabularies();
  }

  @Test
  void metadataCasesEqualTheReference() throws IOException {
    golden.metadata();
    golden.report("metadata cases of the repository");
  }

  @Test
  void mapsEqualTheReference() {
    golden.maps("synthetic.jsonl.gz", row -> ROOT.resolve("synthetic/" + row.get("file").asText()));
    golden.report("maps of the repository");
  }

  @Test
  void rulesThatTheCodeCitesAreDocumented() throws IOException {
    String rules = Files.readString(Path.of("docs/processor-rules.md"));
    assertThat(Quirks.KEPT).allMatch(quirk -> rules.contains("| " + quirk.number() + " |"));
  }
}
