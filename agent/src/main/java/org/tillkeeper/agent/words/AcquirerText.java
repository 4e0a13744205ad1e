package org.tillkeeper.agent.words;

import java.util.Map;
import org.tillkeeper.agent.diagnosis.Condition;

/** What is said of the acquirer's answers: sign-in, line, host and account. */
final class AcquirerText {
  private AcquirerText() {}

  static void addTo(Map<Condition, ConditionText> texts) {
    texts.put(Condition.SIGN_IN_FINE, new ConditionText("", "", "", ""));
    texts.put(Condition.SIGN_IN_SIGNED_OFF, new ConditionText("", "", "", ""));
    texts.put(
        Condition.SIGN_IN_TERMINAL,
        new ConditionText(
            "已连到收单机构，但签到被拒绝，代码 {code}：终端未登记。",
            "The acquirer is reached and refuses the sign-in with {code}: it does not know this terminal.",
            "核对配置 terminal.id 和 terminal.merchant；无误则请收单机构确认该终端已开通、未被注销。",
            "Check terminal.id and terminal.merchant; if they are right, have the acquirer confirm that this terminal is registered and not cancelled."));
    texts.put(
        Condition.SIGN_IN_MERCHANT,
        new ConditionText(
            "已连到收单机构，但签到被拒绝，代码 {code}：无效商户（未登记、冻结或服务停用）。",
            "The acquirer is reached and refuses the sign-in with {code}: the merchant is not registered, frozen, or its service is stopped.",
            "核对 terminal.merchant；无误则请收单机构核实商户状态和服务费。",
            "Check terminal.merchant; if it is right, have the acquirer look at the merchant's state and fees."));
    texts.put(
        Condition.SIGN_IN_NOT_ALLOWED,
        new ConditionText(
            "已连到收单机构，但签到被拒绝，代码 {code}：本终端不允许此操作。",
            "The acquirer is reached and refuses the sign-in with {code}: this terminal is not allowed to.",
            "请收单机构确认该终端的权限和状态。",
            "Have the acquirer confirm what this terminal may do."));
    texts.put(
        Condition.SIGN_IN_REFUSED,
        new ConditionText(
            "已连到收单机构，但签到被拒绝，代码 {code}。",
            "The acquirer is reached and refuses the sign-in with {code}.",
            "把代码、终端号、商户号告诉收单机构。",
            "Tell the acquirer the code, the terminal and the merchant."));
    texts.put(
        Condition.SIGN_IN_BUSY,
        new ConditionText(
            "已连到收单机构，但其系统暂时不能签到，代码 {code}。",
            "The acquirer is reached and cannot take a sign-in now ({code}).",
            "会自动重试；10 分钟后仍如此请联系收单机构。",
            "It is tried again by itself; call the acquirer if it lasts over 10 minutes."));
    texts.put(
        Condition.SIGN_IN_NO_KEYS,
        new ConditionText(
            "签到成功，但应答中没有工作密钥。",
            "The sign-in is approved and brings no working keys.",
            "核对规范选项；请收单机构为该终端下发密钥。",
            "Check the dialect's options; have the acquirer issue keys for this terminal."));
    texts.put(
        Condition.SIGN_IN_KEY_FAULT,
        new ConditionText(
            "已连到收单机构，但密钥不符：签到得到的工作密钥不能用本机主密钥打开（{code} {why}）。",
            "The acquirer is reached and the keys do not fit: the sign-in's working keys do not open under this terminal's master key ({code} {why}).",
            "核对 keys.masterKeyFile 是否为收单机构最近为本终端下发的主密钥；重新灌装。",
            "Check that keys.masterKeyFile holds the master key that the acquirer last issued for this terminal; have it loaded again."));
    texts.put(
        Condition.SIGN_IN_WAITS,
        new ConditionText("", "", "网络恢复后自动签到。", "It signs in by itself once the line works."));
    texts.put(
        Condition.SIGN_IN_UNKNOWN,
        new ConditionText(
            "代理未运行，未能查看签到。", "The agent was not asked, so the sign-in is not known.", "", ""));
    texts.put(
        Condition.ECHO_FINE,
        new ConditionText(
            "收单机构有应答（线路 {route}，自 {since}）。",
            "The acquirer answers (route {route}, since {since}).",
            "",
            ""));
    texts.put(
        Condition.ECHO_WITHOUT,
        new ConditionText(
            "主机不应答线路测试，线路由签到证明。", "The host has no echo; sign-ins prove the line.", "", ""));
    texts.put(
        Condition.ECHO_SILENT,
        new ConditionText(
            "能连上收单机构（线路 {route}），但它不应答任何报文。",
            "The acquirer can be connected to (route {route}) and answers no message.",
            "请收单机构查看其系统；同时核对 host.dialect、tpdu、header 是否正确。",
            "Have the acquirer look at its system; check host.dialect, tpdu and header too."));
    texts.put(
        Condition.ECHO_UNKNOWN,
        new ConditionText("未能查看收单机构是否应答。", "Whether the acquirer answers was not seen.", "", ""));
    texts.put(
        Condition.LATENCY_FINE,
        new ConditionText(
            "近来发送 {sent} 笔，丢失 {lossPercent}%，平均 {millis} 毫秒。",
            "Lately {sent} messages, {lossPercent}% lost, {millis} ms on average.", "", ""));
    texts.put(
        Condition.LATENCY_HIGH,
        new ConditionText(
            "线路变慢：平均 {millis} 毫秒，平时 {usualMillis} 毫秒。",
            "The line is slow: {millis} ms on average, usually {usualMillis} ms.",
            "靠近路由器或换网络试；若各处都慢，问收单机构。",
            "Come nearer to the router or try another network; if it is slow everywhere, ask the acquirer."));
    texts.put(
        Condition.LOSS_HIGH,
        new ConditionText(
            "线路不稳：近来 {lossPercent}% 的报文没有应答（{unanswered} 笔）。",
            "The line is unstable: {lossPercent}% of messages went unanswered lately ({unanswered}).",
            "检查 Wi-Fi、4G 信号和网线；换网络试一次。",
            "Check Wi-Fi, mobile signal and cable; try another network."));
    texts.put(
        Condition.LINE_UNSTABLE,
        new ConditionText(
            "线路反复断开：近来重连 {connected} 次。",
            "The line keeps breaking: it was connected {connected} times lately.",
            "检查网线、Wi-Fi、SIM 卡和路由器；换网络试一次。",
            "Check cable, Wi-Fi, SIM and router; try another network."));
    texts.put(
        Condition.CONGESTED_HOURS,
        new ConditionText(
            "每天 {hours} 网络拥堵，应答慢或丢失。",
            "Each day at {hours} the network is congested: answers are slow or lost.",
            "高峰时段改用其他网络，或请运营商升级线路。",
            "Use another network at those hours, or have the provider widen the line."));
    texts.put(
        Condition.LATENCY_UNKNOWN,
        new ConditionText("还没有报文可供统计。", "There were no messages to count yet.", "", ""));
    texts.put(
        Condition.HOST_FINE,
        new ConditionText(
            "收单机构近来的应答没有异常。", "Nothing is unusual about the acquirer's last answers.", "", ""));
    texts.put(
        Condition.HOST_MAINTENANCE,
        new ConditionText(
            "收单机构系统异常或维护：自 {since} 连续 {count} 次答复 {codes}。",
            "The acquirer's system is out of order or under maintenance: {count} answers in a row were {codes}, since {since}.",
            "等待，会自动重试；先用其他方式收款，超过 30 分钟请联系收单机构。",
            "Wait, it is tried again by itself; take payment in another way, and call the acquirer after 30 minutes."));
    texts.put(
        Condition.HOST_CUT_OVER,
        new ConditionText(
            "收单机构正在日切：自 {since} 连续 {count} 次答复 {codes}。",
            "The acquirer is changing its day: {count} answers in a row were {codes}, since {since}.",
            "等几分钟，会自动恢复。",
            "Wait some minutes; it ends by itself."));
    texts.put(
        Condition.HOST_ISSUERS,
        new ConditionText(
            "发卡银行或银行间网络延迟：自 {since} 连续 {count} 次答复 {codes}。",
            "Issuers or the network between banks are slow: {count} answers in a row were {codes}, since {since}.",
            "请顾客换一张卡或稍后再试；不是本机故障。",
            "Ask for another card or try later; nothing is wrong here."));
    texts.put(
        Condition.HOST_MAC_FAULT,
        new ConditionText(
            "收单机构应答的 MAC 连续 {count} 次校验错误（自 {since}）：两边密钥不一致，或报文被改动。",
            "The MACs of {count} answers in a row were wrong (since {since}): the two sides have different keys, or messages are changed on the way.",
            "会自动重新签到；仍错则核对主密钥和 mac 选项，联系收单机构。",
            "It signs in again by itself; if it stays, check the master key and the mac options, and call the acquirer."));
    texts.put(
        Condition.HOST_KEY_FAULT,
        new ConditionText(
            "收单机构连续 {count} 次答复密钥错误（{codes}，自 {since}）。",
            "The acquirer says {count} times in a row that the keys are wrong ({codes}, since {since}).",
            "会自动重新签到；仍错则核对主密钥和 mac 选项，联系收单机构重新下发。",
            "It signs in again by itself; if it stays, check the master key and the mac options, and have the acquirer issue keys again."));
    texts.put(
        Condition.HOST_HABITS,
        new ConditionText(
            "",
            "",
            "把此情况告诉收单机构，核对 host.dialect 及其选项。",
            "Tell the acquirer, and check host.dialect and its options."));
    texts.put(
        Condition.HOST_UNKNOWN,
        new ConditionText(
            "近来没有收单机构的应答可看。", "There were no answers of the acquirer lately.", "", ""));
    texts.put(
        Condition.ACCOUNT_FINE,
        new ConditionText(
            "收单机构没有拒绝本商户或终端。", "The acquirer refuses neither merchant nor terminal.", "", ""));
    texts.put(
        Condition.ACCOUNT_MERCHANT,
        new ConditionText(
            "收单机构不认本商户（代码 {code}，自 {since}）：未登记、冻结、注销或服务停用。",
            "The acquirer does not accept this merchant ({code}, since {since}): not registered, frozen, closed, or its service is stopped.",
            "核对 terminal.merchant；联系收单机构查商户状态。",
            "Check terminal.merchant; have the acquirer look at the merchant's state."));
    texts.put(
        Condition.ACCOUNT_TERMINAL,
        new ConditionText(
            "收单机构不认本终端（代码 {code}，自 {since}）：未登记、已注销或绑定了其他商户。",
            "The acquirer does not know this terminal ({code}, since {since}): not registered, cancelled, or bound to another merchant.",
            "核对 terminal.id；联系收单机构查终端状态。",
            "Check terminal.id; have the acquirer look at the terminal's state."));
    texts.put(
        Condition.ACCOUNT_NOT_ALLOWED,
        new ConditionText(
            "本终端不允许此类交易（代码 {code}，自 {since}）：该卡种或交易类型未开通。",
            "This terminal is not allowed such payments ({code}, since {since}): that kind of card or transaction is not enabled.",
            "请收单机构为本终端开通该交易类型或卡种；或让顾客换一种方式付款。",
            "Have the acquirer enable it for this terminal; or let the customer pay in another way."));
    texts.put(
        Condition.ACCOUNT_STOPPED,
        new ConditionText(
            "本商户的服务已停用：{lastGood} 还正常，自 {since} 起被拒绝（代码 {code}）。",
            "This merchant's service is stopped: at {lastGood} it still worked, since {since} it is refused ({code}).",
            "问收单机构或服务商：服务费是否到期、账户是否冻结；续费后终端会自动恢复。",
            "Ask the acquirer or provider whether a fee is due or the account is frozen; after renewal the terminal recovers by itself."));
    texts.put(
        Condition.ACCOUNT_STILL_STOPPED,
        new ConditionText(
            "服务仍停用：自 {since} 起已被拒绝 {tries} 次（代码 {code}），此前 {lastGood} 正常。若已续费，收单机构系统尚未恢复开通。",
            "The service is still stopped: refused {tries} times since {since} ({code}), after it worked at {lastGood}. If the fee was paid, the acquirer's system has not opened it again.",
            "把续费时间、凭证、终端号、商户号告诉收单机构，请其在交易系统中恢复；恢复后终端会自动签到。",
            "Give the acquirer the time and proof of renewal, terminal and merchant, and have it opened in its payment system; the terminal then signs in by itself."));
    texts.put(
        Condition.ACCOUNT_UNKNOWN,
        new ConditionText("收单机构还没有答复可看。", "The acquirer has answered nothing yet.", "", ""));
  }
}
