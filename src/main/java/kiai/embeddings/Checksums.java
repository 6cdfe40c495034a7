package kiai.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of the files that a model is made of. */
public final class Checksums {
  private Checksums() {}

  /**
   * A file of a folder, when it is there and is what was published.
   *
   * @param name relative to the folder
   * @param sum the SHA-256 that it should have
   * @throws IOException when it is missing or differs, saying what to do
   */
  public static Path verified(Path folder, String name, JsonNode sum) throws IOException {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
      throw new IOException("the model in " + folder + " lacks its file " + name);
    }
    if (!sha256(file).equals(sum.asText())) {
      throw new IOException(
          "%s is not the file that the model was published with (its SHA-256 differs); get the model folder again"
              .formatted(file));
    }
    return file;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
