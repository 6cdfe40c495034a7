package kiai.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kiai.map.MapRecord;
import kiai.sources.mapperator.MapperatorRow;
import kiai.sources.mapperator.MapperatorTable;
import kiai.tokens.UserTags;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A whole table of ready embeddings to records and vectors: everything of an import but Lucene.
 * Rows a second are the table's rows by the seconds printed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(1)
public class TableBenchmark {
  /** A table, such as benchmarks/synthetic_embeddings.py writes. */
  @Param("target/synthetic.parquet")
  public String table;

  /** Reads every row. */
  @Benchmark
  public void read(Blackhole sink) throws IOException {
    try (MapperatorTable rows = MapperatorTable.open(Path.of(table), UserTags.vocabulary())) {
      rows.read(
          true,
          maps -> {
            for (MapperatorRow map : maps) {
              sink.consume(new MapRecord(map.content(), List.of(map.metadata())));
              sink.consume(map.vector());
            }
          },
          _ -> {});
    }
  }
}
