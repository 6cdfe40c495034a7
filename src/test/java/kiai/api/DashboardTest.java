package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kiai.api.http.Visitors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard for Grafana that a release has. */
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("\\b(?:kiai|cache|jvm)_[a-z_]+");
  @TempDir private Path folder;

  @Test
  void everyMetricThatItDrawsExists() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Path.of("src/release/grafana.json").toFile());
    Set<String> drawn = new TreeSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      for (JsonNode target : panel.get("targets")) {
        METRIC.matcher(target.get("expr").asText()).results().forEach(m -> drawn.add(m.group()));
      }
    }
    assertThat(drawn).hasSizeGreaterThan(7);
    try (TestServer server = TestServer.visited(folder, Visitors.NEAR)) {
      server.send(server.request("/api/v1/search?q=jumps"));
      String metrics = server.send(server.request("/metrics")).body();
      assertThat(drawn).allSatisfy(name -> assertThat(metrics).contains("\n" + name));
    }
  }
}
