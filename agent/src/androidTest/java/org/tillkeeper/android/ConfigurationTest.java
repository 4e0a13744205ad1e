package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.content.Context;
import android.content.RestrictionsManager;
import android.os.Bundle;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowRestrictionsManager;

/** How a configuration comes onto the device. */
@RunWith(RobolectricTestRunner.class)
public class ConfigurationTest {
  private final Context context = RuntimeEnvironment.getApplication();
  private final Configuration configuration = new Configuration(context);
  private final File folder = new File(context.getNoBackupFilesDir(), "agent");

  @Test
  public void what_was_put_there_is_moved_into_the_apps_own_storage_and_wiped_outside()
      throws Exception {
    assertFalse(configuration.exists());
    assertEquals(false, configuration.takeOver().isNew());
    Device.setUp(context);
    Configuration.Change change = configuration.takeOver();
    assertTrue(change.isNew());
    assertFalse(change.refused().isPresent());
    assertEquals(0, context.getExternalFilesDir(null).list().length);
    for (String name : new String[] {"agent.yaml", "master.key"}) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(new File(folder, name).toPath())));
    }
    assertEquals("00000001", configuration.read().terminal().id());
    assertEquals(0, new File(context.getNoBackupFilesDir(), "new").list().length);
    // Nothing is new any more.
    assertFalse(configuration.takeOver().isNew());
  }

  @Test
  public void one_that_cannot_be_used_is_refused_and_the_one_before_stays() throws Exception {
    Device.setUp(context);
    configuration.takeOver();
    refuse(Device.YAML.replace("00000001", "1"), "terminal.id");
    refuse(Device.YAML.replace("data: ./data", "data: /sdcard/data"), "own storage");
    refuse(Device.YAML.replace("data: ./data", "data: ../data"), "own storage");
    refuse(Device.YAML.replace("./master.key", "/sdcard/master.key"), "keys.masterKeyFile");
    refuse(Device.YAML.replace("127.0.0.1:0", "[::1]:0"), "api.listen");
    assertEquals("00000001", configuration.read().terminal().id());
  }

  private void refuse(String yaml, String why) throws Exception {
    Device.put(context, "agent.yaml", yaml);
    Configuration.Change change = configuration.takeOver();
    assertFalse(change.isNew());
    assertTrue(change.refused().get(), change.refused().get().contains(why));
  }

  @Test
  public void a_key_without_a_configuration_waits_for_one() throws Exception {
    Device.put(context, "master.key", Device.MASTER_KEY);
    assertTrue(configuration.takeOver().refused().get().contains("agent.yaml"));
    assertEquals(1, context.getExternalFilesDir(null).list().length);
  }

  @Test
  public void files_that_are_no_configuration_are_refused() throws Exception {
    Device.setUp(context);
    Device.put(context, "film.mp4", new String(new char[(1 << 20) + 1]));
    assertTrue(configuration.takeOver().refused().get().contains("film.mp4"));
  }

  @Test
  public void the_one_before_can_be_gone_back_to_once() throws Exception {
    Device.setUp(context);
    configuration.takeOver();
    assertFalse(configuration.goBack());
    Device.put(context, "agent.yaml", Device.YAML.replace("00000001", "00000002"));
    assertTrue(configuration.takeOver().isNew());
    assertEquals("00000002", configuration.read().terminal().id());
    assertTrue(configuration.goBack());
    assertEquals("00000001", configuration.read().terminal().id());
    assertFalse(configuration.goBack());
  }

  @Test
  public void the_devices_owner_sets_it_and_it_is_taken_over_when_it_changes() throws Exception {
    Device.put(context, "master.key", Device.MASTER_KEY);
    Device.put(context, "agent.yaml", Device.YAML);
    configuration.takeOver();
    manage(Device.YAML.replace("00000001", "00000003"));
    assertTrue(configuration.takeOver().isNew());
    assertEquals("00000003", configuration.read().terminal().id());
    assertFalse(configuration.takeOver().isNew());
    manage("terminal: {}");
    assertTrue(configuration.takeOver().refused().isPresent());
    // It is told once, and not tried again until it changes.
    assertFalse(configuration.takeOver().refused().isPresent());
    assertEquals("00000003", configuration.read().terminal().id());
  }

  private void manage(String yaml) {
    Bundle set = new Bundle();
    set.putString("agent_yaml", yaml);
    Shadow.<ShadowRestrictionsManager>extract(context.getSystemService(RestrictionsManager.class))
        .setApplicationRestrictions(set);
  }
}
