package kiai.api.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/** Errors as RFC 9457 problem documents: a title for a person, never a path or a stack trace. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final String MEDIA_TYPE = "application/problem+json";

  private final int status;
  private final String detail;

  public Problem(int status, String title, String detail) {
    super(title);
    this.status = status;
    this.detail = detail;
  }

  public Problem(int status, String title) {
    this(status, title, null);
  }

  public void answer(Context context) {
    answer(context, status, getMessage(), detail);
  }

  public static void answer(Context context, int status, String title, String detail) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "about:blank");
    node.put("title", title);
    node.put("status", status);
    if (detail != null) {
      node.put("detail", detail);
    }
    context.status(status).result(node.toString()).contentType(MEDIA_TYPE);
  }
}
