package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/** The simulated acquirer's configuration. {@link #of} says what each key means. */
public final class AcquirerSettings {
  private static final String UNIONPAY = "unionpay-pos";
  private static final String BATCH = "[0-9]{6}";
  private static final String BATCH_ALLOWED = "6 digits in quotes, such as \"000001\"";

  /** One terminal as registered. The master key is never shown. */
  static final class Registered {
    final String id;
    final String merchant;
    final String firstBatch;
    private final byte[] masterKey;
    private final byte[] fixedMak;

    Registered(String id, String merchant, String firstBatch, byte[] masterKey, byte[] fixedMak) {
      this.id = id;
      this.merchant = merchant;
      this.firstBatch = firstBatch;
      this.masterKey = masterKey;
      this.fixedMak = fixedMak;
    }

    /** Whether its MAC key does not come from a sign-in. */
    boolean hasFixedMak() {
      return fixedMak.length > 0;
    }

    byte[] fixedMak() {
      return fixedMak.clone();
    }

    byte[] masterKey() {
      return masterKey.clone();
    }
  }

  final InetSocketAddress listen;
  final InetSocketAddress control;
  final Protocol protocol;
  final Path ledger;
  final List<Registered> terminals;
  final FaultPlan faults;
  final List<FaultPlan.Strike> faultsAtStart;
  final OptionalLong seed;
  final boolean macOnRefusals;
  final boolean repeatsGetFirstAnswer;
  final boolean refuseReversedOriginals;
  final int makBytes;
  final boolean duplicateAdvicesApproved;
  final boolean unlinkedRefunds;
  final long completionPercent;
  final String oldReversals;
  final boolean settlementResponseCode;

  /** Whether a tip counts with its sale, as one debit of both. */
  final boolean tipsReplace;

  final Map<String, String> parameters;
  final List<byte[]> publicKeys;
  final List<byte[]> applications;

  /** What approvals of chip payments carry in field 55; nothing by default. */
  final byte[] chipAnswer;

  /** What customers do with codes that terminals show. */
  final ShownCodes.Customers customers;

  private final List<String> foreignCards;
  private final boolean generic;

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
        "mak",
        "options",
        "advices",
        "unlinkedRefunds",
        "completionLimit",
        "oldReversals",
        "foreignCards",
        "settlementResponseCode",
        "tips",
        "parameters",
        "capk",
        "chipParameters",
        "codes",
        "shownCodes",
        "chipAnswer");
    listen = settings.address("listen");
    Dialect dialect = dialect(settings);
    // Of a file of one's own: only UnionPay's way of speaking has the upload of a batch.
    generic = !dialect.kinds().contains(Kind.BATCH_ROWS);
    protocol =
        generic
            ? new GenericProtocol(dialect, OwnCodes.of(settings))
            : new UnionPayProtocol(dialect);
    if (!generic && settings.has("codes")) {
      throw settings.refused("codes", "there", "a dialect without batches");
    }
    customers = customers(settings, dialect);
    chipAnswer = chipAnswer(settings);
    terminals = terminals(settings, generic);
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
    duplicateAdvicesApproved = duplicateAdvicesApproved(settings);
    unlinkedRefunds = settings.flag("unlinkedRefunds", false);
    completionPercent = settings.number("completionLimit", 100, 1000, 115);
    String old = settings.choice("oldReversals", List.of("accept", "12", "25"), "accept");
    oldReversals = old.equals("accept") ? "" : old;
    settlementResponseCode = settings.flag("settlementResponseCode", false);
    tipsReplace =
        settings
            .choice("tips", List.of("replace", "add"), generic ? "add" : "replace")
            .equals("replace");
    foreignCards = settings.texts("foreignCards", "[0-9]{1,19}", "the first digits of cards");
    parameters = Downloads.parameters(settings);
    publicKeys = Downloads.tlv(settings, "capk", Downloads.PUBLIC_KEYS, "9F06", "9F22", "DF05");
    applications = Downloads.tlv(settings, "chipParameters", Downloads.APPLICATIONS, "9F06");
  }

  private static ShownCodes.Customers customers(Settings settings, Dialect dialect)
      throws InvalidSettings {
    if (settings.has("shownCodes") && !dialect.showsCodes()) {
      throw settings.refused("shownCodes", "there", "a dialect file with messages.showCode");
    }
    Settings group = settings.group("shownCodes").orElse(Settings.ofMap("shownCodes", Map.of()));
    group.only("holds", "paidAfter");
    return new ShownCodes.Customers(
        group.duration("holds", Duration.ofMinutes(2)),
        group.has("paidAfter")
            ? Optional.of(group.duration("paidAfter", Duration.ZERO))
            : Optional.empty());
  }

  /** One that ships with Tillkeeper, or else a file, relative to the configuration. */
  private static Dialect named(Settings settings) throws InvalidSettings {
    String name = settings.text("dialect", "(?s).*", "a dialect's name or file", UNIONPAY);
    if (Dialect.names().contains(name)) {
      return Dialect.named(name);
    }
    Path own = settings.path("dialect");
    if (!Files.isRegularFile(own)) {
      throw settings.refused(
          "dialect", name, "one of " + String.join(", ", Dialect.names()) + ", or a dialect file");
    }
    try {
      return Dialect.read(GivenFile.text(own, "a dialect file", 256), name);
    } catch (IOException e) {
      throw settings.refused("dialect", name, "a readable file in UTF-8");
    } catch (IllegalArgumentException e) {
      throw new InvalidSettings("dialect: " + e.getMessage());
    }
  }

  private static byte[] chipAnswer(Settings settings) throws InvalidSettings {
    String tlv =
        settings.text(
            "chipAnswer",
            "([0-9A-Fa-f]{2}){0,255}",
            "BER-TLV in hex in quotes, at most 255 bytes, such as \"910A11223344556677883030\"",
            "");
    return HexFormat.of().parseHex(tlv);
  }

  private static Dialect dialect(Settings settings) throws InvalidSettings {
    Dialect dialect = named(settings);
    Settings group = settings.group("options").orElse(Settings.ofMap("options", Map.of()));
    Map<String, String> options = new TreeMap<>();
    for (String name : dialect.options().keySet()) {
      if (group.has(name)) {
        options.put(name, group.text(name, "(?s).*", "a text in quotes"));
      }
    }
    group.only(dialect.options().keySet().toArray(new String[0]));
    try {
      return dialect.with(options);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettings("options: " + e.getMessage());
    }
  }

  private static boolean duplicateAdvicesApproved(Settings settings) throws InvalidSettings {
    Settings group = settings.group("advices").orElse(Settings.ofMap("advices", Map.of()));
    group.only("duplicate");
    return group.choice("duplicate", List.of("approve", "94"), "approve").equals("approve");
  }

  /** Whether a card counts as foreign at settlement. */
  boolean isForeign(String number) {
    return foreignCards.stream().anyMatch(number::startsWith);
  }

  /** Whether nobody may do without a MAC. */
  boolean needsMac() {
    return !generic;
  }

  /**
   * Reads and checks a configuration.
   *
   * <ul>
   *   <li>{@code listen}: HOST:PORT; port 0 means any.
   *   <li>{@code dialect}: {@code unionpay-pos}, the default, {@code iso1987-ascii}, {@code
   *       iso1993-binary}, or a dialect file of one's own; {@code options}: the dialect's options.
   *   <li>{@code codes}: what is said instead of this acquirer's own codes; see {@link OwnCodes}.
   *   <li>{@code shownCodes}: {@code {holds, paidAfter}}, of a dialect whose terminals show codes:
   *       how long one can be paid (2 minutes), and after which time its customer pays by himself
   *       (never).
   *   <li>{@code chipAnswer}: BER-TLV in hex that approvals of chip payments carry in field 55.
   *   <li>{@code terminals}: a list of {@code id} (8 characters), {@code merchant} (15), {@code
   *       masterKeyFile} (32 or 48 hex digits) and {@code batch} (6 digits, the batch at the very
   *       first start; later the ledger knows). In the generic dialects there is no sign-in that
   *       gives keys: {@code macKeyFile} (16, 32 or 48 hex digits) instead, or no MACs at all.
   *   <li>{@code ledger}: an SQLite file, made if absent.
   *   <li>{@code control}: {@code {listen}}, on loopback; any free port by default.
   *   <li>{@code faults}: a list of faults, or chance; see {@link FaultPlan#add}.
   *   <li>{@code seed}: makes working keys and authorisation codes repeatable.
   *   <li>{@code macOnRefusals}: whether refusals carry a MAC where keys are known (default true).
   *   <li>{@code repeats}: {@code refuse} with 94 (default), or {@code first-answer}.
   *   <li>{@code refuseReversedOriginals}: whether a sale that comes after its own reversal is
   *       refused; by default it is booked, as dangerous hosts do.
   *   <li>{@code mak}: {@code single} (default) or {@code double} length.
   *   <li>{@code advices}: {@code {duplicate}}, what a repeated advice or refund is answered:
   *       {@code approve} (the first answer, default) or {@code 94}. A flagged repeat always gets
   *       the first answer.
   *   <li>{@code unlinkedRefunds}: whether refunds without an original are approved (default
   *       false).
   *   <li>{@code completionLimit}: percent of the pre-authorised amount, 115 by default.
   *   <li>{@code oldReversals}: what a reversal of another day's payment gets: {@code accept}
   *       (default), {@code "12"} or {@code "25"}.
   *   <li>{@code foreignCards}: first digits of cards that count as foreign at settlement; none by
   *       default.
   *   <li>{@code tips}: {@code replace} where a sale and its tip count as one debit of both, {@code
   *       add} where the tip counts by itself. The default is {@code replace} in UnionPay and
   *       {@code add} in the generic dialects.
   *   <li>{@code settlementResponseCode}: whether 0510 has field 39 (default false).
   *   <li>{@code parameters}, {@code capk}, {@code chipParameters}: what there is to download; see
   *       {@link Downloads}.
   * </ul>
   */
  public static AcquirerSettings of(Settings settings) throws InvalidSettings {
    return new AcquirerSettings(settings);
  }

  private static List<Registered> terminals(Settings settings, boolean generic)
      throws InvalidSettings {
    List<Registered> terminals = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Settings group : settings.groups("terminals")) {
      group.only("id", "merchant", generic ? "macKeyFile" : "masterKeyFile", "batch");
      String id = group.text("id", "[ -~]{8}", "8 characters in quotes, such as \"00000001\"");
      if (!ids.add(id)) {
        throw group.refused("id", id, "each terminal once");
      }
      String merchant =
          group.text(
              "merchant", "[ -~]{15}", "15 characters in quotes, such as \"952718182217875\"");
      byte[] masterKey = generic ? new byte[0] : key(group, "masterKeyFile", "32|48");
      byte[] mak = group.has("macKeyFile") ? key(group, "macKeyFile", "16|32|48") : new byte[0];
      String batch = group.text("batch", BATCH, BATCH_ALLOWED, "000001");
      terminals.add(new Registered(id, merchant, batch, masterKey, mak));
    }
    if (terminals.isEmpty()) {
      throw settings.refused(
          "terminals", null, "a list of {id, merchant, masterKeyFile, batch}, at least one");
    }
    return List.copyOf(terminals);
  }

  private static byte[] key(Settings group, String key, String lengths) throws InvalidSettings {
    Path file = group.path(key);
    String text;
    try {
      text = GivenFile.text(file, "a key file", 1).trim();
    } catch (IOException e) {
      throw group.refused(key, file.toString(), "a readable file");
    }
    if (!List.of(lengths.split("\\|")).contains(String.valueOf(text.length()))
        || !text.matches("[0-9A-Fa-f]*")) {
      throw group.refused(
          key,
          file.toString(),
          "a file with " + lengths.replace("|", " or ") + " hex digits and nothing else");
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
