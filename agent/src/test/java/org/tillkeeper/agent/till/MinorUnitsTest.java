package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.agent.words.MoneyText;
import org.tillkeeper.iso8583.CurrencyCode;

/** Beside every amount stands its currency, and how many digits its minor unit has. */
class MinorUnitsTest {
  @TempDir private File data;

  private static Iterable<CurrencyCode> currencies() {
    return CurrencyCode.all();
  }

  @ParameterizedTest
  @MethodSource("currencies")
  void what_is_shown_is_what_is_told_in_every_currency(CurrencyCode currency) {
    Map<String, Object> told = new java.util.HashMap<>();
    PaymentJson.putCurrency(told, currency.letters());
    int digits = (int) told.get("minorUnits");
    assertEquals(currency.letters(), told.get("currency"));
    assertEquals(
        BigDecimal.valueOf(123_400, digits).toPlainString(),
        MoneyText.number(123_400, currency.letters()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUF", "IQD", "JPY"})
  void payment_status_receipt_settlement_and_report_say_it(String currency) throws Exception {
    try (TillFixture till = new TillFixture(data, Limits.DEFAULT, 0, currency)) {
      int digits = CurrencyCode.minorUnits(currency);
      Answered sale = till.pay("key-1", TillFixture.SWIPE.replace("CNY", currency));
      String id = sale.text("id");
      till.terminal.send(id);
      till.terminal.approve(id);
      for (Answered answer :
          new Answered[] {
            sale,
            till.get("/v1/payments/" + id),
            till.get("/v1/payments/" + id + "/receipt"),
            till.get("/v1/status"),
            till.get("/v1/report")
          }) {
        assertEquals(currency, answer.json().get("currency"), answer.raw().uri().getPath());
        assertEquals(digits, answer.json().get("minorUnits"), answer.raw().uri().getPath());
      }
      String text = till.get("/v1/payments/" + id + "/receipt").text("text");
      String shown = currency + " " + BigDecimal.valueOf(1234, digits).toPlainString();
      assertTrue(text.contains(shown), text);
    }
  }

  @Test
  void the_page_asks_no_browser_for_the_digits_of_a_currency() throws Exception {
    String page = CashierPage.script(CashierPage.CASHIER);
    assertFalse(page.contains("resolvedOptions"), "the digits come with the amount");
    assertTrue(page.contains("minimumFractionDigits: digits, maximumFractionDigits: digits"));
    assertEquals(1, page.split("NumberFormat", -1).length - 1, "amounts are written in one place");
  }
}
