package org.tillkeeper.android;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tillkeeper.agent.AgentProcess;
import org.tillkeeper.agent.CannotStart;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * The one agent of this process. It is started, and started anew with another configuration, on a
 * thread of its own: neither the main thread nor a caller waits for a ledger. Safe for any thread.
 */
final class TheAgent {
  private static final Log LOG = Log.of(TheAgent.class);

  private final Configuration configuration;
  private final Supplier<AndroidMachine> machines;
  private final String version;
  private final List<Consumer<Standing>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "tillkeeper-start"));
  private volatile Standing standing = new Standing.Starting();
  private volatile Optional<AndroidMachine> machine = Optional.empty();
  private volatile Optional<AgentConfig> config = Optional.empty();

  // Of the starter's thread:
  private Optional<AgentProcess> process = Optional.empty();
  private Optional<Following> following = Optional.empty();

  /**
   * @param machines makes the machine below an agent that starts
   */
  TheAgent(Configuration configuration, Supplier<AndroidMachine> machines, String version) {
    this.configuration = configuration;
    this.machines = machines;
    this.version = version;
  }

  /** Tells how it stands, now and whenever that changes, on any thread. */
  void listen(Consumer<Standing> listener) {
    listeners.add(listener);
    listener.accept(standing);
  }

  void listenNoMore(Consumer<Standing> listener) {
    listeners.remove(listener);
  }

  Standing standing() {
    return standing;
  }

  /** The configuration that is in use; empty where nothing runs. */
  Optional<AgentConfig> config() {
    return config;
  }

  /** Starts it unless it runs, and takes a new configuration over where one was put there. */
  void start() {
    starter.execute(this::startOrChange);
  }

  /** Ends it. What is open is settled after the next start. */
  void stop() {
    starter.execute(this::end);
  }

  /** The network has changed: what can be reached is tried now. */
  void networkChanged() {
    if (standing instanceof Standing.Running running) {
      running.process().networkChanged();
    }
  }

  /** The device is awake: what became due while it slept runs now. */
  void awake() {
    machine.ifPresent(AndroidMachine::awake);
  }

  private void startOrChange() {
    try {
      Configuration.Change change = configuration.takeOver();
      if (change.isNew() || !process.isPresent()) {
        end();
        begin(change);
      } else if (change.refused().isPresent()) {
        refused(change.refused());
      }
    } catch (RuntimeException e) {
      // Such as a Keystore that is not there yet: the next alarm tries again.
      LOG.defect("the agent cannot start", e);
      become(new Standing.Stopped(String.valueOf(e.getMessage())));
    }
  }

  private void begin(Configuration.Change change) {
    if (!configuration.exists()) {
      become(
          change.refused().isPresent()
              ? new Standing.Stopped(change.refused().get())
              : new Standing.NotConfigured(configuration.inbox().getPath()));
      return;
    }
    become(new Standing.Starting());
    try {
      run(change.refused());
    } catch (CannotStart | Configuration.Unusable e) {
      String why = Printable.escaped(String.valueOf(e.getMessage()));
      LOG.error("the agent cannot start", Fact.text("why", why));
      if (change.isNew() && configuration.goBack()) {
        beginAsBefore(why);
      } else {
        become(new Standing.Stopped(why));
      }
    }
  }

  /** What is open must be finished, whatever somebody has written into the new configuration. */
  private void beginAsBefore(String refused) {
    try {
      run(Optional.of(refused));
    } catch (CannotStart | Configuration.Unusable e) {
      become(new Standing.Stopped(Printable.escaped(String.valueOf(e.getMessage()))));
    }
  }

  private void run(Optional<String> refused) throws CannotStart, Configuration.Unusable {
    AgentConfig read = configuration.read();
    AndroidMachine below = machines.get();
    AgentProcess started =
        AgentProcess.start(read, version, AgentProcess.OtherIdentity.REFUSED, below);
    process = Optional.of(started);
    machine = Optional.of(below);
    config = Optional.of(read);
    LoopbackApi api = new LoopbackApi(started.port(), configuration.tokenFile(read));
    become(new Standing.Running(started, api, Standing.Counts.NONE, refused));
    following = Optional.of(Following.of(started.terminal(), this::counted));
  }

  private synchronized void counted(Standing.Counts counts) {
    if (standing instanceof Standing.Running running && !running.counts().equals(counts)) {
      become(running.with(counts));
    }
  }

  private synchronized void refused(Optional<String> why) {
    if (standing instanceof Standing.Running running) {
      become(new Standing.Running(running.process(), running.api(), running.counts(), why));
    }
  }

  private void end() {
    following.ifPresent(Following::close);
    following = Optional.empty();
    machine = Optional.empty();
    config = Optional.empty();
    process.ifPresent(AgentProcess::close);
    process = Optional.empty();
  }

  private synchronized void become(Standing now) {
    standing = now;
    listeners.forEach(listener -> listener.accept(now));
  }
}
