package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterException;

/**
 * Lets one writer at an index: a document that its holder renews. One whose holder is gone runs out
 * after {@link #LASTS}; the clocks of the machines that write must agree to within a minute.
 */
final class WriterLock implements AutoCloseable {
  private static final Duration LASTS = Duration.ofMinutes(3);
  private static final Duration RENEWED = Duration.ofSeconds(30);
  private static final String DOCUMENT = "/_doc/writer";

  private final ClusterClient client;
  private final String index;
  private final String owner = UUID.randomUUID().toString();
  private final Clock clock;
  private final Thread renewal =
      Thread.ofPlatform().daemon().name("kiai-writer-lock").unstarted(this::renewals);
  private String version; // as parameters of the next change
  private long until; // as this machine's clock counts, milliseconds since 1970
  private boolean closed;
  private IOException lost;

  private WriterLock(ClusterClient client, Clock clock) {
    this.client = client;
    this.index = client.address().name() + ".writer";
    this.clock = clock;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException saying who has it
   */
  static WriterLock take(ClusterClient client, Clock clock) throws IOException {
    WriterLock lock = new WriterLock(client, clock);
    try {
      lock.write(lock.before());
    } catch (ClusterException e) {
      throw e.status() == ClusterClient.CONFLICT ? lock.taken(e) : e;
    }
    lock.renewal.start();
    return lock;
  }

  private IOException taken(Exception cause) throws IOException {
    String holder =
        client
            .find(index + DOCUMENT)
            .map(found -> found.path("_source").path("holder").asText())
            .orElse("unknown");
    return new IOException(
        "the index at %s is being written by another kiai (%s); wait for it to end, or three minutes if it was killed"
            .formatted(client.address(), holder),
        cause);
  }

  /** Parameters that let the lock be written: there is none, or it has run out. */
  private String before() throws IOException {
    Optional<JsonNode> found = client.find(index + DOCUMENT);
    if (found.isEmpty() || !found.get().path("found").asBoolean()) {
      return "?op_type=create";
    }
    JsonNode holder = found.get().path("_source");
    if (holder.path("until").asLong() > clock.millis() && !isGone(holder.path("holder").asText())) {
      throw taken(null);
    }
    return version(found.get());
  }

  /** Whether a holder is a process of this machine that has ended. */
  private static boolean isGone(String holder) {
    String[] parts = holder.split("@", 2);
    String[] own = ManagementFactory.getRuntimeMXBean().getName().split("@", 2);
    return parts.length == 2
        && own.length == 2
        && parts[1].equals(own[1])
        && parts[0].matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(parts[0])).isEmpty();
  }

  private static String version(JsonNode document) {
    return "?if_seq_no=%d&if_primary_term=%d"
        .formatted(document.path("_seq_no").asLong(), document.path("_primary_term").asLong());
  }

  private synchronized void write(String parameters) throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.put("owner", owner);
    body.put("holder", ManagementFactory.getRuntimeMXBean().getName()); // process@machine
    long end = clock.millis() + LASTS.toMillis();
    body.put("until", end);
    try {
      version = version(put(parameters, body));
    } catch (ClusterException e) {
      // A try whose answer was lost may have written it.
      Optional<JsonNode> found =
          e.status() == ClusterClient.CONFLICT ? client.find(index + DOCUMENT) : Optional.empty();
      if (found.isEmpty() || !found.get().path("_source").path("owner").asText().equals(owner)) {
        throw e;
      }
      version = version(found.get());
    }
    until = end;
  }

  /** Writes the document; makes its index where there is none. */
  private JsonNode put(String parameters, ObjectNode body) throws IOException {
    try {
      return client.put(index + DOCUMENT + parameters, body);
    } catch (ClusterException e) {
      if (e.status() != ClusterClient.NOT_FOUND) {
        throw e;
      }
      ObjectNode settings = ConditionDsl.object();
      settings
          .putObject("settings")
          .putObject("index")
          .put("number_of_shards", 1)
          .put("auto_expand_replicas", "0-1");
      client.put(index, settings);
      return client.put(index + DOCUMENT + parameters, body);
    }
  }

  private void renewals() {
    try {
      while (true) {
        Thread.sleep(RENEWED);
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is given back
    }
  }

  private void renew() {
    try {
      write(version);
    } catch (ClusterException e) {
      if (e.status() == ClusterClient.CONFLICT || e.status() == ClusterClient.NOT_FOUND) {
        lose(e);
      } // else tried again in a while; it lasts for several tries
    } catch (IOException e) {
      lose(e);
    }
  }

  private synchronized void lose(IOException cause) {
    if (!closed) {
      lost = cause;
    }
  }

  /**
   * Ends a writer whose lock somebody else has taken.
   *
   * @throws IOException when it was lost
   */
  synchronized void check() throws IOException {
    if (lost != null || clock.millis() > until) {
      throw new IOException(
          "this kiai has not answered for so long that another one may be writing the index at "
              + client.address(),
          lost);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      renewal.interrupt();
      if (lost == null) {
        try {
          client.delete(index + DOCUMENT + version, null);
        } catch (ClusterException e) {
          // It runs out by itself.
        }
      }
    }
  }
}
