package kiai.sources.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  private static final FolderWatch.Patience SHORT =
      new FolderWatch.Patience(
          Duration.ofMillis(300), Duration.ofSeconds(3), Duration.ofMinutes(10));

  @TempDir private Path root;
  private final BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  private FolderWatch watch(FolderWatch.Patience patience) throws IOException {
    return new FolderWatch(
            List.of(root),
            patience,
            () -> {
              runs.add(count.incrementAndGet());
              return true;
            })
        .start();
  }

  private boolean ran() throws InterruptedException {
    return runs.poll(10, TimeUnit.SECONDS) != null;
  }

  private boolean stayedQuiet() throws InterruptedException {
    return runs.poll(1_500, TimeUnit.MILLISECONDS) == null;
  }

  @Test
  void newChangedAndDeletedMapsAreNoticed() throws Exception {
    try (FolderWatch watch = watch(SHORT)) {
      Path set = Files.createDirectories(root.resolve("1 New"));
      Path map = Files.writeString(set.resolve("a.osu"), "osu file format v14");
      assertThat(ran()).isTrue();
      Files.writeString(map, "osu file format v14 changed");
      assertThat(ran()).isTrue();
      Files.delete(map);
      assertThat(ran()).isTrue();
      Path deep = Files.createDirectories(set.resolve("x/y/z"));
      assertThat(ran()).isTrue();
      Files.writeString(deep.resolve("b.osz"), "zip");
      assertThat(ran()).isTrue();
      Files.writeString(set.resolve("client.realm"), "x");
      assertThat(ran()).isTrue();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aStormIsOneRunAndOtherFilesAreNone() throws Exception {
    try (FolderWatch watch = watch(SHORT)) {
      for (int i = 0; i < 200; i++) {
        Path set = Files.createDirectories(root.resolve("set " + i));
        Files.writeString(set.resolve("a.osu"), "osu file format v14");
      }
      assertThat(ran()).isTrue();
      assertThat(stayedQuiet()).isTrue();
      Files.writeString(root.resolve("set 1/skin.ini"), "x");
      Files.writeString(root.resolve("set 1/video.mp4"), "x");
      assertThat(stayedQuiet()).isTrue();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void workThatCannotBeDoneNowIsTriedAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (FolderWatch watch =
        new FolderWatch(
                List.of(root),
                SHORT,
                () -> {
                  runs.add(tries.incrementAndGet());
                  return tries.get() >= 3;
                })
            .start()) {
      Files.writeString(root.resolve("a.osu"), "x");
      for (int i = 0; i < 3; i++) {
        assertThat(ran()).isTrue();
      }
      assertThat(stayedQuiet()).isTrue();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void withoutNewsTheNetLooks() throws Exception {
    FolderWatch.Patience net =
        new FolderWatch.Patience(
            Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(400));
    Path gone = root.resolve("not there");
    try (FolderWatch watch =
        new FolderWatch(
                List.of(gone),
                net,
                () -> {
                  runs.add(count.incrementAndGet());
                  return true;
                })
            .start()) {
      assertThat(ran()).isTrue();
      assertThat(ran()).isTrue();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void failuresEndNothing() throws Exception {
    try (FolderWatch watch =
        new FolderWatch(
                List.of(root),
                SHORT,
                () -> {
                  runs.add(count.incrementAndGet());
                  throw new IOException("the drive is gone");
                })
            .start()) {
      Files.writeString(root.resolve("a.osu"), "x");
      assertThat(ran()).isTrue();
      Files.writeString(root.resolve("b.osu"), "x");
      assertThat(ran()).isTrue();
      assertThat(watch).isNotNull();
    }
  }
}
