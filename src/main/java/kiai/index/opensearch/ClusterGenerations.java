package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import kiai.index.opensearch.client.ClusterAddress;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterException;

/**
 * An index in a cluster: each generation is an index of OpenSearch, and an alias names the one that
 * searches use. The alias is moved in one step.
 */
public final class ClusterGenerations implements Generations {
  private static final String GENERATION = "\\d+-[0-9a-f]{12}(-[a-z0-9-]+)?"; // behind the prefix
  private static final int SETTLING = 4; // looks, within four seconds

  private final ClusterClient client;
  private final Clock clock;

  /** The index at a client's address, which need not exist yet. */
  public ClusterGenerations(ClusterClient client) {
    this(client, Clock.systemUTC());
  }

  ClusterGenerations(ClusterClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  private String alias() {
    return client.address().name();
  }

  @Override
  public String location() {
    return client.address().toString();
  }

  @Override
  public String nameFor(IndexManifest manifest) {
    return (prefix() + manifest.generation()).toLowerCase(Locale.ROOT);
  }

  private String prefix() {
    return alias() + ".generation-";
  }

  @Override
  public Optional<String> current() throws IOException {
    Optional<JsonNode> found = client.find("_alias/" + alias());
    if (found.isEmpty()) {
      if (client.find(alias() + "/_mapping?filter_path=*.mappings._meta").isPresent()) {
        throw new IOException(
            "%s is an index of its own in the cluster, not one of kiai; take another name"
                .formatted(client.address()));
      }
      return Optional.empty();
    }
    if (found.get().size() != 1) {
      throw new IOException(
          "the alias %s of the cluster names %d indexes, not one; take it off the others"
              .formatted(alias(), found.get().size()));
    }
    String current = found.get().fieldNames().next();
    PointInTime.meta(client, current); // it is ours
    return Optional.of(current);
  }

  @Override
  public Optional<IndexManifest> currentManifest() throws IOException {
    Optional<String> current = current();
    return current.isEmpty()
        ? Optional.empty()
        : Optional.of(ClusterSchema.manifest(PointInTime.meta(client, current.get())));
  }

  @Override
  public IndexSnapshot open(String name) throws IOException {
    return new ClusterSnapshot(PointInTime.open(client, name));
  }

  @Override
  public LiveIndex openLive() throws IOException {
    String current =
        current()
            .orElseThrow(() ->
                new IOException(
                    "there is no index at %s; make one with: kiai index FOLDER --index %s"
                        .formatted(client.address(), client.address())));
    return new ClusterLiveIndex(client, this, PointInTime.open(client, current));
  }

  @Override
  public IndexWriter begin(IndexManifest manifest) throws IOException {
    WriterLock lock = WriterLock.take(client, clock);
    try {
      String name = nameFor(manifest);
      if (client.find(name + "/_mapping?filter_path=*.mappings._meta").isEmpty()) {
        create(name, manifest);
      }
      PointInTime.meta(client, name); // it is ours
      return ClusterIndexWriter.open(client, name, manifest, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void create(String name, IndexManifest manifest) throws IOException {
    ClusterAddress address = client.address();
    try {
      client.put(name, ClusterSchema.creation(manifest, address.shards(), address.replicas()));
    } catch (ClusterException e) {
      if (e.getMessage().contains("knn")) {
        throw new IOException(
            "the cluster at %s has no k-NN plugin, which vectors need (%s)"
                .formatted(address, e.getMessage()),
            e);
      }
      throw e;
    }
  }

  @Override
  public void publish(String name) throws IOException {
    Optional<String> before = current();
    if (!before.equals(Optional.of(name))) {
      ObjectNode body = ConditionDsl.object();
      ArrayNode actions = body.putArray("actions");
      before.ifPresent(old -> action(actions, "remove", old));
      action(actions, "add", name);
      client.post("_aliases", body);
    }
    // The generation before stays until the next run has succeeded.
    for (String other : generations()) {
      if (!other.equals(name) && !before.equals(Optional.of(other))) {
        client.delete(other, null);
      }
    }
  }

  private void action(ArrayNode actions, String kind, String index) {
    actions.addObject().putObject(kind).put("index", index).put("alias", alias());
  }

  private List<String> generations() throws IOException {
    List<String> names = new ArrayList<>();
    JsonNode found = client.get(prefix() + "*/_mapping?filter_path=*.mappings._meta", null);
    found
        .properties()
        .forEach(each -> {
          boolean named = each.getKey().substring(prefix().length()).matches(GENERATION);
          if (named && ClusterSchema.isOurs(each.getValue().path("mappings").path("_meta"))) {
            names.add(each.getKey());
          }
        });
    return names;
  }

  @Override
  public List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    Optional<String> current = current();
    if (current.isEmpty()) {
      for (String generation : generations()) {
        problems.add(
            "no run has completed %s; the next kiai index with its model goes on from there"
                .formatted(generation));
      }
      return problems;
    }
    JsonNode health = client.get("_cluster/health/" + current.get(), null);
    for (int tries = 0; tries < SETTLING && !isGreen(health); tries++) {
      client.pause(tries); // the copies of a new generation take a moment
      health = client.get("_cluster/health/" + current.get(), null);
    }
    String status = health.path("status").asText();
    if (status.equals("red")) {
      problems.add("parts of it are on no node that answers (red): bring the nodes back");
    } else if (status.equals("yellow")) {
      problems.add(
          "%d copies of its parts are on no node (yellow): answers are whole, but the loss of another node may cost some"
              .formatted(health.path("unassigned_shards").asInt()));
    }
    return problems;
  }

  private static boolean isGreen(JsonNode health) {
    return health.path("status").asText().equals("green");
  }

  /** A cluster reads what its own older versions wrote. */
  @Override
  public void upgradeFormat() {
    // nothing to do
  }
}
