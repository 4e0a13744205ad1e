package org.tillkeeper.agent.words;

import org.tillkeeper.agent.session.HostHabits;
import org.tillkeeper.agent.session.RouteWanted;
import org.tillkeeper.agent.session.Trouble;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.upkeep.Finding;

/** What a health check found, and what to do, for who stands before the terminal. */
public final class FindingText implements Finding.Cases<Bilingual> {
  private static final FindingText TEXTS = new FindingText();

  private FindingText() {}

  /** What this finding means. */
  public static Bilingual of(Finding finding) {
    return finding.accept(TEXTS);
  }

  @Override
  public Bilingual on(Finding.Connection found) {
    return found.ok()
        ? new Bilingual("已连接收单机构。", "The acquirer answers.")
        : new Bilingual(
            "未连接收单机构。请检查网络、SIM 卡和 VPN；恢复后未决交易会自动处理。",
            "The acquirer cannot be reached. Check network, SIM and VPN; what is pending settles by"
                + " itself when the line is back.");
  }

  @Override
  public Bilingual on(Finding.SignIn found) {
    if (found.signedOff()) {
      return new Bilingual("已签退。下次收款时自动签到。", "Signed off. It signs in again for the next payment.");
    }
    if (found.signedIn()) {
      return new Bilingual("已签到。", "Signed in.");
    }
    if (!found.trouble().isPresent()) {
      return new Bilingual(
          "未签到。联网后会自动签到；若一直失败，请核对终端号、商户号和主密钥。",
          "Not signed in. It will sign in when online; if that keeps failing check terminal,"
              + " merchant and master key.");
    }
    Bilingual why = trouble(found.trouble().get());
    return new Bilingual(
        "未签到：" + why.zh() + "。会自动重试。",
        "Not signed in: " + why.en() + ". It is tried again by itself.");
  }

  private static Bilingual trouble(Trouble trouble) {
    String detail = trouble.detail();
    return switch (trouble.why()) {
      case REFUSED ->
          new Bilingual(
              "收单机构拒绝签到（" + detail + "），请核对终端号、商户号，联系收单机构",
              "the acquirer answered "
                  + detail
                  + "; check terminal and merchant, call the acquirer");
      case NO_KEYS -> new Bilingual("应答中没有工作密钥，请联系收单机构", "the answer brings no working keys");
      case UNUSABLE_KEYS -> new Bilingual("工作密钥校验失败，请核对主密钥或联系收单机构重新下装", detail);
    };
  }

  @Override
  public Bilingual on(Finding.LedgerWritable found) {
    return found.ok()
        ? new Bilingual("账本可写。", "The ledger can be written.")
        : new Bilingual(
            "账本无法写入，暂不收款。请清理存储空间或更换存储。",
            "The ledger cannot be written and no payment is taken. Free disk space or replace the"
                + " storage.");
  }

  @Override
  public Bilingual on(Finding.Witness found) {
    if (found.loss()) {
      return new Bilingual(
          "账本丢失了已提交的记录，暂不收款。请与收单机构核对后确认。",
          "The ledger lost committed records and no payment is taken. Compare with the acquirer, then"
              + " accept.");
    }
    if (found.numbersInUse()) {
      return new Bilingual(
          "账本是新的，而此终端号以前用过：收单机构已有这些流水号，流水号已跳过一段。若再次出现，请在配置中设置" + " terminal.firstStan，并核对这笔交易。",
          "The ledger is new and its terminal number was in use before it: the acquirer knows these"
              + " trace numbers, and they have jumped ahead. If it happens again set"
              + " terminal.firstStan, and compare that payment with the acquirer.");
    }
    return found.rebuilt()
        ? new Bilingual("见证文件缺失，已重建。", "The witness file was missing and has been rebuilt.")
        : new Bilingual("账本记录完整。", "The ledger has every record its witness remembers.");
  }

  @Override
  public Bilingual on(Finding.Reversals found) {
    if (found.ok()) {
      return new Bilingual("没有未完成的冲正。", "No reversal is open.");
    }
    if (found.unanswered() > 0) {
      return new Bilingual(
          "有 " + found.unanswered() + " 笔冲正 10 分钟以上没有应答，线路正常，期间不能做新交易。请联系收单机构。",
          (found.unanswered() == 1 ? "1 reversal has" : found.unanswered() + " reversals have")
              + " not been answered for 10 minutes although the line works, and no sale goes"
              + " meanwhile. Call the acquirer.");
    }
    return new Bilingual(
        "有 " + found.open() + " 笔冲正未完成，联网后自动发送。",
        found.open() == 1
            ? "1 reversal is open and is sent as soon as the line allows."
            : found.open() + " reversals are open and are sent as soon as the line allows.");
  }

  @Override
  public Bilingual on(Finding.RoutesWanted found) {
    if (found.ok()) {
      return new Bilingual("没有冲正在等待其他线路。", "No reversal waits for another route.");
    }
    StringBuilder zh = new StringBuilder();
    StringBuilder en = new StringBuilder();
    for (RouteWanted.Waiting waiting : found.waiting()) {
      zh.append("有 ").append(waiting.reversals()).append(" 笔冲正须由线路 ");
      zh.append(waiting.route()).append(" 的主机答复");
      zh.append(
          waiting.configured() ? "，线路可用时自动切换。" : "，但配置中已无此线路，请恢复该配置；如确已停用，向收单机构核实未扣款后标记为未扣款。");
      en.append(en.length() == 0 ? "" : " ").append(waiting.reversals());
      en.append(waiting.reversals() == 1 ? " reversal" : " reversals");
      en.append(" can be answered only by the host of route ").append(waiting.route());
      en.append(
          waiting.configured()
              ? "; the line goes there as soon as it can."
              : ", which is no longer in the configuration; put it back, or, where the acquirer"
                  + " says that nothing was charged, resolve them so.");
    }
    return new Bilingual(zh.toString(), en.toString());
  }

  @Override
  public Bilingual on(Finding.Attention found) {
    if (found.ok()) {
      return new Bilingual("没有需要人工处理的交易。", "No payment needs a person.");
    }
    return new Bilingual(
        "有 " + found.payments() + " 笔交易需要人工核对。",
        found.payments() == 1
            ? "1 payment needs a person."
            : found.payments() + " payments need a person.");
  }

  @Override
  public Bilingual on(Finding.LastSettlement found) {
    Bilingual text = compared(found);
    return found.holding()
        ? new Bilingual(
                "正在结算，新交易等待下一批次。", "A settlement is under way and keeps new payments waiting.")
            .then(text)
        : text;
  }

  private static Bilingual compared(Finding.LastSettlement found) {
    Bilingual last = last(found.result().orElse(Result.BALANCED));
    if (!found.disputed().isPresent()) {
      return last;
    }
    Finding.LastSettlement.Disputed disputed = found.disputed().get();
    Settlement settlement = disputed.settlement();
    Bilingual text =
        new Bilingual(
                "批次 " + settlement.batchNumber() + "：", "Batch " + settlement.batchNumber() + ":")
            .then(SettlementText.of(settlement, disputed.suspects(), disputed.currency(), true));
    if (disputed.others() > 0) {
      text =
          text.then(
              new Bilingual(
                  "另有 " + disputed.others() + " 次结算待确认。",
                  disputed.others() == 1
                      ? "1 more settlement waits to be acknowledged."
                      : disputed.others() + " more settlements wait to be acknowledged."));
    }
    return found.result().orElse(Result.BALANCED).isSettled() ? text : last.then(text);
  }

  /** What the last settlement left to do, but for what a person acknowledges. */
  private static Bilingual last(Result result) {
    return switch (result) {
      case BALANCED, UPLOADED, INCOMPLETE, UNBALANCED ->
          new Bilingual("结算没有遗留问题。", "No settlement left anything to compare.");
      case REFUSED ->
          new Bilingual(
              "收单机构未受理上次结算，批次仍未结。请重新结算；仍失败请联系收单机构。",
              "The acquirer did not take the last settlement and the batch is still open. Settle"
                  + " again; if it fails again call the acquirer.");
      case CLOSED_BY_ACQUIRER ->
          new Bilingual(
              "上一批次未经结算就被关闭。请逐笔与收单机构核对。",
              "The last batch was closed without settlement. Compare payment by payment with"
                  + " the acquirer.");
    };
  }

  @Override
  public Bilingual on(Finding.Keys found) {
    return found.ok()
        ? new Bilingual("工作密钥可用。", "The working keys can be used.")
        : new Bilingual(
            "没有可用的工作密钥，暂不能收款。请核对主密钥文件；联网后会自动签到获取。",
            "There are no working keys that can be used and nothing can be charged. Check the master"
                + " key file; a sign-in brings new ones.");
  }

  @Override
  public Bilingual on(Finding.ScriptNotices found) {
    if (found.ok()) {
      return new Bilingual("发卡银行脚本结果均已上送。", "Every result of an issuer's script is delivered.");
    }
    return new Bilingual(
        "发卡银行脚本结果：" + found.waiting() + " 笔待上送（自动重发），近 7 天被拒 " + found.refused() + " 笔（请告知收单机构）。",
        "Results of issuers' scripts: "
            + found.waiting()
            + " wait and are sent by themselves, "
            + found.refused()
            + " were refused in the last 7 days (tell the acquirer).");
  }

  @Override
  public Bilingual on(Finding.Signatures found) {
    return new Bilingual(
        "电子签名：" + found.waiting() + " 笔待上送（空闲时自动上送，不影响收款），其中超过一天 " + found.forLong() + " 笔。",
        "Signatures: "
            + found.waiting()
            + " wait for the acquirer and are sent when the line is idle, without delaying a payment; "
            + found.forLong()
            + " of them are older than a day.");
  }

  @Override
  public Bilingual on(Finding.Orders found) {
    if (found.ok()) {
      return new Bilingual("收单机构的下载指令均已执行。", "Every order of the acquirer is carried out.");
    }
    StringBuilder zh = new StringBuilder();
    StringBuilder en = new StringBuilder();
    for (Finding.Orders.Order order : found.open()) {
      zh.append(zh.length() == 0 ? "" : "、").append(chinese(order.what()));
      en.append(en.length() == 0 ? "" : "; ").append(order.what());
      order.trouble().ifPresent(why -> zh.append("（失败：").append(why).append("）"));
      order.trouble().ifPresent(why -> en.append(" (failed: ").append(why).append(")"));
    }
    return new Bilingual(
        "收单机构的指令未完成：" + zh + "。会自动重试，原有参数继续有效；一直失败请联系收单机构。",
        "Orders of the acquirer are open: "
            + en
            + ". They are tried again by themselves and what was in force stays; if it keeps failing"
            + " call the acquirer.");
  }

  @Override
  public Bilingual on(Finding.Backlog found) {
    if (!found.ok()) {
      return new Bilingual(
          "有 " + found.putOff() + " 笔通知超过 10 分钟未被收单机构受理，仍在自动重发，不影响其他交易。一直如此请联系收单机构。",
          (found.putOff() == 1 ? "1 notice has" : found.putOff() + " notices have")
              + " been put off by the acquirer for over 10 minutes. It goes on being sent and holds"
              + " nothing up; if it stays call the acquirer.");
    }
    return found.any()
        ? new Bilingual("有通知待上送，会自动发送。", "Notices wait and are delivered by themselves.")
        : new Bilingual("没有待上送的通知。", "No notice waits to be delivered.");
  }

  @Override
  public Bilingual on(Finding.Webhooks found) {
    if (found.ok()) {
      return new Bilingual("事件通知地址均正常。", "Every webhook takes what it is told.");
    }
    return new Bilingual(
        "事件通知地址：" + found.failing() + " 个超过 1 小时未接收（自动重发），" + found.gone() + " 个已停用。交易不受影响。",
        "Webhooks: "
            + found.failing()
            + " took nothing for an hour (they are tried again), "
            + found.gone()
            + " said gone. Payments are not affected.");
  }

  @Override
  public Bilingual on(Finding.Fleet found) {
    return MqttRefusalText.of(found);
  }

  @Override
  public Bilingual on(Finding.Host found) {
    StringBuilder zh = new StringBuilder();
    StringBuilder en = new StringBuilder();
    for (HostHabits.Habit habit : found.habits()) {
      Bilingual text = habit(habit);
      zh.append(text.zh());
      en.append(en.length() == 0 ? "" : " ").append(text.en());
    }
    return en.length() == 0
        ? new Bilingual("主机报文符合规范。", "The host speaks as its dialect says.")
        : new Bilingual(zh.toString(), en.toString());
  }

  @Override
  public Bilingual on(Finding.Secrecy found) {
    if (!found.usesMacs()) {
      return new Bilingual(
          "报文不带 MAC：应答的真伪只靠 TLS 双向证书保证。证书或其私钥泄露，他人即可伪造批准。",
          "No message carries a MAC: the TLS connection and its two certificates alone vouch for"
              + " answers. Who has the acquirer's private key, or a certificate of its CA, can make"
              + " approvals of his own.");
    }
    if (found.plainRoutes().isEmpty()) {
      return new Bilingual("线路使用 TLS。", "The line uses TLS.");
    }
    String routes = String.join(", ", found.plainRoutes());
    return found.bareRefusals()
        ? new Bilingual(
            "线路未加密（"
                + routes
                + "），且无 MAC 的拒绝也被采信：线路上的他人可使已批准的交易显示为拒绝（随后会被冲正）。"
                + "请使用 TLS，并设 mac.onRefusals: required（如收单机构支持）。",
            "The line is not encrypted ("
                + routes
                + ") and refusals without a MAC are believed: somebody in the line can make an"
                + " approved payment show as refused (it is reversed then). Use TLS, and set"
                + " mac.onRefusals: required if the acquirer supports it.")
        : new Bilingual(
            "线路未加密（" + routes + "）。请使用 TLS（如收单机构支持）。",
            "The line is not encrypted (" + routes + "). Use TLS if the acquirer supports it.");
  }

  private static Bilingual habit(HostHabits.Habit habit) {
    String detail = habit.detail();
    return switch (habit.what()) {
      case OTHER_MTI -> {
        int blank = detail.indexOf(' ');
        String came = detail.substring(0, blank);
        String expected = detail.substring(blank + 1);
        yield new Bilingual(
            "主机应答除报文类型外全部吻合：收到 " + came + "，应为 " + expected + "。请核对规范选项（冲正应答为 reversal.answerMti）。",
            "Answers match in all but the MTI: "
                + came
                + " came, "
                + expected
                + " is expected. Check the dialect's option (reversal.answerMti for reversals).");
      }
      case UNREADABLE ->
          new Bilingual(
              "主机报文无法读取（" + detail + "）。请核对规范及其选项，联系收单机构。",
              "Messages of the host cannot be read ("
                  + detail
                  + "). Check the dialect and its options, and call the acquirer.");
      case NO_ECHO ->
          detail.isEmpty()
              ? new Bilingual(
                  "主机不应答线路测试，改用签到确认线路。可设 host.keepAlive: 0s。",
                  "The host does not answer echoes; a sign-in proves the line. host.keepAlive: 0s"
                      + " turns them off.")
              : new Bilingual(
                  "主机拒绝线路测试（应答码 " + detail + "），改用签到确认线路。可设 host.keepAlive: 0s。",
                  "The host refuses echoes ("
                      + detail
                      + "); a sign-in proves the line. host.keepAlive: 0s turns them off.");
      case FLOODS ->
          new Bilingual(
              "主机发来大量与任何请求无关的数据（"
                  + (detail.startsWith("empty") ? "空报文" : "无关报文")
                  + "），已断开连接，重连间隔逐次加长。请核对地址，联系收单机构。",
              "The host sent floods of "
                  + detail
                  + "; the connection is given up each time, and the pauses grow. Check the"
                  + " address, and call the acquirer.");
      case REFUSES_AND_APPROVES ->
          new Bilingual(
              "同一笔交易先被拒绝，后收到 MAC 正确的批准（"
                  + detail
                  + "）。拒绝可以不带 MAC 时，线路上可能有他人：请使用 TLS，并设 mac.onRefusals: required。",
              "A payment was refused and then approved with a right MAC ("
                  + detail
                  + "). Where refusals may come without a MAC somebody may be in the line: use TLS, and"
                  + " set mac.onRefusals: required.");
      case OTHER_CERTIFICATES ->
          new Bilingual(
              "磁盘上的新证书无法使用，仍使用原证书（" + detail + "）。请更正证书文件，下次连接时自动读取。",
              "The certificates on disk cannot be used and those before stay in use ("
                  + detail
                  + "). Correct the files; the next connection reads them.");
      case APPROVES_WHAT_IT_HAD_NOT ->
          new Bilingual(
              "收单机构曾答“无此交易”，后来又批准了该交易。此类应答暂不作为未扣款的证明。请与收单机构查明原因，再确认。",
              "The acquirer approved a request after it had said that it has none. That answer proves"
                  + " nothing now. Settle the cause with the acquirer, then accept it.");
      case ONE_ANSWER_A_CONNECTION ->
          new Bilingual(
              "主机每次应答后断开连接，每笔报文使用新连接。可设 line.connection: single。",
              "The host ends each connection after one answer; each message has a connection of its"
                  + " own. Set line.connection: single.");
    };
  }

  private static String chinese(String what) {
    return switch (what) {
      case "parameters" -> "终端参数下载";
      case "status" -> "终端状态上送";
      case "public-keys" -> "IC 卡公钥下载";
      default -> "IC 卡参数下载";
    };
  }
}
