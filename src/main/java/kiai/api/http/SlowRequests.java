package kiai.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Closes connections whose request does not arrive: an idle timeout begins anew with every byte, so
 * a client that sends one now and then would hold its connection, and a thread, for ever. A head
 * must be whole in time; a body must arrive at a rate that a bad connection still has. Thread-safe.
 */
public final class SlowRequests implements Connection.Listener {
  /** Longest time from the first byte of a head to its last. */
  public static final Duration LONGEST_HEAD = Duration.ofSeconds(20);

  /** A request that is neither read nor answered for so long is looked at by its rate. */
  public static final Duration LONGEST_BODY = Duration.ofSeconds(40);

  private static final double SLOWEST = 500; // bytes a second
  private static final double NANOS = 1e9;

  private final Map<Connection, State> connections = new ConcurrentHashMap<>();
  private final long head;
  private final long body;
  private final int most;

  /**
   * How a connection stood when something last went on.
   *
   * @param begun requests whose head had arrived
   * @param answered requests that had been answered
   * @param in bytes that had come in
   * @param out bytes that had gone out
   * @param since when; for a connection between requests, when the first byte of the next head was
   *     seen, and 0 before
   */
  private record State(long begun, long answered, long in, long out, long since) {
    static State of(Connection connection, long since) {
      return new State(
          connection.getMessagesIn(),
          connection.getMessagesOut(),
          connection.getBytesIn(),
          connection.getBytesOut(),
          since);
    }
  }

  /**
   * A guard.
   *
   * @param head longest time of a head
   * @param body longest time of a body that is slower than 500 bytes a second
   * @param most connections from which on a new one takes the place of one that waits: a crowd that
   *     only holds connections keeps nobody out who has something to ask
   */
  public SlowRequests(Duration head, Duration body, int most) {
    this.head = head.toNanos();
    this.body = body.toNanos();
    this.most = most;
  }

  /** Watches every connection of a server, from its start on. */
  public void watch(Server server) {
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarting(LifeCycle event) {
            for (Connector connector : server.getConnectors()) {
              connector.addBean(SlowRequests.this);
            }
          }
        });
  }

  @Override
  public void onOpened(Connection connection) {
    // A client that connects and says nothing is as slow as one that says little.
    connections.put(connection, State.of(connection, System.nanoTime()));
    if (connections.size() > most) {
      closeTheLongestWaiting(connection);
    }
  }

  private void closeTheLongestWaiting(Connection newest) {
    Connection longest = null;
    long since = Long.MAX_VALUE;
    for (Map.Entry<Connection, State> entry : connections.entrySet()) {
      Connection one = entry.getKey();
      if (!one.equals(newest)
          && one.getMessagesIn() == one.getMessagesOut()
          && entry.getValue().since() < since) {
        longest = one;
        since = entry.getValue().since();
      }
    }
    if (longest != null) {
      connections.remove(longest);
      longest.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  /** Looks at every connection; to be called every few seconds. */
  public void sweep() {
    long now = System.nanoTime();
    connections.forEach((connection, before) -> {
      State state = State.of(connection, 0);
      if (state.begun() != before.begun() || state.answered() != before.answered()) {
        boolean between = state.begun() == state.answered();
        connections.replace(connection, State.of(connection, between ? 0 : now));
      } else if (state.begun() == state.answered()) {
        between(connection, before, state, now);
      } else if (state.out() == before.out() && isTooSlow(before, state, now)) {
        connection.getEndPoint().close();
      }
    });
  }

  private void between(Connection connection, State before, State state, long now) {
    if (before.since() == 0) {
      if (state.in() > before.in()) {
        connections.replace(
            connection,
            new State(before.begun(), before.answered(), before.in(), before.out(), now));
      }
    } else if (now - before.since() > head) {
      connection.getEndPoint().close();
    }
  }

  private boolean isTooSlow(State before, State state, long now) {
    long nanos = now - before.since();
    return nanos > body && (state.in() - before.in()) / (nanos / NANOS) < SLOWEST;
  }
}
