package org.tillkeeper.agent.words;

import java.util.Map;
import org.tillkeeper.agent.diagnosis.Condition;

/** What is said of this terminal itself, and of what is open on it. */
final class MachineText {
  private MachineText() {}

  static void addTo(Map<Condition, ConditionText> texts) {
    texts.put(
        Condition.BACKLOG_FINE, new ConditionText("没有积压的通知。", "No notice is held up.", "", ""));
    texts.put(
        Condition.BACKLOG_PUT_OFF,
        new ConditionText(
            "",
            "",
            "无需操作；一直如此请联系收单机构。",
            "Nothing is to be done here; if it lasts, call the acquirer."));
    texts.put(
        Condition.BACKLOG_SCRIPTS,
        new ConditionText("", "", "把被拒的笔数告诉收单机构。", "Tell the acquirer how many it refused."));
    texts.put(Condition.BACKLOG_SIGNATURES_WAIT, new ConditionText("", "", "", ""));
    texts.put(
        Condition.BACKLOG_SIGNATURES,
        new ConditionText(
            "",
            "",
            "请收单机构查看为何不应答电子签名。",
            "Have the acquirer look why it does not answer signatures."));
    texts.put(
        Condition.BACKLOG_WEBHOOKS,
        new ConditionText(
            "",
            "",
            "检查接收事件通知的程序；已停用的地址从配置中删除。",
            "Look at the programs that are told; take addresses that are gone out of agent.yaml."));
    texts.put(
        Condition.BACKLOG_FLEET,
        new ConditionText(
            "",
            "",
            "核对 agent.yaml 中的 fleet，并告知管理终端的人；收款不受影响。",
            "Check fleet in agent.yaml, and tell whoever manages the terminals; payments are not affected."));
    texts.put(
        Condition.BACKLOG_UNKNOWN,
        new ConditionText("未能查看积压。", "The backlog could not be looked at.", "", ""));
    texts.put(Condition.REVERSALS_FINE, new ConditionText("", "", "", ""));
    texts.put(
        Condition.REVERSALS_OPEN,
        new ConditionText(
            "", "", "不要关机，联网后自动完成。", "Leave the terminal on; they are sent when the line works."));
    texts.put(
        Condition.REVERSALS_UNANSWERED,
        new ConditionText(
            "", "", "请收单机构查看为何不应答冲正。", "Have the acquirer look why it does not answer reversals."));
    texts.put(
        Condition.REVERSALS_UNKNOWN,
        new ConditionText("未能查看冲正。", "Reversals could not be looked at.", "", ""));
    texts.put(Condition.ATTENTION_FINE, new ConditionText("", "", "", ""));
    texts.put(
        Condition.ATTENTION_NEEDED,
        new ConditionText(
            "",
            "",
            "在收银页面逐笔与收单机构核对后处理。",
            "Compare each with the acquirer and settle it on the cashier's page."));
    texts.put(
        Condition.ATTENTION_UNKNOWN,
        new ConditionText(
            "未能查看需人工处理的交易。", "Payments that need a person could not be looked at.", "", ""));
    texts.put(Condition.SETTLEMENT_FINE, new ConditionText("", "", "", ""));
    texts.put(
        Condition.SETTLEMENT_OPEN,
        new ConditionText(
            "",
            "",
            "与收单机构核对该批次，核对后在收银页面确认。",
            "Compare that batch with the acquirer, then acknowledge it on the cashier's page."));
    texts.put(
        Condition.SETTLEMENT_UNKNOWN,
        new ConditionText("未能查看结算。", "Settlement could not be looked at.", "", ""));
    texts.put(
        Condition.CONFIG_FINE, new ConditionText("配置正确。", "The configuration is right.", "", ""));
    texts.put(
        Condition.CONFIG_INVALID,
        new ConditionText(
            "配置有误：{message}",
            "The configuration cannot be used: {message}",
            "按提示改正 agent.yaml 后重新启动。",
            "Correct agent.yaml as it says, then start again."));
    texts.put(
        Condition.KEYS_FINE,
        new ConditionText(
            "密钥可用（工作密钥自 {since}）。", "The keys can be used (working keys since {since}).", "", ""));
    texts.put(
        Condition.KEYS_UNKNOWN,
        new ConditionText("未能查看工作密钥。", "The working keys could not be looked at.", "", ""));
    texts.put(
        Condition.KEYS_FILE_UNUSABLE,
        new ConditionText(
            "密钥文件不可用：{message}",
            "A key file cannot be used: {message}",
            "按提示改正；密钥丢失请联系收单机构重新下发。",
            "Correct it as it says; where the key is lost, have the acquirer issue it again."));
    texts.put(
        Condition.KEYS_NONE,
        new ConditionText(
            "还没有工作密钥，签到后获得。",
            "There are no working keys yet; a sign-in brings them.",
            "先使终端签到成功。",
            "Let the terminal sign in first."));
    texts.put(
        Condition.KEYS_OTHER_MASTER,
        new ConditionText(
            "工作密钥不能用现在的主密钥打开：主密钥已更换或不符。",
            "The working keys do not open under the present master key: it was replaced, or is another terminal's.",
            "联网后会自动重新签到；仍失败则请收单机构重新下发主密钥。",
            "It signs in anew when online; if that fails, have the acquirer issue the master key again."));
    texts.put(
        Condition.CLOCK_FINE,
        new ConditionText(
            "本机时间与收单机构相差 {seconds} 秒。",
            "This device's clock and the acquirer's differ by {seconds} s.",
            "",
            ""));
    texts.put(
        Condition.CLOCK_OTHER_ZONE,
        new ConditionText(
            "本机与收单机构的分钟一致，小时不同（本机 {here}，对方 {host}）：时区不同；若小票时间不对，改正 terminal.timeZone。",
            "Clock and acquirer agree in the minutes and not in the hours (here {here}, there {host}): another time zone. Where receipts show a wrong time, correct terminal.timeZone.",
            "",
            ""));
    texts.put(
        Condition.CLOCK_WRONG,
        new ConditionText(
            "本机时间不准：与收单机构相差 {minutes} 分钟（本机 {here}，对方 {host}）。",
            "This device's clock is wrong: {minutes} minutes from the acquirer's (here {here}, there {host}).",
            "校准系统时间并打开自动对时（NTP）；若对方时间不对，告诉收单机构。",
            "Set the system's clock and switch on automatic time (NTP); if the other clock is wrong, tell the acquirer."));
    texts.put(
        Condition.CLOCK_BEHIND,
        new ConditionText(
            "本机时间不可能正确：现在显示 {here}，而账本写于 {newest}。",
            "This device's clock cannot be right: it shows {here}, and the ledger was written at {newest}.",
            "校准系统时间；若断电后又错，更换主板电池。",
            "Set the system's clock; if it is wrong again after power was off, replace the board's battery."));
    texts.put(
        Condition.CLOCK_UNKNOWN,
        new ConditionText(
            "还没有收单机构的时间可比。", "There is no time of the acquirer to compare with yet.", "", ""));
    texts.put(
        Condition.DISK_FINE,
        new ConditionText("存储空间还有 {freeMegabytes} MB。", "{freeMegabytes} MB are free.", "", ""));
    texts.put(
        Condition.DISK_LOW,
        new ConditionText(
            "存储空间只剩 {freeMegabytes} MB。",
            "Only {freeMegabytes} MB are free.",
            "清理本机其他文件；账本和日志自身有上限。",
            "Remove other files; ledger and log are bounded by themselves."));
    texts.put(
        Condition.DISK_FULL,
        new ConditionText(
            "存储空间已满（{folder}），账本无法写入，不能收款。",
            "The disk is full ({folder}): the ledger cannot be written and nothing can be charged.",
            "清理本机其他文件，不要删除 {folder} 中的文件；清理后自动恢复。",
            "Remove other files, none of those in {folder}; it goes on by itself then."));
    texts.put(
        Condition.DISK_READ_ONLY,
        new ConditionText(
            "数据目录 {folder} 不可写。",
            "The data folder {folder} cannot be written.",
            "检查存储是否损坏（系统把坏盘转为只读）和目录的属主。",
            "Check whether the storage has failed (a system makes such a disk read-only) and who owns the folder."));
    texts.put(
        Condition.DISK_UNKNOWN,
        new ConditionText("未能查看存储空间。", "The disk could not be looked at.", "", ""));
    texts.put(Condition.LEDGER_FINE, new ConditionText("账本完好。", "The ledger is whole.", "", ""));
    texts.put(
        Condition.LEDGER_NONE,
        new ConditionText(
            "还没有账本（{folder}），首次启动时建立。",
            "There is no ledger in {folder} yet; the first start makes it.",
            "",
            ""));
    texts.put(
        Condition.LEDGER_NOT_WRITABLE,
        new ConditionText(
            "", "", "清理存储空间；仍不可写则更换存储。", "Free disk space; if it stays, replace the storage."));
    texts.put(
        Condition.LEDGER_DAMAGED,
        new ConditionText(
            "账本损坏：{message}",
            "The ledger is damaged: {message}",
            "不要删除或修改数据目录，先整个复制作证据；联系服务商，与收单机构核对后再启用新账本。",
            "Change nothing in the data folder; copy it whole as evidence, call for service, and compare with the acquirer before a new ledger is begun."));
    texts.put(
        Condition.LEDGER_UNKNOWN,
        new ConditionText("未能查看账本。", "The ledger could not be looked at.", "", ""));
    texts.put(Condition.WITNESS_FINE, new ConditionText("", "", "", ""));
    texts.put(
        Condition.WITNESS_LOSS,
        new ConditionText(
            "",
            "",
            "与收单机构逐笔核对后，执行 tillkeeper accept-loss。",
            "Compare with the acquirer, then: tillkeeper accept-loss."));
    texts.put(
        Condition.WITNESS_UNKNOWN,
        new ConditionText("未能查看见证文件。", "The witness could not be looked at.", "", ""));
    texts.put(
        Condition.SOFTWARE_FINE,
        new ConditionText(
            "版本 {version}，规范 {dialect}。是否有更新的版本要问服务商。",
            "Version {version}, dialect {dialect}. Whether there is a newer one, the provider knows.",
            "",
            ""));
    texts.put(
        Condition.PARAMETERS_FINE,
        new ConditionText(
            "参数与密钥正常（工作密钥自 {keys}）。",
            "Parameters and keys are in order (working keys since {keys}).",
            "",
            ""));
    texts.put(
        Condition.PARAMETERS_ORDERED,
        new ConditionText(
            "",
            "",
            "会自动重试；一直失败请联系收单机构。",
            "It is tried again by itself; if it keeps failing, call the acquirer."));
    texts.put(
        Condition.PARAMETERS_KEYS_OLD,
        new ConditionText(
            "工作密钥已用 {days} 天未更换。",
            "The working keys are {days} days old.",
            "签退后再收款一次即重新签到；或问收单机构多久更换。",
            "Sign off once: the next payment signs in anew; or ask the acquirer how often they change."));
    texts.put(
        Condition.PARAMETERS_UNKNOWN,
        new ConditionText("未能查看参数。", "Parameters could not be looked at.", "", ""));
    texts.put(
        Condition.BATTERY_FINE,
        new ConditionText("电量 {percent}%（{status}）。", "Battery {percent}% ({status}).", "", ""));
    texts.put(
        Condition.BATTERY_LOW,
        new ConditionText(
            "电量低：{percent}%（{status}）。",
            "The battery is low: {percent}% ({status}).", "接上电源。", "Connect the charger."));
    texts.put(
        Condition.BATTERY_UNKNOWN,
        new ConditionText("系统不提供电量。", "The system shows no battery.", "", ""));
    texts.put(
        Condition.SIGNAL_FINE,
        new ConditionText(
            "信号正常（{interface} {dbm} dBm）。",
            "The signal is good ({interface}, {dbm} dBm).",
            "",
            ""));
    texts.put(
        Condition.SIGNAL_WEAK,
        new ConditionText(
            "信号弱（{interface} {dbm} dBm）。",
            "The signal is weak ({interface}, {dbm} dBm).",
            "靠近路由器或窗口，避开遮挡和金属。",
            "Come nearer to the router or a window, away from walls and metal."));
    texts.put(
        Condition.SIGNAL_UNKNOWN,
        new ConditionText("系统不提供信号强度。", "The system shows no signal strength.", "", ""));
    texts.put(
        Condition.PRINTER_FINE,
        new ConditionText(
            "打印机已连接（{device}）；是否有纸看不到。",
            "A printer is connected ({device}); whether it has paper is not shown.",
            "",
            ""));
    texts.put(
        Condition.PRINTER_WRONG,
        new ConditionText(
            "打印机故障。",
            "The printer has a fault.",
            "检查纸、盖和连接；打印失败不影响交易，可补打。",
            "Check paper, lid and cable; no payment is lost by it, and receipts can be printed again."));
    texts.put(
        Condition.PRINTER_UNKNOWN,
        new ConditionText("系统不提供打印机状态。", "The system shows no printer.", "", ""));
    texts.put(
        Condition.SCANNER_FINE,
        new ConditionText("扫码器已连接（{device}）。", "A scanner is connected ({device}).", "", ""));
    texts.put(
        Condition.SCANNER_WRONG,
        new ConditionText(
            "扫码器故障。",
            "The scanner has a fault.",
            "擦拭窗口，重插；可改用刷卡。",
            "Clean its window and plug it in again; cards still work."));
    texts.put(
        Condition.SCANNER_UNKNOWN,
        new ConditionText("系统不提供扫码器状态。", "The system shows no scanner.", "", ""));
    texts.put(
        Condition.TEMPERATURE_FINE, new ConditionText("温度 {celsius} ℃。", "{celsius} °C.", "", ""));
    texts.put(
        Condition.TEMPERATURE_HIGH,
        new ConditionText(
            "温度过高：{celsius} ℃。",
            "The device is hot: {celsius} °C.",
            "移到通风处，避开阳光和热源。",
            "Move it out of the sun and away from heat."));
    texts.put(
        Condition.TEMPERATURE_UNKNOWN,
        new ConditionText("系统不提供温度。", "The system shows no temperature.", "", ""));
    texts.put(
        Condition.AGENT_RUNS,
        new ConditionText("代理正在运行（版本 {version}）。", "The agent runs (version {version}).", "", ""));
    texts.put(
        Condition.AGENT_STOPPED,
        new ConditionText(
            "代理没有运行：不能收款，以下由本命令自行检查。",
            "The agent does not run: nothing can be charged. This command has looked by itself.",
            "启动代理：systemctl start tillkeeper，或 tillkeeper agent --config agent.yaml；再看日志最后几行。",
            "Start it: systemctl start tillkeeper, or tillkeeper agent --config agent.yaml; then read the log's last lines."));
    texts.put(
        Condition.AGENT_SILENT,
        new ConditionText(
            "代理在运行但不应答，以下由本命令自行检查。",
            "The agent holds its data folder and does not answer. This command has looked by itself.",
            "等一分钟再试；仍不应答则重启代理（不会丢失交易）。",
            "Wait a minute and ask again; if it stays silent, restart it (no payment is lost by that)."));
  }
}
