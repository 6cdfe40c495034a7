package kiai.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kiai.api.http.AllowedOrigins;
import kiai.api.http.Problem;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexedFolders;
import kiai.input.SkippedFile;
import kiai.sources.files.PathNames;

/**
 * Administration: indexing folders, forgetting them, reloading. Only with the token, or without one
 * from this machine itself; and never for another site's page in the browser of this machine, so a
 * request must come with a header that such pages cannot send, to a name of this machine.
 */
final class AdminHandlers {
  /** Pages of other sites cannot send it without being asked first, and we never answer that. */
  static final String HEADER = "X-Kiai-Admin";

  private static final int SHOWN_FOLDERS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final IndexJobs jobs;
  private final LiveIndex index;
  private final LiveViews views;
  private final byte[] token;

  /**
   * Handlers.
   *
   * @param jobs null when the server only reads
   * @param token null when only this machine itself may administrate
   */
  AdminHandlers(IndexJobs jobs, LiveIndex index, LiveViews views, String token) {
    this.jobs = jobs;
    this.index = index;
    this.views = views;
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether this request may administrate. */
  private boolean may(Context context) {
    String given = String.valueOf(context.header("Authorization"));
    if (token != null) {
      byte[] bearer =
          (given.startsWith("Bearer ") ? given.substring(7) : "").getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(token, bearer);
    }
    return AllowedOrigins.isThisMachine(context);
  }

  private void check(Context context) {
    if (!may(context) || context.header(HEADER) == null) {
      throw new Problem(
          403,
          "Administration is not open here",
          token == null
              ? "Only from this machine itself, with the header " + HEADER + ": 1."
              : "It needs the header Authorization: Bearer TOKEN, and " + HEADER + ": 1.");
    }
    if (jobs == null) {
      throw new Problem(501, "This server only reads", "Start it with kiai serve and a model.");
    }
  }

  /** Whether this visitor may administrate, and how the last job gets on. */
  void show(Context context) {
    boolean open = jobs != null && may(context);
    ObjectNode node = open ? jobs.show() : JSON.createObjectNode();
    node.put("open", open);
    node.put("token_needed", token != null);
    node.put("starter", open && jobs.starter().isPresent());
    context.json(node);
  }

  void start(Context context) {
    check(context);
    JsonNode body = Parameters.body(context);
    List<Path> roots = new ArrayList<>();
    for (JsonNode root : body.path("roots")) {
      roots.add(folder(root.asText()));
    }
    if (Parameters.of(body).truth("starter", false)) {
      roots.add(jobs.starter().orElseThrow(() -> new Problem(400, "There is no starter here")));
    }
    if (roots.isEmpty()) {
      throw new Problem(400, "The field \"roots\" must be a list of folders");
    }
    boolean prune = Parameters.of(body).truth("prune", false);
    if (!jobs.start(roots, new IndexRequest(prune, false, false))) {
      throw new Problem(409, "Folders are being indexed already", "Wait for that to end.");
    }
    context.status(202).json(jobs.show().put("open", true));
  }

  void reload(Context context) throws IOException {
    check(context);
    index.refresh();
    views.update();
    try (IndexSnapshot snapshot = index.snapshot()) {
      context.json(JSON.createObjectNode().put("maps", snapshot.sizes().maps()));
    }
  }

  void forget(Context context) throws IOException {
    check(context);
    Path root = absolute(context.queryParam("root"));
    int removed;
    try {
      removed = jobs.forget(root);
    } catch (IOException e) { // another program writes the index, or exchanged it
      throw new Problem(409, "The folder cannot be forgotten now", e.getMessage());
    }
    if (removed < 0) {
      throw new Problem(409, "Folders are being indexed already", "Wait for that to end.");
    }
    views.update();
    context.json(JSON.createObjectNode().put("removed", removed));
  }

  /** The folders that the index was made from, and what was left out of them. */
  void contents(Context context) throws IOException {
    check(context);
    try (IndexSnapshot snapshot = index.snapshot()) {
      IndexedFolders found = IndexedFolders.of(snapshot);
      ObjectNode node = JSON.createObjectNode();
      node.putArray("folders");
      for (IndexedFolders.Folder folder : found.folders()) {
        node.withArray("folders")
            .addObject()
            .put("path", folder.path())
            .put("files", folder.files())
            .put("maps", folder.maps())
            .put("left_out", folder.leftOut());
      }
      node.putArray("left_out");
      for (SkippedFile file : found.leftOut()) {
        node.withArray("left_out")
            .addObject()
            .put("path", file.path())
            .put("reason", file.reason());
      }
      context.json(node);
    }
  }

  /** The folders within a folder, so that one can be chosen. */
  void folders(Context context) throws IOException {
    check(context);
    String wanted = context.queryParam("path");
    Path folder =
        wanted == null || wanted.isBlank()
            ? Path.of(System.getProperty("user.home"))
            : folder(wanted);
    Path shown = Files.isDirectory(folder) ? folder : folder.getParent();
    ObjectNode node = JSON.createObjectNode();
    node.put("path", shown.toString());
    node.put("parent", shown.getParent() == null ? null : shown.getParent().toString());
    node.putArray("folders");
    try (Stream<Path> entries = Files.list(shown)) {
      entries
          .filter(p -> Files.isDirectory(p) && !p.getFileName().toString().startsWith("."))
          .sorted()
          .limit(SHOWN_FOLDERS)
          .forEach(p -> node.withArray("folders").add(p.getFileName().toString()));
    } catch (IOException e) {
      throw new Problem(400, "The folder cannot be read");
    }
    context.json(node);
  }

  /** A path that need not exist any more. */
  private static Path absolute(String text) {
    try {
      Path path = Path.of(text == null ? "" : text.strip());
      if (path.isAbsolute()) {
        return PathNames.absolute(path);
      }
    } catch (InvalidPathException e) {
      throw new Problem(400, "That is no path on this machine");
    }
    throw new Problem(400, "The parameter \"root\" must be a whole path");
  }

  private static Path folder(String text) {
    try {
      Path path = PathNames.absolute(Path.of(text.strip()));
      if (!text.isBlank() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new Problem(400, "That is no path on this machine");
    }
    throw new Problem(400, "There is no such folder on this machine");
  }
}
