package kiai.sources.files;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import kiai.input.BoundedInput;
import kiai.input.BoundedInput.LimitException;
import kiai.input.InputLimits;
import kiai.input.Printable;
import kiai.input.SkippedFile;
import kiai.input.TimedReading;

/**
 * Reads the maps out of a file, within limits. Archives are read entry by entry: nothing but an
 * archive within an archive is written to disk, and that for a moment; names of entries are never
 * used as paths, and the bytes that really come out are counted rather than those that the archive
 * promises.
 */
public final class BeatmapReader {
  private static final String BLANK =
      "it is empty or holds only zero bytes, as files do after a crash or on a full disk";

  private final InputLimits limits;

  /** A reader with its limits; threads may share it. */
  public BeatmapReader(InputLimits limits) {
    this.limits = limits;
  }

  /**
   * Hands over every map of a file, and every part of it that is left out. Never throws for what
   * the file holds.
   */
  public void read(SourceFile file, Consumer<BeatmapFile> maps, Consumer<SkippedFile> skipped) {
    String shown = file.path().toString();
    if (Files.exists(file.path()) && !Files.isRegularFile(file.path())) {
      skipped.accept(new SkippedFile(shown, "not a regular file")); // a pipe would never end
      return;
    }
    try {
      if (file.isArchive()) {
        archive(file.path(), shown, maps, skipped);
      } else {
        byte[] bytes = single(file.path());
        if (isBlank(bytes)) {
          skipped.accept(SkippedFile.passing(shown, BLANK));
        } else {
          BeatmapFile.Siblings siblings =
              file.siblings() != null ? file.siblings() : name -> beside(file.path(), name);
          maps.accept(BeatmapFile.of(shown, bytes, siblings));
        }
      }
    } catch (IOException e) {
      skipped.accept(left(shown, e));
    }
  }

  /** Nobody writes such a file: what it held was lost, and may come back out of a backup. */
  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** A file of the map's folder, or below it. */
  private static Optional<String> beside(Path map, String name) {
    Path folder = map.toAbsolutePath().getParent();
    try {
      Path wanted = folder.resolve(name.replace('\\', '/')).normalize();
      if (name.isBlank() || !wanted.startsWith(folder) || wanted.equals(folder)) {
        return Optional.empty();
      }
      Optional<Path> found =
          Files.isRegularFile(wanted)
              ? Optional.of(wanted)
              : FileNames.anyCase(wanted).filter(Files::isRegularFile);
      return found.filter(file -> isBelow(folder, file)).map(PathNames::of);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Whether a file lies in a folder where its links lead, too. */
  private static boolean isBelow(Path folder, Path file) {
    try {
      return file.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** An entry of an archive, relative to the folder of the map in it. */
  private static Optional<String> inArchive(
      Map<String, String> entries, String archive, String map, String name) {
    String plain = map.replace('\\', '/');
    String folder = plain.substring(0, plain.lastIndexOf('/') + 1);
    String plainName = name.replace('\\', '/').replaceFirst("^(\\./)+", "");
    String wanted = (folder + plainName).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(entries.get(wanted)).map(entry -> archive + "!" + printable(entry));
  }

  private byte[] single(Path path) throws IOException {
    return TimedReading.of(
        path.toString(),
        () -> {
          try (InputStream in = Files.newInputStream(path)) {
            return BoundedInput.readAll(in, limits.maxBeatmapBytes(), "the file");
          }
        });
  }

  private void archive(
      Path path, String shown, Consumer<BeatmapFile> maps, Consumer<SkippedFile> skipped)
      throws IOException {
    if (Files.size(path) > limits.maxArchiveBytes()) {
      throw new LimitException(
          "the archive has more than the %,d bytes allowed".formatted(limits.maxArchiveBytes()));
    }
    TimedReading.of(shown, () -> firstByte(path));
    try (ZipFile zip = open(path)) {
      checkCount(zip.size());
      Map<String, String> names = new HashMap<>();
      zip.stream()
          .forEach(
              e -> names.put(e.getName().replace('\\', '/').toLowerCase(Locale.ROOT), e.getName()));
      Found found =
          new Found(shown, map -> name -> inArchive(names, shown, map, name), maps, skipped);
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements() && !found.isFull()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (entry.isDirectory()) {
          continue;
        }
        if (SourceFile.isBeatmap(name)) {
          found.take(name, () -> entry(zip, entry));
        } else if (SourceFile.isPack(path.getFileName().toString()) && SourceFile.isSet(name)) {
          pack(zip, entry, shown + "!" + printable(name), maps, skipped);
          found.any = true;
        }
      }
      // A zip can hold anything; one without maps is none of ours.
      if (!found.any && SourceFile.isSet(path.getFileName().toString())) {
        skipped.accept(new SkippedFile(shown, "the archive holds no .osu file"));
      }
    }
  }

  /**
   * An archive of a set inside of a zip. It is copied to a file for the time, since only its
   * central directory says where entries end that were written as a stream; what is left of a
   * damaged one is read from its beginning on.
   */
  private void pack(
      ZipFile zip,
      ZipEntry outer,
      String shown,
      Consumer<BeatmapFile> maps,
      Consumer<SkippedFile> skipped) {
    Found found = new Found(shown, _ -> BeatmapFile.Siblings.NONE, maps, skipped); // a copy
    long most =
        Math.max(
            InputLimits.NESTED_RATIO_FROM_BYTES,
            Math.max(1, outer.getCompressedSize()) * InputLimits.MAX_NESTED_RATIO);
    Path copy = null;
    try {
      copy = Files.createTempFile("kiai-set", ".osz");
      IOException damage = copy(zip, outer, Math.min(most, limits.maxArchiveBytes()), copy);
      if (damage instanceof LimitException) {
        throw damage; // what is this large is no set
      }
      try (ZipFile inner = open(copy.toFile())) {
        entries(inner, found);
      } catch (ZipException e) {
        stream(copy, found);
      }
      if (damage != null) {
        throw damage;
      }
      if (!found.any) {
        skipped.accept(new SkippedFile(shown, "the archive holds no .osu file"));
      }
    } catch (IOException e) {
      skipped.accept(left(shown, e));
    } finally {
      delete(copy);
    }
  }

  /** Copies an entry to a file; answers why not all of it, null when all was well. */
  private static IOException copy(ZipFile zip, ZipEntry entry, long most, Path to)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(to)) {
      try (InputStream in = zip.getInputStream(entry)) {
        new BoundedInput(in, most, "the archive within the archive").transferTo(out);
        return null;
      } catch (IOException e) {
        return e;
      }
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  /** The maps of an archive by its central directory. */
  private void entries(ZipFile zip, Found found) throws IOException {
    checkCount(zip.size());
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements() && !found.isFull()) {
      ZipEntry entry = entries.nextElement();
      if (!entry.isDirectory() && SourceFile.isBeatmap(entry.getName())) {
        found.take(entry.getName(), () -> entry(zip, entry));
      }
    }
  }

  /** The maps of an archive without a central directory, one after the other. */
  private void stream(Path archive, Found found) throws IOException {
    int entries = 0;
    try (ZipInputStream in =
        new ZipInputStream(
            new BufferedInputStream(Files.newInputStream(archive)), StandardCharsets.ISO_8859_1)) {
      for (ZipEntry entry = in.getNextEntry();
          entry != null && !found.isFull();
          entry = in.getNextEntry()) {
        checkCount(++entries);
        if (!entry.isDirectory() && SourceFile.isBeatmap(entry.getName())) {
          found.take(
              utf8IfItIs(entry.getName()),
              () -> BoundedInput.readAll(in, limits.maxBeatmapBytes(), "the entry"));
        }
      }
    }
  }

  private void checkCount(int entries) throws LimitException {
    if (entries > limits.maxEntries()) {
      throw new LimitException(
          "the archive has %,d entries, more than the limit of %,d"
              .formatted(entries, limits.maxEntries()));
    }
  }

  /**
   * A name whose bytes were read as Latin-1, which no name can break: as UTF-8 when they are that.
   * Names that an archive marks as UTF-8 arrive whole.
   */
  private static String utf8IfItIs(String name) {
    if (name.chars().anyMatch(c -> c > 0xff)) {
      return name;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(name.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return name;
    }
  }

  /** The maps of an archive as they come, with their bytes added up. */
  private final class Found {
    private final String shown;
    private final Function<String, BeatmapFile.Siblings> siblings;
    private final Consumer<BeatmapFile> maps;
    private final Consumer<SkippedFile> skipped;
    private long total;
    private boolean any;

    Found(
        String shown,
        Function<String, BeatmapFile.Siblings> siblings,
        Consumer<BeatmapFile> maps,
        Consumer<SkippedFile> skipped) {
      this.shown = shown;
      this.siblings = siblings;
      this.maps = maps;
      this.skipped = skipped;
    }

    boolean isFull() {
      return total > limits.maxTotalBytes();
    }

    void take(String entry, Content content) {
      any = true;
      String name = shown + "!" + printable(entry);
      if (leavesArchive(entry)) {
        skipped.accept(new SkippedFile(name, "the name of the entry leads out of the archive"));
        return;
      }
      try {
        byte[] bytes = content.read();
        total += bytes.length;
        if (isFull()) {
          throw new LimitException(
              "the maps of the archive have more than %,d bytes together"
                  .formatted(limits.maxTotalBytes()));
        }
        maps.accept(BeatmapFile.of(name, bytes, siblings.apply(entry)));
      } catch (IOException e) {
        skipped.accept(left(name, e));
      }
    }
  }

  /** The bytes of an entry. */
  @FunctionalInterface
  private interface Content {
    byte[] read() throws IOException;
  }

  private static int firstByte(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read();
    }
  }

  /**
   * Opens an archive whatever its names are encoded in; the names of its entries are only shown.
   */
  static ZipFile open(Path path) throws IOException {
    File file = path.toFile();
    if (file.toPath().equals(path)) {
      return open(file);
    }
    // Java opens archives by text alone, and this name is no text: a link with a plain name leads
    // to it while it is opened.
    Path folder = Files.createTempDirectory("kiai-name");
    Path link = folder.resolve("archive");
    try {
      return open(Files.createSymbolicLink(link, path).toFile());
    } finally {
      Files.deleteIfExists(link);
      Files.delete(folder);
    }
  }

  private static ZipFile open(File file) throws IOException {
    try {
      return new ZipFile(file, StandardCharsets.UTF_8);
    } catch (ZipException e) {
      if (String.valueOf(e.getMessage()).contains("bad entry name")) {
        return openLegacy(file);
      }
      throw e;
    }
  }

  private static ZipFile openLegacy(File file) throws IOException {
    try {
      return new ZipFile(file, legacyNames());
    } catch (ZipException e) {
      return new ZipFile(file, StandardCharsets.ISO_8859_1); // in which every byte is a letter
    }
  }

  private static Charset legacyNames() {
    return Charset.isSupported("Shift_JIS")
        ? Charset.forName("Shift_JIS")
        : StandardCharsets.ISO_8859_1;
  }

  private byte[] entry(ZipFile zip, ZipEntry entry) throws IOException {
    long compressed = Math.max(1, entry.getCompressedSize());
    long byRatio = Math.max(InputLimits.RATIO_FROM_BYTES, compressed * limits.maxRatio());
    int limit = (int) Math.min(limits.maxBeatmapBytes(), byRatio);
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = BoundedInput.readAll(in, limit, "the entry");
    }
    CRC32 sum = new CRC32(); // Java's ZipFile does not compare it
    sum.update(bytes);
    if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
      throw new ZipException("the check-sum of an entry is wrong");
    }
    return bytes;
  }

  private static boolean leavesArchive(String name) {
    String plain = name.replace('\\', '/');
    return plain.startsWith("/")
        || plain.matches("^[A-Za-z]:.*")
        || ("/" + plain + "/").contains("/../");
  }

  /** An archive's entry as it is shown after its {@code !}. */
  static String shownName(String entry) {
    return printable(entry);
  }

  private static String printable(String name) {
    return Printable.line(name);
  }

  /**
   * Why something could not be read. What a limit or the format of an archive forbids lies in the
   * content; everything else (rights, drives, networks) may be over at the next try.
   */
  private static SkippedFile left(String shown, IOException e) {
    return switch (e) {
      case BoundedInput.TooSlowException slow -> SkippedFile.passing(shown, slow.getMessage());
      case LimitException limit -> new SkippedFile(shown, limit.getMessage());
      case NoSuchFileException _ -> SkippedFile.passing(shown, "the file is gone");
      case AccessDeniedException _ -> SkippedFile.passing(shown, "the file may not be read");
      // Perhaps it is being copied: what it held before stays until it can be read.
      case ZipException _, EOFException _ ->
          SkippedFile.passing(
              shown,
              "not a readable zip archive" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
      default ->
          SkippedFile.passing(
              shown,
              "cannot be read: "
                  + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    };
  }
}
