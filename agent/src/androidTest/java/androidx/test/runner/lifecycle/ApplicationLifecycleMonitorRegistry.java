package androidx.test.runner.lifecycle;

/** Has the monitor; nobody here asks. */
public final class ApplicationLifecycleMonitorRegistry {
  private ApplicationLifecycleMonitorRegistry() {}

  public static void registerInstance(ApplicationLifecycleMonitor instance) {}
}
