package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.tillkeeper.tools.simulate.SimulationOnBench;

/** A schedule of the simulation, as a person may have edited it. */
final class ScheduleTarget implements Target {
  @Override
  public String name() {
    return "schedule";
  }

  @Override
  public void check(byte[] input) {
    String written;
    try {
      written = SimulationOnBench.rewritten(new String(input, UTF_8));
    } catch (IllegalArgumentException e) {
      Said.onOneLine(e.getMessage());
      assertEquals(IllegalArgumentException.class, e.getClass(), e.getMessage());
      return;
    }
    assertEquals(written, SimulationOnBench.rewritten(written));
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        """
        # a sale whose answer is lost
        set calm 10000
        set dialect unionpay-pos
        set option.mac.onRefusals required
        till 100 sale 1 swipe 1007
        till 2000 cancel 1
        clock 500 jump -1000
        net 700 down 300
        down 2 lose
        request 1 96 booked
        death 1 17 2000 1
        """
            .getBytes(UTF_8));
  }

  @Override
  public List<String> words() {
    return List.of(
        "set ", "till ", "clock ", "host ", "net ", "up ", "death ", "\n", "  ", "-", "#");
  }

  @Override
  public int mutations() {
    return 5_000;
  }
}
