package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.time.RealScheduler;

/** When the watch calls, and how often it looks. */
class NetworkWatchTest {
  private static final int LOOKS = 1000;

  private final Map<String, String> network = new HashMap<>(Map.of("addresses", "wlan0"));
  private boolean online = true;
  private int changes;
  private final NetworkWatch watch =
      new NetworkWatch(() -> new HashMap<>(network), () -> online, () -> changes++);

  @Test
  void each_change_is_told_once() {
    watch.look();
    watch.look();
    assertEquals(0, changes);
    network.put("addresses", "none");
    watch.look();
    watch.look();
    assertEquals(1, changes);
    network.put("addresses", "wlan0");
    watch.look();
    assertEquals(2, changes);
  }

  @Test
  void a_host_that_was_never_connected_to_before_is_no_change() {
    network.put("192.0.2.1 from", "192.0.2.7");
    watch.look();
    assertEquals(0, changes);
    network.put("192.0.2.1 from", "nowhere");
    watch.look();
    assertEquals(1, changes);
  }

  @Test
  void it_looks_often_while_offline_and_seldom_while_online() {
    assertEquals(Duration.ofMillis(500), watch.look());
    online = false;
    assertEquals(Duration.ofMillis(20), watch.look());
  }

  @Test
  void after_half_a_minute_without_a_line_it_looks_four_times_a_second_until_something_changes() {
    online = false;
    for (int i = 1; i < 1500; i++) {
      assertEquals(Duration.ofMillis(20), watch.look());
    }
    assertEquals(Duration.ofMillis(250), watch.look());
    assertEquals(Duration.ofMillis(250), watch.look());
    network.put("addresses", "none");
    assertEquals(Duration.ofMillis(20), watch.look());
    online = true;
    watch.look();
    online = false;
    assertEquals(Duration.ofMillis(20), watch.look());
  }

  @Test
  void after_a_change_it_looks_often_for_three_seconds_even_while_online() {
    network.put("addresses", "none");
    for (int i = 0; i < 150; i++) {
      assertEquals(Duration.ofMillis(20), watch.look());
    }
    assertEquals(Duration.ofMillis(500), watch.look());
  }

  @Test
  void the_system_names_the_address_a_host_is_reached_from_and_says_the_same_twice()
      throws Exception {
    try (RealScheduler scheduler = new RealScheduler(failure -> {});
        NettyTransport transport =
            new NettyTransport(NettyTransportTest.twoBytes(), scheduler, Duration.ofSeconds(5));
        ServerSocket host = new ServerSocket(0)) {
      SystemNetwork system = new SystemNetwork(transport);
      assertEquals(Set.of("addresses"), system.look().keySet());
      RecordingListener listener = new RecordingListener();
      Route route = new Route("primary", "127.0.0.1", host.getLocalPort(), Optional.empty());
      transport.connect(route, Duration.ofSeconds(30), listener);
      listener.expectConnected();
      Map<String, String> now = system.look();
      assertEquals("127.0.0.1", now.get("127.0.0.1 from"));
      assertEquals(now, system.look());

      // The thread's own time: what else runs on the machine does not count.
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long[] nanos = new long[LOOKS];
      for (int i = 0; i < LOOKS; i++) {
        long began = threads.getCurrentThreadCpuTime();
        system.look();
        nanos[i] = threads.getCurrentThreadCpuTime() - began;
      }
      Arrays.sort(nanos);
      System.out.printf(
          "NetworkWatchTest figure: a look takes %.0f us of CPU time (median of %d)%n",
          nanos[LOOKS / 2] / 1e3, LOOKS);
    }
  }
}
