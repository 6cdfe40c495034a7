package kiai.api;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much a visitor may ask of a server.
 *
 * @param maxBodyBytes largest JSON body
 * @param maxUploadBytes largest uploaded file
 * @param maxQueryLength longest search text, in characters
 * @param encodersAtOnce maps that are prepared and embedded at a time: half of the processors, so
 *     that questions keep the others; more wait a moment, then get 429
 * @param maxExamples most maps of one question for similar maps
 * @param questionsAtOnce questions that are worked on at a time; more wait a moment, then get 503
 * @param maxConnections most connections at a time; further ones wait to be accepted
 */
public record ApiLimits(
    long maxBodyBytes,
    long maxUploadBytes,
    int maxQueryLength,
    int encodersAtOnce,
    int maxExamples,
    int questionsAtOnce,
    int maxConnections) {
  /** The limits of {@code kiai serve}. */
  public static final ApiLimits DEFAULT =
      new ApiLimits(
          512_000,
          32L << 20,
          1_000,
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          20,
          Math.max(4, 2 * Runtime.getRuntime().availableProcessors()),
          connections());

  private static final int MOST_CONNECTIONS = 2_048;

  /** Half of the files that the system lets this program open: an index has files too. */
  private static int connections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Math.clamp(unix.getMaxFileDescriptorCount() / 2, 16, MOST_CONNECTIONS)
        : MOST_CONNECTIONS;
  }
}
