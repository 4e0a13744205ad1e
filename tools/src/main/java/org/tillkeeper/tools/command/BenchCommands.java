package org.tillkeeper.tools.command;

import java.util.List;
import java.util.function.Supplier;

/**
 * What simulates the world around a terminal. The packages for terminals are without it, so it is
 * found by its name alone.
 */
public final class BenchCommands implements Supplier<List<Class<?>>> {
  @Override
  public List<Class<?>> get() {
    return List.of(
        AcquirerCommand.class,
        NetworkCommand.class,
        SimulateCommand.class,
        ProveCommand.class,
        ShopsCommand.class);
  }
}
