package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterException;

/**
 * One state of a generation, kept by the cluster as a point in time. Its users are counted: the
 * last one gives it back. A point that the cluster lost, since nobody asked for long or a node is
 * gone, is made anew on the same generation. Thread-safe.
 */
final class PointInTime {
  private static final String KEEP_ALIVE = "10m";
  private static final int INTERNAL_ERROR = 500; // statuses of nodes that are gone begin here
  private static final byte[] NO_HEADER = {'{', '}', '\n'};

  private final ClusterClient client;
  private final String index;
  private final JsonNode meta;
  private final AtomicInteger users = new AtomicInteger(1);
  private final ClusterView view;
  private volatile String id;

  private PointInTime(ClusterClient client, String index, JsonNode meta, String id) {
    this.client = client;
    this.index = index;
    this.meta = meta;
    this.id = id;
    this.view = new ClusterView(this);
  }

  /**
   * Opens the last commit of a generation.
   *
   * @param index name of the generation
   * @throws IOException when there is none, or the cluster does not answer
   */
  static PointInTime open(ClusterClient client, String index) throws IOException {
    JsonNode meta = meta(client, index);
    return new PointInTime(client, index, meta, create(client, index));
  }

  /** What a generation says of itself; its commit among it. */
  static JsonNode meta(ClusterClient client, String index) throws IOException {
    JsonNode mappings = client.get(index + "/_mapping?filter_path=*.mappings._meta", null);
    JsonNode meta = mappings.path(index).path("mappings").path("_meta");
    if (!ClusterSchema.isOurs(meta)) {
      throw new IOException(
          "%s in the cluster is not an index of kiai's; take another name".formatted(index));
    }
    return meta;
  }

  private static String create(ClusterClient client, String index) throws IOException {
    return client
        .post(index + "/_search/point_in_time?keep_alive=" + KEEP_ALIVE, null)
        .path("pit_id")
        .asText();
  }

  ClusterClient client() {
    return client;
  }

  String index() {
    return index;
  }

  JsonNode meta() {
    return meta;
  }

  /** What was read of this state already. */
  ClusterView view() {
    return view;
  }

  long commit() {
    return meta.path(ClusterSchema.COMMIT).asLong();
  }

  /** Changes with every commit, and from one generation to the next. */
  String version() {
    return index + "@" + commit();
  }

  /**
   * Asks a question of this state.
   *
   * @param parameters of the address, such as {@code ?search_type=…}; may be empty
   */
  JsonNode search(ObjectNode body, String parameters) throws IOException {
    return onThisState(point -> whole(client.post("_search" + parameters, pinned(body, point))));
  }

  /** Asks several questions of this state in one request; the answers are in their order. */
  List<JsonNode> searchAll(List<ObjectNode> bodies) throws IOException {
    return onThisState(point -> {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (ObjectNode body : bodies) {
        lines.write(NO_HEADER);
        lines.write(ClusterClient.JSON.writeValueAsBytes(pinned(body, point)));
        lines.write('\n');
      }
      List<JsonNode> answers = new ArrayList<>();
      for (JsonNode answer : client.askAll(lines.toByteArray()).path("responses")) {
        answers.add(whole(answer));
      }
      return answers;
    });
  }

  private interface Question<T> {
    T ask(String point) throws IOException;
  }

  private <T> T onThisState(Question<T> question) throws IOException {
    String asked = id;
    try {
      return question.ask(asked);
    } catch (ClusterException e) {
      boolean lost = e.status() == ClusterClient.NOT_FOUND || e.status() >= INTERNAL_ERROR;
      if (!lost) {
        throw e; // a question that is refused is refused again, and points are few
      }
      return question.ask(renewed(asked, e));
    }
  }

  private static ObjectNode pinned(ObjectNode body, String point) {
    ObjectNode pinned = body.deepCopy();
    pinned.putObject("pit").put("id", point).put("keep_alive", KEEP_ALIVE);
    return pinned;
  }

  /** An answer without some of its shards would be short without saying so. */
  private JsonNode whole(JsonNode answer) throws ClusterException {
    int status = answer.path("status").asInt(); // of one of several answers
    if (answer.has("error")) {
      throw new ClusterException(
          status,
          "the index %s refused a question with %d: %s"
              .formatted(index, status, ClusterClient.reason(answer)),
          null);
    }
    if (!answer.path("_shards").isObject()) {
      throw new ClusterException(
          status, "what answers for %s is no OpenSearch cluster".formatted(client.address()), null);
    }
    JsonNode failed = answer.path("_shards").path("failures").path(0);
    if (answer.path("timed_out").asBoolean() || answer.path("_shards").path("failed").asInt() > 0) {
      throw new ClusterException(
          ClusterClient.NOT_FOUND,
          "a part of the index %s does not answer: %s"
              .formatted(index, ClusterClient.reason(failed.path("reason"))),
          null);
    }
    return answer;
  }

  private synchronized String renewed(String lost, ClusterException cause) throws IOException {
    if (id.equals(lost)) {
      try {
        id = create(client, index);
      } catch (ClusterException e) {
        e.addSuppressed(cause);
        throw e;
      }
      giveBack(lost); // it may hold what is left of it
    }
    return id;
  }

  private void giveBack(String point) throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.putArray("pit_id").add(point);
    try {
      client.delete("_search/point_in_time", body);
    } catch (ClusterException e) {
      // It ends by itself; a cluster that is gone must not keep its users from going on.
    }
  }

  /** Takes part in using it; false when it was given back already. */
  boolean acquire() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Gives a use back. */
  void release() throws IOException {
    if (users.decrementAndGet() == 0) {
      giveBack(id);
    }
  }
}
