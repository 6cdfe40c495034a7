package kiai.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import kiai.api.http.Problem;

/** A place in an answer: valid for the same question on the same state of the index. */
record Cursor(int offset, String question) {

  static Cursor parse(String text, String question) {
    if (text == null || text.isEmpty()) {
      return new Cursor(0, question);
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int colon = plain.indexOf(':');
      int offset = Integer.parseInt(plain.substring(0, colon));
      if (offset < 0 || !plain.substring(colon + 1).equals(question)) {
        throw new Problem(
            400,
            "The cursor belongs to another search",
            "Start again without a cursor; the index may have changed since.");
      }
      return new Cursor(offset, question);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new Problem(400, "The cursor is not one of ours", "Start again without a cursor.");
    }
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((offset + ":" + question).getBytes(StandardCharsets.UTF_8));
  }
}
