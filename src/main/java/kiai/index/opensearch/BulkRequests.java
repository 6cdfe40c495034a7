package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterException;

/**
 * Documents on their way to a generation, in requests of bounded size. The caller waits while one
 * is sent, which is all the back-pressure that is needed. What a busy cluster refuses is sent
 * again, a bounded number of times; documents have ids of their own, so nothing is written twice.
 * Thread-safe.
 */
final class BulkRequests {
  private static final int MOST_BYTES = 8 << 20; // of a request; clusters take 100 MB by default
  private static final int FIRST_ERROR = 300;

  private final ClusterClient client;
  private final String index;
  private final Permission permission;
  private final List<byte[]> waiting = new ArrayList<>(); // an action, with its document if any
  private long bytes;
  private boolean sent;
  private IOException failure; // documents are missing: nothing may be committed any more

  /**
   * Requests to a generation.
   *
   * @param permission asked before each request
   */
  BulkRequests(ClusterClient client, String index, Permission permission) {
    this.client = client;
    this.index = index;
    this.permission = permission;
  }

  /** Whether the writer may still write. */
  @FunctionalInterface
  interface Permission {
    /** Does nothing, or says why not. */
    void check() throws IOException;
  }

  /** Writes a document in place of the one with its id. */
  synchronized void index(String id, byte[] document) throws IOException {
    add(action("index", id), document);
  }

  /** Takes a document out. */
  synchronized void delete(String id) throws IOException {
    add(action("delete", id), null);
  }

  private static byte[] action(String kind, String id) {
    ObjectNode action = ConditionDsl.object();
    action.putObject(kind).put("_id", id);
    return action.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void add(byte[] action, byte[] document) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.write(action);
    lines.write('\n');
    if (document != null) {
      lines.write(document);
      lines.write('\n');
    }
    waiting.add(lines.toByteArray());
    bytes += lines.size();
    if (bytes >= MOST_BYTES) {
      send();
    }
  }

  /** Whether anything was given since {@link #committed}. */
  synchronized boolean hasChanges() {
    return sent || !waiting.isEmpty();
  }

  /** Everything that was given is visible. */
  synchronized void committed() {
    sent = false;
  }

  /**
   * Sends what waits.
   *
   * @throws IOException when the cluster refuses a document for good, or all tries are used up
   */
  synchronized void send() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    try {
      sendAll();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void sendAll() throws IOException {
    List<byte[]> left = List.copyOf(waiting);
    waiting.clear();
    bytes = 0;
    sent |= !left.isEmpty();
    for (int tries = 0; !left.isEmpty(); tries++) {
      if (tries > 0) {
        client.pause(tries - 1);
      }
      left = refused(left, tries + 1 >= client.tries());
    }
  }

  /** Sends documents once; gives back those that may be sent again. */
  private List<byte[]> refused(List<byte[]> documents, boolean last) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] each : documents) {
      lines.write(each);
    }
    permission.check();
    JsonNode answer = client.write(index + "/_bulk", lines.toByteArray());
    List<byte[]> again = new ArrayList<>();
    if (!answer.path("errors").asBoolean()) {
      return again;
    }
    for (int i = 0; i < documents.size(); i++) {
      JsonNode item = answer.path("items").path(i).elements().next();
      int status = item.path("status").asInt();
      boolean gone = status == ClusterClient.NOT_FOUND && !item.has("error"); // deleted before
      if (status < FIRST_ERROR || gone) {
        continue;
      }
      if (last || (status != ClusterClient.TOO_MANY && status < 500)) {
        throw new ClusterException(
            status,
            "the cluster at %s does not take %s (%d): %s"
                .formatted(
                    client.address(),
                    item.path("_id").asText(),
                    status,
                    ClusterClient.reason(item)),
            null);
      }
      again.add(documents.get(i));
    }
    return again;
  }
}
