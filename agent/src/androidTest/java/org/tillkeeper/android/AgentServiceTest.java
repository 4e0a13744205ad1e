package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import android.app.Application;
import android.app.Notification;
import android.app.Service;
import android.content.Intent;
import android.net.ConnectivityManager;
import android.os.Bundle;
import android.os.Handler;
import android.os.HandlerThread;
import android.os.Message;
import android.os.Messenger;
import java.io.File;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.annotation.Config;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowApplication;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowPowerManager;
import org.robolectric.shadows.ShadowService;

/** The service with a whole agent in it: its ledger, its till API, its keys in the Keystore. */
@RunWith(RobolectricTestRunner.class)
public class AgentServiceTest {
  private final Application context = RuntimeEnvironment.getApplication();
  private final TheAgent agent = ((TillkeeperApp) context).agent();
  private final ServiceController<AgentService> service =
      Robolectric.buildService(AgentService.class);
  private boolean created;

  @Before
  public void a_device_with_a_keystore() {
    Device.fresh();
  }

  @After
  public void its_end() {
    if (created) {
      service.destroy();
    }
    agent.stop();
    Device.await("the agent's end", () -> !agent.config().isPresent());
  }

  private void start() {
    service.create();
    created = true;
    assertEquals(Service.START_STICKY, command(new Intent(context, AgentService.class)));
  }

  private int command(Intent intent) {
    return service.get().onStartCommand(intent, 0, 1);
  }

  private Standing.Running running() {
    Device.await("a running agent", () -> agent.standing() instanceof Standing.Running);
    return (Standing.Running) agent.standing();
  }

  @Test
  public void boot_and_a_new_version_start_the_service_in_the_foreground() {
    for (String action :
        new String[] {Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED}) {
      new StartReceiver().onReceive(context, new Intent(action));
      Intent started = Shadow.<ShadowApplication>extract(context).getNextStartedService();
      assertEquals(AgentService.class.getName(), started.getComponent().getClassName());
    }
    new StartReceiver().onReceive(context, new Intent("something.else"));
    assertEquals(null, Shadow.<ShadowApplication>extract(context).getNextStartedService());
  }

  @Test
  @Config(qualifiers = "en")
  public void a_terminal_that_nobody_set_up_says_where_the_configuration_is_to_be_put() {
    start();
    Device.await(
        "a look for the configuration", () -> agent.standing() instanceof Standing.NotConfigured);
    Notification shown =
        Shadow.<ShadowService>extract(service.get()).getLastForegroundNotification();
    assertNotNull(shown);
    assertTrue(
        new StateNotification(context)
            .text(agent.standing())
            .contains(context.getExternalFilesDir(null).getPath()));
  }

  @Test
  public void it_runs_and_keeps_its_files_where_no_backup_and_no_other_app_reads_them()
      throws Exception {
    Device.setUp(context);
    start();
    Standing.Running running = running();
    assertTrue(running.process().port() > 0);
    File folder = new File(context.getNoBackupFilesDir(), "agent");
    assertTrue(new File(folder, "data/ledger.db").isFile());
    assertFalse(new File(folder, "master.key").exists());
    assertTrue(new File(folder, "master.key.sealed").isFile());
    assertFalse(new File(folder, "ledger.key").exists());
  }

  @Test
  public void it_is_kept_awake_while_it_starts_and_sleeps_with_nothing_open() throws Exception {
    Device.setUp(context);
    start();
    assertTrue(ShadowPowerManager.getLatestWakeLock().isHeld());
    running();
    Device.await("sleep", () -> !ShadowPowerManager.getLatestWakeLock().isHeld());
    // An alarm gives the agent a look.
    command(new Intent(context, AgentService.class).setAction("org.tillkeeper.android.WAKE"));
    assertTrue(ShadowPowerManager.getLatestWakeLock().isHeld());
  }

  @Test
  public void the_network_is_listened_to_until_the_service_ends() throws Exception {
    ConnectivityManager manager = context.getSystemService(ConnectivityManager.class);
    start();
    assertEquals(
        1, Shadow.<ShadowConnectivityManager>extract(manager).getNetworkCallbacks().size());
    service.destroy();
    created = false;
    assertEquals(
        0, Shadow.<ShadowConnectivityManager>extract(manager).getNetworkCallbacks().size());
  }

  @Test
  public void each_change_of_a_network_is_told_and_whether_any_is_left() {
    ConnectivityManager manager = context.getSystemService(ConnectivityManager.class);
    BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
    try (DeviceNetwork network = DeviceNetwork.listen(manager, told::add)) {
      android.net.Network wifi = org.robolectric.shadows.ShadowNetwork.newInstance(1);
      android.net.Network mobile = org.robolectric.shadows.ShadowNetwork.newInstance(2);
      network.onAvailable(wifi);
      network.onAvailable(mobile);
      network.onLinkPropertiesChanged(mobile, new android.net.LinkProperties());
      network.onLost(wifi);
      network.onLost(mobile);
    }
    assertEquals("[true, true, true, true, false]", told.toString());
  }

  @Test
  public void without_the_devices_key_it_takes_no_payments_and_says_so() throws Exception {
    Device.setUp(context);
    start();
    running();
    agent.stop();
    Device.await("the agent's end", () -> !agent.config().isPresent());
    Device.forgetKeys();
    agent.start();
    Device.await("a refusal", () -> agent.standing() instanceof Standing.Stopped);
    String why = ((Standing.Stopped) agent.standing()).why();
    assertTrue(why, why.contains("have the master key loaded again"));
    // With the master key again the ledger is still another key's.
    Device.put(context, "master.key", Device.MASTER_KEY);
    agent.start();
    Device.await(
        "the ledger's refusal",
        () ->
            agent.standing() instanceof Standing.Stopped stopped
                && stopped.why().contains("does not open this ledger"));
  }

  @Test
  public void a_configuration_the_agent_cannot_start_with_is_put_back() throws Exception {
    Device.setUp(context);
    start();
    running();
    // Nobody can listen there, and only the start finds that out.
    Device.put(context, "agent.yaml", Device.YAML.replace("./master.key", "./no.key"));
    agent.start();
    Device.await(
        "the one before",
        () -> agent.standing() instanceof Standing.Running again && again.refused().isPresent());
    String why = ((Standing.Running) agent.standing()).refused().get();
    assertTrue(why, why.contains("keys.masterKeyFile"));
  }

  @Test
  public void the_payment_application_asks_by_messages_and_meets_the_api_s_own_checks()
      throws Exception {
    Device.setUp(context);
    start();
    running();
    try (Caller caller = new Caller(Robolectric.buildService(ReaderService.class))) {
      LoopbackApi.Answer none = caller.ask("GET", "/v1/reader/requests", null);
      assertEquals(200, none.status());
      assertEquals("{\"requests\":[]}", none.body());
      assertEquals(
          404, caller.ask("POST", "/v1/reader/requests/x", "{\"refused\":\"cancelled\"}").status());
      // What is not the reader's business.
      assertEquals(403, caller.ask("POST", "/v1/payments", "{}").status());
      assertEquals(403, caller.ask("GET", "/v1/payments/../page-address", null).status());
      assertEquals(403, caller.ask("POST", "/v1/page-address", null).status());
      assertEquals(400, caller.ask(null, null, null).status());
    }
  }

  @Test
  public void a_till_takes_payments_by_messages_but_makes_no_session() throws Exception {
    Device.setUp(context);
    start();
    running();
    try (Caller caller = new Caller(Robolectric.buildService(TillService.class))) {
      assertEquals(200, caller.ask("GET", "/v1/status", null).status());
      LoopbackApi.Answer sale =
          caller.ask(
              "POST",
              "/v1/payments",
              "{\"type\":\"sale\",\"amount\":1,\"currency\":\"CNY\",\"qr\":{\"code\":\"6212345678901234567\"}}");
      assertEquals(sale.body(), 201, sale.status());
      assertEquals(403, caller.ask("POST", "/v1/page-address", null).status());
      assertEquals(403, caller.ask("POST", "/v1/session", null).status());
      assertEquals(413, caller.ask("POST", "/v1/payments", new String(new char[200_000])).status());
      Device.await(
          "the count of what is open",
          () -> agent.standing() instanceof Standing.Running now && now.counts().pending() == 1);
    }
  }

  @Test
  public void before_the_agent_runs_a_caller_is_told_to_ask_again() throws Exception {
    try (Caller caller = new Caller(Robolectric.buildService(ReaderService.class))) {
      assertEquals(503, caller.ask("GET", "/v1/reader/requests", null).status());
    }
  }

  @Test
  public void the_page_begins_with_an_address_that_opens_once() throws Exception {
    Device.setUp(context);
    start();
    LoopbackApi api = running().api();
    String address = api.pageAddress();
    assertTrue(address, address.startsWith(api.origin() + "/open/"));
    assertFalse(address.equals(api.pageAddress()));
    PageActivity page = Robolectric.buildActivity(PageActivity.class).setup().get();
    AtomicInteger looks = new AtomicInteger();
    Device.await("the page", () -> looks.incrementAndGet() > 1 && page.isOwn(api.origin() + "/"));
    assertTrue(page.isOwn(api.origin() + "/open/x"));
    assertFalse(page.isOwn("http://127.0.0.1.example.com/"));
    assertFalse(page.isOwn(api.origin() + "0/"));
    assertFalse(page.isOwn("file:///sdcard/x.html"));
    page.finish();
  }

  /** Another app of the device. */
  private static final class Caller implements AutoCloseable {
    private final ServiceController<? extends ApiService> service;
    private final HandlerThread thread = new HandlerThread("another-app");
    private final BlockingQueue<LoopbackApi.Answer> answers = new LinkedBlockingQueue<>();
    private final Messenger there;
    private final Messenger here;

    Caller(ServiceController<? extends ApiService> service) {
      this.service = service;
      there = new Messenger(service.create().get().onBind(new Intent()));
      thread.start();
      here =
          new Messenger(
              new Handler(
                  thread.getLooper(),
                  message -> {
                    answers.add(
                        new LoopbackApi.Answer(message.arg2, message.getData().getString("body")));
                    return true;
                  }));
    }

    LoopbackApi.Answer ask(String method, String path, String body) throws Exception {
      Message message = Message.obtain(null, 1, 7, 0);
      message.replyTo = here;
      Bundle data = new Bundle();
      data.putString("method", method);
      data.putString("path", path);
      data.putString("body", body);
      data.putString("key", "order-1");
      message.setData(data);
      there.send(message);
      LoopbackApi.Answer answer = answers.poll(60, TimeUnit.SECONDS);
      assertNotNull("no answer to " + method + " " + path, answer);
      return answer;
    }

    @Override
    public void close() {
      thread.quit();
      service.destroy();
    }
  }
}
