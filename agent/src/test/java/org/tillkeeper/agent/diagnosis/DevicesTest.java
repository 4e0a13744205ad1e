package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.RouteProbe;

/**
 * Devices and radios as a system shows them, a maker's plug-in, and clocks that cannot be right.
 */
class DevicesTest {
  @TempDir Path root;
  @TempDir Path home;
  private Trees tree;
  private Instant now = Instant.parse("2026-06-12T04:30:00Z");

  @BeforeEach
  void system() {
    tree = new Trees(root);
  }

  /** A network in which nothing answers at once. */
  private static final class Silence implements Probes {
    @Override
    public List<InetAddress> addresses(String link) {
      return new ArrayList<>();
    }

    @Override
    public Optional<InetAddress> sourceTowards(InetAddress target) {
      return Optional.empty();
    }

    @Override
    public void poke(InetAddress neighbour) {}

    @Override
    public boolean pings(InetAddress address, Duration within) {
      return false;
    }

    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
      throw new UnknownHostException(name);
    }

    @Override
    public Names.Answer ask(String server, String name, Duration within) {
      return new Names.Answer(server, Names.Said.SILENT, -1, new ArrayList<>());
    }

    @Override
    public RouteProbe.Result connect(Route route, InetAddress address, Duration within) {
      return new RouteProbe.Result(
          RouteProbe.Tcp.SILENT, RouteProbe.TlsResult.NONE, "no answer", Optional.empty(), 1);
    }
  }

  private Diagnosis diagnosis() throws Exception {
    Path yaml = home.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        host: {dialect: unionpay-pos, routes: [{name: primary, address: "pos.example:8600", tls: false}]}
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        """);
    Path key = home.resolve("master.key");
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "0123456789ABCDEFFEDCBA9876543210\n");
    Doctor doctor =
        new Doctor(
            tree.files(),
            new Silence(),
            AgentConfig.read(yaml.toFile()),
            "1",
            Clock.fixed(now, ZoneOffset.UTC));
    return doctor.lookWithout(Doctor.AgentState.STOPPED, new ArrayList<>());
  }

  private Condition found(Check check) throws Exception {
    for (Observation one : diagnosis().observations()) {
      if (one.check() == check) {
        return one.condition();
      }
    }
    throw new AssertionError(check + " was not looked at");
  }

  @Test
  void a_system_that_shows_nothing_leaves_them_unknown_and_every_check_is_there() throws Exception {
    Diagnosis diagnosis = diagnosis();
    List<Check> looked = new ArrayList<>();
    diagnosis.observations().forEach(one -> looked.add(one.check()));
    assertEquals(List.of(Check.values()), looked);
    for (Check device :
        List.of(Check.BATTERY, Check.SIGNAL, Check.PRINTER, Check.SCANNER, Check.TEMPERATURE)) {
      assertEquals(Condition.unknown(device), found(device));
    }
    assertEquals(Condition.INTERFACE_UNKNOWN, found(Check.INTERFACE));
  }

  @Test
  void a_battery_is_low_only_while_it_is_not_charged() throws Exception {
    tree.file("sys/class/power_supply/AC/type", "Mains\n")
        .file("sys/class/power_supply/BAT0/type", "Battery\n")
        .file("sys/class/power_supply/BAT0/capacity", "9\n")
        .file("sys/class/power_supply/BAT0/status", "Discharging\n");
    assertEquals(Condition.BATTERY_LOW, found(Check.BATTERY));
    tree.file("sys/class/power_supply/BAT0/status", "Charging\n");
    assertEquals(Condition.BATTERY_FINE, found(Check.BATTERY));
  }

  @Test
  void a_weak_signal_is_told_in_both_forms_that_drivers_have() throws Exception {
    tree.file("proc/net/wireless", "head\nhead\n wlan0: 0000   54.  -81.  -256        0\n");
    assertEquals(Condition.SIGNAL_WEAK, found(Check.SIGNAL));
    tree.file("proc/net/wireless", "head\nhead\n wlan0: 0000   54.  200.  0        0\n");
    assertEquals(Condition.SIGNAL_FINE, found(Check.SIGNAL));
  }

  @Test
  void the_hottest_zone_counts() throws Exception {
    tree.file("sys/class/thermal/thermal_zone0/temp", "41000\n")
        .file("sys/class/thermal/cooling_device0/temp", "99000\n");
    assertEquals(Condition.TEMPERATURE_FINE, found(Check.TEMPERATURE));
    tree.file("sys/class/thermal/thermal_zone1/temp", "86000\n");
    assertEquals(Condition.TEMPERATURE_HIGH, found(Check.TEMPERATURE));
  }

  @Test
  void a_printer_and_a_scanner_on_usb_are_there() throws Exception {
    tree.file("sys/class/usbmisc/lp0/dev", "180:0\n")
        .file("sys/class/input/event3/device/name", "Honeywell Barcode Scanner\n");
    assertEquals(Condition.PRINTER_FINE, found(Check.PRINTER));
    assertEquals(Condition.SCANNER_FINE, found(Check.SCANNER));
  }

  @Test
  void a_plug_in_knows_better_and_one_that_hangs_is_unknown() throws Exception {
    tree.file("sys/class/usbmisc/lp0/dev", "180:0\n");
    PrinterOfTest.says =
        () -> new DeviceStatus.Seen(Optional.of(false), "缺纸。", "It is out of paper.");
    assertEquals(Condition.PRINTER_WRONG, found(Check.PRINTER));
    CountDownLatch never = new CountDownLatch(1);
    PrinterOfTest.says =
        () -> {
          never.await();
          throw new IllegalStateException("never");
        };
    assertEquals(Condition.PRINTER_FINE, found(Check.PRINTER));
    never.countDown();
    PrinterOfTest.says =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertEquals(Condition.PRINTER_FINE, found(Check.PRINTER));
  }

  @Test
  void wifi_that_is_joined_nowhere_and_a_radio_that_is_off() throws Exception {
    tree.file("proc/net/route", Trees.NO_ROUTES)
        .link("wlan0", "0x1003", "0")
        .file("sys/class/net/wlan0/wireless/status", "");
    assertEquals(Condition.WIFI_NOT_JOINED, diagnosis().firstCause().get().condition());
    tree.link("wlan0", "0x1002", "").file("sys/class/rfkill/rfkill0/soft", "1\n");
    assertEquals(Condition.RADIO_BLOCKED, diagnosis().firstCause().get().condition());
  }

  @Test
  void a_device_without_any_interface() throws Exception {
    tree.file("proc/net/route", Trees.NO_ROUTES).link("lo", "0x9", "1");
    assertEquals(Condition.INTERFACE_NONE, diagnosis().firstCause().get().condition());
  }

  @Test
  void a_clock_from_before_there_was_an_agent_cannot_be_right() throws Exception {
    assertEquals(Condition.CLOCK_UNKNOWN, found(Check.CLOCK));
    now = Instant.parse("1970-01-01T00:03:00Z");
    assertEquals(Condition.CLOCK_BEHIND, found(Check.CLOCK));
    assertTrue(diagnosis().causes().stream().anyMatch(one -> one.check() == Check.CLOCK));
  }
}
