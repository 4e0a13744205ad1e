package androidx.test.runner.intent;

/** Has the monitor; nobody here asks. */
public final class IntentMonitorRegistry {
  private IntentMonitorRegistry() {}

  public static void registerInstance(IntentMonitor instance) {}
}
