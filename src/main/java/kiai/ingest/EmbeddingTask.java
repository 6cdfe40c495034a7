package kiai.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import kiai.embeddings.Encoder;
import kiai.index.IndexContents;
import kiai.index.IndexManifest;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.sources.Dataset;
import kiai.sources.files.SourceFile;

/**
 * Embeds the maps of a dataset, or a part of them, into tables that {@code kiai index} takes in.
 * Several machines that see the same maps each do a part, without knowing of each other.
 */
public final class EmbeddingTask {
  private final Encoder encoder;
  private final InputLimits limits;
  private final int threads;

  /**
   * Which of several equal parts, by the names of sets.
   *
   * @param number from 1
   * @param of how many there are
   */
  public record Part(int number, int of) {
    /** Everything. */
    public static final Part ALL = new Part(1, 1);

    /** Checks the numbers. */
    public Part {
      if (of < 1 || number < 1 || number > of) {
        throw new IllegalArgumentException("there is no part %d of %d".formatted(number, of));
      }
    }

    /**
     * Whether a file is in the part. The files of a set are in the same one, wherever its folder
     * lies: maps of a set share their song.
     */
    boolean has(Path file) {
      boolean archive = file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(osz|zip)");
      Path set = archive || file.getParent() == null ? file : file.getParent();
      CRC32 sum = new CRC32();
      sum.update(String.valueOf(set.getFileName()).getBytes(StandardCharsets.UTF_8));
      return sum.getValue() % of == number - 1;
    }

    String name() {
      return "maps-%d-of-%d".formatted(number, of);
    }
  }

  /**
   * What a run did.
   *
   * @param files files that were looked into
   * @param embedded maps that were written
   * @param known maps that the folder had, or that came twice
   * @param windows that were embedded
   * @param skipped what was left out, and why
   */
  public record Done(int files, int embedded, int known, long windows, List<SkippedFile> skipped) {}

  /**
   * A task.
   *
   * @param threads readers that run beside the encoder
   */
  public EmbeddingTask(Encoder encoder, InputLimits limits, int threads) {
    this.encoder = encoder;
    this.limits = limits;
    this.threads = threads;
  }

  /**
   * Embeds what the folder does not have yet.
   *
   * @throws IOException when the folder cannot be written, or holds tables of another model
   */
  public Done run(Dataset dataset, Part which, Path folder, IndexProgress progress)
      throws IOException, InterruptedException {
    List<SourceFile> files = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    dataset.walk(
        file -> {
          if (which.has(file.path())) {
            files.add(file);
          }
        },
        skipped::add);
    IndexManifest manifest = IndexManifest.of(encoder.model());
    try (EmbeddingShards shards = EmbeddingShards.open(folder, which.name(), manifest)) {
      progress.began(IndexProgress.Phase.READING, files.size());
      IndexContents known = new IndexContents(new HashMap<>(), shards.known(), new HashSet<>());
      IndexPipeline.Result result =
          new IndexPipeline(
                  shards,
                  encoder,
                  new IndexPipeline.Reading(limits, threads, dataset.metadata(), _ -> true),
                  known,
                  Map.of(),
                  progress)
              .run(files);
      shards.complete();
      skipped.addAll(result.skipped());
      return new Done(
          files.size(),
          result.written().size(),
          result.alreadyThere(),
          result.windows(),
          List.copyOf(skipped));
    }
  }
}
