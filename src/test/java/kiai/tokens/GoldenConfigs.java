package kiai.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import kiai.tokens.folder.ProcessorFolder;

/** The two configurations of the fixtures, read through a model folder as a user's would be. */
final class GoldenConfigs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenConfigs() {}

  static ProcessorConfig read(Path root, String name) throws IOException {
    return read(root, name, null);
  }

  /** With the tags cut down to a list of ids, when one is given. */
  static ProcessorConfig read(Path root, String name, JsonNode keptTags) throws IOException {
    JsonNode config = JSON.readTree(root.resolve("configs.json").toFile()).get(name);
    ObjectNode tables = (ObjectNode) JSON.readTree(root.resolve("metadata_tables.json").toFile());
    if (keptTags != null) {
      ObjectNode tags = JSON.createObjectNode();
      keptTags.forEach(id -> tags.set(id.asText(), tables.get("tags").get(id.asText())));
      tables.set("tags", tags);
    }
    Path folder = Files.createTempDirectory("kiai-golden");
    write(folder.resolve("beatmap_parser/preprocessor_config.json"), config.get("beatmap_parser"));
    write(
        folder.resolve("beatmap_tokenizer/tokenizer_config.json"), config.get("beatmap_tokenizer"));
    ObjectNode metadata = ((ObjectNode) config.get("metadata_tokenizer")).deepCopy();
    metadata.setAll(tables);
    write(folder.resolve("metadata_tokenizer/tokenizer_config.json"), metadata);
    ObjectNode processor = JSON.createObjectNode();
    processor.set("default_kwargs", config.get("default_kwargs"));
    write(folder.resolve("processor_config.json"), processor);
    ProcessorConfig read = ProcessorFolder.read(folder).config();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return read;
  }

  private static void write(Path file, JsonNode node) throws IOException {
    Files.createDirectories(file.getParent());
    JSON.writeValue(file.toFile(), node);
  }
}
