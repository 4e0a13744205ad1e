package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;

/** What only a test may ask of the simulation. */
public final class SimulationOnBench {
  private SimulationOnBench() {}

  /** A schedule as it is written after it was read. */
  public static String rewritten(String schedule) {
    return Schedule.read(schedule).text();
  }

  /** Runs a schedule and leaves its terminal's data folder as a kill at the end would. */
  public static void leaveLedger(String schedule, File to) throws IOException {
    Simulation.quiet();
    try (Templates templates = new Templates();
        World world = new World(Schedule.read(schedule), templates, new Tally(), World.SILENT)) {
      if (world.run().isPresent()) {
        throw new IOException("the run broke an invariant");
      }
      Disk.copy(world.folder(), to);
    }
  }
}
