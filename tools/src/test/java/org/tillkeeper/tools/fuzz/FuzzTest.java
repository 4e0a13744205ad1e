package org.tillkeeper.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every target with what is kept for it, and with mutations of that from a seed. */
class FuzzTest {
  private static final Path TOOLS = Path.of("");
  private static final int HANGS_SECONDS = 20;

  /** As the agent runs, see agent.options. */
  private static final long STACK_BYTES = 256 * 1024;

  static List<String> targets() {
    return Targets.names();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatever_comes_is_read_or_refused_in_words(String name) throws Exception {
    Long given = Long.getLong("tillkeeper.seed");
    long seed = given == null ? System.nanoTime() : given;
    try (Target target = Targets.named(name)) {
      List<byte[]> kept = new ArrayList<>(target.seeds());
      kept.addAll(Corpus.read(Corpus.file(TOOLS, name)));
      int each = Integer.getInteger("tillkeeper.fuzz.mutations", target.mutations());
      System.out.println(
          name
              + ": "
              + kept.size()
              + " kept and "
              + each
              + " made, replay with -Dtillkeeper.seed="
              + seed);
      Giving giving = new Giving(target);
      Mutations mutations = new Mutations(new Random(seed), kept, target.words());
      giving.all(target.large().stream());
      giving.all(Stream.concat(kept.stream(), Stream.generate(mutations::next).limit(each)));
    }
  }

  /** Gives inputs on a thread of its own, since what hangs cannot be asked to stop. */
  private static final class Giving {
    private final Target target;
    private final AtomicReference<byte[]> input = new AtomicReference<>(new byte[0]);

    Giving(Target target) {
      this.target = target;
    }

    void all(Stream<byte[]> inputs) throws InterruptedException {
      AtomicReference<Throwable> found = new AtomicReference<>();
      Thread thread = new Thread(null, () -> inputs.forEach(this::one), target.name(), STACK_BYTES);
      thread.setUncaughtExceptionHandler((where, failure) -> found.set(failure));
      thread.setDaemon(true);
      thread.start();
      byte[] last;
      do {
        last = input.get();
        thread.join(TimeUnit.SECONDS.toMillis(HANGS_SECONDS));
      } while (thread.isAlive() && last != input.get());
      if (thread.isAlive()) {
        AssertionError hangs = new AssertionError("it hangs at " + Corpus.encode(input.get()));
        hangs.setStackTrace(thread.getStackTrace());
        throw hangs;
      }
      if (found.get() != null) {
        throw new AssertionError("at the input " + Corpus.encode(input.get()), found.get());
      }
    }

    private void one(byte[] next) {
      input.set(next);
      try {
        Bounds.check(target, next);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void what_is_kept_is_kept_once_small_and_without_a_stranger_s_card() throws IOException {
    try (Stream<Path> files = Files.list(TOOLS.resolve("src/test/resources/fuzz"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".txt", "");
        assertTrue(Targets.names().contains(name), () -> "there is no target " + name);
        Set<String> seen = new HashSet<>();
        for (byte[] input : Corpus.read(file)) {
          assertTrue(
              seen.add(Corpus.encode(input)), () -> name + " keeps twice " + Corpus.encode(input));
          assertTrue(Kept.mayBeKept(input), () -> name + " must not keep " + Corpus.encode(input));
        }
      }
    }
  }

  @Test
  void the_corpus_keeps_every_byte() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] input = new byte[random.nextInt(40)];
      random.nextBytes(input);
      assertArrayEquals(input, Corpus.decode(Corpus.encode(input)));
    }
    for (String text : new String[] {"", "#", " ", "a ", "\\", "\\0", "\n\r\t "}) {
      byte[] input = text.getBytes(StandardCharsets.UTF_8);
      assertArrayEquals(input, Corpus.decode(Corpus.encode(input)));
      assertEquals(-1, Corpus.encode(input).indexOf('\n'));
    }
  }
}
