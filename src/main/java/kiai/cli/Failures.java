package kiai.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import kiai.cli.options.FailedException;
import kiai.embeddings.EncoderException;
import kiai.index.TooSlowException;
import kiai.search.answer.UnsupportedQuestionException;

/** Failures of the outside world as one sentence; what is left is a fault of ours. */
final class Failures {
  private Failures() {}

  /** The sentence for the user; empty for a fault of ours, which is shown whole. */
  static Optional<String> sentence(Throwable failure) {
    return switch (failure) {
      case FileSystemException e -> Optional.of(sentence(e));
      case IOException e -> Optional.of(withCause(e));
      case UncheckedIOException e -> sentence(e.getCause());
      case FailedException e -> Optional.of(e.getMessage());
      case UnsupportedQuestionException e -> Optional.of(e.getMessage());
      case TooSlowException e -> Optional.of(e.getMessage());
      case EncoderException e -> Optional.of(e.getMessage());
      case OutOfMemoryError e ->
          Optional.of(
              "memory ran out (%s); give more with KIAI_JAVA_OPTS=-Xmx4g"
                  .formatted(e.getMessage()));
      case LinkageError e ->
          Optional.of(
              "a native library cannot be loaded (%s); is there room in %s?"
                  .formatted(e.getMessage(), System.getProperty("java.io.tmpdir")));
      default -> Optional.empty();
    };
  }

  /** Java's own message is the path alone. */
  private static String sentence(FileSystemException e) {
    String file = e.getFile();
    return switch (e) {
      case NoSuchFileException _ -> "there is no file " + file;
      case AccessDeniedException _ -> "%s may not be read or written".formatted(file);
      case NotDirectoryException _ -> "%s is no folder".formatted(file);
      case DirectoryNotEmptyException _ -> "the folder %s is not empty".formatted(file);
      case FileAlreadyExistsException _ -> "%s is there already, and is no folder".formatted(file);
      default -> e.getReason() == null ? "%s cannot be used".formatted(file) : e.getMessage();
    };
  }

  private static String withCause(IOException e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    return "a file cannot be read or written: "
        + (e.getCause() == null ? e.getClass().getSimpleName() : e.getCause().toString());
  }
}
