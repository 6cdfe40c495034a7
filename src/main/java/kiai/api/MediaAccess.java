package kiai.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import kiai.api.http.AllowedOrigins;
import kiai.api.http.Problem;
import kiai.map.MapRecord;
import kiai.search.SearchService;
import kiai.sources.files.SetFiles;

/**
 * Who may see and hear the files beside the maps of an index. Which file is served follows from the
 * index alone, never from the request. Others than this machine get none unless the server was told
 * to share them; other websites never do.
 */
final class MediaAccess {
  private final SearchService service;
  private final boolean shared;

  /**
   * Access.
   *
   * @param shared whether others than this machine may see and hear
   */
  MediaAccess(SearchService service, boolean shared) {
    this.service = service;
    this.shared = shared;
  }

  /** The map that a request names, when it may have its files. */
  MapRecord map(Context context) throws IOException {
    String site = String.valueOf(context.header("Sec-Fetch-Site"));
    if (site.equals("cross-site") || site.equals("same-site")) {
      throw new Problem(403, "Other websites may not show or play this");
    }
    if (!shared && !AllowedOrigins.isThisMachine(context)) {
      throw new Problem(
          403,
          "Songs and backgrounds are for this machine alone",
          "Who runs the server may share them: kiai serve --share-media.");
    }
    // Other websites may not show or play them either.
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    return service.find(context.pathParam("id")).orElseThrow(MapHandlers::unknown);
  }

  /** Changes with the file on the disk that holds a file of a set. */
  static String stamp(String file) throws IOException {
    Path holder = SetFiles.holder(file);
    return Files.size(holder) + "-" + Files.getLastModifiedTime(holder).toMillis();
  }

  /** What went wrong, without paths of this machine. */
  static String reason(IOException e) {
    return e instanceof FileSystemException
        ? "Its file is gone or may not be read."
        : e.getMessage();
  }
}
