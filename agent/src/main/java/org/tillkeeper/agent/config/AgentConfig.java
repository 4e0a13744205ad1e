package org.tillkeeper.agent.config;

import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.TlsSettings;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Location;

/**
 * What {@code agent.yaml} says, checked. Relative paths are resolved against the file.
 *
 * @param terminal who this terminal is
 * @param data folder of ledger, logs and api-token
 * @param api where the till API listens
 * @param host how the acquirer is reached
 * @param keys where the keys are
 * @param guards which mistakes are asked about or refused
 * @param offline what may be accepted while the acquirer cannot be reached
 * @param receipt what stands on every receipt
 * @param settlement when batches are settled without being asked
 * @param retention how long what is settled is kept
 * @param log how much is logged and kept
 * @param engineer where engineers may look from afar; empty: nowhere
 * @param metrics who may read the figures
 * @param device what is attached to this terminal
 * @param nexo where tills may speak nexo; empty: nowhere
 * @param webhooks who is told what happens; none where left out
 * @param fleet which broker is told how this terminal stands; empty: none
 * @param source the file it was read from
 */
public record AgentConfig(
    TerminalId terminal,
    File data,
    Api api,
    Host host,
    Keys keys,
    Guards guards,
    Offline offline,
    ReceiptHead receipt,
    Settlement settlement,
    Retention retention,
    LogKept log,
    Optional<Engineer> engineer,
    Metrics metrics,
    Device device,
    Optional<Nexo> nexo,
    List<Webhook> webhooks,
    Optional<Fleet> fleet,
    Source source) {
  /**
   * Reads and checks a configuration file. Nothing is resolved or connected: a host that cannot be
   * reached is no fault of the configuration.
   *
   * @throws InvalidConfig at the first thing that cannot be used
   */
  public static AgentConfig read(File yaml) throws InvalidConfig {
    return AgentYaml.read(yaml);
  }

  /**
   * @param id card acceptor terminal identification, exactly 8 characters
   * @param merchant card acceptor identification, exactly 15 characters
   * @param currency ISO 4217 letters
   * @param timeZone of the shop, for receipts and for messages that name local time
   * @param firstStan the first trace number that a new ledger gives, 1 to 999999
   * @param firstBatch the first batch of a new ledger, until the acquirer names another; 1 to
   *     999999
   */
  public record TerminalId(
      String id,
      String merchant,
      String currency,
      ZoneId timeZone,
      OptionalInt firstStan,
      OptionalInt firstBatch) {}

  /**
   * @param host loopback name or address
   * @param port 0 to 65535; 0 lets the system choose
   * @param origins sites whose pages may call with the token, as browsers write them
   */
  public record Api(String host, int port, List<String> origins) {
    /** Makes the list read-only. */
    public Api {
      origins = Collections.unmodifiableList(new ArrayList<>(origins));
    }

    /** One that no other site's page may call. */
    public Api(String host, int port) {
      this(host, port, Collections.emptyList());
    }
  }

  /**
   * @param dialect built in or from a file, its options set
   * @param options options of the dialect as they were written, by name
   * @param routes at least one, tried in order
   * @param tpdu hex, as long as the dialect's own
   * @param header hex, as long as the dialect's own
   * @param connectTimeout for TCP and TLS together
   * @param responseTimeout how long an answer is waited for
   * @param originalLifetime how long a lost request may still reach the acquirer
   * @param retryWithin how long a sale may be tried while the customer waits; zero: at once or not
   *     at all
   * @param keepAlive an idle connection is tested this often; zero: echoes are off, and a sign-in
   *     proves each connection
   * @param connections how long a connection is used; of the section {@code line}
   */
  public record Host(
      Dialect dialect,
      Map<String, String> options,
      List<Route> routes,
      String tpdu,
      String header,
      Duration connectTimeout,
      Duration responseTimeout,
      Duration originalLifetime,
      Duration retryWithin,
      Duration keepAlive,
      LineSettings.Connections connections) {}

  /**
   * @param masterKeyFile terminal master key, 32 or 48 hex digits
   * @param ledgerKeyFile the ledger's own key, made at first start
   * @param serialKeyFile key of SM4 by which the device's serial number is proved, 32 hex digits;
   *     empty where a secure element has it, or nobody asks
   */
  public record Keys(File masterKeyFile, File ledgerKeyFile, Optional<File> serialKeyFile) {}

  /**
   * @param duplicateWithin a second payment of the same card and amount within this time is asked
   *     about first, as when a cashier presses twice; zero: never
   * @param completionLimit most that a completion may charge, in per cent of what was
   *     pre-authorised, 100 to 200; with 115, a hold of 100.00 may end as a charge of 115.00
   * @param qrValidity how long a payment code is good after it was read
   */
  public record Guards(Duration duplicateWithin, int completionLimit, Duration qrValidity) {}

  /**
   * @param enabled whether anything may be accepted offline
   * @param perPayment largest amount of one, in the minor unit
   * @param total largest sum of those undelivered, in the minor unit
   * @param count most that may be undelivered, 1 to 9999
   * @param maxAge once the oldest undelivered one is older than this, no other is accepted
   */
  public record Offline(boolean enabled, long perPayment, long total, int count, Duration maxAge) {}

  /**
   * What the merchant prints on receipts. Each is one line of 1 to 96 characters of GBK, the
   * character set of receipt printers.
   *
   * @param merchantName as the customer knows it
   * @param address of the shop
   * @param phone of the shop
   * @param footer the last line
   */
  public record ReceiptHead(
      Optional<String> merchantName,
      Optional<String> address,
      Optional<String> phone,
      Optional<String> footer) {}

  /**
   * @param at time of day, by the terminal's clock, when the batch is settled; empty: never by
   *     itself
   * @param whenFull the batch is settled once it holds this many payments; 0: never by itself
   * @param giveUp a settlement that keeps sales waiting ends without a result when the acquirer has
   *     taken nothing for so long while it could be reached
   * @param waitForReversals how long a settlement waits for reversals and notices that the acquirer
   *     puts off
   */
  public record Settlement(
      Optional<LocalTime> at, int whenFull, Duration giveUp, Duration waitForReversals) {}

  /**
   * @param payments a payment that was settled longer ago is erased; zero: never
   * @param bytes largest size of the ledger; the oldest settled payments are erased before it grows
   *     beyond; 0: no limit
   */
  public record Retention(Duration payments, long bytes) {}

  /**
   * @param level error, warn, info or debug
   * @param files how many, 2 to 100
   * @param bytes of each at most
   */
  public record LogKept(String level, int files, long bytes) {}

  /**
   * @param host name or address to listen on
   * @param port 0 to 65535; 0 lets the system choose
   * @param certificate of this terminal, PEM
   * @param key its private key, PEM PKCS#8
   * @param clients PEM certificates of the CA that signs engineers' certificates
   */
  public record Engineer(String host, int port, File certificate, File key, File clients) {}

  /**
   * @param open whether every program of this machine may read the figures; else they take the
   *     token or a session of the page
   */
  public record Metrics(boolean open) {}

  /**
   * @param reader how the card reader is reached
   * @param serial the hardware's serial number (TUSN), 1 to 50 printable characters; empty where
   *     the dialect does not say it
   * @param type 2 digits, as the acquirer registers devices: 04 is an intelligent terminal
   * @param version of the payment application, 1 to 8 printable characters
   * @param location where the terminal stands; a payment request may name another
   */
  public record Device(
      Reader reader,
      Optional<String> serial,
      String type,
      Optional<String> version,
      Optional<Location> location) {}

  /** How the card reader is reached. */
  public enum Reader {
    /** There is none: whoever wants a payment sends the card or code. */
    NONE,
    /** A payment application that owns it asks for work by the till API. */
    API
  }

  /**
   * @param host name or address to listen on
   * @param port 0 to 65535; 0 lets the system choose
   * @param certificate of this terminal, PEM
   * @param key its private key, PEM PKCS#8
   * @param poiId the terminal's name in messages
   * @param passphrase by which messages are encrypted; empty: they are plain
   * @param isOpen whether plain messages need no token, on loopback alone
   */
  public record Nexo(
      String host,
      int port,
      File certificate,
      File key,
      String poiId,
      Optional<Passphrase> passphrase,
      boolean isOpen) {}

  /**
   * @param identifier what tills call it
   * @param version 0 to 999999
   * @param file holds it alone; the owner's alone to read
   */
  public record Passphrase(String identifier, int version, File file) {}

  /**
   * @param url https to any host, http to loopback alone; no two are the same
   * @param secretFile what the other side verifies by
   * @param events labels, at least one
   */
  public record Webhook(URI url, File secretFile, List<String> events) {}

  /**
   * @param host of the broker, name or address
   * @param port 1 to 65535
   * @param tls how the connection is secured; empty for plain, to loopback alone
   * @param topic what this terminal's topics begin with, filled in
   * @param allow what may be asked from afar, of {@code bundle}, {@code log-level}, {@code digest}
   */
  public record Fleet(
      String host, int port, Optional<TlsSettings> tls, String topic, List<String> allow) {}

  /**
   * @param file agent.yaml
   * @param content its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Source(File file, byte[] content) {}
}
