package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** What Robolectric asks of androidx.test:monitor, which is not on Maven Central. */
public final class InstrumentationRegistry {
  private static volatile Instrumentation instrumentation;

  private InstrumentationRegistry() {}

  public static Instrumentation getInstrumentation() {
    return instrumentation;
  }

  public static void registerInstance(Instrumentation instance, Bundle arguments) {
    instrumentation = instance;
  }
}
