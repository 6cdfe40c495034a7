package kiai.tokens.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import kiai.tokens.Processor;
import kiai.tokens.ProcessorConfig;
import kiai.tokens.Vocabulary;

/**
 * The processor's part of a model folder, in the Hugging Face layout: {@code
 * processor_config.json}, {@code beatmap_parser/}, {@code beatmap_tokenizer/} and {@code
 * metadata_tokenizer/}.
 */
public final class ProcessorFolder {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ProcessorFolder() {}

  /**
   * Reads the processor of a model.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static Processor read(Path folder) throws IOException {
    JsonNode parser = json(folder.resolve("beatmap_parser/preprocessor_config.json"));
    JsonNode beatmap = json(folder.resolve("beatmap_tokenizer/tokenizer_config.json"));
    JsonNode metadata = json(folder.resolve("metadata_tokenizer/tokenizer_config.json"));
    JsonNode processor = json(folder.resolve("processor_config.json"));
    try {
      ProcessorConfig config =
          new ProcessorConfig(
              parser(parser), beatmapTokens(beatmap), metadataTokens(metadata), windows(processor));
      return new Processor(
          config,
          vocabulary(
              folder.resolve("beatmap_tokenizer"),
              beatmap,
              Vocabulary.ofBeatmap(config.beatmapTokenizer())),
          vocabulary(
              folder.resolve("metadata_tokenizer"),
              metadata,
              Vocabulary.ofMetadata(config.metadataTokenizer())));
    } catch (IllegalArgumentException e) {
      throw new IOException("the processor in " + folder + " is not usable: " + e.getMessage(), e);
    }
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return JSON.readTree(file.toFile());
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      throw new IOException(file + " is missing; a model folder needs it", e);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static ProcessorConfig.Parser parser(JsonNode node) {
    int sliderVersion = node.path("slider_version").asInt(2);
    if (sliderVersion != 2) {
      throw new IllegalArgumentException(
          "slider_version " + sliderVersion + " is not supported, only 2");
    }
    return new ProcessorConfig.Parser(
        node.path("add_timing").asBoolean(true),
        node.path("add_snapping").asBoolean(true),
        node.path("add_timing_points").asBoolean(true),
        node.path("add_hitsounds").asBoolean(true),
        node.path("add_distances").asBoolean(true),
        node.path("add_positions").asBoolean(true),
        node.path("add_kiai").asBoolean(true),
        node.path("add_sv").asBoolean(true),
        node.path("add_mania_sv").asBoolean(true),
        node.path("mania_bpm_normalized_scroll_speed").asBoolean(true),
        node.path("kiai_mania_columns").asBoolean(false));
  }

  private static ProcessorConfig.BeatmapTokens beatmapTokens(JsonNode node) {
    JsonNode range = node.path("position_range");
    int[] bounds = {-256, 768, -256, 640};
    for (int i = 0; i < 4 && range.has(i); i++) {
      bounds[i] = range.get(i).asInt();
    }
    return new ProcessorConfig.BeatmapTokens(
        node.path("min_time").asInt(0),
        node.path("max_time").asInt(30_000),
        node.path("time_step").asInt(10),
        node.path("max_distance").asInt(640),
        node.path("distance_step").asInt(4),
        bounds[0],
        bounds[1],
        bounds[2],
        bounds[3],
        node.path("position_step").asInt(4),
        node.path("position_split_axes").asBoolean(true),
        node.path("add_cls_token").asBoolean(false),
        node.path("separate_new_combo_token").asBoolean(true));
  }

  private static ProcessorConfig.MetadataTokens metadataTokens(JsonNode node) {
    Map<Integer, ProcessorConfig.Tag> tags = new LinkedHashMap<>();
    node.path("tags")
        .properties()
        .forEach(entry -> {
          JsonNode tag = entry.getValue();
          JsonNode ruleset = tag.path("ruleset_id");
          tags.put(
              Integer.valueOf(entry.getKey()),
              new ProcessorConfig.Tag(
                  tag.path("name").asText(),
                  ruleset.isNumber() ? ruleset.asInt() : null,
                  tag.path("description").asText("")));
        });
    return new ProcessorConfig.MetadataTokens(
        node.path("min_difficculty").asDouble(0), // T10
        node.path("max_difficulty").asDouble(14),
        node.path("difficulty_step").asDouble(0.1),
        node.path("min_year").asInt(2000),
        node.path("max_year").asInt(2023),
        node.path("max_song_length").asInt(600),
        node.path("song_length_step").asInt(10),
        node.path("song_position_step").asDouble(0.01),
        node.path("global_sv_step").asDouble(0.01),
        node.path("hold_note_ratio_step").asDouble(0.1),
        node.path("scroll_speed_ratio_step").asDouble(0.1),
        node.path("add_cls_token").asBoolean(false),
        names(node.path("modes")),
        names(node.path("statuses")),
        names(node.path("mappers")),
        tags);
  }

  private static Map<Integer, String> names(JsonNode table) {
    Map<Integer, String> names = new LinkedHashMap<>();
    table.properties().forEach(e -> names.put(Integer.valueOf(e.getKey()), e.getValue().asText()));
    return names;
  }

  private static ProcessorConfig.WindowSettings windows(JsonNode node) {
    JsonNode kwargs = node.path("default_kwargs");
    JsonNode beatmap = kwargs.path("beatmap_kwargs");
    JsonNode audio = kwargs.path("audio_kwargs");
    return new ProcessorConfig.WindowSettings(
        beatmap.path("window_length_sec").asDouble(30),
        beatmap.path("window_stride_sec").asDouble(30),
        beatmap.path("min_window_length_sec").asDouble(1),
        beatmap.path("max_length").asInt(8000),
        kwargs.path("metadata_kwargs").path("max_length").asInt(128),
        audio.path("sampling_rate").asInt(16_000),
        audio.path("pad_to_multiple_of").asInt(480_000),
        audio.path("hop_length").asInt(160),
        audio.path("audio_length_per_tok").asInt(8));
  }

  /** The vocabulary in a tokenizer's folder; without {@code vocab.json}, that of its settings. */
  private static Vocabulary vocabulary(Path folder, JsonNode config, Vocabulary fromSettings)
      throws IOException {
    Path file = folder.resolve("vocab.json");
    if (!Files.exists(file)) {
      return fromSettings;
    }
    Map<String, Integer> base = new LinkedHashMap<>();
    json(file).properties().forEach(e -> base.put(e.getKey(), e.getValue().asInt()));
    Map<String, Integer> specials = new LinkedHashMap<>();
    config
        .path("added_tokens_decoder")
        .properties()
        .forEach(
            e -> specials.put(e.getValue().path("content").asText(), Integer.valueOf(e.getKey())));
    Path added = folder.resolve("added_tokens.json");
    if (Files.exists(added)) {
      json(added).properties().forEach(e -> specials.put(e.getKey(), e.getValue().asInt()));
    }
    for (String token : fromSettings.specials().keySet()) {
      specials.putIfAbsent(token, base.size() + specials.size());
    }
    return new Vocabulary(base, specials);
  }

  /**
   * Writes the processor's part of a model folder, so that Python and later runs read exactly what
   * Java used.
   */
  public static void write(Processor processor, Path folder) throws IOException {
    ProcessorConfig config = processor.config();
    ProcessorConfig.Parser p = config.parser();
    ObjectNode parser = JSON.createObjectNode();
    parser.put("feature_extractor_type", "CM3PBeatmapParser");
    parser.put("add_timing", p.addTiming());
    parser.put("add_snapping", p.addSnapping());
    parser.put("add_timing_points", p.addTimingPoints());
    parser.put("add_hitsounds", p.addHitsounds());
    parser.put("add_distances", p.addDistances());
    parser.put("add_positions", p.addPositions());
    parser.put("add_kiai", p.addKiai());
    parser.put("add_sv", p.addSv());
    parser.put("add_mania_sv", p.addManiaSv());
    parser.put("mania_bpm_normalized_scroll_speed", p.maniaBpmNormalizedScrollSpeed());
    parser.put("slider_version", 2);
    if (p.maniaColumns()) {
      parser.put("kiai_mania_columns", true);
    }
    save(folder.resolve("beatmap_parser/preprocessor_config.json"), parser);

    save(
        folder.resolve("beatmap_tokenizer/tokenizer_config.json"),
        beatmapJson(config.beatmapTokenizer(), processor.beatmapTokenizer().vocabulary()));
    vocab(folder.resolve("beatmap_tokenizer"), processor.beatmapTokenizer().vocabulary());
    save(
        folder.resolve("metadata_tokenizer/tokenizer_config.json"),
        metadataJson(config.metadataTokenizer(), processor.metadataTokenizer().vocabulary()));
    vocab(folder.resolve("metadata_tokenizer"), processor.metadataTokenizer().vocabulary());
    save(folder.resolve("processor_config.json"), windowsJson(config.windows()));
  }

  private static ObjectNode beatmapJson(ProcessorConfig.BeatmapTokens t, Vocabulary vocabulary) {
    ObjectNode node = JSON.createObjectNode();
    node.put("tokenizer_class", "CM3PBeatmapTokenizer");
    node.put("min_time", t.minTime());
    node.put("max_time", t.maxTime());
    node.put("time_step", t.timeStep());
    node.put("max_distance", t.maxDistance());
    node.put("distance_step", t.distanceStep());
    ArrayNode range = node.putArray("position_range");
    range.add(t.positionMinX()).add(t.positionMaxX()).add(t.positionMinY()).add(t.positionMaxY());
    node.put("position_step", t.positionStep());
    node.put("position_split_axes", t.positionSplitAxes());
    node.put("add_cls_token", t.addClsToken());
    node.put("separate_new_combo_token", t.separateNewComboToken());
    specials(node, vocabulary);
    return node;
  }

  private static ObjectNode metadataJson(ProcessorConfig.MetadataTokens t, Vocabulary vocabulary) {
    ObjectNode node = JSON.createObjectNode();
    node.put("tokenizer_class", "CM3PMetadataTokenizer");
    node.put("min_difficculty", t.minDifficulty());
    node.put("max_difficulty", t.maxDifficulty());
    node.put("difficulty_step", t.difficultyStep());
    node.put("min_year", t.minYear());
    node.put("max_year", t.maxYear());
    node.put("max_song_length", t.maxSongLength());
    node.put("song_length_step", t.songLengthStep());
    node.put("song_position_step", t.songPositionStep());
    node.put("global_sv_step", t.globalSvStep());
    node.put("hold_note_ratio_step", t.holdNoteRatioStep());
    node.put("scroll_speed_ratio_step", t.scrollSpeedRatioStep());
    node.put("add_cls_token", t.addClsToken());
    ObjectNode modes = node.putObject("modes");
    t.modes().forEach((id, name) -> modes.put(String.valueOf(id), name));
    ObjectNode statuses = node.putObject("statuses");
    t.statuses().forEach((id, name) -> statuses.put(String.valueOf(id), name));
    ObjectNode mappers = node.putObject("mappers");
    t.mappers().forEach((id, name) -> mappers.put(String.valueOf(id), name));
    ObjectNode tags = node.putObject("tags");
    t.tags()
        .forEach((id, tag) -> {
          ObjectNode entry = tags.putObject(String.valueOf(id));
          entry.put("name", tag.name());
          entry.put("ruleset_id", tag.rulesetId());
          entry.put("description", tag.description());
        });
    specials(node, vocabulary);
    return node;
  }

  private static void specials(ObjectNode node, Vocabulary vocabulary) {
    ObjectNode decoder = node.putObject("added_tokens_decoder");
    vocabulary
        .specials()
        .forEach((token, id) -> {
          ObjectNode entry = decoder.putObject(String.valueOf(id));
          entry.put("content", token);
          entry.put("special", true);
        });
  }

  private static ObjectNode windowsJson(ProcessorConfig.WindowSettings w) {
    ObjectNode node = JSON.createObjectNode();
    node.put("processor_class", "CM3PProcessor");
    ObjectNode kwargs = node.putObject("default_kwargs");
    ObjectNode beatmap = kwargs.putObject("beatmap_kwargs");
    beatmap.put("max_length", w.maxLength());
    beatmap.put("padding", "longest");
    beatmap.put("truncation", "longest_first");
    beatmap.put("window_length_sec", w.lengthSec());
    beatmap.put("window_stride_sec", w.strideSec());
    beatmap.put("min_window_length_sec", w.minLengthSec());
    ObjectNode metadata = kwargs.putObject("metadata_kwargs");
    metadata.put("max_length", w.metadataMaxLength());
    metadata.put("padding", "longest");
    metadata.put("truncation", "longest_first");
    ObjectNode audio = kwargs.putObject("audio_kwargs");
    audio.put("sampling_rate", w.samplingRate());
    audio.put("pad_to_multiple_of", w.padToMultipleOf());
    audio.put("hop_length", w.hopLength());
    audio.put("audio_length_per_tok", w.audioLengthPerToken());
    return node;
  }

  private static void vocab(Path folder, Vocabulary vocabulary) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    vocabulary.base().forEach(node::put);
    save(folder.resolve("vocab.json"), node);
  }

  private static void save(Path file, JsonNode node) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(node) + "\n");
  }
}
