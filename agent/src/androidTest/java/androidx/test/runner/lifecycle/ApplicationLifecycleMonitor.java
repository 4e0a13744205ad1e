package androidx.test.runner.lifecycle;

/** Knows where the application is; nobody here asks. */
public interface ApplicationLifecycleMonitor {}
