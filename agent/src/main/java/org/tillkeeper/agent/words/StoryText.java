package org.tillkeeper.agent.words;

import java.util.Optional;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.story.Proof;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.story.Verdict;

/**
 * A payment's story for the merchant and for the customer. The customer's sentences are to be read
 * out or shown: they name no code and promise nothing that only a bank can keep. Immutable.
 */
public final class StoryText {
  private final PaymentText payments;
  private final ProofText proofs;

  /**
   * @param payments what the cashier reads
   */
  public StoryText(PaymentText payments) {
    this.payments = payments;
    proofs = new ProofText(payments);
  }

  /** One thing that shows where the money is. */
  public Bilingual proof(Story story, Proof proof) {
    return proofs.of(proof, story.payment().type(), story.payment().currency());
  }

  /** Where the money is and what to do, for the merchant. */
  public Bilingual merchant(Story story) {
    Bilingual money = money(story);
    return switch (story.payment().signature()) {
      case REFUSED, GIVEN_UP ->
          money.then(
              new Bilingual(
                  "屏幕上的签名无效，请保存纸质签名。",
                  "The signature on the screen does not count: keep one on paper."));
      case NONE, KEPT, DELIVERED -> money;
    };
  }

  private Bilingual money(Story story) {
    Payment payment = story.payment();
    Bilingual standing = payments.of(payment);
    return switch (story.verdict()) {
      case SETTLED -> standing.then(settled(payment));
      case SETTLED_UNEQUAL ->
          standing.then(
              about(
                  payment,
                  "批次 {batch} 已结束，但总额与收单机构不一致。这一笔已批准，请凭{ref}向收单机构核对。",
                  "Batch {batch} has ended with other totals at the acquirer. This one was approved:"
                      + " compare it with the acquirer by {ref}."));
      case IN_BATCH ->
          standing.then(
              about(
                  payment,
                  "在尚未结算的批次 {batch} 中，结算后才会到账。",
                  "It is in batch {batch}, which is not settled yet; money arrives after that."));
      case CLOSED_WITHOUT_SETTLEMENT ->
          standing.then(
              about(
                  payment,
                  "批次 {batch} 未经结算就已关闭。请凭{ref}向收单机构核实是否入账。",
                  "Batch {batch} was closed without a settlement: ask the acquirer by {ref} whether it"
                      + " has booked it."));
      case POSSIBLY_MISSING ->
          standing.then(
              about(
                  payment,
                  "但批次 {batch} 结算时，收单机构正好少一笔 {sum}，可能就是这一笔。请凭{ref}向收单机构核实，再确认结算差异。",
                  "But when batch {batch} was settled the acquirer had exactly {sum} less, which may be"
                      + " this one. Ask it by {ref}, then acknowledge the difference."));
      case REVERSED, REVERSED_BY_PERSON, DECLINED, NOT_SENT ->
          payment.type().money() == PaymentType.Money.DEBIT
              ? standing.then(new Bilingual("因此这一笔不会到账。", "So no money of it will arrive."))
              : standing;
      case VERY_PROBABLY_CHARGED ->
          about(
              payment,
              "{probably}：批次 {batch} 结算时，收单机构正好多出这一笔 {sum}，而本机没有计入。"
                  + "请凭{ref}向收单机构核实，{noagain}，然后确认结算差异。",
              "{probably}: when batch {batch} was settled the acquirer had exactly this {sum} more, which"
                  + " the terminal did not count. Ask the acquirer by {ref}; {noagain}. Then acknowledge"
                  + " the difference.");
      case POSSIBLY_CHARGED ->
          about(
              payment,
              "{may}：批次 {batch} 结算时，收单机构正好多出一笔 {sum}，这一笔是几笔可能中的一笔。"
                  + "请凭{ref}向收单机构核实，{noagain}，然后确认结算差异。",
              "{may}: when batch {batch} was settled the acquirer had exactly {sum} more, and this is one"
                  + " of several that it may be. Ask the acquirer by {ref}; {noagain}. Then acknowledge"
                  + " the difference.");
      case VERY_PROBABLY_CHARGED_TWICE ->
          about(
              payment,
              "很可能成功了两次：批次 {batch} 结算时，收单机构正好又多出一笔 {sum}。请凭{ref}向收单机构核实，退还多出的一笔，然后确认结算差异。",
              "Very probably done twice: when batch {batch} was settled the acquirer had exactly {sum} once"
                  + " more. Ask the acquirer by {ref}, give the second one back, then acknowledge the"
                  + " difference.");
      case VERY_PROBABLY_NOT_CHARGED ->
          about(
              payment,
              "{unlikely}：批次 {batch} 的总额与收单机构一致，其中没有这一笔。请凭{ref}向收单机构核实后人工处理。",
              "{unlikely}: acquirer and terminal agree on batch {batch}, and this is not in it. Ask the"
                  + " acquirer by {ref}, then resolve it here.");
      case VERY_PROBABLY_CHARGED_ONCE ->
          about(
              payment,
              "很可能只成功了一次：批次 {batch} 的总额与收单机构一致，其中这一笔只计一次。请凭{ref}向收单机构核实后人工处理。",
              "Very probably done once only: acquirer and terminal agree on batch {batch}, in which this"
                  + " counts once. Ask the acquirer by {ref}, then resolve it here.");
      case NO_MONEY,
          HELD,
          COMPLETED,
          TAKEN_BACK,
          TO_BE_SENT_AGAIN,
          TO_BE_SENT,
          STORED,
          STORED_AND_DELIVERED,
          UNANSWERED,
          SHOWN,
          DELIVERED,
          REVERSING,
          DECLINED_AFTER_OFFLINE_ACCEPTANCE ->
          standing;
      case CHANGE_UNANSWERED, CHANGE_NEEDS_PERSON -> standing.then(changing(story));
      case NEEDS_PERSON ->
          standing.then(about(payment, "向收单机构查询时请提供{ref}。", "Name {ref} to the acquirer."));
    };
  }

  /** What may have changed since. */
  private static Bilingual changing(Story story) {
    Payment change = story.change().orElse(story.payment());
    return clause(
        "但之后的交易 " + change.id() + " 还没有确定结果，{clause}不明，以该交易为准。",
        "But a later payment, "
            + change.id()
            + ", has no certain end: it is unknown {clause}. Go by that one.",
        TypeWords.of(change.type()));
  }

  private static Bilingual settled(Payment payment) {
    return about(
        payment,
        "已随批次 {batch} 结算。何时到账由收单机构决定，可凭{ref}查询。",
        "It is settled with batch {batch}. When money arrives is the acquirer's to say: ask by {ref}.");
  }

  /** What to tell the customer. */
  public Bilingual customer(Story story) {
    Payment payment = story.payment();
    switch (story.verdict()) {
      case CHANGE_UNANSWERED, CHANGE_NEEDS_PERSON -> {
        // What becomes of the later payment is what the customer has to know.
        return otherwise(story.change().orElse(payment), story.verdict());
      }
      default -> {}
    }
    return payment.type().money() == PaymentType.Money.DEBIT
        ? charged(payment, story.verdict())
        : otherwise(payment, story.verdict());
  }

  private static Bilingual charged(Payment payment, Verdict verdict) {
    return switch (verdict) {
      case SETTLED, SETTLED_UNEQUAL, IN_BATCH, CLOSED_WITHOUT_SETTLEMENT, POSSIBLY_MISSING ->
          paid(payment);
      case TAKEN_BACK ->
          about(
              payment,
              "{sum} 已扣款，随后已撤销。何时回到账户由发卡银行决定。",
              "{sum} was charged and then taken back. When it is back in the account is up to the bank"
                  + " that issued the card.");
      case REVERSED, REVERSED_BY_PERSON, TO_BE_SENT_AGAIN ->
          about(
              payment,
              "{sum} 没有收取。如账户显示扣款，该款已被撤回；何时恢复请询问发卡银行。",
              "{sum} was not kept. If the account shows it, it was taken back: the bank that issued the"
                  + " card can say when that shows.");
      case DECLINED ->
          about(payment, "{sum} 被银行拒绝，没有扣款。", "{sum} was refused by the bank and not charged.");
      case NOT_SENT -> about(payment, "{sum} 没有发送，没有扣款。", "{sum} was never sent and not charged.");
      case TO_BE_SENT ->
          about(payment, "{sum} 尚未发送，没有扣款。", "{sum} has not been sent yet and is not charged.");
      case STORED, STORED_AND_DELIVERED ->
          about(
              payment,
              "{sum} 已受理，稍后扣款，请勿再付。",
              "{sum} is accepted and will be charged later. Please do not pay it again.");
      case UNANSWERED, DELIVERED ->
          about(
              payment,
              "{sum} 的结果还不清楚，正在核实，请先不要再付。",
              "It is not known yet whether {sum} was charged; that is being found out. Please do not pay"
                  + " it again yet.");
      case SHOWN ->
          about(
              payment,
              "{sum} 请扫描屏幕上的二维码付款；本机还没有收到付款结果。已付请稍候，不要再付。",
              "Scan the code on the screen to pay {sum}; the terminal has not heard yet that it was paid."
                  + " Please wait if you have paid, and do not pay it again.");
      case REVERSING ->
          about(
              payment,
              "{sum} 正在撤回，银行还没有确认。在此之前账户可能显示扣款。",
              "{sum} is being taken back, and the bank has not confirmed that yet. Until then the account"
                  + " may show it.");
      case VERY_PROBABLY_CHARGED ->
          about(
              payment,
              "{sum} 很可能已扣款。商户正在核实，请保留账单，不要再付。",
              "{sum} was very probably charged. The merchant is finding out: keep the statement, and do"
                  + " not pay it again.");
      case POSSIBLY_CHARGED, NEEDS_PERSON ->
          about(
              payment,
              "{sum} 是否扣款还不清楚。商户正在核实，请保留账单，不要再付。",
              "It is not known whether {sum} was charged. The merchant is finding out: keep the statement,"
                  + " and do not pay it again.");
      case VERY_PROBABLY_CHARGED_TWICE ->
          about(
              payment,
              "{sum} 很可能扣了两次。商户正在核实，请保留账单。",
              "{sum} was very probably charged twice. The merchant is finding out: keep the statement.");
      case VERY_PROBABLY_NOT_CHARGED ->
          about(
              payment,
              "{sum} 很可能没有扣款。商户正在核实，请核对账单。",
              "{sum} was very probably not charged. The merchant is finding out: look at the statement.");
      case VERY_PROBABLY_CHARGED_ONCE ->
          about(
              payment,
              "{sum} 已扣款，很可能只扣了一次。商户正在核实，请核对账单。",
              "{sum} was charged, very probably once only. The merchant is finding out: look at the"
                  + " statement.");
      case DECLINED_AFTER_OFFLINE_ACCEPTANCE ->
          about(
              payment,
              "{sum} 后来被银行拒绝，没有扣款，请联系商户。",
              "{sum} was refused by the bank later and not charged: please speak to the merchant.");
      case NO_MONEY, HELD, COMPLETED, CHANGE_UNANSWERED, CHANGE_NEEDS_PERSON ->
          otherwise(payment, verdict);
    };
  }

  private static Bilingual paid(Payment payment) {
    long back = payment.links().refunded();
    Bilingual charged =
        about(
            payment,
            "{sum} 已扣款，{ref}。无需再付。",
            "{sum} was charged, {ref}. It need not be paid again.");
    if (back == 0) {
      return charged;
    }
    String sum = money(back, payment);
    return charged.then(
        new Bilingual(
            "其中 " + sum + " 已退款，何时到账由发卡银行决定。",
            "Of it "
                + sum
                + " was refunded; when that arrives is up to the bank that issued the card."));
  }

  /** Of payments that give back, or move nothing. */
  private static Bilingual otherwise(Payment payment, Verdict verdict) {
    TypeWords words = TypeWords.of(payment.type());
    boolean back = payment.type().money() == PaymentType.Money.CREDIT;
    if (verdict == Verdict.COMPLETED) {
      return new Bilingual("预授权已完成，款项见完成交易。", "Completed: its completion shows the charge.");
    }
    return switch (verdict.where()) {
      case SETTLED, IN_BATCH ->
          back
              ? words
                  .done()
                  .then(
                      about(
                          payment,
                          "{sum} 何时到账由发卡银行决定。",
                          "When {sum} arrives is up to the bank that issued the card."))
              : words.done();
      case REVERSED, DECLINED, NOT_SENT -> words.undone();
      case STORED, UNKNOWN ->
          clause(
              "{clause}还不清楚，正在核实。",
              "It is not known yet {clause}; that is being found out.",
              words);
      case ATTENTION ->
          clause(
              "{clause}还不清楚，商户正在核实。",
              "It is not known {clause}; the merchant is finding out.",
              words);
    };
  }

  private static Bilingual clause(String zh, String en, TypeWords words) {
    return new Bilingual(
        zh.replace("{clause}", words.whether().zh()), en.replace("{clause}", words.whether().en()));
  }

  /** A sentence with the payment's sum, its batch, and what the acquirer finds it by. */
  private static Bilingual about(Payment payment, String zh, String en) {
    TypeWords words = TypeWords.of(payment.type());
    boolean back = payment.type().money() == PaymentType.Money.CREDIT;
    Bilingual probably =
        back
            ? new Bilingual("很可能已退款", "Very probably paid back")
            : new Bilingual("很可能已扣款", "Very probably charged");
    Bilingual unlikely =
        back
            ? new Bilingual("很可能没有退款", "Very probably not paid back")
            : new Bilingual("很可能没有扣款", "Very probably not charged");
    String sum = money(payment.approvedAmount(), payment);
    String batch = payment.lastSent().map(it -> it.request().batch()).orElse("-");
    Bilingual ref = reference(payment);
    return new Bilingual(
        zh.replace("{probably}", probably.zh())
            .replace("{unlikely}", unlikely.zh())
            .replace("{may}", words.may().zh())
            .replace("{noagain}", words.notAgain().zh())
            .replace("{sum}", sum)
            .replace("{batch}", batch)
            // A number stands apart from the words behind it.
            .replaceAll("\\{ref\\}(?=\\p{IsHan})", ref.zh() + " ")
            .replace("{ref}", ref.zh()),
        en.replace("{probably}", probably.en())
            .replace("{unlikely}", unlikely.en())
            .replace("{may}", words.may().en())
            .replace("{noagain}", lower(words.notAgain().en()))
            .replace("{sum}", sum)
            .replace("{batch}", batch)
            .replace("{ref}", ref.en()));
  }

  /** The reference number; where the acquirer gave none, batch and trace number. */
  private static Bilingual reference(Payment payment) {
    Optional<String> rrn = payment.decision().rrn();
    for (Attempt attempt : payment.attempts()) {
      Optional<String> late = attempt.approvals().last().flatMap(Approval::rrn);
      rrn = rrn.isPresent() ? rrn : late;
    }
    if (rrn.isPresent()) {
      return new Bilingual("参考号 " + rrn.get(), "reference number " + rrn.get());
    }
    if (!payment.lastSent().isPresent()) {
      return new Bilingual("终端号和时间", "terminal number and time");
    }
    Attempt.Request sent = payment.lastSent().get().request();
    return new Bilingual(
        "终端号 " + sent.terminal() + "、批次 " + sent.batch() + "、流水号 " + sent.stan(),
        "terminal "
            + sent.terminal()
            + ", batch "
            + sent.batch()
            + ", trace number "
            + sent.stan());
  }

  private static String money(long amount, Payment payment) {
    return MoneyText.number(amount, payment.currency()) + " " + payment.currency();
  }

  private static String lower(String clause) {
    return Character.toLowerCase(clause.charAt(0)) + clause.substring(1);
  }
}
