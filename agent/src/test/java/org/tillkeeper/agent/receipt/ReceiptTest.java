package org.tillkeeper.agent.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.ReceiptText;
import org.tillkeeper.iso8583.Kind;

/** What stands on a receipt, and that it fits the paper. */
class ReceiptTest {
  private static final Charset GBK = Charset.forName("GBK");
  private static final Instant AT = Instant.parse("2026-01-31T16:30:05Z");
  static final Shop SHOP =
      new Shop(
          Optional.of("老王面馆"),
          Optional.of("北京市朝阳区建国门外大街一号国贸大厦三期地下一层"),
          Optional.of("010-1234"),
          Optional.of("谢谢惠顾"),
          "952718182217875",
          "00000001",
          ZoneId.of("Asia/Shanghai"));

  @Test
  void a_chinese_merchant_copy_of_a_sale_on_narrow_paper() {
    assertEquals(
        """
                    老王面馆
                     签购单
        --------------------------------
        商户号           952718182217875
        终端号                  00000001
        地址
        北京市朝阳区建国门外大街一号国贸
                        大厦三期地下一层
        电话                    010-1234
        --------------------------------
                      消费
                    交易成功
        --------------------------------
        卡号            622500******0006
        方式                        刷卡
        批次号                    000001
        流水号                    000002
        参考号              123456789012
        授权码                    654321
        日期时间     2026-02-01 00:30:05
        订单号                   ORDER-1
        金额                   CNY 12.34
        --------------------------------
        持卡人签名：


        --------------------------------
        本人确认以上交易，同意记入本卡账
        户。
                    商户存根
                    谢谢惠顾
        """,
        text(sale(State.CONFIRMED), Copy.MERCHANT, Language.ZH, 32));
  }

  @Test
  void an_english_customer_copy_on_wide_paper_has_no_signature_and_says_when_it_is_a_reprint() {
    Receipt receipt =
        new Receipt(
            SHOP,
            sale(State.CONFIRMED),
            Optional.empty(),
            ReceiptFacts.NONE,
            Copy.CUSTOMER,
            Language.EN,
            true);
    String text = new Paper(48).text(receipt.lines());
    assertTrue(text.contains("*** REPRINT ***") && text.contains("CUSTOMER COPY"), text);
    assertFalse(text.contains("signature"), text);
    assertTrue(text.contains("\nAMOUNT                                 CNY 12.34\n"), text);
  }

  @Test
  void every_receipt_fits_its_paper_in_gbk() {
    for (PaymentType type : PaymentType.values()) {
      for (State state : State.values()) {
        for (Attention attention : Attention.values()) {
          Payment payment = in(of(type, "点单☕" + "长".repeat(60)), state, Optional.of(attention));
          for (Copy copy : Copy.values()) {
            for (Language language : Language.values()) {
              for (int columns : new int[] {Paper.NARROW, Paper.WIDE}) {
                fits(text(payment, copy, language, columns), columns);
              }
            }
          }
        }
      }
    }
  }

  private static void fits(String text, int columns) {
    assertTrue(GBK.newEncoder().canEncode(text), text);
    for (String row : text.split("\n")) {
      assertTrue(row.getBytes(GBK).length <= columns, row);
      assertEquals(row, row.stripTrailing(), "ends with spaces");
    }
  }

  @Test
  void only_an_approval_is_called_one() {
    for (PaymentType type : PaymentType.values()) {
      for (State state : State.values()) {
        for (Attention attention : Attention.values()) {
          Payment payment = in(of(type, "R"), state, Optional.of(attention));
          boolean approved = state == State.CONFIRMED;
          String en = text(payment, Copy.MERCHANT, Language.EN, 48);
          String zh = text(payment, Copy.MERCHANT, Language.ZH, 48);
          assertEquals(approved, en.toLowerCase(Locale.ROOT).contains("approved"), en);
          assertEquals(approved, en.contains("Auth. code"), en);
          assertEquals(approved, zh.contains("交易成功"), zh);
          assertEquals(approved, zh.contains("授权码"), zh);
        }
      }
    }
  }

  @Test
  void what_takes_money_back_is_negative_and_named_with_its_original() {
    for (PaymentType type :
        List.of(
            PaymentType.VOID,
            PaymentType.REFUND,
            PaymentType.COMPLETION_VOID,
            PaymentType.PREAUTH_VOID)) {
      Receipt receipt =
          new Receipt(
              SHOP,
              in(of(type, "R"), State.CONFIRMED, Optional.empty()),
              Optional.of(sale(State.CONFIRMED)),
              ReceiptFacts.NONE,
              Copy.CUSTOMER,
              Language.ZH,
              false);
      String text = new Paper(32).text(receipt.lines());
      assertEquals(-1234, receipt.total());
      assertTrue(text.contains("CNY -12.34") && text.contains(receipt.title()), text);
      assertTrue(text.contains("原流水号                  000002"), text);
      assertTrue(text.contains("原参考号            123456789012"), text);
    }
  }

  @Test
  void an_offline_acceptance_says_that_it_is_not_confirmed_and_is_signed() {
    Receipt receipt =
        new Receipt(
            SHOP,
            sale(State.STORED),
            Optional.empty(),
            ReceiptFacts.NONE,
            Copy.MERCHANT,
            Language.ZH,
            false);
    assertTrue(Receipt.isFor(receipt.payment()));
    assertEquals(Outcome.ACCEPTED_OFFLINE, receipt.outcome());
    assertTrue(new Paper(32).text(receipt.lines()).contains("离线受理，尚未确认"));
    assertTrue(receipt.signed());
  }

  @Test
  void a_tip_stands_beside_the_amount_and_a_void_or_refund_above_it() {
    Payment tipped =
        Samples.linked(
            sale(State.CONFIRMED), new Links(Optional.empty(), Optional.empty(), 0, 100));
    String text = text(tipped, Copy.CUSTOMER, Language.EN, 32);
    assertTrue(text.contains("Tip                     CNY 1.00"), text);
    assertTrue(text.contains("TOTAL                  CNY 13.34"), text);
    Payment voided =
        Samples.linked(sale(State.CONFIRMED), new Links(Optional.of("v"), Optional.empty(), 0, 0));
    assertTrue(text(voided, Copy.CUSTOMER, Language.EN, 32).contains("VOIDED SINCE"));
    Payment refunded =
        Samples.linked(
            sale(State.CONFIRMED), new Links(Optional.empty(), Optional.empty(), 234, 0));
    assertTrue(text(refunded, Copy.CUSTOMER, Language.ZH, 32).contains("其中已退款 CNY -2.34"));
  }

  @Test
  void a_code_shows_its_voucher_and_is_not_signed() {
    Payment qr =
        Payment.recorded(
            "0193",
            Samples.sale(1234, Optional.empty()),
            new Instrument(Entry.QR, "***************4567", 0),
            Optional.empty(),
            AT);
    Payment paid =
        Samples.decided(
            in(qr, State.CONFIRMED, Optional.empty()),
            new Decision(
                Optional.of("00"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("20260131000000000001"),
                OptionalLong.empty(),
                OptionalLong.empty()));
    String text = text(paid, Copy.MERCHANT, Language.ZH, 32);
    assertTrue(text.contains("付款码       ***************4567"), text);
    assertTrue(text.contains("20260131000000000001"), text);
    assertFalse(text.contains("签名"), text);
  }

  @Test
  void a_chip_payment_names_its_application_and_what_the_chip_said() {
    ReceiptFacts facts =
        new ReceiptFacts(
            Map.of(
                ReceiptFacts.Fact.APPLICATION, "PBOC DEBIT",
                ReceiptFacts.Fact.AID, "A000000333010101",
                ReceiptFacts.Fact.TVR, "0000048000",
                ReceiptFacts.Fact.TSI, "E800",
                ReceiptFacts.Fact.ATC, "001C",
                ReceiptFacts.Fact.TC, "AABBCCDDEEFF0011",
                ReceiptFacts.Fact.DEVICE, "00000204TK0001"));
    String text =
        new Paper(32)
            .text(
                new Receipt(
                        SHOP,
                        sale(State.CONFIRMED),
                        Optional.empty(),
                        facts,
                        Copy.CUSTOMER,
                        Language.ZH,
                        false)
                    .lines());
    assertTrue(
        text.contains(
            """
            应用标签              PBOC DEBIT
            AID             A000000333010101
            TVR                   0000048000
            TSI                         E800
            ATC                         001C
            TC              AABBCCDDEEFF0011
            终端序列号        00000204TK0001
            """),
        text);
    fits(text, 32);
  }

  @Test
  void every_text_of_a_receipt_has_characters_that_gbk_has() throws Exception {
    int texts = 0;
    for (java.lang.reflect.Field field : ReceiptText.class.getFields()) {
      if (field.get(null) instanceof Bilingual text) {
        assertTrue(GBK.newEncoder().canEncode(text.zh() + text.en()), field.getName());
        texts++;
      }
    }
    assertTrue(texts > 30, "the texts are public constants");
    for (ReceiptFacts.Fact fact : ReceiptFacts.Fact.values()) {
      assertTrue(GBK.newEncoder().canEncode(ReceiptText.fact(fact).zh()), fact.label());
    }
    for (PaymentType type : PaymentType.values()) {
      assertTrue(GBK.newEncoder().canEncode(ReceiptText.title(type).zh()), type.label());
    }
    for (Entry entry : Entry.values()) {
      assertTrue(GBK.newEncoder().canEncode(ReceiptText.entry(entry).zh()), entry.label());
    }
  }

  @Test
  void
      every_character_there_is_is_printed_as_itself_or_as_a_question_mark_and_no_wider_than_said() {
    int printed = 0;
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String out = Paper.printable(new String(Character.toChars(c)));
      byte[] bytes = out.getBytes(GBK);
      if (Character.isISOControl(c)) {
        assertEquals("", out);
        continue;
      }
      boolean itself = out.codePointCount(0, out.length()) == 1 && out.codePointAt(0) == c;
      assertTrue(itself || out.equals("?"), () -> "printed as " + out);
      assertEquals(out, new String(bytes, GBK), "a printer shows another character");
      assertEquals(c < 0x80 || !itself ? 1 : 2, bytes.length, Integer.toHexString(c));
      assertEquals(bytes.length, Paper.width(out));
      printed += itself ? 1 : 0;
    }
    assertTrue(printed > 21_000, "GBK has them");
  }

  @Test
  void a_persons_word_is_printed_as_one() {
    Payment checked =
        Samples.resolved(
            sale(State.CONFIRMED), new Resolution(Resolution.Outcome.CONFIRMED, "Li", "slip"));
    assertTrue(text(checked, Copy.CUSTOMER, Language.ZH, 32).contains("经人工核实：交易成立"));
  }

  @Test
  void there_is_no_receipt_before_the_end() {
    for (State state : State.values()) {
      assertEquals(
          state.isFinal() || state == State.STORED, Receipt.isFor(sale(state)), state.label());
    }
  }

  private static String text(Payment payment, Copy copy, Language language, int columns) {
    return new Paper(columns)
        .text(
            new Receipt(SHOP, payment, Optional.empty(), ReceiptFacts.NONE, copy, language, false)
                .lines());
  }

  static Payment sale(State state) {
    return in(of(PaymentType.SALE, "ORDER-1"), state, Optional.empty());
  }

  static Payment of(PaymentType type, String reference) {
    return Payment.recorded(
        "0193",
        new Terms(type, Kind.SALE, 1234, "CNY", Optional.of(reference), Optional.empty()),
        new Instrument(Entry.SWIPE, "622500******0006", 0),
        Optional.empty(),
        AT);
  }

  static Payment in(Payment payment, State state, Optional<Attention> attention) {
    Attempt attempt =
        Samples.attempt(
            1,
            Samples.request("000002", "000001", 1, AT),
            Attempt.Outcome.OPEN,
            Attempt.Heard.ANSWER,
            Optional.empty());
    return Samples.decided(
        Samples.with(payment, state, false, false, Collections.singletonList(attempt), attention),
        Samples.decision(Optional.of("00")));
  }
}
