package org.tillkeeper.agent.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.loop.Terminal.Finding;
import org.tillkeeper.agent.loop.Terminal.Status;
import org.tillkeeper.agent.settlement.Result;

/** The health checks, and what each means to who stands before the terminal. */
final class Diagnosis {
  private Diagnosis() {}

  /**
   * @param signInTrouble why the last sign-in failed
   */
  static List<Finding> of(
      Status status,
      Optional<Trouble> signInTrouble,
      boolean signedOff,
      boolean stalled,
      Ledger.Opening opening,
      List<RouteWanted.Waiting> routes) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        finding(
            "line",
            status.online(),
            "已连接收单机构。",
            "The acquirer answers.",
            "未连接收单机构。请检查网络、SIM 卡和 VPN；恢复后未决交易会自动处理。",
            "The acquirer cannot be reached. Check network, SIM and VPN; what is pending settles by itself when the line is back."));
    findings.add(
        finding(
            "sign-in",
            status.signedIn() || signedOff,
            signedOff ? "已签退。下次收款时自动签到。" : "已签到。",
            signedOff ? "Signed off. It signs in again for the next payment." : "Signed in.",
            signInTrouble.isPresent()
                ? "未签到：" + signInTrouble.get().zh() + "。会自动重试。"
                : "未签到。联网后会自动签到；若一直失败，请核对终端号、商户号和主密钥。",
            signInTrouble.isPresent()
                ? "Not signed in: " + signInTrouble.get().en() + ". It is tried again by itself."
                : "Not signed in. It will sign in when online; if that keeps failing check terminal, merchant and master key."));
    findings.add(
        finding(
            "ledger",
            !stalled,
            "账本可写。",
            "The ledger can be written.",
            "账本无法写入，暂不收款。请清理存储空间或更换存储。",
            "The ledger cannot be written and no payment is taken. Free disk space or replace the storage."));
    findings.add(
        finding(
            "witness",
            !status.ledgerLoss(),
            opening == Ledger.Opening.WITNESS_REBUILT ? "见证文件缺失，已重建。" : "账本记录完整。",
            opening == Ledger.Opening.WITNESS_REBUILT
                ? "The witness file was missing and has been rebuilt."
                : "The ledger has every record its witness remembers.",
            "账本丢失了已提交的记录，暂不收款。请与收单机构核对后确认。",
            "The ledger lost committed records and no payment is taken. Compare with the acquirer, then accept."));
    findings.add(
        finding(
            "reversals",
            status.openReversals() == 0,
            "没有未完成的冲正。",
            "No reversal is open.",
            "有 " + status.openReversals() + " 笔冲正未完成，联网后自动发送。",
            status.openReversals() == 1
                ? "1 reversal is open and is sent as soon as the line allows."
                : status.openReversals()
                    + " reversals are open and are sent as soon as the line allows."));
    findings.add(route(routes));
    findings.add(
        finding(
            "attention",
            status.attention() == 0,
            "没有需要人工处理的交易。",
            "No payment needs a person.",
            "有 " + status.attention() + " 笔交易需要人工核对。",
            status.attention() == 1
                ? "1 payment needs a person."
                : status.attention() + " payments need a person."));
    return findings;
  }

  /** Which reversals only another host can answer for good. */
  private static Finding route(List<RouteWanted.Waiting> routes) {
    StringBuilder zh = new StringBuilder();
    StringBuilder en = new StringBuilder();
    for (RouteWanted.Waiting waiting : routes) {
      zh.append("有 ").append(waiting.reversals()).append(" 笔冲正须由线路 ");
      zh.append(waiting.route()).append(" 的主机答复");
      zh.append(waiting.configured() ? "，线路可用时自动切换。" : "，但配置中已无此线路，请恢复该配置。");
      en.append(en.length() == 0 ? "" : " ").append(waiting.reversals());
      en.append(waiting.reversals() == 1 ? " reversal" : " reversals");
      en.append(" can be answered only by the host of route ").append(waiting.route());
      en.append(
          waiting.configured()
              ? "; the line goes there as soon as it can."
              : ", which is no longer in the configuration; put it back.");
    }
    return finding(
        "route",
        routes.isEmpty(),
        "没有冲正在等待其他线路。",
        "No reversal waits for another route.",
        zh.toString(),
        en.toString());
  }

  /**
   * Whether a person has to compare after the last settlement.
   *
   * @param last how it ended; empty if there was none
   */
  static Finding settlement(Optional<Result> last) {
    String zh = "";
    String en = "";
    switch (last.orElse(Result.BALANCED)) {
      case BALANCED, UPLOADED -> {
        // Both have the same payments.
      }
      case INCOMPLETE -> {
        zh = "上次结算时收单机构拒收了部分交易。请与收单机构核对。";
        en =
            "The acquirer refused part of the last settlement's upload. Compare with the acquirer.";
      }
      case UNBALANCED -> {
        zh = "上次结算对账不平。请与收单机构核对。";
        en = "The totals of the last settlement differed. Compare with the acquirer.";
      }
      case REFUSED -> {
        zh = "收单机构未受理上次结算，批次仍未结。请重新结算；仍失败请联系收单机构。";
        en =
            "The acquirer did not take the last settlement and the batch is still open. Settle again; if it"
                + " fails again call the acquirer.";
      }
      case CLOSED_BY_ACQUIRER -> {
        zh = "收单机构未经结算关闭了上一批次。请逐笔与收单机构核对。";
        en =
            "The acquirer closed the last batch without settlement. Compare payment by payment with the"
                + " acquirer.";
      }
    }
    return finding(
        "settlement", en.isEmpty(), "结算没有遗留问题。", "No settlement left anything to compare.", zh, en);
  }

  /** One check, with the text of how it stands. */
  static Finding finding(
      String check, boolean ok, String wellZh, String wellEn, String badZh, String badEn) {
    return new Finding(check, ok, ok ? wellZh : badZh, ok ? wellEn : badEn);
  }
}
