package kiai.cli.output;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import kiai.input.Printable;

/**
 * Shows control characters as question marks: titles and names of files come from strangers, and a
 * terminal obeys what it is sent. Ends of lines and tabs pass.
 */
public final class PrintableWriter extends FilterWriter {
  /** Writes to another writer. */
  public PrintableWriter(Writer out) {
    super(out);
  }

  private static char shown(char c) {
    return c == '\n' || c == '\t' || c == '\r' || !Printable.isControl(c) ? c : '?';
  }

  @Override
  public void write(int c) throws IOException {
    out.write(shown((char) c));
  }

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    char[] shown = new char[length];
    for (int i = 0; i < length; i++) {
      shown[i] = shown(buffer[offset + i]);
    }
    out.write(shown, 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.toCharArray(), offset, length);
  }
}
