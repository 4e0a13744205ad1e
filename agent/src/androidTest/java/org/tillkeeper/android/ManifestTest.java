package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.PermissionInfo;
import android.content.pm.ServiceInfo;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** What the app is to Android: as it is linked, not as it is written. */
@RunWith(RobolectricTestRunner.class)
public class ManifestTest {
  private final Context context = RuntimeEnvironment.getApplication();
  private final PackageManager packages = context.getPackageManager();

  @Test
  public void it_asks_for_no_more_than_it_needs() throws Exception {
    PackageInfo info =
        packages.getPackageInfo(context.getPackageName(), PackageManager.GET_PERMISSIONS);
    Set<String> asked = new TreeSet<>(Arrays.asList(info.requestedPermissions));
    assertEquals(
        new TreeSet<>(
            Arrays.asList(
                "android.permission.INTERNET",
                "android.permission.ACCESS_NETWORK_STATE",
                "android.permission.RECEIVE_BOOT_COMPLETED",
                "android.permission.FOREGROUND_SERVICE",
                "android.permission.WAKE_LOCK")),
        asked);
  }

  @Test
  public void nothing_is_backed_up_and_no_debugger_is_let_in() {
    int flags = context.getApplicationInfo().flags;
    assertEquals(0, flags & ApplicationInfo.FLAG_ALLOW_BACKUP);
    assertEquals(0, flags & ApplicationInfo.FLAG_DEBUGGABLE);
    assertEquals(28, context.getApplicationInfo().targetSdkVersion);
  }

  @Test
  public void each_service_for_other_apps_has_a_permission_that_only_the_same_signer_gets()
      throws Exception {
    for (String name : new String[] {"READER", "TILL"}) {
      String permission = "org.tillkeeper.permission." + name;
      PermissionInfo info = packages.getPermissionInfo(permission, 0);
      assertEquals(
          PermissionInfo.PROTECTION_SIGNATURE,
          info.protectionLevel & PermissionInfo.PROTECTION_MASK_BASE);
      Intent intent =
          new Intent("org.tillkeeper.action." + name).setPackage(context.getPackageName());
      ServiceInfo service = packages.queryIntentServices(intent, 0).get(0).serviceInfo;
      assertTrue(service.exported);
      assertEquals(permission, service.permission);
    }
  }

  @Test
  public void nothing_else_but_the_page_can_be_started_from_outside() throws Exception {
    ServiceInfo agent = packages.getServiceInfo(new ComponentName(context, AgentService.class), 0);
    assertFalse(agent.exported);
    assertFalse(
        packages.getReceiverInfo(new ComponentName(context, StartReceiver.class), 0).exported);
    assertFalse(
        packages.getReceiverInfo(new ComponentName(context, WakeReceiver.class), 0).exported);
    PackageInfo info =
        packages.getPackageInfo(
            context.getPackageName(), PackageManager.GET_PROVIDERS | PackageManager.GET_SERVICES);
    assertNull(info.providers);
    assertEquals(3, info.services.length);
  }

  @Test
  public void whoever_wants_to_clear_the_storage_is_led_to_the_page() {
    assertEquals(
        PageActivity.class.getName(), context.getApplicationInfo().manageSpaceActivityName);
  }

  @Test
  public void boot_and_a_new_version_find_the_receiver() {
    for (String action :
        new String[] {Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED}) {
      Intent intent = new Intent(action).setPackage(context.getPackageName());
      assertEquals(1, packages.queryBroadcastReceivers(intent, 0).size());
    }
  }
}
