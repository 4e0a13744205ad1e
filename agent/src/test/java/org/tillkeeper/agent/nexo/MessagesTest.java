package org.tillkeeper.agent.nexo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.nexo.Talk.abort;
import static org.tillkeeper.agent.nexo.Talk.at;
import static org.tillkeeper.agent.nexo.Talk.members;
import static org.tillkeeper.agent.nexo.Talk.message;
import static org.tillkeeper.agent.nexo.Talk.payment;
import static org.tillkeeper.agent.nexo.Talk.read;
import static org.tillkeeper.agent.nexo.Talk.reversal;
import static org.tillkeeper.agent.nexo.Talk.status;
import static org.tillkeeper.agent.nexo.Talk.swiped;
import static org.tillkeeper.agent.nexo.Talk.verdict;

import com.fasterxml.jackson.jr.ob.JSON;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.ReversalMeaning;

/** What a till that speaks nexo sends and is told, message by message. */
@Timeout(60)
@SuppressWarnings({
  "FutureReturnValueIgnored",
  "unchecked"
}) // what comes of it shows in what the terminal does
class MessagesTest {
  private static final String FIRST = "0193-0001";

  private Talk till;

  @BeforeEach
  void begin() throws Exception {
    till = new Talk();
  }

  @AfterEach
  void end() {
    till.close();
  }

  private Map<String, Object> approved(String serviceId) throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment(serviceId, 12.34, swiped()));
    till.recorded(1);
    till.terminal.send(FIRST);
    till.terminal.approve(FIRST);
    return read(answer);
  }

  // ---- A payment

  @Test
  void a_payment_asks_the_customer_and_is_answered_once_it_is_confirmed() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34));
    Talk.Asked asked = till.asks(1);
    assertEquals(PaymentType.SALE, asked.wanted().order().type());
    assertEquals(1234, asked.wanted().order().amount());
    assertEquals(5, asked.wanted().entries().size());
    asked.swipes();
    till.recorded(1);
    assertEquals("ORDER-1", till.terminal.lastOrder.reference().get());
    till.terminal.send(FIRST);
    assertFalse(answer.isDone());
    till.terminal.approve(FIRST);
    Map<String, Object> told = read(answer);
    assertEquals("Success", verdict(told));
    assertEquals(FIRST, at(told, "PaymentResponse.POIData.POITransactionID.TransactionID"));
    assertEquals("ORDER-1", at(told, "PaymentResponse.SaleData.SaleTransactionID.TransactionID"));
    assertEquals(
        new BigDecimal("12.34"),
        Talk.decimal(at(told, "PaymentResponse.PaymentResult.AmountsResp.AuthorizedAmount")));
    assertEquals(
        "622500******0006",
        at(told, "PaymentResponse.PaymentResult.PaymentInstrumentData.CardData.MaskedPan"));
    assertEquals(2, ((List<?>) at(told, "PaymentResponse.PaymentReceipt")).size());
    assertFalse(told.toString().contains("6225000000000006"), "no card number");
  }

  @Test
  void a_decline_is_a_refusal() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34, swiped()));
    till.recorded(1);
    till.terminal.send(FIRST);
    till.terminal.decline(FIRST, "51");
    assertEquals("Failure/Refusal", verdict(read(answer)));
  }

  @Test
  void an_unknown_result_is_held_then_in_progress_and_its_end_is_told_later() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34, swiped()));
    till.recorded(1);
    till.terminal.send(FIRST);
    till.terminal.loseAnswer(FIRST);
    assertFalse(answer.isDone());
    till.timePasses();
    Map<String, Object> told = read(answer);
    assertEquals("Failure/InProgress", verdict(told));
    assertEquals(FIRST, at(told, "PaymentResponse.POIData.POITransactionID.TransactionID"));
    assertEquals("Failure/InProgress", verdict(till.told(status("2", "1", "Payment"))));

    till.terminal.endRetry(FIRST);
    till.terminal.answerReversal(FIRST, "00", ReversalMeaning.REVERSED);
    Map<String, Object> status = till.told(status("3", "1", "Payment"));
    assertEquals("Success", verdict(status));
    assertEquals(
        "UnreachableHost",
        at(
            status,
            "TransactionStatusResponse.RepeatedMessageResponse.RepeatedResponseMessageBody"
                + ".PaymentResponse.Response.ErrorCondition"));
  }

  @Test
  void who_ends_the_waiting_for_another_gets_the_payment_as_it_is() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34, swiped()));
    till.recorded(1);
    till.terminal.send(FIRST);
    till.held.get(0).cancel(false);
    assertEquals("Failure/InProgress", verdict(read(answer)));
  }

  @Test
  void a_payment_of_a_chip_is_no_success_before_the_chip_has_its_say() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34));
    till.asks(1)
        .presents(
            "card",
            Map.of(
                "entry", "chip",
                "pan", "6225000000000006",
                "emv", "9F2608AABBCCDDEEFF0011"));
    till.recorded(1);
    till.terminal.send(FIRST);
    till.terminal.approve(FIRST);
    assertEquals("Failure/InProgress", verdict(till.told(status("2", "1", "Payment"))));
    assertFalse(answer.isDone());
    till.terminal.event(FIRST, new Event.CardAnswered(true));
    assertEquals("Success", verdict(read(answer)));
  }

  // ---- The same pair

  @Test
  void a_pair_that_comes_again_joins_asks_nobody_twice_and_is_one_payment() throws Exception {
    CompletableFuture<byte[]> first = till.send(payment("1", 12.34));
    CompletableFuture<byte[]> again = till.send(payment("1", 12.34));
    till.asks(1).swipes();
    till.recorded(1);
    till.terminal.send(FIRST);
    till.terminal.approve(FIRST);
    assertEquals(at(read(first), "PaymentResponse"), at(read(again), "PaymentResponse"));
    assertEquals("Success", verdict(till.told(payment("1", new BigDecimal("12.340")))));
    assertEquals(1, till.asked.size());
    assertEquals(1, till.terminal.count());
    assertEquals(0, till.terminal.subscriberCount(), "nobody waits any more");
  }

  @Test
  void a_pair_with_another_amount_takes_no_second_payment() throws Exception {
    approved("1");
    Map<String, Object> other = payment("1", 12.35, swiped());
    assertEquals("Failure/NotAllowed", verdict(till.told(other)));
    assertEquals("Failure/NotAllowed", verdict(till.told(payment("1", "not a number"))));
    assertEquals("Failure/NotAllowed", verdict(till.told(reversal("1", FIRST))));
    Map<String, Object> otherCard =
        card(
            "Keyed", "SensitiveCardData", members("PAN", "6225000000000006", "ExpiryDate", "3012"));
    assertEquals("Failure/NotAllowed", verdict(till.told(payment("1", 12.34, otherCard))));
    assertEquals("Success", verdict(till.told(payment("1", 12.34, swiped()))));
    assertEquals(1, till.terminal.count());
  }

  @Test
  void while_a_card_is_asked_for_the_same_pair_with_another_amount_is_refused_too()
      throws Exception {
    CompletableFuture<byte[]> first = till.send(payment("1", 12.34));
    till.asks(1);
    assertEquals("Failure/NotAllowed", verdict(till.told(payment("1", 99))));
    till.asks(1).fails(NotCollected.Why.CANCELLED_AT_READER);
    assertEquals("Failure/Cancel", verdict(read(first)));
    assertEquals("Failure/NotAllowed", verdict(till.told(payment("1", 99))));
  }

  @Test
  void the_time_at_which_a_till_says_it_again_does_not_make_it_another() throws Exception {
    approved("1");
    Map<String, Object> again = payment("1", 12.34, swiped());
    Map<String, Object> sale = Talk.saleData("ORDER-1");
    ((Map<String, Object>) sale.get("SaleTransactionID")).put("TimeStamp", "2026-03-04T11:00:00Z");
    Map<String, Object> body = request(again, "PaymentRequest");
    body.put("SaleData", sale);
    assertEquals("Success", verdict(till.told(again)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> request(Map<String, Object> message, String name) {
    return (Map<String, Object>) ((Map<?, ?>) message.get("SaleToPOIRequest")).get(name);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KEY_OF_ANOTHER")
  void what_was_not_presented_is_told_the_same_again_and_nothing_is_asked_anew(NotCollected.Why why)
      throws Exception {
    CompletableFuture<byte[]> first = till.send(payment("1", 12.34));
    till.asks(1).fails(why);
    String expected = "Failure/" + Grounds.condition(why).label();
    assertEquals(expected, verdict(read(first)));
    assertEquals(expected, verdict(till.told(payment("1", 12.34))));
    assertEquals("Success", verdict(till.told(status("2", "1", "Payment"))));
    assertEquals(1, till.asked.size());
    assertEquals(0, till.terminal.count());
  }

  // ---- Abort

  @Test
  void an_abort_has_an_empty_answer_and_takes_the_request_back_from_the_reader() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34));
    Talk.Asked asked = till.asks(1);
    assertEquals(0, till.send(abort("2", "1")).get(20, TimeUnit.SECONDS).length);
    assertTrue(asked.isGivenUp());
    assertEquals("Failure/Aborted", verdict(read(answer)));
    assertEquals("Failure/Aborted", verdict(till.told(payment("1", 12.34))));
    assertEquals(0, till.terminal.count());
  }

  @Test
  void an_abort_that_overtakes_its_payment_holds_when_the_payment_comes() throws Exception {
    assertEquals(0, till.send(abort("2", "1")).get(20, TimeUnit.SECONDS).length);
    assertEquals("Failure/Aborted", verdict(till.told(payment("1", 12.34))));
    assertEquals(0, till.asked.size());
  }

  @Test
  void an_abort_of_what_was_never_sent_ends_it_without_a_charge() throws Exception {
    CompletableFuture<byte[]> answer = till.send(payment("1", 12.34, swiped()));
    till.recorded(1);
    assertEquals(0, till.send(abort("2", "1")).get(20, TimeUnit.SECONDS).length);
    assertEquals("Failure/Aborted", verdict(read(answer)));
  }

  @Test
  void an_abort_of_what_is_confirmed_changes_nothing() throws Exception {
    approved("1");
    assertEquals(0, till.send(abort("2", "1")).get(20, TimeUnit.SECONDS).length);
    assertEquals("Success", verdict(till.told(payment("1", 12.34, swiped()))));
  }

  // ---- Reversal

  @Test
  void a_reversal_of_the_whole_is_a_void_and_succeeds_once_it_is_confirmed() throws Exception {
    approved("1");
    CompletableFuture<byte[]> answer = till.send(reversal("2", FIRST));
    till.recorded(2);
    assertEquals(PaymentType.VOID, till.terminal.lastOrder.type());
    String id = "0193-0002";
    till.terminal.send(id);
    assertFalse(answer.isDone());
    till.terminal.approve(id);
    Map<String, Object> told = read(answer);
    assertEquals("Success", verdict(told));
    assertEquals(id, at(told, "ReversalResponse.POIData.POITransactionID.TransactionID"));
    assertEquals(
        "Success",
        at(
            till.told(status("3", "2", "Reversal")),
            "TransactionStatusResponse.RepeatedMessageResponse.RepeatedResponseMessageBody"
                + ".ReversalResponse.Response.Result"));
    assertEquals("Failure/NotFound", verdict(till.told(status("4", "2", "Payment"))));
  }

  @Test
  void a_reversal_of_a_part_is_a_refund_of_it() throws Exception {
    approved("1");
    till.send(reversal("2", FIRST, "ReversedAmount", 5));
    till.recorded(2);
    assertEquals(PaymentType.REFUND, till.terminal.lastOrder.type());
    assertEquals(500, till.terminal.lastOrder.amount());
  }

  @Test
  void a_reversal_of_nothing_that_is_known_is_not_found() throws Exception {
    assertEquals("Failure/NotFound", verdict(till.told(reversal("2", "none"))));
    assertEquals(
        "Failure/MessageFormat",
        verdict(till.told(reversal("3", FIRST, "ReversalReason", "BecauseOfRain"))));
  }

  // ---- What is asked about

  @Test
  void the_status_of_what_was_never_asked_for_is_not_found() throws Exception {
    assertEquals("Failure/NotFound", verdict(till.told(status("2", "1", "Payment"))));
    assertEquals("Failure/NotFound", verdict(till.told(status("2", "1", "Login"))));
  }

  @Test
  void the_status_while_a_card_is_asked_for_is_in_progress() throws Exception {
    till.send(payment("1", 12.34));
    till.asks(1);
    assertEquals("Failure/InProgress", verdict(till.told(status("2", "1", "Payment"))));
    assertEquals(
        "Busy",
        at(
            till.told(message("Diagnosis", "3", members())),
            "DiagnosisResponse.POIStatus.GlobalStatus"));
  }

  @Test
  void a_diagnosis_says_how_the_terminal_stands_and_reaches_its_acquirer() throws Exception {
    Map<String, Object> ask = message("Diagnosis", "1", members("HostDiagnosisFlag", true));
    assertEquals("OK", at(till.told(ask), "DiagnosisResponse.POIStatus.GlobalStatus"));
    till.terminal.online(false);
    Map<String, Object> told = till.told(ask);
    assertEquals("Unreachable", at(told, "DiagnosisResponse.POIStatus.GlobalStatus"));
    assertTrue(told.toString().contains("IsReachableFlag=false"), told.toString());
    till.terminal.ledgerLoss();
    assertEquals("Maintenance", at(till.told(ask), "DiagnosisResponse.POIStatus.GlobalStatus"));
  }

  @Test
  void a_till_may_log_in_and_out_and_must_not_train_with_real_money() throws Exception {
    Map<String, Object> login =
        members("DateTime", "2026-03-04T10:15:30Z", "OperatorLanguage", "zh");
    assertEquals("Success", verdict(till.told(message("Login", "1", login))));
    login.put("TrainingModeFlag", true);
    assertEquals("Failure/UnavailableService", verdict(till.told(message("Login", "2", login))));
    assertEquals("Success", verdict(till.told(message("Logout", "3", members()))));
  }

  @Test
  void an_event_of_the_till_has_an_empty_answer() throws Exception {
    Map<String, Object> event =
        members("TimeStamp", "2026-03-04T10:15:30Z", "EventToNotify", "SaleAdmin");
    assertEquals(0, till.send(message("Event", "1", event)).get(20, TimeUnit.SECONDS).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Input", "Print", "Display", "CardAcquisition", "BalanceInquiry"})
  void what_this_terminal_does_not_do_is_unavailable(String category) throws Exception {
    Map<String, Object> told = till.told(message(category, "1", members()));
    assertTrue(told.toString().contains("ErrorCondition=UnavailableService"), told.toString());
  }

  // ---- What the till has read itself

  @Test
  void a_till_that_reads_cards_and_codes_itself_needs_no_reader() throws Exception {
    till.send(payment("1", 12.34, swiped()));
    till.recorded(1);
    assertEquals(Optional.of(Entry.SWIPE), till.terminal.lastOrder.entry());

    Map<String, Object> typed =
        card("Keyed", "SensitiveCardData", members("PAN", 6225000000000006L, "ExpiryDate", 3012));
    till.send(payment("2", 12.34, typed));
    till.recorded(2);
    assertEquals(Optional.of(Entry.MANUAL), till.terminal.lastOrder.entry());
    assertEquals("3012", till.terminal.lastOrder.data().values().get(Element.EXPIRY));

    Map<String, Object> code =
        card(
            "Scanned",
            "PaymentToken",
            members("TokenRequestedType", "Transaction", "TokenValue", "6212345678901234567"));
    till.send(payment("3", 12.34, code));
    till.recorded(3);
    assertEquals(Optional.of(Entry.QR), till.terminal.lastOrder.entry());
    assertEquals(0, till.asked.size());
  }

  private static Map<String, Object> card(String mode, String name, Object value) {
    return members(
        "PaymentInstrumentData",
        members(
            "PaymentInstrumentType",
            "Card",
            "CardData",
            members("EntryMode", List.of(mode), name, value)));
  }

  @Test
  void a_till_may_limit_how_a_customer_pays() throws Exception {
    Map<String, Object> message = payment("1", 12.34);
    transaction(message)
        .put("TransactionConditions", members("ForceEntryMode", List.of("ICC", "Tapped")));
    till.send(message);
    assertEquals(Set.of(Entry.CHIP, Entry.CONTACTLESS), till.asks(1).wanted().entries());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> transaction(Map<String, Object> message) {
    return (Map<String, Object>) request(message, "PaymentRequest").get("PaymentTransaction");
  }

  @Test
  void what_would_move_other_money_than_this_terminal_can_is_refused_and_not_passed_over()
      throws Exception {
    int number = 0;
    for (Map<String, Object> data :
        List.of(
            members("PaymentType", "CashAdvance"),
            members("PaymentType", "FirstReservation"),
            members("Instalment", members("TotalNbOfPayments", 3)),
            members("CardAcquisitionReference", members("TransactionID", "1")),
            members("PaymentInstrumentData", members("PaymentInstrumentType", "Cash")),
            members("PaymentInstrumentData", members("ProtectedCardData", "AAAA")))) {
      number++;
      Map<String, Object> told = till.told(payment("a" + number, 12.34, data));
      assertEquals("Failure/UnavailableService", verdict(told), data.toString());
    }
    Map<String, Object> cash = payment("b1", 12.34);
    amounts(cash).put("CashBackAmount", 5);
    assertEquals("Failure/UnavailableService", verdict(till.told(cash)));
    Map<String, Object> brands = payment("b2", 12.34);
    transaction(brands).put("TransactionConditions", members("AllowedPaymentBrand", List.of("x")));
    assertEquals("Failure/UnavailableService", verdict(till.told(brands)));
    Map<String, Object> again = payment("b3", 12.34);
    transaction(again).put("OriginalPOITransaction", members("ReuseCardDataFlag", true));
    assertEquals("Failure/UnavailableService", verdict(till.told(again)));
    assertEquals(0, till.terminal.count());
    assertEquals(0, till.asked.size());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> amounts(Map<String, Object> message) {
    return (Map<String, Object>) transaction(message).get("AmountsReq");
  }

  @Test
  void a_name_that_may_be_a_card_number_is_refused_before_anybody_is_asked() throws Exception {
    Map<String, Object> message = payment("1", 12.34);
    request(message, "PaymentRequest").put("SaleData", Talk.saleData("6225000000000006"));
    Map<String, Object> told = till.told(message);
    assertEquals("Failure/MessageFormat", verdict(told));
    assertFalse(String.valueOf(at(told, "PaymentResponse.Response")).contains("6225000000000006"));
    assertEquals(0, till.asked.size());
  }

  @ParameterizedTest
  @CsvSource({
    "12.345, CNY",
    "0, CNY",
    "-1, CNY",
    "0.001, CNY",
    "10000000000.00, CNY",
    "1e30, CNY",
    "1e-2147483647, CNY",
    "1e2147483647, CNY",
    "12.34, USD"
  })
  void an_amount_that_is_none_of_the_terminals_is_refused(String amount, String currency)
      throws Exception {
    Map<String, Object> message = payment("1", "AMOUNT");
    amounts(message).put("Currency", currency);
    String json = JSON.std.asString(message);
    Map<String, Object> told = read(till.send(json.replace("\"AMOUNT\"", amount)));
    assertEquals("Failure/MessageFormat", verdict(told));
    assertEquals(0, till.terminal.count());
  }

  @Test
  void an_amount_has_the_decimals_of_its_currency() throws Exception {
    try (Talk yen = new Talk("JPY")) {
      Map<String, Object> message = payment("1", 1234);
      amounts(message).put("Currency", "JPY");
      yen.send(message);
      assertEquals(1234, yen.asks(1).wanted().order().amount());
      Map<String, Object> other = payment("2", 12.5);
      amounts(other).put("Currency", "JPY");
      assertEquals("Failure/MessageFormat", verdict(yen.told(other)));
    }
  }

  // ---- What the terminal refuses

  @ParameterizedTest
  @EnumSource(Ground.Why.class)
  void what_the_terminal_refuses_is_never_a_refusal_nor_in_progress(Ground.Why why)
      throws Exception {
    till.terminal.refuse(Optional.of(why));
    Map<String, Object> told = till.told(payment("1", 12.34, swiped()));
    assertNotEquals("Success", verdict(told));
    assertNotEquals("Failure/Refusal", verdict(told));
    assertNotEquals("Failure/InProgress", verdict(told));
    assertEquals("none", at(told, "PaymentResponse.POIData.POITransactionID.TransactionID"));
  }

  // ---- What cannot be served

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"SaleToPOIRequest\":1}",
        "{\"SaleToPOIRequest\":{}}",
        "{\"SaleToPOIRequest\":{\"MessageHeader\":{\"SaleID\":7}}}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1e99999999999999999999999999999999999}",
        "{\"a\":1e-95000000000006}",
        "{} {}"
      })
  void what_is_no_message_is_rejected(String message) throws Exception {
    Map<String, Object> told = read(till.send(message));
    assertEquals("Reject", at(told, "EventNotification.EventToNotify"));
    assertTrue(told.containsKey("SaleToPOIRequest"), told.toString());
  }

  @Test
  void a_message_nested_ten_thousand_deep_is_rejected() throws Exception {
    String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
    assertEquals("Reject", at(read(till.send(deep)), "EventNotification.EventToNotify"));
  }

  @ParameterizedTest
  @CsvSource({
    "POIID, TK-00000002",
    "ServiceID, 12345678901",
    "ServiceID, a-b",
    "ProtocolVersion, 2.0",
    "MessageType, Response",
    "MessageClass, Other",
    "MessageCategory, Dance"
  })
  void a_header_that_is_not_this_terminals_is_rejected_with_the_names_of_the_message(
      String name, String value) throws Exception {
    Map<String, Object> message = payment("1", 12.34);
    request(message, "MessageHeader").put(name, value);
    Map<String, Object> told = till.told(message);
    assertEquals("Reject", at(told, "EventNotification.EventToNotify"));
    assertEquals("POS-1", at(told, "MessageHeader.SaleID"));
    assertEquals("Event", at(told, "MessageHeader.MessageClass"));
  }
}
