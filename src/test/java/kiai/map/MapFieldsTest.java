package kiai.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The registry of fields against what is written about it. */
class MapFieldsTest {
  private static final Path DOCS = Path.of("docs/search.md");
  private static final Path GENERATED = Path.of("target/filter-keys.md");

  private static String table() {
    return MapFields.filters().stream()
        .map(field ->
            "| %s | %s | %s |"
                .formatted(
                    field.keys().stream()
                        .map(key -> "`" + key + "`")
                        .collect(Collectors.joining(" ")),
                    field.help(),
                    field.syntax().expects()))
        .collect(Collectors.joining("\n", "| key | means | takes |\n| --- | --- | --- |\n", "\n"));
  }

  @Test
  void theTableOfFilterKeysInTheDocsIsThatOfTheRegistry() throws IOException {
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, table());
    assertThat(Files.readString(DOCS))
        .as("copy %s to the heading \"Filter keys\" of %s", GENERATED, DOCS)
        .contains(table());
  }

  @Test
  void everyMemberOfAHitIsInOpenApi() throws IOException {
    JsonNode hit =
        new ObjectMapper()
            .readTree(Path.of("src/main/resources/kiai/api/openapi.json").toFile())
            .at("/components/schemas/Hit/properties");
    for (MapField field : MapFields.all()) {
      if (field.jsonName() != null) {
        assertThat(hit.has(field.jsonName())).as(field.jsonName()).isTrue();
      }
    }
  }

  @Test
  void keysSaySomethingToPeople() {
    assertThat(MapFields.filters())
        .hasSizeGreaterThan(40)
        .allSatisfy(field -> assertThat(field.help()).as(field.name()).isNotBlank())
        .allSatisfy(field -> assertThat(field.since()).isBetween(1, MapFields.SCHEMA_VERSION));
  }
}
