package kiai.cli;

import java.lang.reflect.Proxy;
import kiai.cli.options.Shutdown;
import kiai.embeddings.Inference;

/**
 * Ctrl-C and the like: what computes is broken off first, then the program ends.
 *
 * <p>Shutdown hooks all begin at once, so they cannot do this. What can is {@code sun.misc.Signal},
 * called by its name because the compiler warns of it and warnings are errors here. Where it is
 * missing, signals do what Java does with them.
 */
final class Signals {
  private static final int ENDED_BY = 128; // and the signal's number, as shells say it
  private static final long PATIENCE = 10; // seconds

  private Signals() {}

  static void handle() {
    handle("INT", 2);
    handle("TERM", 15);
  }

  private static void handle(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  method.getName().equals("handle")
                      ? end(ENDED_BY + number)
                      : method.invoke(name, arguments)); // what every object can
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      return; // none here, or Java was told to leave signals alone (-Xrs)
    }
  }

  private static Object end(int status) {
    try {
      Shutdown.begin();
      if (Inference.stop(PATIENCE)) {
        System.exit(status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
    return null;
  }
}
