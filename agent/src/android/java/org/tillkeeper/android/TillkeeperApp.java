package org.tillkeeper.android;

import android.app.Application;
import java.time.ZoneId;
import java.util.Optional;
import org.tillkeeper.agent.upkeep.AgentLog;

/** The app's process. It has one agent, whatever of the app is shown or bound. */
public final class TillkeeperApp extends Application {
  private Optional<TheAgent> agent = Optional.empty();

  @Override
  public void onCreate() {
    super.onCreate();
    // Netty has no native code for Android; to look for it costs time at each start.
    System.setProperty("io.netty.transport.noNative", "true");
    // Its events are of a Java that Android is not.
    System.setProperty("io.netty.jfr.enabled", "false");
    // SQLite's code is what the package installer has unpacked. The driver unpacks nothing then.
    Optional<String> natives = Optional.ofNullable(getApplicationInfo().nativeLibraryDir);
    if (natives.isPresent()) {
      System.setProperty("org.sqlite.lib.path", natives.get());
      System.setProperty("org.sqlite.lib.name", "libsqlitejdbc.so");
    }
    AgentLog.toPerson(ZoneId.systemDefault());
    StateNotification.createChannels(this);
  }

  /** The agent of this process, which may not have been started yet. */
  synchronized TheAgent agent() {
    if (!agent.isPresent()) {
      agent = Optional.of(new TheAgent(new Configuration(this), AndroidMachine::new, version()));
    }
    return agent.get();
  }

  private String version() {
    try {
      return getPackageManager().getPackageInfo(getPackageName(), 0).versionName;
    } catch (android.content.pm.PackageManager.NameNotFoundException e) {
      throw new IllegalStateException("an app knows itself", e);
    }
  }
}
