package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/** The simulated acquirer's configuration; what each key means is in {@link #of}. */
public final class AcquirerSettings {
  private static final String BATCH = "[0-9]{6}";
  private static final String BATCH_ALLOWED = "6 digits in quotes, such as \"000001\"";

  /** One terminal as registered. The master key is never shown. */
  static final class Registered {
    final String id;
    final String merchant;
    final String firstBatch;
    private final byte[] masterKey;

    Registered(String id, String merchant, String firstBatch, byte[] masterKey) {
      this.id = id;
      this.merchant = merchant;
      this.firstBatch = firstBatch;
      this.masterKey = masterKey;
    }

    byte[] masterKey() {
      return masterKey.clone();
    }
  }

  final InetSocketAddress listen;
  final InetSocketAddress control;
  final Dialect dialect;
  final Path ledger;
  final List<Registered> terminals;
  final FaultPlan faults;
  final List<FaultPlan.Strike> faultsAtStart;
  final OptionalLong seed;
  final boolean macOnRefusals;
  final boolean repeatsGetFirstAnswer;
  final boolean refuseReversedOriginals;
  final int makBytes;

  private AcquirerSettings(Settings settings) throws InvalidSettings {
    settings.only(
        "listen",
        "dialect",
        "terminals",
        "ledger",
        "faults",
        "control",
        "seed",
        "macOnRefusals",
        "repeats",
        "refuseReversedOriginals",
        "mak");
    listen = settings.address("listen");
    dialect = Dialect.named(settings.choice("dialect", List.of("unionpay-pos"), "unionpay-pos"));
    terminals = terminals(settings);
    ledger = settings.path("ledger");
    faults = new FaultPlan();
    faultsAtStart = faults(settings, faults);
    if (settings.has("control")) {
      Settings group = settings.group("control").orElseThrow();
      group.only("listen");
      control = group.loopback("listen");
    } else {
      control = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
    seed =
        settings.has("seed")
            ? OptionalLong.of(settings.number("seed", 0, Long.MAX_VALUE))
            : OptionalLong.empty();
    macOnRefusals = settings.flag("macOnRefusals", true);
    repeatsGetFirstAnswer =
        settings
            .choice("repeats", List.of("refuse", "first-answer"), "refuse")
            .equals("first-answer");
    refuseReversedOriginals = settings.flag("refuseReversedOriginals", false);
    makBytes =
        settings.choice("mak", List.of("single", "double"), "single").equals("single") ? 8 : 16;
  }

  /**
   * Reads and checks a configuration.
   *
   * <ul>
   *   <li>{@code listen}: HOST:PORT; port 0 means any.
   *   <li>{@code dialect}: {@code unionpay-pos}, the default.
   *   <li>{@code terminals}: a list of {@code id} (8 characters), {@code merchant} (15), {@code
   *       masterKeyFile} (32 or 48 hex digits) and {@code batch} (6 digits, the batch at the very
   *       first start; later the ledger knows).
   *   <li>{@code ledger}: an SQLite file, made if absent.
   *   <li>{@code control}: {@code {listen}}, on loopback; any free port by default.
   *   <li>{@code faults}: a list of faults, or chance; see {@link FaultPlan#add}.
   *   <li>{@code seed}: makes working keys and authorisation codes repeatable.
   *   <li>{@code macOnRefusals}: whether refusals carry a MAC where keys are known (default true).
   *   <li>{@code repeats}: {@code refuse} with 94 (default), or {@code first-answer}.
   *   <li>{@code refuseReversedOriginals}: whether a sale that comes after its own reversal is
   *       refused; by default it is booked, as dangerous hosts do.
   *   <li>{@code mak}: {@code single} (default) or {@code double} length.
   * </ul>
   */
  public static AcquirerSettings of(Settings settings) throws InvalidSettings {
    return new AcquirerSettings(settings);
  }

  private static List<Registered> terminals(Settings settings) throws InvalidSettings {
    List<Registered> terminals = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Settings group : settings.groups("terminals")) {
      group.only("id", "merchant", "masterKeyFile", "batch");
      String id = group.text("id", "[ -~]{8}", "8 characters in quotes, such as \"00000001\"");
      if (!ids.add(id)) {
        throw group.refused("id", id, "each terminal once");
      }
      String merchant =
          group.text(
              "merchant", "[ -~]{15}", "15 characters in quotes, such as \"952718182217875\"");
      byte[] masterKey = masterKey(group, group.path("masterKeyFile"));
      String batch = group.text("batch", BATCH, BATCH_ALLOWED, "000001");
      terminals.add(new Registered(id, merchant, batch, masterKey));
    }
    if (terminals.isEmpty()) {
      throw settings.refused(
          "terminals", null, "a list of {id, merchant, masterKeyFile, batch}, at least one");
    }
    return List.copyOf(terminals);
  }

  private static byte[] masterKey(Settings group, Path file) throws InvalidSettings {
    String text;
    try {
      text = Files.readString(file).trim();
    } catch (IOException e) {
      throw group.refused("masterKeyFile", file.toString(), "a readable file");
    }
    if (!text.matches("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}")) {
      throw group.refused(
          "masterKeyFile", file.toString(), "a file with 32 or 48 hex digits and nothing else");
    }
    return HexFormat.of().parseHex(text);
  }

  private static List<FaultPlan.Strike> faults(Settings settings, FaultPlan plan)
      throws InvalidSettings {
    List<FaultPlan.Strike> now = new ArrayList<>();
    if (settings.isList("faults")) {
      for (Settings group : settings.groups("faults")) {
        plan.add(group).ifPresent(now::add);
      }
    } else if (settings.has("faults")) {
      Settings group = settings.group("faults").orElseThrow();
      if (!group.isEmpty()) {
        plan.add(group).ifPresent(now::add);
      }
    }
    return now;
  }
}
