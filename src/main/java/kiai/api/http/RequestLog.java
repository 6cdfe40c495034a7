package kiai.api.http;

import io.javalin.http.Context;
import kiai.input.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each request, for whoever asks for the level "debug". */
public final class RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger("kiai.requests");
  private static final String STARTED = "kiai.log.started";
  private static final int LONGEST = 500; // characters of an address

  private RequestLog() {}

  /** Remembers when a request came. */
  public static void began(Context context) {
    if (LOG.isDebugEnabled()) {
      context.attribute(STARTED, System.nanoTime());
    }
  }

  /** Says how a request ended. */
  public static void ended(Context context) {
    Long started = context.attribute(STARTED);
    if (started != null) {
      String query = context.queryString();
      String address = Printable.line(context.path() + (query == null ? "" : "?" + query));
      LOG.atDebug()
          .setMessage("{} {} {} in {} ms")
          .addArgument(context.method())
          .addArgument(address.length() > LONGEST ? address.substring(0, LONGEST) + "…" : address)
          .addArgument(context.statusCode())
          .addArgument((System.nanoTime() - started) / 1_000_000)
          .log();
    }
  }
}
