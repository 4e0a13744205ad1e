package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read of a payment's history; the ledger keeps the line as it was written. */
class HistoryTextTest {
  private static Bilingual of(String kind, String line) {
    return HistoryText.of(kind, line, "CNY");
  }

  @Test
  void amounts_are_money_in_the_currency_of_the_payment() {
    assertEquals(
        new Bilingual("已记录：消费 88.88 CNY。", "Recorded: sale of 88.88 CNY."),
        of("recorded", "Recorded: sale of 8888 CNY."));
    assertEquals(
        new Bilingual("已记录：消费 8888 JPY。", "Recorded: sale of 8888 JPY."),
        of("recorded", "Recorded: sale of 8888 JPY."));
    assertEquals(
        new Bilingual(
            "应答：00，MAC 正确，但所报金额为 1.00 CNY。",
            "Answer 00, MAC right, but it names the amount 1.00 CNY."),
        of("answer", "Answer 00, MAC right, but it names the amount 100."));
    assertEquals(Optional.of("JPY"), HistoryText.currency("Recorded: sale of 8888 JPY."));
    assertEquals(Optional.empty(), HistoryText.currency(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sent|Request 000101 recorded for sending by route primary.|请求 000101 已记录，经线路 primary 发送。",
        "no-answer|The request was not answered: no answer in time.|请求没有应答：规定时间内没有应答。",
        "answer|Answer 51, MAC absent.|应答：51，MAC 没有。",
        "late-answer|Answer 00, MAC right: nobody was waiting for it.|迟到的应答：00，MAC 正确，已无人等待。",
        "retry-over|No new attempt: the time to try again is over.|不再重试：重试时间已过。",
        "resolved|Settled as cancelled by Li: the list: page 2.|Li 人工处理为“已取消”：the list: page 2.",
        "batch-closed|Its batch is settled.|所在批次已结算。",
        "referred-to|Confirmed of it: void 0193-1.|关联的消费撤销 0193-1 已成功。",
        "cancelled|The payment is cancelled.|交易已取消。",
        "supervisor|A supervisor's PIN was given in session 1a2b3c4d.|已输入主管密码（会话 1a2b3c4d）。",
        "receipt-merchant|The till printed the merchant copy.|收银系统已打印商户存根。"
      })
  void a_line_is_the_same_in_chinese(String kind, String line, String zh) {
    assertEquals(new Bilingual(zh, line), of(kind, line));
  }

  @Test
  void a_line_of_another_form_or_kind_is_shown_as_it_was_written() {
    assertEquals(new Bilingual("A step.", "A step."), of("test", "A step."));
    assertEquals(new Bilingual("Sent off.", "Sent off."), of("sent", "Sent off."));
  }
}
