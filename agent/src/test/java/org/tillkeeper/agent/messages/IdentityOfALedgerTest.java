package org.tillkeeper.agent.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentFixture;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/** What a ledger remembers of whose it is. */
class IdentityOfALedgerTest {
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir private File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, NOW);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static Identity in(ZoneId zone) {
    return new Identity("00000001", "952718182217875", "156", zone, "unionpay-pos");
  }

  private void remember(Identity identity, Instant at) {
    ledger.transaction(() -> identity.remember(ledger, at));
  }

  @Test
  void what_was_sent_in_another_zone_keeps_its_local_time() throws Exception {
    remember(in(SHANGHAI), NOW);
    remember(in(BERLIN), NOW.plusSeconds(3600));
    remember(in(ZoneId.of("+08:00")), NOW.plusSeconds(7200));
    ledger.close();
    ledger = Ledger.open(folder, NOW);
    assertEquals(SHANGHAI, Identity.zoneAt(ledger, NOW, BERLIN));
    assertEquals(SHANGHAI, Identity.zoneAt(ledger, NOW.minusSeconds(99), BERLIN));
    assertEquals(BERLIN, Identity.zoneAt(ledger, NOW.plusSeconds(3600), SHANGHAI));
    assertEquals(ZoneId.of("+08:00"), Identity.zoneAt(ledger, NOW.plusSeconds(9000), SHANGHAI));
    assertEquals(
        Map.of("terminal.timeZone", "+08:00"),
        in(BERLIN).differences(Identity.remembered(ledger).get()));
  }

  @Test
  void a_ledger_of_before_tells_by_its_newest_message() {
    Terms terms =
        new Terms(PaymentType.SALE, Kind.SALE, 1234, "CNY", Optional.empty(), Optional.empty());
    Payment sale =
        Payment.recorded(
            "a", terms, new Instrument(Entry.SWIPE, "622500******0006", 0), Optional.empty(), NOW);
    assertEquals(Optional.empty(), in(BERLIN).former(ledger));
    ledger.transaction(
        () -> {
          ledger.insert(sale, "key", new byte[] {1});
          Attempt.Request request =
              new Attempt.Request(
                  ledger.stans().giveToAttempt("000001"),
                  "000001",
                  "00000009",
                  "952718182217875",
                  1234,
                  "primary",
                  1,
                  "",
                  NOW);
          Recovery rules = new Recovery(PaymentFixture.BARE);
          ledger.save(rules.after(sale, new Event.Sending(request)));
          ledger.batches().join("a");
        });
    assertEquals(
        Map.of("terminal.id", "00000009"), in(BERLIN).differences(in(BERLIN).former(ledger).get()));
  }
}
