package org.tillkeeper.agent.words;

import java.util.Optional;
import org.tillkeeper.agent.settlement.Difference;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Suspects;
import org.tillkeeper.agent.settlement.Totals;

/** What the cashier reads about a settlement, and about batches that had none. */
public final class SettlementText {
  private SettlementText() {}

  /**
   * How far a settlement is, or how it ended.
   *
   * @param suspects how many payments may explain a difference
   * @param currency of its amounts, ISO 4217 letters; empty before any payment
   * @param online what a waiting one waits for depends on it
   */
  public static Bilingual of(
      Settlement settlement, Suspects.Counted suspects, Optional<String> currency, boolean online) {
    Bilingual text = outcome(settlement, online);
    if (settlement.stage() == Stage.ENDED
        && settlement.isUnequal()
        && settlement.difference().isPresent()) {
      text = text.then(difference(settlement, currency));
    }
    if (settlement.caveats().leftOpen() > 0) {
      text = text.then(leftOpen(settlement.caveats().leftOpen()));
    }
    if (settlement.caveats().undone() > 0) {
      text = text.then(undone(settlement.caveats().undone()));
    }
    if (settlement.stage() == Stage.ENDED && !suspects.equals(Suspects.Counted.NONE)) {
      text = text.then(suspects(suspects));
    }
    return settlement
        .acknowledged()
        .map(Settlement.Acknowledgement::by)
        .map(by -> new Bilingual("已由" + by + "核对确认。", "Acknowledged by " + by + "."))
        .map(text::then)
        .orElse(text);
  }

  /** Domestic and foreign cards apart where there are foreign ones: they may differ contrarily. */
  static Bilingual difference(Settlement settlement, Optional<String> currency) {
    if (!settlement.foreignDifference().isPresent()) {
      return difference(settlement.difference().get(), currency);
    }
    Bilingual domestic = difference(settlement.domesticDifference().get(), currency);
    Bilingual foreign = difference(settlement.foreignDifference().get(), currency);
    return new Bilingual("【内卡】" + domestic.zh(), "Domestic cards: " + domestic.en())
        .then(new Bilingual("【外卡】" + foreign.zh(), "Foreign cards: " + foreign.en()));
  }

  /** Theirs less ours, theirs, and ours: on a small screen the first line is what is read. */
  static Bilingual difference(Difference difference, Optional<String> currency) {
    Totals less =
        new Totals(
            (int) difference.debitCount(),
            difference.debitAmount(),
            (int) difference.creditCount(),
            difference.creditAmount());
    Bilingual theirs = sums(difference.theirs(), currency, "");
    Bilingual ours = sums(difference.ours(), currency, "");
    Bilingual more = sums(less, currency, "+");
    return new Bilingual(
        "相差：" + more.zh() + "；收单机构：" + theirs.zh() + "；本机：" + ours.zh() + "。",
        "Difference: "
            + more.en()
            + "; acquirer: "
            + theirs.en()
            + "; terminal: "
            + ours.en()
            + ".");
  }

  /**
   * @param plus stands before what is more than nothing
   */
  private static Bilingual sums(Totals totals, Optional<String> currency, String plus) {
    String debits = signed(totals.debitCount(), plus);
    String credits = signed(totals.creditCount(), plus);
    String debited = money(totals.debitAmount(), currency, plus);
    String credited = money(totals.creditAmount(), currency, plus);
    return new Bilingual(
        "借记 " + debits + " 笔 " + debited + "，贷记 " + credits + " 笔 " + credited,
        "debits " + debits + " of " + debited + ", credits " + credits + " of " + credited);
  }

  private static String signed(long number, String plus) {
    return (number > 0 ? plus : "") + number;
  }

  private static String money(long amount, Optional<String> currency, String plus) {
    String number = currency.map(it -> MoneyText.number(amount, it)).orElse(Long.toString(amount));
    return (amount > 0 ? plus : "") + number;
  }

  private static Bilingual leftOpen(int messages) {
    return new Bilingual(
        "对账时仍有 " + messages + " 笔冲正或通知没有结果，会继续发送。",
        (messages == 1 ? "1 reversal or notice was" : messages + " reversals or notices were")
            + " still open when the totals went.");
  }

  private static Bilingual undone(int payments) {
    return new Bilingual(
        "对账后有 " + payments + " 笔交易被冲正，请与收单机构核对并确认。",
        (payments == 1 ? "1 payment was" : payments + " payments were")
            + " reversed after the totals; compare with the acquirer and acknowledge.");
  }

  static Bilingual suspects(Suspects.Counted payments) {
    boolean inDoubt = payments.inDoubt() > 0;
    Bilingual doubtful =
        new Bilingual(
            "请先核对 " + payments.inDoubt() + " 笔需人工处理的交易",
            "Look first at the "
                + (payments.inDoubt() == 1
                    ? "payment that needs a person"
                    : payments.inDoubt() + " payments that need a person"));
    Bilingual uncharged =
        new Bilingual(
            (inDoubt ? "再核对 " : "请先核对 ") + payments.uncharged() + " 笔被拒绝或已取消的交易",
            (inDoubt ? "then at the " : "Look first at the ")
                + (payments.uncharged() == 1
                    ? "payment that was declined or cancelled"
                    : payments.uncharged() + " payments that were declined or cancelled"));
    if (!inDoubt) {
      return new Bilingual(uncharged.zh() + "。", uncharged.en() + ".");
    }
    return payments.uncharged() == 0
        ? new Bilingual(doubtful.zh() + "。", doubtful.en() + ".")
        : new Bilingual(
            doubtful.zh() + "，" + uncharged.zh() + "。",
            doubtful.en() + ", " + uncharged.en() + ".");
  }

  private static Bilingual outcome(Settlement settlement, boolean online) {
    if (!settlement.result().isPresent()) {
      return switch (settlement.stage()) {
        case WAITING ->
            online
                ? new Bilingual(
                    "等待未决交易先完成，可继续收款。", "Waiting for what is open; payments go on meanwhile.")
                : new Bilingual(
                    "等待线路恢复，恢复后自动结算。",
                    "Waiting for the line to the acquirer; it goes on by itself once that is back.");
        case TOTALS -> new Bilingual("正在对账，新交易稍候。", "Comparing totals; new payments wait.");
        case UPLOADING, ENDED ->
            new Bilingual("正在上送批次，新交易稍候。", "Uploading the batch; new payments wait.");
      };
    }
    return switch (settlement.result().get()) {
      case BALANCED ->
          settlement.isUnequal()
              ? new Bilingual(
                  "收单机构称对账平，但其总额与本机不同。批次已结算。请与收单机构核对差额并确认。",
                  "The acquirer calls the totals equal and names others than the terminal's. The"
                      + " batch is settled. Compare with the acquirer and acknowledge.")
              : new Bilingual("对账平，批次已结算。", "Balanced. The batch is settled.");
      case UPLOADED ->
          new Bilingual(
              "对账不平，已上送全部交易，批次已结算。请与收单机构核对差额并确认。",
              "The totals differed; every payment was uploaded. The batch is settled. Compare with the"
                  + " acquirer and acknowledge.");
      case INCOMPLETE ->
          new Bilingual(
              "批次已结算，但收单机构拒收部分交易。请联系收单机构核对。",
              "The batch is settled, but the acquirer refused part of the upload. Compare with the"
                  + " acquirer.");
      case UNBALANCED ->
          new Bilingual(
              "对账不平，批次已结束。请联系收单机构核对。",
              "The totals differed and the batch has ended. Compare with the acquirer.");
      case REFUSED ->
          new Bilingual(
              "收单机构未受理结算，批次仍未结。请重新结算；仍失败请联系收单机构。",
              "The acquirer did not take the settlement and the batch is still open. Settle again; if"
                  + " it fails again call the acquirer.");
      case CLOSED_BY_ACQUIRER ->
          new Bilingual(
              "收单机构未经结算关闭了批次。请逐笔与收单机构核对。",
              "The acquirer closed the batch without settlement. Compare its payments with the"
                  + " acquirer.");
    };
  }

  /** Batches that the acquirer closed by itself, or another identity; at least one. */
  public static Bilingual closedByAcquirer(int batches) {
    return new Bilingual(
        "有 " + batches + " 个批次未经结算就被关闭。请逐笔与收单机构核对。",
        (batches == 1 ? "A batch was" : batches + " batches were")
            + " closed without settlement. Compare payment by payment with the acquirer.");
  }
}
