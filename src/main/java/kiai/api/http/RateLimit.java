package kiai.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How many questions a visitor may ask a minute: a bucket that holds a minute's questions and fills
 * again steadily. A visitor is an address; of IPv6 the first half, since whoever has one has all
 * that begin so. Behind a proxy that is trusted, the visitor is whom the proxy names. Thread-safe.
 */
public final class RateLimit {
  private static final int MOST_VISITORS = 100_000;
  private static final int NETWORK_BYTES = 8; // of an IPv6 address
  private static final double NANOS_A_MINUTE = 60e9;

  private final int aMinute;
  private final List<Network> proxies;
  private final LongSupplier clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_VISITORS)
          .expireAfterAccess(Duration.ofMinutes(2)) // it is full again by then
          .build();

  /** Questions that a visitor may still ask. */
  private static final class Bucket {
    private double left;
    private long filled;

    Bucket(double left, long filled) {
      this.left = left;
      this.filled = filled;
    }
  }

  /**
   * A limit.
   *
   * @param aMinute questions of one visitor; 0 for no limit
   * @param proxies addresses that say truly for whom they ask
   * @throws IllegalArgumentException when one is no address
   */
  public RateLimit(int aMinute, List<String> proxies) {
    this(aMinute, proxies, System::nanoTime);
  }

  /** For tests: with a clock of nanoseconds. */
  RateLimit(int aMinute, List<String> proxies, LongSupplier clock) {
    this.aMinute = aMinute;
    this.clock = clock;
    this.proxies = proxies.stream().map(Network::of).toList();
  }

  /**
   * Counts a question to the API.
   *
   * @throws Problem 429 when the visitor has asked too many
   */
  public void check(Context context) {
    if (aMinute <= 0 || !context.path().startsWith("/api/")) {
      return;
    }
    // Some proxies add a line of their own below that of the visitor: together they are the list.
    List<String> lines = Collections.list(context.req().getHeaders("X-Forwarded-For"));
    String forwarded = lines.isEmpty() ? null : String.join(",", lines);
    double seconds = wait(visitor(context.ip(), forwarded));
    if (seconds > 0) {
      context.header("Retry-After", Long.toString((long) Math.ceil(seconds)));
      throw new Problem(
          429, "You have asked too many questions", "%d a minute are allowed.".formatted(aMinute));
    }
  }

  /** Takes a question out of a visitor's bucket; seconds to wait when it is empty, else 0. */
  double wait(String visitor) {
    long now = clock.getAsLong();
    Bucket bucket = buckets.get(visitor, _ -> new Bucket(aMinute, now));
    synchronized (bucket) {
      bucket.left =
          Math.min(aMinute, bucket.left + (now - bucket.filled) / NANOS_A_MINUTE * aMinute);
      bucket.filled = now;
      if (bucket.left < 1) {
        return (1 - bucket.left) * 60 / aMinute;
      }
      bucket.left--;
      return 0;
    }
  }

  /**
   * Who asks.
   *
   * @param ip who sent the request
   * @param forwarded {@code X-Forwarded-For}: each proxy adds at the end whom it got the request
   *     from, so the last one that is no proxy of ours is true; null when there is none
   */
  String visitor(String ip, String forwarded) {
    InetAddress asking = Network.address(ip);
    if (forwarded != null) {
      String[] hops = forwarded.split(",", -1);
      for (int i = hops.length - 1; i >= 0 && isProxy(asking); i--) {
        try {
          asking = Network.address(hops[i].strip());
        } catch (IllegalArgumentException e) {
          break; // made up by the visitor: the proxy that passed it on counts
        }
      }
    }
    byte[] bytes = asking.getAddress();
    boolean network = asking instanceof Inet6Address;
    return Arrays.toString(network ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(network -> network.holds(address));
  }
}
