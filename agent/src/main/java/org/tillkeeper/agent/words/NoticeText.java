package org.tillkeeper.agent.words;

import java.util.Locale;
import org.tillkeeper.agent.payment.Payment;

/** What a person reads of a payment that changed when nobody was there: which one, and as what. */
public final class NoticeText {
  private final PaymentText payments;

  /**
   * @param payments what is read of a payment
   */
  public NoticeText(PaymentText payments) {
    this.payments = payments;
  }

  /** As it is now. */
  public Bilingual of(Payment payment) {
    Bilingual title = TypeWords.of(payment.type()).title();
    String sum = MoneyText.number(payment.amount(), payment.currency()) + " " + payment.currency();
    Bilingual now = payments.of(payment);
    String zh = payment.reference().map(name -> "（" + name + "）").orElse("");
    String en = payment.reference().map(name -> " (" + name + ")").orElse("");
    return new Bilingual(
        title.zh() + " " + sum + zh + "：" + now.zh(),
        sentence(title.en()) + ", " + sum + en + ": " + now.en());
  }

  /** A title stands in capitals, as on a receipt. */
  private static String sentence(String title) {
    return title.charAt(0) + title.substring(1).toLowerCase(Locale.ROOT);
  }
}
