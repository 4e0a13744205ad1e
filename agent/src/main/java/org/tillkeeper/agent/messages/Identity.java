package org.tillkeeper.agent.messages;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Facts;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.iso8583.CurrencyCode;

/**
 * Who the terminal is to its acquirer. The ledger remembers it, because what is open belongs to the
 * one that it was made under. For example, a batch of terminal 1 must not be settled as terminal
 * 2's.
 *
 * @param terminal card acceptor terminal identification
 * @param merchant card acceptor identification
 * @param currency ISO 4217 number
 * @param zone of the terminal, for messages that name local time
 * @param dialect its name
 */
public record Identity(
    String terminal, String merchant, String currency, ZoneId zone, String dialect) {
  private static final int LOOKED_AT = 20;
  private static final String TERMINAL = "identity.terminal";
  private static final String MERCHANT = "identity.merchant";
  private static final String CURRENCY = "identity.currency";
  private static final String DIALECT = "identity.dialect";

  /** Every zone there was: the first, then each with the milliseconds since which it holds. */
  private static final String ZONES = "identity.zones";

  /** Since when the dialect is what it is; no such fact while it has always been the same. */
  private static final String DIALECT_SINCE = "identity.dialect-since";

  /** Of a payment that was accepted offline under another terminal or merchant, and not sent. */
  private static final String ACCEPTED_AS = "accepted-as.";

  /** The identity of a configuration. */
  public static Identity of(Station station, String dialect) {
    return new Identity(
        station.terminal(),
        station.merchant(),
        station.currencyNumber(),
        station.timeZone(),
        dialect);
  }

  /** The one that a ledger remembers; empty in a ledger that was never started with one. */
  public static Optional<Identity> remembered(Ledger ledger) {
    Facts facts = ledger.facts();
    if (!facts.get(TERMINAL).isPresent()) {
      return Optional.empty();
    }
    String zones = facts.get(ZONES).orElse("");
    String last = zones.substring(Math.max(zones.lastIndexOf('='), zones.lastIndexOf(';')) + 1);
    return Optional.of(
        new Identity(
            facts.get(TERMINAL).get(),
            facts.get(MERCHANT).orElse(""),
            facts.get(CURRENCY).orElse(""),
            zone(last).orElse(ZoneId.of("UTC")),
            facts.get(DIALECT).orElse("")));
  }

  /**
   * The identity that a ledger was written under. One that was never told is taken from its newest
   * message; zone and dialect are then taken to be this one's. Empty in a ledger without any.
   */
  public Optional<Identity> former(Ledger ledger) {
    Optional<Identity> told = remembered(ledger);
    if (told.isPresent()) {
      return told;
    }
    for (Payment payment :
        ledger.page(Collections.emptySet(), Optional.empty(), Optional.empty(), LOOKED_AT)) {
      Optional<Attempt> sent = payment.lastSent();
      Optional<CurrencyCode> its = CurrencyCode.of(payment.currency());
      if (sent.isPresent() && its.isPresent()) {
        Attempt.Request request = sent.get().request();
        return Optional.of(
            new Identity(
                request.terminal(), request.merchant(), its.get().number(), zone, dialect));
      }
    }
    return Optional.empty();
  }

  /** Remembers it from now on. Part of a transaction. */
  public void remember(Ledger ledger, Instant at) {
    Facts facts = ledger.facts();
    Optional<Identity> before = remembered(ledger);
    facts.set(TERMINAL, terminal);
    facts.set(MERCHANT, merchant);
    facts.set(CURRENCY, currency);
    facts.set(DIALECT, dialect);
    if (!before.isPresent()) {
      facts.set(ZONES, zone.getId());
    } else if (!sameZone(before.get())) {
      facts.set(ZONES, facts.get(ZONES).get() + ";" + at.toEpochMilli() + "=" + zone.getId());
    }
    if (before.isPresent() && !before.get().dialect().equals(dialect)) {
      facts.set(DIALECT_SINCE, Long.toString(at.toEpochMilli()));
    }
  }

  /** The zone that held at a time, so that a local time that was sent is named as it was. */
  static ZoneId zoneAt(Ledger ledger, Instant when, ZoneId otherwise) {
    ZoneId held = otherwise;
    boolean first = true;
    for (String entry : ledger.facts().get(ZONES).orElse("").split(";", -1)) {
      int equals = entry.indexOf('=');
      boolean holds = first || Long.parseLong(entry.substring(0, equals)) <= when.toEpochMilli();
      if (holds) {
        held = zone(entry.substring(equals + 1)).orElse(held);
      }
      first = false;
    }
    return held;
  }

  /** Since when the dialect is what it is; the beginning of time where it never changed. */
  public static Instant dialectSince(Ledger ledger) {
    return Instant.ofEpochMilli(Long.parseLong(ledger.facts().get(DIALECT_SINCE).orElse("0")));
  }

  /** Keeps under whom a payment was accepted that is not sent yet. Part of a transaction. */
  public void keepFor(Ledger ledger, String payment) {
    if (!ledger.facts().get(ACCEPTED_AS + payment).isPresent()) {
      ledger.facts().set(ACCEPTED_AS + payment, terminal + merchant);
    }
  }

  /** The terminal under which a payment is sent. */
  static String terminalFor(Ledger ledger, String payment, Station station) {
    return ledger
        .facts()
        .get(ACCEPTED_AS + payment)
        .map(both -> both.substring(0, station.terminal().length()))
        .orElse(station.terminal());
  }

  /** The merchant under which a payment is sent. */
  static String merchantFor(Ledger ledger, String payment, Station station) {
    return ledger
        .facts()
        .get(ACCEPTED_AS + payment)
        .map(both -> both.substring(station.terminal().length()))
        .orElse(station.merchant());
  }

  /** Whether the acquirer takes both for the same party. */
  public boolean sameParty(Identity other) {
    return terminal.equals(other.terminal) && merchant.equals(other.merchant);
  }

  /**
   * Which payments a ledger settles: those sent under the terminal and merchant that it has now.
   * For example, what was accepted offline under another terminal goes out as that one's, and is
   * not in the totals of this.
   */
  public static Predicate<Payment> settledBy(Ledger ledger) {
    Optional<Identity> now = remembered(ledger);
    return payment -> !now.isPresent() || !now.get().isSentByAnother(payment);
  }

  /** Whether a payment was sent under another terminal or merchant. */
  public boolean isSentByAnother(Payment payment) {
    Optional<Attempt.Request> sent = payment.lastSent().map(Attempt::request);
    return sent.isPresent()
        && !(sent.get().terminal().equals(terminal) && sent.get().merchant().equals(merchant));
  }

  /** Two names of one zone are the same. */
  private boolean sameZone(Identity other) {
    return zone.getRules().equals(other.zone.getRules());
  }

  /** The keys of the configuration in which it differs from another, and what that one had. */
  public Map<String, String> differences(Identity former) {
    Map<String, String> differences = new LinkedHashMap<>();
    put(differences, "terminal.id", terminal, former.terminal);
    put(differences, "terminal.merchant", merchant, former.merchant);
    put(differences, "terminal.currency", currency, former.currency);
    if (!sameZone(former)) {
      differences.put("terminal.timeZone", former.zone.getId());
    }
    put(differences, "host.dialect", dialect, former.dialect);
    return Collections.unmodifiableMap(differences);
  }

  private static void put(Map<String, String> into, String key, String now, String before) {
    if (!now.equals(before)) {
      into.put(key, before);
    }
  }

  /**
   * Why an agent must not start on a ledger as this identity: something is open of another one. The
   * text names what changed, what is open and what to do; empty where nothing stands against it.
   */
  public Optional<String> refusal(Ledger ledger) {
    Optional<Identity> former = former(ledger);
    if (!former.isPresent() || differences(former.get()).isEmpty()) {
      return Optional.empty();
    }
    List<String> open = OpenWork.of(ledger);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    List<String> changed = new ArrayList<>();
    differences(former.get()).forEach((key, was) -> changed.add(key + " was " + was));
    return Optional.of(
        String.join(", ", changed)
            + " in this ledger, of which is open: "
            + String.join("; ", open)
            + ". Put that back, settle the batch and let the rest come to its end; or start once"
            + " with --accept-identity: the batch is then closed without settlement, and what is"
            + " open goes out under the identity it was taken under or needs a person");
  }

  private static Optional<ZoneId> zone(String id) {
    try {
      return Optional.of(ZoneId.of(id));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
