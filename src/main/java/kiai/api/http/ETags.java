package kiai.api.http;

import io.javalin.http.Context;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** Strong validators of answers (RFC 9110, 8.8.3): quoted, and equal only for equal bytes. */
public final class ETags {
  private static final int BYTES = 16;

  private ETags() {}

  /** The validator of some bytes. */
  public static String of(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The validator of the same content under gzip, which is other bytes. */
  public static String packed(String tag) {
    return tag.substring(0, tag.length() - 1) + "-gzip\"";
  }

  /** Whether the visitor has this content already. */
  public static boolean matches(Context context, String tag) {
    String known = context.header("If-None-Match");
    return known != null
        && Arrays.stream(known.split(","))
            .map(one -> one.strip().replaceFirst("^W/", ""))
            .anyMatch(one -> one.equals(tag) || one.equals("*"));
  }

  /** Gives an answer its validator, or says that the visitor has it. For GET and HEAD. */
  public static void tag(Context context) {
    if (context.statusCode() != 200
        || !Set.of("GET", "HEAD").contains(context.method().name())
        || context.res().getHeader("ETag") != null) {
      return; // what has one may be a stream, which must not be read here
    }
    String result = context.result();
    if (result == null) {
      return;
    }
    String tag = of(result.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    context.header("ETag", "W/" + tag); // its compression is not ours
    if (matches(context, tag)) {
      context.status(304).result("");
    }
  }
}
