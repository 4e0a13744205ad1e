package androidx.test.runner.intent;

/** Knows which intents were sent; nobody here asks. */
public interface IntentMonitor {}
