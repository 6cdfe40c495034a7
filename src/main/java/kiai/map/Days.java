package kiai.map;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Days and times as tables and clients write them. */
public final class Days {
  private static final int FIRST_YEAR = 2007; // osu! began in September 2007
  private static final int LAST_YEAR = 2100;
  private static final long TICKS_PER_SECOND = 10_000_000; // of .NET
  private static final long SECONDS_OF_YEAR_9999 = 253_402_300_799L;
  private static final long TICKS_AT_1970 = 621_355_968_000_000_000L;

  private Days() {}

  /** A time in ISO 8601 or with a space for the T; null when it is none. */
  public static Instant instant(String text) {
    if (text == null || text.length() < 10) {
      return null;
    }
    try {
      String iso = text.strip().replace(' ', 'T');
      return iso.length() == 10
          ? LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(withZone(iso)).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String withZone(String iso) {
    return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$") ? iso : iso + "Z";
  }

  /** The day of a time in ISO 8601; null for none, and for years that cannot be osu!'s. */
  public static String day(Instant time) {
    if (time == null || time.getEpochSecond() < 0 || time.getEpochSecond() > SECONDS_OF_YEAR_9999) {
      return null;
    }
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR ? null : day.toString();
  }

  /** The day of a .NET time stamp: 100 ns since the year 1. */
  public static String dayOfTicks(long ticks) {
    long seconds = Math.floorDiv(ticks - TICKS_AT_1970, TICKS_PER_SECOND);
    return seconds < 0 || seconds > SECONDS_OF_YEAR_9999
        ? null
        : day(Instant.ofEpochSecond(seconds));
  }
}
