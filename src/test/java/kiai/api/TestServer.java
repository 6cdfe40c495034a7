package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.api.http.Visitors;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.sources.Dataset;

/** A real server on loopback over small maps, asked as strangers would ask it. */
final class TestServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String ADMIN = "X-Kiai-Admin";
  private static final String BOUNDARY = "kiai-test-boundary";

  final LiveIndex index;
  final Path home;
  final Path maps;
  private final Path folder;
  private final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestServer(Path folder, Path maps, LiveIndex index, ApiServer server) {
    this.folder = folder;
    this.home = folder.resolve("index");
    this.maps = maps;
    this.index = index;
    this.server = server;
  }

  /** A server over two maps of each style, with ids from 101 on, that only reads. */
  static TestServer reading(Path folder, ApiLimits limits) throws Exception {
    return of(folder, limits, 2, false, null, Visitors.NEAR);
  }

  /** A server for some visitors. */
  static TestServer visited(Path folder, Visitors visitors) throws Exception {
    return of(folder, ApiLimits.DEFAULT, 2, true, null, visitors);
  }

  /** A server that may be administrated. */
  static TestServer administrated(Path folder, int mapsOfStyle, String token) throws Exception {
    return administrated(folder, ApiLimits.DEFAULT, mapsOfStyle, token);
  }

  /** A server with other limits that may be administrated. */
  static TestServer administrated(Path folder, ApiLimits limits, int mapsOfStyle, String token)
      throws Exception {
    return of(folder, limits, mapsOfStyle, true, token, Visitors.NEAR);
  }

  private static TestServer of(
      Path folder, ApiLimits limits, int mapsOfStyle, boolean jobs, String token, Visitors visitors)
      throws Exception {
    Path maps = folder.resolve("maps");
    write(maps, 100, mapsOfStyle);
    LuceneGenerations home = new LuceneGenerations(folder.resolve("index"));
    Indexer indexer = new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2);
    List<Path> roots = mapsOfStyle == 0 ? List.of() : List.of(maps);
    indexer.run(Dataset.of(roots, InputLimits.DEFAULT), IndexRequest.KEEP, IndexProgress.NONE);
    LiveIndex index = home.openLive();
    ApiServer server =
        new ApiServer(
            index,
            TestModel.encoder(),
            limits,
            jobs ? new IndexJobs(indexer, index) : null,
            token,
            visitors);
    server.start("127.0.0.1", 0);
    return new TestServer(folder, maps, index, server);
  }

  /** Writes some maps of each style; their titles try to be scripts. */
  static void write(Path maps, int lastId, int ofStyle) throws IOException {
    int id = lastId;
    for (Style style : Style.values()) {
      for (int i = 0; i < ofStyle; i++) {
        id++;
        TestMaps.of(style, id)
            .named("<script>alert(1)</script> " + id, "Artist", "Mapper", "Hard")
            .ids(id, 300_000 + id)
            .writeTo(maps.resolve("s" + id));
      }
    }
  }

  ApiServer server() {
    return server;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> postJson(String path, String body) throws Exception {
    return post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<String> upload(String query, String name, byte[] file) throws Exception {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + name
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    form.write(head.getBytes(StandardCharsets.UTF_8));
    form.write(file);
    form.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return post(
        "/api/v1/similar" + query, "multipart/form-data; boundary=" + BOUNDARY, form.toByteArray());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** The JSON of an address that must answer with 200. */
  JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return json(response);
  }

  /** A problem document of a status that tells nothing of the machine. */
  void problem(HttpResponse<String> response, int status) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(response).get("title").asText()).isNotBlank();
    assertThat(json(response).get("status").asInt()).isEqualTo(status);
    assertThat(response.body()).doesNotContain(folder.toString()).doesNotContain("Exception");
  }

  @Override
  public void close() throws IOException {
    server.close();
    index.close();
    client.close();
  }
}
