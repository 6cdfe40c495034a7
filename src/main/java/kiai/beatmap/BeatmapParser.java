package kiai.beatmap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.input.ParserLimits;

/**
 * Reads a {@code .osu} file: formats 3 to 14 and 128, all four modes.
 *
 * <ol>
 *   <li>The bytes become UTF-8 (byte order marks and UTF-16 are understood).
 *   <li>One pass over the lines finds the sections and reads all but the hit objects. A repeated
 *       section replaces the earlier one, a repeated key too (docs/processor-rules.md, S3).
 *   <li>The hit objects come last, since a slider's duration needs the timing.
 * </ol>
 *
 * <p>A line that cannot be read becomes an issue and is left out; the rest of the file counts. Only
 * a file that nobody could play is rejected: no header and no objects, or nothing that can be hit.
 * Reading never throws, whatever the bytes.
 */
public final class BeatmapParser {
  private static final byte[] MAGIC = "osu file format v".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BACKGROUND_NUMBER = "0,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BACKGROUND_NAME = "Background,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VIDEO_NUMBER = "1,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VIDEO_NAME = "Video,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPRITE_NUMBER = "4,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPRITE_NAME = "Sprite,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BREAK_NUMBER = "2,".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BREAK_NAME = "Break,".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> STORYBOARD_SECTIONS = Set.of("[Events]", "[Variables]");
  private static final int ASSUMED_VERSION = 14; // what the game assumes without a header

  private enum Section {
    NONE,
    GENERAL,
    METADATA,
    DIFFICULTY,
    EDITOR,
    EVENTS,
    TIMING_POINTS,
    HIT_OBJECTS,
    OTHER
  }

  private final ParserLimits limits;

  /** A parser with its limits; it keeps no state and may be shared by threads. */
  public BeatmapParser(ParserLimits limits) {
    this.limits = limits;
  }

  /** A parser with the limits for files of unknown origin. */
  public BeatmapParser() {
    this(ParserLimits.DEFAULT);
  }

  /** Reads the bytes of one file. */
  public ParsedBeatmap parse(byte[] bytes) {
    if (bytes.length == 0) {
      return rejected("the file is empty");
    }
    if (bytes.length > limits.maxBytes()) {
      return rejected(
          "the file has %d bytes, more than the limit of %d"
              .formatted(bytes.length, limits.maxBytes()));
    }
    return new Run(TextEncoding.toUtf8(bytes)).read();
  }

  /**
   * Whether a file is a storyboard, which begins as maps do: it has sections, and all of them are
   * those of storyboards.
   */
  public static boolean isStoryboard(byte[] bytes) {
    byte[] text = TextEncoding.toUtf8(bytes);
    LineScanner lines = new LineScanner(text, 0, text.length);
    boolean any = false;
    while (lines.advance()) {
      if (lines.isHeader()) {
        if (!STORYBOARD_SECTIONS.contains(lines.text())) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private static boolean isImage(String file) {
    return file.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|gif|bmp)");
  }

  private static ParsedBeatmap rejected(String reason) {
    return new ParsedBeatmap.Rejected(new ParseIssue(0, reason));
  }

  /** One file being read. */
  private final class Run {
    private final byte[] data;
    private final IssueLog issues;
    private final KeyValueSections settings;
    private final LineScanner lines;
    private final List<TimingPoint> timing = new ArrayList<>();
    private int version = ASSUMED_VERSION;
    private int objectsFrom = -1;
    private int objectsTo = -1;
    private double breakMillis;
    private String background = "";
    private String lastSection = "";

    Run(byte[] data) {
      this.data = data;
      this.issues = new IssueLog(data, limits.maxIssues());
      this.settings = new KeyValueSections(data, issues);
      this.lines = new LineScanner(data, 0, data.length);
    }

    ParsedBeatmap read() {
      int from = readHeader();
      readSections(from);
      if (objectsFrom < 0) {
        return rejected(
            version == ASSUMED_VERSION && from == 0
                ? "not a beatmap: it has no \"osu file format\" header and no [HitObjects]"
                : lastSection.isEmpty()
                    ? "it has no sections; it was probably cut"
                    : "the file ends within [%s]; it was probably cut".formatted(lastSection));
      }
      TimingPoints points = new TimingPoints(timing);
      if (points.size() == 0) {
        issues.general("there are no timing points; sliders are given the length of 60 BPM");
      }
      List<HitObject> objects = readObjects(points);
      return new ParsedBeatmap.Usable(
          new Beatmap(
              version,
              settings.mode(),
              settings.audioFilename(),
              background,
              settings.metadata(),
              settings.difficulty(),
              points,
              objects,
              settings.stackLeniency(),
              settings.beatDivisor(),
              breakMillis,
              issues.list()));
    }

    /** Reads the first line; answers where the sections begin. */
    private int readHeader() {
      if (!lines.advance()) {
        return 0;
      }
      int start = lines.start();
      int at = 0;
      while (at < MAGIC.length && start + at < lines.end() && data[start + at] == MAGIC[at]) {
        at++;
      }
      long number =
          at == MAGIC.length ? Numbers.parseLong(data, start + at, lines.end()) : Numbers.NO_LONG;
      if (number == Numbers.NO_LONG || number < 0 || number > 1_000_000) {
        issues.at(
            start,
            "the first line is not \"osu file format v<number>\"; reading it as version "
                + ASSUMED_VERSION);
        return 0;
      }
      version = (int) number;
      return lines.nextStart();
    }

    private void readSections(int from) {
      LineScanner scanner = new LineScanner(data, from, data.length);
      Section section = Section.NONE;
      List<int[]> leaking = new ArrayList<>(0);
      boolean first = true;
      while (scanner.advance()) {
        if (!scanner.isHeader()) {
          if (section == Section.NONE && from > 0) {
            if (leaking.size() < 64) {
              leaking.add(new int[] {scanner.start(), scanner.end()});
            }
          } else {
            readLine(section, scanner.start(), scanner.end());
          }
          continue;
        }
        lastSection = name(scanner.start() + 1, scanner.end() - 1);
        section = sectionOf(lastSection);
        begin(section);
        if (first) {
          for (int[] line : leaking) {
            readLine(section, line[0], line[1]);
          }
          first = false;
        }
        if (section == Section.HIT_OBJECTS
            || section == Section.EVENTS
            || section == Section.OTHER) {
          int end = endOfSection(scanner.nextStart());
          if (section == Section.HIT_OBJECTS) {
            objectsFrom = scanner.nextStart();
            objectsTo = end;
          } else if (section == Section.EVENTS) {
            readEvents(scanner.nextStart(), end);
          }
          scanner = new LineScanner(data, end, data.length);
        }
      }
    }

    private String name(int start, int end) {
      return new String(data, start, end - start, StandardCharsets.UTF_8);
    }

    private Section sectionOf(String name) {
      return switch (name) {
        case "General" -> Section.GENERAL;
        case "Metadata" -> Section.METADATA;
        case "Difficulty" -> Section.DIFFICULTY;
        case "Editor" -> Section.EDITOR;
        case "Events" -> Section.EVENTS;
        case "TimingPoints" -> Section.TIMING_POINTS;
        case "HitObjects" -> Section.HIT_OBJECTS;
        default -> Section.OTHER;
      };
    }

    private void begin(Section section) {
      switch (section) {
        case GENERAL -> settings.clearGeneral();
        case METADATA -> settings.clearMetadata();
        case DIFFICULTY -> settings.clearDifficulty();
        case TIMING_POINTS -> timing.clear();
        default -> {}
      }
    }

    private void readLine(Section section, int start, int end) {
      switch (section) {
        case GENERAL -> settings.general(start, end);
        case METADATA -> settings.metadata(start, end);
        case DIFFICULTY -> settings.difficulty(start, end);
        case EDITOR -> settings.editor(start, end);
        case TIMING_POINTS -> readTimingPoint(start, end);
        default -> {}
      }
    }

    /** The next line that is a header; looks at brackets only, so that storyboards cost little. */
    private int endOfSection(int from) {
      for (int at = from; at < data.length; at++) {
        if (data[at] != '[') {
          continue;
        }
        int before = at - 1;
        while (before >= from && (data[before] == ' ' || data[before] == '\t')) {
          before--;
        }
        boolean startsLine = before < from || data[before] == '\n' || data[before] == '\r';
        if (startsLine) {
          LineScanner line = new LineScanner(data, at, data.length);
          if (line.advance() && line.start() == at && line.isHeader()) {
            return at;
          }
        }
      }
      return data.length;
    }

    /** Adds up the breaks; of storyboards no more than the beginnings of lines are looked at. */
    private void readEvents(int from, int to) {
      breakMillis = 0;
      background = "";
      boolean startsLine = true;
      for (int at = from; at < to; at++) {
        boolean isBreak =
            startsLine && (starts(at, to, BREAK_NUMBER) || starts(at, to, BREAK_NAME));
        boolean isBackground =
            startsLine && (starts(at, to, BACKGROUND_NUMBER) || starts(at, to, BACKGROUND_NAME));
        boolean isVideo =
            startsLine && (starts(at, to, VIDEO_NUMBER) || starts(at, to, VIDEO_NAME));
        boolean isSprite =
            startsLine && (starts(at, to, SPRITE_NUMBER) || starts(at, to, SPRITE_NAME));
        if (isBreak || isBackground || isVideo || isSprite) {
          int end = at;
          while (end < to && data[end] != '\n' && data[end] != '\r') {
            end++;
          }
          if (isBreak) {
            readBreak(at, end);
          } else if (isBackground) {
            background = fileName(at, end, 2).orElse(background);
          } else if (isVideo) { // a picture here is shown as the background
            background = fileName(at, end, 2).filter(BeatmapParser::isImage).orElse(background);
          } else if (background.isEmpty()) { // so is the first picture of a storyboard
            background = fileName(at, end, 3).filter(BeatmapParser::isImage).orElse("");
          }
          at = end;
        }
        startsLine = at < to && (data[at] == '\n' || data[at] == '\r');
      }
    }

    /**
     * The file that an event names, such as {@code 0,start,"file",x,y}, without quotation marks.
     */
    private Optional<String> fileName(int start, int end, int field) {
      fields.split(data, start, end, field + 2);
      return fields.count() <= field
          ? Optional.empty()
          : Optional.of(
              name(fields.start(field), fields.end(field)).strip().replaceAll("^\"|\"$", ""));
    }

    private boolean starts(int at, int to, byte[] word) {
      return at + word.length <= to
          && Arrays.equals(data, at, at + word.length, word, 0, word.length);
    }

    private void readBreak(int start, int end) {
      fields.split(data, start, end, 4);
      if (fields.count() < 3) {
        return;
      }
      double from = Numbers.parseDouble(data, fields.start(1), fields.end(1), Double.NaN);
      double to = Numbers.parseDouble(data, fields.start(2), fields.end(2), Double.NaN);
      if (to > from && to - from <= Integer.MAX_VALUE) {
        breakMillis += to - from;
      }
    }

    private final Fields fields = new Fields(',');

    private void readTimingPoint(int start, int end) {
      if (timing.size() >= limits.maxTimingPoints()) {
        issues.at(start, "more than " + limits.maxTimingPoints() + " timing points; left out");
        return;
      }
      fields.split(data, start, end, Integer.MAX_VALUE);
      if (fields.count() < 2) {
        issues.at(start, "a timing point needs an offset and a beat length; left out");
        return;
      }
      double time = Numbers.parseDouble(data, fields.start(0), fields.end(0), Double.NaN);
      if (!(Math.abs(time) <= Integer.MAX_VALUE)) {
        issues.at(start, "the offset of a timing point is not a time; left out");
        return;
      }
      double beatLength =
          Numbers.parseDouble(data, fields.start(1), fields.end(1), Double.NEGATIVE_INFINITY);
      if (Double.isInfinite(beatLength)) {
        issues.at(start, "the beat length of a timing point is not a number; left out");
        return;
      }
      int volume = (int) Math.clamp(whole(5, 100, start), 0L, 100L);
      timing.add(
          new TimingPoint(
              time,
              beatLength,
              (int) Math.clamp(whole(2, 4, start), -1_000_000L, 1_000_000L),
              (int) Math.clamp(whole(3, 0, start), -1L, 1_000L),
              volume,
              whole(6, 1, start) != 0,
              (int) whole(7, 0, start)));
    }

    private long whole(int field, int missing, int line) {
      if (field >= fields.count()) {
        return missing;
      }
      long value = Numbers.parseLong(data, fields.start(field), fields.end(field));
      if (value == Numbers.NO_LONG) {
        double number =
            Numbers.parseDouble(data, fields.start(field), fields.end(field), Double.NaN);
        if (Double.isNaN(number)) {
          if (!fields.isEmpty(field)) {
            issues.at(line, "field %d is not a number; took %d".formatted(field + 1, missing));
          }
          return missing;
        }
        return (long) number;
      }
      return value;
    }

    private List<HitObject> readObjects(TimingPoints points) {
      HitObjectReader reader =
          new HitObjectReader(data, limits, points, settings.difficulty().sliderMultiplier());
      LineScanner scanner = new LineScanner(data, objectsFrom, objectsTo);
      List<HitObject> objects = new ArrayList<>(Math.max(16, (objectsTo - objectsFrom) / 48));
      while (scanner.advance()) {
        if (scanner.isHeader()) {
          continue;
        }
        if (objects.size() >= limits.maxObjects()) {
          issues.at(
              scanner.start(),
              "more than " + limits.maxObjects() + " hit objects; the rest is left out");
          break;
        }
        HitObject object = reader.read(scanner.start(), scanner.end());
        if (object == null) {
          issues.at(scanner.start(), reader.problem() + "; left out");
        } else {
          if (reader.problem() != null) {
            issues.at(scanner.start(), reader.problem());
          }
          objects.add(object);
        }
      }
      return objects;
    }
  }
}
